"""A contract notice address as it is typed or imported: one address, to which mail can be sent."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subprocessors.models.mail_addresses import checked_address
from subprocessors.models.names import unseen_in

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_WITH_A_NAME = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>\s*\Z")


def contact_address(text):
    """``text`` as an address for notices, trimmed. Raises ValidationError, which says what to do.

    International domains, plus addresses and quoted local parts may be.
    """
    text = text.strip()
    unseen = unseen_in(text)
    if unseen:
        said = _("This holds a sign that cannot be seen (%(sign)s). Type the address anew.")
        raise ValidationError(said % {"sign": unseen})
    named = _WITH_A_NAME.match(text)
    if named:
        said = _("Write the address alone, without a name: %(address)s")
        raise ValidationError(said % {"address": named[1]})
    without_quotes = _QUOTED.sub("quoted", text)
    if without_quotes.count("@") > 1:
        raise ValidationError(
            _("This is more than one address. Write each of them in a row of its own.")
        )
    local, at, _domain = text.rpartition("@")
    if at and not local.isascii():
        raise ValidationError(
            _(
                "Mail cannot be sent to this address: before the @ it has letters beyond A to Z."
                " Ask the customer for another one."
            )
        )
    try:
        return checked_address(text)
    except ValidationError as error:
        raise ValidationError(
            _("This is no e-mail address. Write one such as privacy@example.com.")
        ) from error
