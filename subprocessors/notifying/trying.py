"""One mail handed over at once: past the outbox, and nothing of it is kept."""

import secrets
import time
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from subprocessors.models.portal import Portal
from subprocessors.notifying.addressing import wire_address
from subprocessors.notifying.bounce_addresses import OF_A_TEST, envelope_sender
from subprocessors.notifying.composing import composed, filled, flattened
from subprocessors.notifying.rendering import rendered
from subprocessors.notifying.smtp_dialogue import SmtpConnection

#: So many seconds somebody waits for the mail server, in a request or at a terminal.
_PATIENCE = 45


def try_mail(address, *, at):
    """Hands a mail that tries the settings over; see ``hand_over_now``."""
    organisation = flattened(Portal.objects.only("organisation").get().organisation)
    subject = _("%(organisation)s: a test of the mail settings") % {"organisation": organisation}
    context = {"organisation": organisation, "home": settings.PUBLIC_URL}
    return hand_over_now(rendered("test", subject, context), address, at=at)


def hand_over_now(message, address, *, at):
    """Hands a Rendered message to the mail server now; gives the Outcome of its dialogue.

    Raises ValueError for what is no address, and HostWaits or SenderHalts with what the server
    said where it takes none.
    """
    recipient = wire_address(address)
    values = {
        "from": settings.MAIL_FROM.header,
        "to": recipient,
        "date": format_datetime(at),
        "message-id": f"<{secrets.token_hex(16)}@{settings.MAIL_FROM.domain}>",
    }
    data = filled(composed(message), values)
    name = urlsplit(settings.PUBLIC_URL).hostname
    tick = _Impatience().tick
    connection = SmtpConnection(settings.EMAIL_SERVER, local_name=name, tick=tick)
    try:
        return connection.transmit(
            sender=envelope_sender(OF_A_TEST, settings.MAIL_FROM),
            recipient=recipient,
            data=data,
            before_data=lambda: True,
        )
    finally:
        connection.close()


class _Impatience:
    """Ends a dialogue whose server takes its time."""

    def __init__(self):
        self._until = time.monotonic() + _PATIENCE

    def tick(self):
        """Raises TimeoutError once it has taken too long."""
        if time.monotonic() > self._until:
            raise TimeoutError(f"No answer within {_PATIENCE} seconds")
