"""E-mail addresses: which the portal can send to, and when two are the same."""

import contextlib
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

_WRONG = _("This is not an e-mail address. Write one such as name@example.com.")
_NOT_ASCII = _(
    "We cannot send to this address: before the @ it has letters beyond A to Z. Write another"
    " address of yours."
)
_is_address = EmailValidator(message=_WRONG, allowlist=())
#: RFC 5321, 4.5.3.1.1 and 4.5.3.1.3, in octets.
_LONGEST_LOCAL, _LONGEST = 64, 254


def checked_address(text):
    """``text`` as an address that mail servers take: trimmed, in NFC.

    Plus addresses, quoted local parts and international domains may be. Raises ValidationError.
    """
    address = unicodedata.normalize("NFC", text.strip())
    local, _at, domain = address.rpartition("@")
    if domain and local and local.isprintable() and not local.isascii():
        raise ValidationError(_NOT_ASCII, code="invalid")
    _is_address(address)
    if domain.startswith("[") or not address.isprintable() or "  " in address:
        raise ValidationError(_WRONG, code="invalid")
    try:
        length = len(local) + 1 + len(domain.encode("idna"))
    except UnicodeError as error:
        raise ValidationError(_WRONG, code="invalid") from error
    if len(local) > _LONGEST_LOCAL or length > _LONGEST:
        raise ValidationError(_WRONG, code="invalid")
    return address


def address_key(address):
    """The text by which ``address`` is looked up: small letters, its domain in ASCII."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    with contextlib.suppress(UnicodeError):  # no domain of the Internet: as it is written
        domain = domain.encode("idna").decode()
    return f"{local}{at}{domain}".casefold()
