"""Titles: what a change says in one line, for feeds; and titles of whole publications.

They say what was so on the day of the publication: what was still to come then is announced,
will change or ends.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from subprocessors.archive.changes import ADDED, REMOVED
from subprocessors.archive.fields import MATERIAL_FIELDS
from subprocessors.wording.announcements import places_in_verbs
from subprocessors.wording.days import day
from subprocessors.wording.edits import FACT, FIRST_STATED, NO_LONGER_STATED, WORDS, effect_of
from subprocessors.wording.field_changes import in_reading_order, spoken_field_changes
from subprocessors.wording.field_names import field_words
from subprocessors.wording.lifecycles import is_listed_by_mistake
from subprocessors.wording.lists import shortened

_LONGEST_NAME = 80
_LONGEST_PURPOSE = 60
_SHOWN = 3


def change_title(change, name, *, context):
    """What one change says: "Announced: Acme Mail Inc. (e-mail delivery, US) from 3 December 2026".

    A change whose fields were redacted gives "".
    """
    if not change["fields"]:
        return ""
    field_changes = spoken_field_changes(change)
    name = shortened(name, _LONGEST_NAME)
    if change["kind"] == ADDED:
        return _new(change, field_changes, name, context)
    if change["kind"] == REMOVED:
        return _gone(change, field_changes, name, context)
    return _changed(change, field_changes, name, context)


def _new(change, field_changes, name, context):
    stated = {field: one.now for field, one in field_changes.items()}
    if stated.get("legal_name"):
        legal_name = shortened(stated["legal_name"], _LONGEST_NAME)
        is_within = name.casefold() in legal_name.casefold()
        name = legal_name if is_within else f"{name}, {legal_name}"
    # Of an addition all is new: who it is, what for, and where.
    facts = [shortened(stated["purpose"], _LONGEST_PURPOSE)] if stated.get("purpose") else []
    codes = stated.get("places") or []
    facts += codes if len(codes) <= _SHOWN else [*codes[: _SHOWN - 1], f"+{len(codes) - 2}"]
    words = {"name": name, "facts": ", ".join(facts), "day": day(change["effective_on"])}
    words["who"] = _("%(name)s (%(facts)s)") % words if facts else name
    last_day = stated.get("ended_on")
    words["last_day"] = last_day and day(last_day)
    is_ahead = change["effective_on"] > context.on
    if is_ahead and last_day:
        return _("Announced: %(who)s from %(day)s to %(last_day)s") % words
    if is_ahead:
        return _("Announced: %(who)s from %(day)s") % words
    if last_day:
        return _("Added: %(who)s, last day %(last_day)s") % words
    if stated.get("effective_on"):
        words["day"] = day(stated["effective_on"])
        return _("Added: %(who)s, in use since %(day)s") % words
    return _("Added: %(who)s") % words


def _gone(change, field_changes, name, context):
    words = {"name": name}
    if "withdrawn_on" in field_changes and field_changes["withdrawn_on"].now:
        if is_listed_by_mistake(change, context):
            return _("Listed by mistake: %(name)s") % words
        return _("Dropped before start: %(name)s") % words
    ended = field_changes.get("ended_on")
    if not (ended and ended.now):
        return _("No longer listed: %(name)s") % words
    words["day"] = day(ended.now)
    text = _("Ends: %(name)s, last day %(day)s")
    if ended.now < context.on:
        text = _("No longer used: %(name)s, last day %(day)s")
    return _and_others(text % words, field_changes, {"ended_on"})


def _changed(change, field_changes, name, context):
    words = {"name": name, "day": day(change["effective_on"])}
    start, end, rename = (
        field_changes.get(field) for field in ("effective_on", "ended_on", "name")
    )
    if start and start.now:
        return _and_others(_new_start(start, name, context), field_changes, {"effective_on"})
    if end:
        return _and_others(_new_end(end, name, context), field_changes, {"ended_on"})
    if rename and _is_rename(change, rename, context):
        return _and_others(_renamed(rename, words, context), field_changes, {"name"})
    in_order = [field_changes[field] for field in in_reading_order(field_changes)]
    brought = [one for one in in_order if one.has_new_value]
    if not brought:
        return _not_as_announced(in_order, words)
    is_ahead = any(one.is_announced for one in brought)
    effect = _one_effect(change, brought, context)
    words["what"] = _listed(_short(one, effect) for one in brought)
    text = str(_EDIT_TITLES[effect, is_ahead])
    if not is_ahead and effect == FACT and change["effective_on"] > context.on:
        text = _("Changed before start: %(name)s (%(what)s)")
    elif not is_ahead and effect == FACT and context.is_correction:
        text = _("Corrected: %(name)s (%(what)s)")
    return _and_others(text % words, field_changes, {one.field for one in brought})


def _and_others(title, field_changes, named):
    """``title``, which speaks of the fields ``named`` alone, and all other material fields."""
    said = {field_words(field) for field in named}
    names = [field for field in in_reading_order(field_changes) if field in MATERIAL_FIELDS]
    others = [field_words(name) for name in names if field_words(name) not in said]
    if not others:
        return title
    return _("%(title)s (also: %(what)s)") % {"title": title, "what": _listed(others)}


#: By the effect of an edit, and whether it is still to come.
_EDIT_TITLES = {
    (FACT, False): gettext_lazy("Changed: %(name)s (%(what)s) from %(day)s"),
    (FACT, True): gettext_lazy("Will change: %(name)s (%(what)s) from %(day)s"),
    (WORDS, False): gettext_lazy("Reworded: %(name)s (%(what)s)"),
    (WORDS, True): gettext_lazy("Reworded from %(day)s: %(name)s (%(what)s)"),
    (FIRST_STATED, False): gettext_lazy("Now stated: %(name)s (%(what)s)"),
    (FIRST_STATED, True): gettext_lazy("Stated from %(day)s: %(name)s (%(what)s)"),
    (NO_LONGER_STATED, False): gettext_lazy("No longer stated: %(name)s (%(what)s)"),
    (NO_LONGER_STATED, True): gettext_lazy("No longer stated from %(day)s: %(name)s (%(what)s)"),
}


def _one_effect(change, brought, context):
    """The effect that all of them have; FACT where they have several."""
    effects = {effect_of(change, one, context) for one in brought}
    return effects.pop() if len(effects) == 1 else FACT


def _new_start(start, name, context):
    words = {"name": name, "day": day(start.now)}
    if start.now > context.on:
        return _("New start: %(name)s from %(day)s") % words
    return _("Start stated anew: %(name)s, in use since %(day)s") % words


def _new_end(end, name, context):
    if end.now:
        return _("New last day: %(name)s, %(day)s") % {"name": name, "day": day(end.now)}
    return _("Will not end: %(name)s, announced for %(day)s") % {"name": name, "day": day(end.was)}


def _is_rename(change, rename, context):
    """Whether the name differs in fact, not in its spelling alone."""
    is_known = rename.has_new_value and rename.was and rename.becomes
    return bool(is_known) and effect_of(change, rename, context) == FACT


def _renamed(rename, words, context):
    words = {
        **words,
        "old": shortened(rename.was, _LONGEST_NAME),
        "new": shortened(rename.becomes, _LONGEST_NAME),
    }
    if rename.is_announced:
        return _("Will be renamed: %(old)s, to %(new)s from %(day)s") % words
    if context.is_correction:
        return _("Corrected: the name is %(new)s, not %(old)s") % words
    return _("Renamed: %(old)s is now called %(new)s") % words


def _not_as_announced(field_changes, words):
    words = {**words, "what": _listed(field_words(one.field) for one in field_changes)}
    if any(one.is_moved for one in field_changes):
        return _("Change moved to %(day)s: %(name)s (%(what)s)") % words
    return _("Will not change: %(name)s (%(what)s)") % words


def _short(field_change, effect):
    if field_change.field == "places" and effect == FACT:
        return places_in_verbs(set(field_change.was or ()), set(field_change.becomes or ()))
    return field_words(field_change.field)


def _listed(texts):
    return ", ".join(dict.fromkeys(texts))


def joined_title(titles, count=None):
    """The titles of several changes in one line, three at most, and how many more of ``count``."""
    titles = [title for title in titles if title]
    shown = titles[:_SHOWN]
    rest = max(count or 0, len(titles)) - len(shown)
    if not shown or rest <= 0:
        return "; ".join(shown)
    more = ngettext("%(count)d more change", "%(count)d more changes", rest) % {"count": rest}
    return _("%(titles)s; and %(more)s") % {"titles": "; ".join(shown), "more": more}


def opening_title(count, *, source=None):
    """The title of an opening of ``count`` rows, or of an import with its ``source``."""
    words = {"count": count, "who": (source or {}).get("by", "")}
    if source is None:
        text = ngettext(
            "First published here: %(count)d sub-processor",
            "First published here: %(count)d sub-processors",
            count,
        )
    elif words["who"]:
        text = ngettext(
            "From before this portal, as stated by %(who)s: %(count)d sub-processor",
            "From before this portal, as stated by %(who)s: %(count)d sub-processors",
            count,
        )
    else:
        text = ngettext(
            "From before this portal: %(count)d sub-processor",
            "From before this portal: %(count)d sub-processors",
            count,
        )
    return text % words


def review_title():
    """The title of a review: nothing changed, somebody looked."""
    return _("The list was confirmed")


def note_title(number):
    """The title of a correction whose note alone puts version ``number`` right."""
    return _("Note on version %(number)d") % {"number": number}


def reissue_title(number):
    """The title of a correction that only repeats, put right, what version ``number`` said."""
    return _("Version %(number)d repeated, because it was wrong") % {"number": number}
