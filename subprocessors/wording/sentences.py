"""One plain sentence per change, as customers read it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.wording.announcements import about_announcement
from subprocessors.wording.days import day
from subprocessors.wording.field_changes import field_changes_of
from subprocessors.wording.lifecycles import added, moved_end, moved_start, removed
from subprocessors.wording.lists import and_list
from subprocessors.wording.places import in_sentence
from subprocessors.wording.values import field_words


def sign(change):
    """The sign and word that stand before a change: ``("+", "Added")``."""
    return {
        ADDED: ("+", pgettext("a change", "Added")),
        CHANGED: ("~", pgettext("a change", "Changed")),
        REMOVED: ("\N{MINUS SIGN}", pgettext("a change", "Removed")),
    }[change["kind"]]


def change_sentence(change, name, *, context):
    """What a change says, in plain text: "Acme Mail starts on 3 December 2026."

    ``change`` is a change as it is hashed, ``name`` that of its row, ``context`` the
    SentenceContext.
    Speaks from the day of the publication, so that it reads the same for ever. A change
    whose fields were redacted gives "".
    """
    if not change["fields"]:
        return ""
    field_changes = field_changes_of(change)
    lead, covered = _SPEAKERS[change["kind"]](change, field_changes, name, context)
    sentences = [lead] if lead else []
    others = [
        field_words(field)
        for field in in_reading_order(field_changes)
        if field not in covered and field_changes[field].has_new_value
    ]
    if others and change["kind"] != ADDED:
        sentences.append(
            _("Also changed: %(fields)s.") % {"fields": and_list(others)}
            if lead
            else _generic(change, name, others, field_changes, context)
        )
    for field in in_reading_order(field_changes):
        about = about_announcement(change["slug"], field_changes[field], context)
        if about:
            about = capfirst(about) if sentences else _with_name(name, about)
            sentences.append(about)
    if change.get("reissues"):
        sentences.insert(
            0,
            _("Told again, because version %(number)d told it wrongly:")
            % {"number": change["reissues"]},
        )
    return " ".join(sentences)


def _with_name(name, text):
    return _("%(name)s: %(text)s") % {"name": name, "text": text}


def in_reading_order(fields):
    """Field names in the order in which a row is read."""
    return sorted(fields, key=PUBLIC_FIELDS.index)


def _changed(change, field_changes, name, context):
    for field, speak in _LEADS.items():
        field_change = field_changes.get(field)
        if field_change and field_change.has_new_value:
            text = speak(change, field_change, name, context)
            if text:
                return text, {field, "former_names"} if field == "name" else {field}
    return "", set()


def _rename(change, field_change, name, context):
    words = {
        "old": field_change.was,
        "new": field_change.becomes,
        "day": day(change["effective_on"]),
    }
    if not (field_change.was and field_change.becomes):
        return ""
    if field_change.is_announced:
        return _("From %(day)s %(old)s is called %(new)s.") % words
    if context.is_correction:
        return _("The name is %(new)s, not %(old)s.") % words
    return _("%(old)s is now called %(new)s.") % words


def _places(change, field_change, name, context):
    if not field_change.is_announced and (
        context.is_correction or change["effective_on"] > context.on
    ):
        return ""
    old, new = set(field_change.was or ()), set(field_change.becomes or ())
    more, fewer = new - old, old - new
    words = {
        "day": day(change["effective_on"]),
        "name": name,
        "more": in_sentence(more),
        "fewer": in_sentence(fewer),
    }
    if not new:
        text = _("From %(day)s the places of processing of %(name)s are no longer stated.")
    elif not old:
        text = _("From %(day)s %(name)s processes data in %(more)s.")
    elif not fewer:
        text = _("From %(day)s %(name)s also processes data in %(more)s.")
    elif not more:
        text = _("From %(day)s %(name)s no longer processes data in %(fewer)s.")
    elif not new & old:
        text = _("From %(day)s %(name)s processes data in %(more)s instead of %(fewer)s.")
    else:
        text = _(
            "From %(day)s %(name)s also processes data in %(more)s, and no longer in %(fewer)s."
        )
    return text % words


def _replacement(change, field_change, name, context):
    if not field_change.now:
        return ""
    other = context.names.get(field_change.now) or field_change.now
    return _("%(name)s replaces %(other)s.") % {"name": name, "other": other}


_LEADS = {
    "effective_on": moved_start,
    "ended_on": moved_end,
    "name": _rename,
    "places": _places,
    "replaces": _replacement,
}
_SPEAKERS = {ADDED: added, CHANGED: _changed, REMOVED: removed}


def _generic(change, name, fields, field_changes, context):
    effective = change["effective_on"]
    words = {"name": name, "fields": and_list(fields), "day": day(effective)}
    if any(
        field_change.is_announced and not field_change.is_moved
        for field_change in field_changes.values()
    ):
        text = _("What changes for %(name)s from %(day)s: %(fields)s.")
    elif effective > context.on:
        text = _("What changed for %(name)s before its start on %(day)s: %(fields)s.")
    elif context.is_correction:
        text = _("What was corrected for %(name)s: %(fields)s.")
    elif effective < context.on:
        text = _("What changed for %(name)s on %(day)s: %(fields)s.")
    else:
        text = _("What changed for %(name)s: %(fields)s.")
    return text % words
