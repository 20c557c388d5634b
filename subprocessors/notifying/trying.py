"""One mail to try the settings with: past the outbox, and nothing of it is kept."""

import secrets
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


def try_mail(address, *, at):
    """Hands one mail to the mail server now; gives the Outcome of its dialogue.

    Raises ValueError for what is no address, and HostWaits or SenderHalts with what the server
    said where it takes none.
    """
    recipient = wire_address(address)
    organisation = flattened(Portal.objects.only("organisation").get().organisation)
    subject = _("%(organisation)s: a test of the mail settings") % {"organisation": organisation}
    context = {"organisation": organisation, "home": settings.PUBLIC_URL}
    values = {
        "from": settings.MAIL_FROM.header,
        "to": recipient,
        "date": format_datetime(at),
        "message-id": f"<{secrets.token_hex(16)}@{settings.MAIL_FROM.domain}>",
    }
    data = filled(composed(rendered("test", subject, context)), values)
    name = urlsplit(settings.PUBLIC_URL).hostname
    connection = SmtpConnection(settings.EMAIL_SERVER, local_name=name)
    try:
        return connection.transmit(
            sender=envelope_sender(OF_A_TEST, settings.MAIL_FROM),
            recipient=recipient,
            data=data,
            before_data=lambda: True,
        )
    finally:
        connection.close()
