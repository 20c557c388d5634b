"""E-mail addresses: which the portal can send to, and when two are the same."""

import contextlib
import re
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
#: What may be a domain within a text; also as JSON writes it, and with its accents apart.
_DOMAIN = r"(?:[\w.\u0300-\u036f-]|\\u[0-9a-f]{4})+"
_OF_JSON = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)


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


def written_ways(address):
    """The ways to write ``address``: as it is, and its domain in ASCII, in Unicode, in capitals.

    For SQLite, which compares only A to Z without regard to case.
    """
    key = address_key(address)
    local, at, domain = key.rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("ascii").decode("idna")
    return {address.strip(), key, f"{local}{at}{domain}", f"{local}{at}{domain.upper()}"}


def keys_addressed(rows, address):
    """The keys of those ``rows`` (a queryset) whose ``address`` is this one, however it is
    written: databases know neither punycode nor, all of them, capitals beyond A to Z. One query.
    """
    key = address_key(address)
    local = key.rpartition("@")[0]
    if not local:
        return []
    found = rows.filter(address__istartswith=f"{local}@").values_list("pk", "address")
    return [pk for pk, one in found if address_key(one) == key]


def blank_address_in(text, address, instead):
    """``text`` with ``instead`` wherever ``address`` stands in it, however it is written."""
    key = address_key(address)
    local = key.rpartition("@")[0]

    def blanked(found):
        bare = found.group().rstrip(".-")
        whole = _OF_JSON.sub(lambda code: chr(int(code.group(1), 16)), bare)
        return instead + found.group()[len(bare) :] if address_key(whole) == key else found.group()

    if not local:
        return text
    # Not where another address holds this one as a part.
    pattern = rf"(?<![\w.+-]){re.escape(local)}@{_DOMAIN}"
    return re.sub(pattern, blanked, text, flags=re.IGNORECASE)
