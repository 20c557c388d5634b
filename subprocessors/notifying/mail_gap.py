"""How often a stranger who types an address into a form may cause a mail to it."""

from datetime import timedelta

from django.db.models import Exists, Q

from subprocessors.models.form_clients import DayKey
from subprocessors.models.objections import Objection
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Subscriber

#: A mail that a stranger causes goes to an address at most once in that time.
MAIL_GAP = timedelta(hours=1)
#: So long such a mail is tried.
TRIED_FOR = timedelta(hours=48)
#: Its priority: before any notice.
URGENT = 0


def was_mailed_by_form(key, *, at):
    """Whether a form caused a mail to the mailbox of the ``address_key`` within the last hour.

    Two queries, within a transaction. Until its end no other form is told the same: the key of
    the day is locked, which counting the form has made.
    """
    list(DayKey.objects.select_for_update())
    is_recent = _same_mailbox(key) & Q(mailed_at__gt=at - MAIL_GAP)
    subscribers, objections = (
        Exists(model.objects.filter(is_recent)) for model in (Subscriber, Objection)
    )
    return Portal.objects.filter(subscribers | objections).exists()


def _same_mailbox(key):
    """That a row's ``address_key`` is of the same mailbox: "ada+1@" and "ada+2@" are one."""
    local, _at, domain = key.rpartition("@")
    mailbox = local.partition("+")[0]
    return Q(address_key=f"{mailbox}@{domain}") | Q(
        address_key__startswith=f"{mailbox}+", address_key__endswith=f"@{domain}"
    )
