"""The text of a stored message as it is shown to staff: without what differs by recipient."""

import re

_PLACE = re.compile(r"\[\[place:[a-z-]+\]\]")
#: Stands for each secret of a link: whoever has it may act in the recipient's place.
_MASK = "..."


def masked_source(stored):
    """The source of a StoredMessage as text, masked where recipients differ; "" if redacted."""
    return _PLACE.sub(_MASK, stored.source.decode("ascii", "replace").replace("\r\n", "\n"))


def message_text(stored):
    """The plain text of a StoredMessage, its links masked; "" where it was redacted."""
    return _PLACE.sub(_MASK, stored.text)
