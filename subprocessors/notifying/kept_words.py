"""Words from elsewhere as they are kept beside a delivery: on one line, without addresses."""

import re

from subprocessors.models.mail_addresses import address_key
from subprocessors.models.outbox import PLACE_OF_ADDRESS
from subprocessors.notifying.composing import flattened

#: So many characters are kept of them; so many are looked at.
LONGEST_WORDS, _LOOKED_AT = 1_000, 4_000
_ANY_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+")
_ANOTHER = "[another address]"


def without_address(text, address):
    """``text`` with a place where it repeats ``address``, its domain as written or in ASCII."""
    if not address:
        return text
    spelled = sorted({address, address_key(address)}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, spelled))
    return re.sub(pattern, PLACE_OF_ADDRESS, text, flags=re.IGNORECASE)


def kept_words(text, address):
    """``text`` on one line of at most LONGEST_WORDS characters, that any database takes.

    A place stands where it repeats ``address``; of any other address it says only that it is one.
    """
    text = flattened(text[:_LOOKED_AT].encode("utf-8", "replace").decode())
    return _ANY_ADDRESS.sub(_ANOTHER, without_address(text, address))[:LONGEST_WORDS]
