"""What keeps notices from their recipients while there is time to act, in sentences."""

from datetime import timedelta

from django.db.models import Exists
from django.utils.translation import gettext as _

from subprocessors.models.outbox import Delivery, Outbox
from subprocessors.notifying.sender_mark import mark_outside

#: So long a notice may be due, and the sender give no sign, before somebody is told.
PATIENCE = timedelta(minutes=10)
State = Delivery.State


def mail_trouble(*, at):
    """The sentences at the instant ``at``; [] where all is well. One query.

    A contract address that refused a notice is named until the change takes effect, or a week
    is over, or a successor is set.
    """
    overdue = Delivery.objects.filter(due_at__lte=at - PATIENCE)
    refused = Delivery.objects.filter(
        state__in=(State.REFUSED, State.BOUNCED),
        contact__isnull=False,
        contact__successor=None,
        give_up_at__gt=at,
    )
    found = Outbox.objects.filter(pk=1).annotate(
        is_overdue=Exists(overdue), is_refused=Exists(refused)
    )
    return [str(sentence) for outbox in found for sentence in _sentences(outbox, at)]


def _sentences(outbox, at):
    is_silent = outbox.heartbeat_at is None or outbox.heartbeat_at < at - PATIENCE
    if outbox.halted_at:
        yield _("The sender of notices halted: %(why)s") % {"why": outbox.halted_why}
    elif outbox.is_overdue and outbox.mark and outbox.mark != mark_outside():
        yield _("Notices wait: this portal is a copy, and sends nothing until somebody says so.")
    elif outbox.is_overdue and is_silent:
        yield _("Notices wait, and the sender gives no sign.")
    if outbox.is_refused:
        yield _("A contract notice address refused a notice. There is still time to act.")
