"""The address that a mail server reports a failed delivery to: it names the delivery, signed.

"bounce+12-3q2am7w…@octo.example": only our own ids are taken, in capital letters or small ones.
"""

import base64
import hmac
import re

from django.conf import settings

from subprocessors.notifying.link_tokens import signature

_PURPOSE = "bounce"
#: In place of a delivery's key, in a mail of `manage.py testmail`.
OF_A_TEST = 0
_SIGNED = re.compile(r"\+(\d{1,19})-([a-z2-7]{16})@", re.IGNORECASE)


class NoSignedId(ValueError):
    """No id of a delivery that this portal signed; the message says in words what was found."""


def envelope_sender(pk, mail_from):
    """The address for MAIL FROM (RFC 5321) of the delivery ``pk``.

    That of ``mail_from`` (a MailSender), where no mailbox takes bounces.
    """
    if not settings.BOUNCE_ADDRESS:
        return mail_from.address
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{pk}-{_signed(pk)}@{domain}"


def delivery_in(texts):
    """The key of the delivery that addresses in ``texts`` name, or OF_A_TEST.

    Raises NoSignedId where none does, or several do.
    """
    found = [match.groups() for text in texts for match in _SIGNED.finditer(text)]
    if not found:
        raise NoSignedId("It was sent to no address with the id of a delivery.")
    ours = {int(pk) for pk, mac in found if hmac.compare_digest(mac.lower(), _signed(int(pk)))}
    if not ours:
        raise NoSignedId("The id in the address was not signed by this portal.")
    if len(ours) > 1:
        raise NoSignedId("It was sent to addresses with the ids of several deliveries.")
    return ours.pop()


def _signed(pk):
    """16 characters: 80 bits, of which each guess is a mail."""
    return base64.b32encode(signature(_PURPOSE, pk)[:10]).decode().lower()
