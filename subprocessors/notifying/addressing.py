"""The bytes of a delivery, and its address as mail servers take it."""

from dataclasses import dataclass
from email.utils import format_datetime

from subprocessors.models.outbox import StoredMessage
from subprocessors.notifying.composing import filled
from subprocessors.notifying.confirm_links import confirm_token
from subprocessors.notifying.link_tokens import ACKNOWLEDGE, ANSWER_TEST, MANAGE, link_token


@dataclass(frozen=True)
class Letter:
    """What is handed over: ``recipient`` for RCPT TO, ``data`` in bytes with CRLF."""

    recipient: str
    data: bytes


CONFIRM = "confirm"
TOKENS = (CONFIRM, MANAGE, ACKNOWLEDGE, ANSWER_TEST)
#: Stands for each token of a masked letter.
MASKED = "masked"


def letter_of(delivery, *, is_masked=False):
    """The Letter of a Delivery that has its Message-ID and Date. The same each time.

    In a masked one nobody finds the tokens by which the links of its recipient work.
    Raises ValueError or KeyError where none can be made: of an address that mail servers do not
    take, or of a message that was redacted.
    """
    source = delivery.message.source
    if not source:
        raise ValueError("The message was redacted.")
    recipient = wire_address(delivery.address)
    values = {
        "from": delivery.sender,
        "to": recipient,
        "date": format_datetime(delivery.dated_at),
        "message-id": delivery.header_id,
    }
    tokens = dict.fromkeys(TOKENS, MASKED) if is_masked else _tokens(delivery)
    return Letter(recipient, filled(source, values | tokens))


def _tokens(delivery):
    """The tokens of the links in a message, by the name of their place."""
    tokens = {}
    if delivery.subscriber_id is not None:
        tokens[MANAGE] = link_token(MANAGE, delivery.subscriber_id)
        if delivery.message.purpose == StoredMessage.Purpose.CONFIRMATION:
            tokens[CONFIRM] = confirm_token(delivery.subscriber_id, delivery.dated_at)
    if delivery.contact_id is not None:
        # A reminder has the link of the notice itself.
        tokens[ACKNOWLEDGE] = link_token(ACKNOWLEDGE, delivery.reminds_id or delivery.pk)
    if delivery.message.purpose == StoredMessage.Purpose.TEST:
        tokens[ANSWER_TEST] = link_token(ANSWER_TEST, delivery.pk)
    return tokens


def wire_address(address):
    """``address`` with its domain in ASCII (RFC 5890). Raises ValueError where it has none."""
    local, _at, domain = address.rpartition("@")
    if not (local.isascii() and local and domain):
        raise ValueError(f"{address!r} is no address that mail servers take.")
    return f"{local}@{domain.encode('idna').decode()}"
