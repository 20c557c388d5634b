"""The title of a publication, for the desk to start from. It becomes part of what is sealed.

It says what is so on the day of the publication, so that it stays true: what is still to come
is announced, will change or ends.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.fields import MATERIAL_FIELDS
from subprocessors.wording.edits import FACT, FIRST_STATED, NO_LONGER_STATED, WORDS, effect_of
from subprocessors.wording.field_changes import in_reading_order, spoken_field_changes
from subprocessors.wording.field_names import field_words
from subprocessors.wording.lifecycles import is_listed_by_mistake
from subprocessors.wording.lists import and_list, shortened
from subprocessors.wording.titles import joined_title

_LONGEST_NAME = 80
_MOST_FIELDS = 3
_MOVED, _DROPPED = "moved", "dropped"
#: By what becomes of the fields, and whether it is still to come.
_CLAUSES = {
    (FACT, False): pgettext_lazy("title", "%(what)s changed"),
    (FACT, True): pgettext_lazy("title", "%(what)s will change"),
    (WORDS, False): pgettext_lazy("title", "%(what)s reworded"),
    (WORDS, True): pgettext_lazy("title", "%(what)s to be reworded"),
    (FIRST_STATED, False): pgettext_lazy("title", "%(what)s now stated"),
    (FIRST_STATED, True): pgettext_lazy("title", "%(what)s to be stated"),
    (NO_LONGER_STATED, False): pgettext_lazy("title", "%(what)s no longer stated"),
    (NO_LONGER_STATED, True): pgettext_lazy("title", "%(what)s will no longer be stated"),
    (_MOVED, True): pgettext_lazy("title", "change of %(what)s on another day"),
    (_DROPPED, False): pgettext_lazy("title", "%(what)s will not change"),
}


def publication_title(changes, names, *, context, corrects=None):
    """A title to start from: "Acme Mail announced; Beta: places of processing will change".

    ``changes`` as they are hashed, ``names`` by slug, ``corrects`` the number corrected. With
    no changes, what is published are facts or vocabulary.
    """
    by_slug = {}
    for change in changes:
        by_slug.setdefault(change["slug"], []).append(change)
    pieces = [
        _of_row(listed, shortened(names.get(slug, slug), _LONGEST_NAME), context)
        for slug, listed in by_slug.items()
    ]
    text = joined_title(pieces) or _("Company details changed")
    if corrects:
        return _("Correction of version %(number)d: %(text)s") % {"number": corrects, "text": text}
    return text


def _of_row(changes, name, context):
    """What a publication says of one row, from all its changes."""
    kinds = {change["kind"]: change for change in changes}
    if ADDED in kinds:
        text = pgettext("title", "%(name)s added")
        if kinds[ADDED]["effective_on"] > context.on:
            text = pgettext("title", "%(name)s announced")
        return text % {"name": name}
    if REMOVED not in kinds:
        return _edits(changes, name, context)
    end, edits = _end(kinds[REMOVED], context) % {"name": name}, ""
    if "ended_on" in kinds[REMOVED]["fields"]:  # until then, what else changes is still told
        edits = _edits([_without_end(change) for change in changes], name, context)
    return ", ".join(filter(None, [end, edits]))


def _without_end(change):
    fields = {name: sides for name, sides in change["fields"].items() if name != "ended_on"}
    return {**change, "kind": CHANGED, "fields": fields}


def _end(change, context):
    last_day = change["fields"].get("ended_on", {}).get("after", {}).get("now")
    if "withdrawn_on" in change["fields"]:
        if is_listed_by_mistake(change, context):
            return pgettext("title", "%(name)s listed by mistake")
        return pgettext("title", "%(name)s dropped before start")
    if not last_day:
        return pgettext("title", "%(name)s no longer listed")
    if last_day < context.on:
        return pgettext("title", "%(name)s no longer used")
    return pgettext("title", "%(name)s ends")


def _edits(changes, name, context):
    clauses, outcomes = [], {}
    for change in changes:
        field_changes = spoken_field_changes(change)
        for field in in_reading_order(field_changes):
            one = field_changes[field]
            special = _special(change, one, name, context)
            if special:
                clauses.append(special)
            elif field != "former_names" or "name" not in field_changes:
                outcomes.setdefault(_outcome(change, one, context), []).append(field)
    if not outcomes:
        return ", ".join(clauses)
    edits = [
        _clause(outcome, context) % {"what": _what(fields)} for outcome, fields in outcomes.items()
    ]
    named = _("%(name)s: %(edits)s") % {"name": name, "edits": ", ".join(edits)}
    return ", ".join([*clauses, named])


def _clause(outcome, context):
    """The words for what becomes of some fields; a correction changes nothing of what is so."""
    if outcome == (FACT, False) and context.is_correction:
        return pgettext("title", "%(what)s corrected")
    return str(_CLAUSES[outcome])


def _special(change, field_change, name, context):
    """The clause of a field that has one of its own, else ""."""
    was, becomes = field_change.was, field_change.becomes
    if field_change.field == "effective_on" and becomes:
        return pgettext("title", "new start of %(name)s") % {"name": name}
    if field_change.field == "ended_on":
        text = pgettext("title", "%(name)s stays in use")
        if becomes:
            text = pgettext("title", "new last day of %(name)s")
        return text % {"name": name}
    is_rename = field_change.field == "name" and field_change.has_new_value and was and becomes
    if not is_rename or effect_of(change, field_change, context) != FACT:
        return ""
    text = pgettext("title", "%(old)s renamed %(new)s")
    if context.is_correction:
        text = pgettext("title", "%(old)s is called %(new)s")
    if field_change.is_announced:
        text = pgettext("title", "%(old)s will be renamed %(new)s")
    old, new = shortened(was, _LONGEST_NAME), shortened(becomes, _LONGEST_NAME)
    return text % {"old": old, "new": new}


def _outcome(change, field_change, context):
    """The key of what becomes of one field, among the clauses."""
    if field_change.has_new_value:
        return effect_of(change, field_change, context), field_change.is_announced
    return (_MOVED, True) if field_change.is_moved else (_DROPPED, False)


def _what(fields):
    """The fields in words: a few, or else the material ones, none of which is left out."""
    words = list(dict.fromkeys(field_words(field) for field in fields))
    if len(words) <= _MOST_FIELDS:
        return and_list(words)
    material = dict.fromkeys(field_words(name) for name in fields if name in MATERIAL_FIELDS)
    rest = [_("other facts")] if len(material) < len(words) else []
    return and_list([*material, *rest]) if material else _("several facts")
