"""How many addresses a review would notify, as it says before the button."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors.notifying.audiences import CONTACTS, recipients_of
from subprocessors.publishing.sealing import unsaved_changes, unsaved_publication

#: The field in which somebody types how many will not be told.
UNTOLD = "untold"


def notified_counts(draft, mail):
    """How many subscribers and contract notice addresses ``draft`` would notify: two numbers.

    ``mail`` is the MailState.
    """
    if not any(change["material"] for change in draft.changes) or not mail.has_recipients:
        return 0, 0
    publication, _document = unsaved_publication(draft)
    changes = [change for change in unsaved_changes(draft, publication) if change.material]
    found = [recipient.audience == CONTACTS for recipient in recipients_of(publication, changes)]
    return found.count(False), found.count(True)


def notified_sentence(counts):
    """Who would be notified, in a sentence; "" where nobody is."""
    subscribers, contacts = counts
    if not sum(counts):
        return ""
    of = (
        ngettext("%(n)d subscriber", "%(n)d subscribers", subscribers) % {"n": subscribers},
        ngettext("%(n)d contract notice address", "%(n)d contract notice addresses", contacts)
        % {"n": contacts},
    )
    named = _(" and ").join(words for words, n in zip(of, counts, strict=True) if n)
    minutes = int(settings.NOTICE_WAIT.total_seconds() // 60)
    said = _("%(who)s will be notified by e-mail, %(minutes)d minutes after publication.")
    return said % {"who": named, "minutes": minutes}


def must_type(counts):
    """How many would not be told, and must be typed before publishing; 0 where mail is set."""
    return 0 if settings.EMAIL_SERVER else sum(counts)
