"""One plain sentence per change, as customers read it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.status import CURRENT, UPCOMING
from subprocessors.wording.announcements import about_announcement
from subprocessors.wording.edits import (
    FIRST_STATED,
    WORDS,
    edit_sentences,
    effect_of,
    leading_sentence,
)
from subprocessors.wording.field_changes import in_reading_order, spoken_field_changes
from subprocessors.wording.lifecycles import added, is_listed_by_mistake, removed

_SIGNS = {ADDED: "+", CHANGED: "~", REMOVED: "\N{MINUS SIGN}"}


def sign(change):
    """The sign before a change: "+", "~" or a minus."""
    return _SIGNS[change["kind"]]


def change_word(change, *, context):
    """The word before a change: "Added", or "Announced" if that was still to come.

    It says what was so on the day of the publication.
    """
    if context.is_first:
        return pgettext("a change", "Listed")
    words = {ADDED: _added_word, CHANGED: _changed_word, REMOVED: _removed_word}
    return words[change["kind"]](change, context)


def _added_word(change, context):
    if change["effective_on"] > context.on:
        return pgettext("a change", "Announced")
    return pgettext("a change", "Added")


def _changed_word(change, context):
    field_changes = spoken_field_changes(change).values()
    brought = [one for one in field_changes if one.has_new_value]
    effects = {effect_of(change, one, context) for one in brought}
    if any(one.is_announced for one in field_changes):
        return pgettext("a change", "Will change")
    if field_changes and not brought:
        return pgettext("a change", "Will not change")
    if any(one.field == "ended_on" and one.now is None for one in brought):
        return pgettext("a change", "Will not end")
    if effects == {FIRST_STATED}:
        return pgettext("a change", "Now stated")
    if effects == {WORDS}:
        return pgettext("a change", "Reworded")
    return pgettext("a change", "Changed")


def _removed_word(change, context):
    sides = change["fields"]
    last_day = sides.get("ended_on", {}).get("after", {}).get("now")
    if "withdrawn_on" in sides and not is_listed_by_mistake(change, context):
        return pgettext("a change", "Dropped")
    if last_day and last_day >= context.on:
        return pgettext("a change", "Ends")
    return pgettext("a change", "Removed")


def compared_word(change, *, is_dropped):
    """The word before what differs between two days; ``change`` as ``between`` gives it.

    ``is_dropped`` says that the row is gone because it was dropped before its start.
    """
    if is_dropped:
        return pgettext("a change", "Dropped")
    before, after = change["standing"]["before"], change["standing"]["after"]
    if is_announced_between(change):
        return pgettext("a change", "Announced")
    if before == UPCOMING and after == CURRENT and not change["fields"]:
        return pgettext("a change", "Started")
    words = {
        ADDED: pgettext("a change", "Added"),
        CHANGED: pgettext("a change", "Changed"),
        REMOVED: pgettext("a change", "Removed"),
    }
    return words[change["kind"]]


def is_announced_between(change):
    """Whether a row joined the list between two days, and has not started on the second."""
    return change["kind"] == ADDED and change["standing"]["after"] == UPCOMING


def change_sentence(change, name, *, context):
    """What a change says, in plain text: "Acme Mail starts on 3 December 2026."

    ``change`` is a change as it is hashed, ``name`` that of its row, ``context`` the
    SentenceContext. The sentence speaks from the day of the publication, so that it reads the
    same for ever. A change whose fields were redacted gives "".
    """
    if not change["fields"]:
        return ""
    field_changes = spoken_field_changes(change)
    lead, covered = _LEADS[change["kind"]](change, field_changes, name, context)
    sentences = [lead] if lead else []
    if change["kind"] != ADDED:
        others = {
            field: one
            for field, one in field_changes.items()
            if field not in covered and one.has_new_value
        }
        sentences += edit_sentences(change, others, name, context, is_further=bool(lead))
    sentences += _about_announcements(change, field_changes, name, context, sentences)
    if change.get("reissues"):
        because = _("Repeated because version %(number)d was wrong:")
        sentences.insert(0, because % {"number": change["reissues"]})
    return " ".join(sentences)


def _about_announcements(change, field_changes, name, context, before):
    """What becomes of pending announcements; the row is named where nothing said it ``before``."""
    found = []
    for field in in_reading_order(field_changes):
        about = about_announcement(change["slug"], field_changes[field], context)
        if about and (before or found):
            found.append(capfirst(about))
        elif about:
            found.append(_("%(name)s: %(text)s") % {"name": name, "text": about})
    return found


_LEADS = {ADDED: added, CHANGED: leading_sentence, REMOVED: removed}
