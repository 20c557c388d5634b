"""Many changes in a line: "30 changes: 2 announced; places of processing stated for 12"."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.wording.edits import FACT, FIRST_STATED, NO_LONGER_STATED, WORDS, effect_of
from subprocessors.wording.field_changes import spoken_field_changes
from subprocessors.wording.field_names import field_words
from subprocessors.wording.lifecycles import is_listed_by_mistake

#: So many clauses tell what happened; the rest is not named.
_MOST_CLAUSES = 6
_REDACTED, _WITHDRAWN, _MISTAKEN = "redacted", "withdrawn", "listed by mistake"
_CORRECTED, _MOVED, _DROPPED = "corrected", "moved", "dropped"
#: By kind of change, and whether it was still to come on the day of the publication.
_ROWS = {
    (ADDED, True): ngettext_lazy("%(count)d announced", "%(count)d announced", "count"),
    (ADDED, False): ngettext_lazy("%(count)d added", "%(count)d added", "count"),
    (REMOVED, True): ngettext_lazy("%(count)d ends", "%(count)d end", "count"),
    (REMOVED, False): ngettext_lazy("%(count)d removed", "%(count)d removed", "count"),
    (_WITHDRAWN, False): ngettext_lazy(
        "%(count)d dropped before start", "%(count)d dropped before start", "count"
    ),
    (_MISTAKEN, False): ngettext_lazy(
        "%(count)d listed by mistake", "%(count)d listed by mistake", "count"
    ),
    (_REDACTED, False): ngettext_lazy("%(count)d redacted", "%(count)d redacted", "count"),
}
#: By what an edit does to a field, and whether it was still to come.
_EDITS = {
    (FACT, False): gettext_lazy("%(what)s changed for %(count)d"),
    (FACT, True): gettext_lazy("%(what)s will change for %(count)d"),
    (WORDS, False): gettext_lazy("%(what)s reworded for %(count)d"),
    (WORDS, True): gettext_lazy("%(what)s to be reworded for %(count)d"),
    (FIRST_STATED, False): gettext_lazy("%(what)s stated for %(count)d"),
    (FIRST_STATED, True): gettext_lazy("%(what)s to be stated for %(count)d"),
    (NO_LONGER_STATED, False): gettext_lazy("%(what)s no longer stated for %(count)d"),
    (NO_LONGER_STATED, True): gettext_lazy("%(what)s will no longer be stated for %(count)d"),
    _CORRECTED: gettext_lazy("%(what)s corrected for %(count)d"),
    _MOVED: gettext_lazy("change of %(what)s on another day for %(count)d"),
    _DROPPED: gettext_lazy("%(what)s will not change for %(count)d"),
}


def changes_in_sum(changes, *, context):
    """What ``changes`` (as they are hashed) come to, in a line.

    Rows that come and go are counted first; then each field, with the most frequent first, by
    the number of changes that touch it.
    """
    rows, edits = Counter(), Counter()
    for change in changes:
        if change["kind"] == CHANGED and change["fields"]:
            edits.update(_edits(change, context))
        else:
            rows[_coming_or_going(change, context)] += 1
    clauses = [_ROWS[key] % {"count": rows[key]} for key in _ROWS if rows[key]]
    clauses += [
        _EDITS[outcome] % {"what": what, "count": count}
        for (what, outcome), count in edits.most_common()
    ]
    total = ngettext("%(count)d change", "%(count)d changes", len(changes))
    total %= {"count": len(changes)}
    if len(clauses) > _MOST_CLAUSES:
        clauses = [*clauses[: _MOST_CLAUSES - 1], _("and more")]
    if not clauses:
        return total
    return _("%(total)s: %(clauses)s") % {"total": total, "clauses": "; ".join(map(str, clauses))}


def _coming_or_going(change, context):
    if not change["fields"]:
        return _REDACTED, False
    if change["kind"] == ADDED:
        return ADDED, change["effective_on"] > context.on
    if change["fields"].get("withdrawn_on", {}).get("after", {}).get("now"):
        return _MISTAKEN if is_listed_by_mistake(change, context) else _WITHDRAWN, False
    last_day = change["fields"].get("ended_on", {}).get("after", {}).get("now")
    return REMOVED, bool(last_day and last_day >= context.on)


def _edits(change, context):
    """Each field that a change touches, in words, with what becomes of it; once."""
    return {
        (field_words(field), _outcome(change, one, context))
        for field, one in spoken_field_changes(change).items()
    }


def _outcome(change, field_change, context):
    """The key of what becomes of one field, among the clauses."""
    if not field_change.has_new_value:
        return _MOVED if field_change.is_moved else _DROPPED
    outcome = effect_of(change, field_change, context), field_change.is_announced
    return _CORRECTED if context.is_correction and outcome == (FACT, False) else outcome
