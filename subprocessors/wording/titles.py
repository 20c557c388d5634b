"""Titles: the facts of a publication in one line, for feeds and for the desk to start from."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from subprocessors.archive.changes import ADDED, REMOVED
from subprocessors.wording.announcements import places_coming
from subprocessors.wording.days import day
from subprocessors.wording.field_changes import field_changes_of
from subprocessors.wording.lifecycles import is_listed_by_mistake
from subprocessors.wording.lists import and_list, shortened
from subprocessors.wording.sentences import in_reading_order
from subprocessors.wording.values import field_words

_LONGEST_NAME = 80
_LONGEST_PURPOSE = 60
_SHOWN = 3


def change_title(change, name, *, context):
    """The facts of one change: "New: Acme Mail Inc. (e-mail delivery, US) from 3 December 2026".

    A change whose fields were redacted gives "".
    """
    if not change["fields"]:
        return ""
    field_changes = field_changes_of(change)
    name = shortened(name, _LONGEST_NAME)
    if change["kind"] == ADDED:
        return _new(change, field_changes, name, context)
    if change["kind"] == REMOVED:
        return _gone(change, field_changes, name, context)
    return _changed(change, field_changes, name, context)


def _new(change, field_changes, name, context):
    stated = {field: field_change.now for field, field_change in field_changes.items()}
    if stated.get("legal_name"):
        name = shortened(stated["legal_name"], _LONGEST_NAME)
    facts = [shortened(stated["purpose"], _LONGEST_PURPOSE)] if stated.get("purpose") else []
    codes = stated.get("places") or []
    facts += codes if len(codes) <= _SHOWN else [*codes[: _SHOWN - 1], f"+{len(codes) - 2}"]
    words = {"name": name, "facts": ", ".join(facts), "day": day(change["effective_on"])}
    words["who"] = _("%(name)s (%(facts)s)") % words if facts else name
    last_day = stated.get("ended_on")
    if last_day and last_day >= change["effective_on"]:
        return _("New: %(who)s from %(day)s to %(last_day)s") % {**words, "last_day": day(last_day)}
    return _("New: %(who)s from %(day)s") % words


def _gone(change, field_changes, name, context):
    words = {"name": name}
    if "withdrawn_on" in field_changes and field_changes["withdrawn_on"].now:
        if is_listed_by_mistake(change, context):
            return _("Listed by mistake: %(name)s") % words
        return _("Dropped before start: %(name)s") % words
    ended = field_changes.get("ended_on")
    if ended and ended.now:
        return _("Ends: %(name)s, last day %(day)s") % {**words, "day": day(ended.now)}
    return _("No longer listed: %(name)s") % words


def _changed(change, field_changes, name, context):
    words = {"name": name, "day": day(change["effective_on"])}
    start, end, rename = (
        field_changes.get(field) for field in ("effective_on", "ended_on", "name")
    )
    if start and start.now:
        return _("New start: %(name)s from %(day)s") % {**words, "day": day(start.now)}
    if end:
        return _new_end(end, name)
    if rename and rename.has_new_value and rename.was and rename.becomes:
        return _renamed(rename, words)
    brought = [
        field_changes[f] for f in in_reading_order(field_changes) if field_changes[f].has_new_value
    ]
    if not brought:
        return _not_as_announced(field_changes, words)
    return _("Changed: %(name)s (%(what)s) from %(day)s") % {
        **words,
        "what": ", ".join(map(_short, brought)),
    }


def _new_end(end, name):
    if end.now:
        return _("New last day: %(name)s, %(day)s") % {"name": name, "day": day(end.now)}
    return _("Stays: %(name)s does not end on %(day)s") % {"name": name, "day": day(end.was)}


def _renamed(rename, words):
    words = {
        **words,
        "old": shortened(rename.was, _LONGEST_NAME),
        "new": shortened(rename.becomes, _LONGEST_NAME),
    }
    if rename.is_announced:
        return _("Renamed: %(old)s is called %(new)s from %(day)s") % words
    return _("Renamed: %(old)s is now called %(new)s") % words


def _not_as_announced(field_changes, words):
    fields = in_reading_order(field_changes)
    words = {**words, "what": and_list(field_words(field) for field in fields)}
    if any(field_change.is_moved for field_change in field_changes.values()):
        return _("Moved: %(name)s (%(what)s) to %(day)s") % words
    return _("Will not happen: %(name)s (%(what)s)") % words


def _short(field_change):
    if field_change.field == "places":
        return places_coming(set(field_change.was or ()), set(field_change.becomes or ()))
    return field_words(field_change.field)


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


def publication_title(changes, names, *, context, corrects=None):
    """A title for the desk to start from: "Acme Mail added; places of processing of Beta changed".

    ``changes`` as they are hashed, ``names`` by slug, ``corrects`` the number corrected. With
    no changes, what is published are facts or vocabulary.
    """
    by_slug = {}
    for change in changes:
        by_slug.setdefault(change["slug"], []).append(change)
    pieces = [
        _proposed(listed, shortened(names.get(slug, slug), _LONGEST_NAME), context, begins=not at)
        for at, (slug, listed) in enumerate(by_slug.items())
    ]
    text = joined_title(pieces) or _("What we say about ourselves changed")
    if corrects:
        return _("Correction of version %(number)d: %(text)s") % {"number": corrects, "text": text}
    return text


def review_title():
    """The title of a review: nothing changed, somebody looked."""
    return _("The list was confirmed")


def note_title(number):
    """The title of a correction whose note alone puts version ``number`` right."""
    return _("Note on version %(number)d") % {"number": number}


def _proposed(changes, name, context, *, begins):
    kinds = {change["kind"]: change for change in changes}
    if ADDED in kinds:
        return pgettext("title", "%(name)s added") % {"name": name}
    if REMOVED in kinds:
        return _proposed_end(kinds[REMOVED], name, context)
    fields = {field for change in changes for field in change["fields"]}
    for change in changes:
        rename = field_changes_of(change).get("name")
        if rename and rename.has_new_value and rename.was and rename.becomes:
            return pgettext("title", "%(old)s renamed %(new)s") % {
                "old": shortened(rename.was, _LONGEST_NAME),
                "new": shortened(rename.becomes, _LONGEST_NAME),
            }
    listed = [field_words(field) for field in in_reading_order(fields)]
    what = and_list(listed) if len(listed) <= _SHOWN else _("several facts")
    # Only words of ours take a capital: a name such as "xAI" is written as its owner does.
    what = capfirst(what) if begins else what
    return pgettext("title", "%(what)s of %(name)s changed") % {"what": what, "name": name}


def _proposed_end(change, name, context):
    ended = field_changes_of(change).get("ended_on")
    if "withdrawn_on" not in change["fields"]:
        text = pgettext("title", "%(name)s no longer listed")
        if ended and ended.now:
            text = pgettext("title", "%(name)s ends")
    elif is_listed_by_mistake(change, context):
        text = pgettext("title", "%(name)s listed by mistake")
    else:
        text = pgettext("title", "%(name)s dropped before start")
    return text % {"name": name}
