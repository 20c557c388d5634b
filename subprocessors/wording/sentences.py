"""One plain sentence per change, as customers read it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.wording.announcements import about_announcement
from subprocessors.wording.days import day
from subprocessors.wording.lifecycles import added, moved_end, moved_start, removed
from subprocessors.wording.lists import and_list
from subprocessors.wording.motions import motions_of
from subprocessors.wording.places import in_sentence
from subprocessors.wording.values import field_words


def sign(change):
    """The sign and word that stand before a change: ``("+", "Added")``."""
    return {
        ADDED: ("+", pgettext("a change", "Added")),
        CHANGED: ("~", pgettext("a change", "Changed")),
        REMOVED: ("\N{MINUS SIGN}", pgettext("a change", "Removed")),
    }[change["kind"]]


def change_sentence(change, name, *, told):
    """What a change says, in plain text: "Acme Mail starts on 3 December 2026."

    ``change`` is a change as it is hashed, ``name`` that of its row, ``told`` the Telling.
    Speaks from the day of the publication, so that it reads the same for ever. A change
    whose fields were redacted gives "".
    """
    if not change["fields"]:
        return ""
    motions = motions_of(change)
    lead, covered = _SPEAKERS[change["kind"]](change, motions, name, told)
    sentences = [lead] if lead else []
    others = [
        field_words(field)
        for field in in_reading_order(motions)
        if field not in covered and motions[field].brings_something
    ]
    if others and change["kind"] != ADDED:
        sentences.append(
            _("Also changed: %(fields)s.") % {"fields": and_list(others)}
            if lead
            else _generic(change, name, others, motions, told)
        )
    for field in in_reading_order(motions):
        about = about_announcement(change["slug"], motions[field], told)
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


def _changed(change, motions, name, told):
    for field, speak in _LEADS.items():
        motion = motions.get(field)
        if motion and motion.brings_something:
            text = speak(change, motion, name, told)
            if text:
                return text, {field, "former_names"} if field == "name" else {field}
    return "", set()


def _rename(change, motion, name, told):
    words = {"old": motion.was, "new": motion.becomes, "day": day(change["effective_on"])}
    if not (motion.was and motion.becomes):
        return ""
    if motion.is_announced:
        return _("From %(day)s %(old)s is called %(new)s.") % words
    if told.is_correction:
        return _("The name is %(new)s, not %(old)s.") % words
    return _("%(old)s is now called %(new)s.") % words


def _places(change, motion, name, told):
    if not motion.is_announced and (told.is_correction or change["effective_on"] > told.on):
        return ""
    old, new = set(motion.was or ()), set(motion.becomes or ())
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


def _replacement(change, motion, name, told):
    if not motion.now:
        return ""
    other = told.names.get(motion.now) or motion.now
    return _("%(name)s replaces %(other)s.") % {"name": name, "other": other}


_LEADS = {
    "effective_on": moved_start,
    "ended_on": moved_end,
    "name": _rename,
    "places": _places,
    "replaces": _replacement,
}
_SPEAKERS = {ADDED: added, CHANGED: _changed, REMOVED: removed}


def _generic(change, name, fields, motions, told):
    effective = change["effective_on"]
    words = {"name": name, "fields": and_list(fields), "day": day(effective)}
    if any(motion.is_announced and not motion.is_moved for motion in motions.values()):
        text = _("What changes for %(name)s from %(day)s: %(fields)s.")
    elif effective > told.on:
        text = _("What changed for %(name)s before its start on %(day)s: %(fields)s.")
    elif told.is_correction:
        text = _("What was corrected for %(name)s: %(fields)s.")
    elif effective < told.on:
        text = _("What changed for %(name)s on %(day)s: %(fields)s.")
    else:
        text = _("What changed for %(name)s: %(fields)s.")
    return text % words
