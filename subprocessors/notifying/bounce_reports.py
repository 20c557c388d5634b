"""Reading what a mail server says of a message that it could not deliver.

Reports after RFC 3464 and RFC 6533, and two older forms that are as certain: Exim's, with the
header X-Failed-Recipients, and qmail's (cr.yp.to/proto/qsbmf.txt). All else says nothing certain.
"""

import re
from dataclasses import dataclass
from email import message_from_string, policy
from email.parser import BytesParser

from subprocessors.models.mail_addresses import address_key

#: So many bytes of a message are read. The report stands before the message that is returned.
MOST_READ = 2**19
_DEEPEST = 5  # parts within parts
_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_CODE = re.compile(r"(?<![\d.#])[45]\d\d(?=[ -]|$)")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\[\]-]{0,254}")
_QMAIL = re.compile(r"\s*Hi\. This is the [\w-]+ program at ([\w.-]+)")
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_NOT_FAILED = {
    "delayed": "It says that the message is late, and is tried again.",
    "delivered": "It says that the message was delivered.",
    "relayed": "It says that the message was passed on.",
    "expanded": "It says that the message was passed on.",
}
_UNCERTAIN = "It does not say for certain that a message failed."


class NoFailure(ValueError):
    """A message that does not say for certain that a delivery failed; what it says, in words."""


@dataclass(frozen=True)
class FailureReport:
    """What is said of a delivery that failed for good.

    ``host`` said so, ``code`` is SMTP's (None where there is none), ``words`` are as they came.
    ``is_about_another``: it names another address, to which the recipient's may have led.
    """

    host: str
    code: int | None
    words: str
    is_about_another: bool = False


def read_message(stream):
    """The message on ``stream`` (of bytes), read to its end; what is beyond MOST_READ is let go.

    Raises NoFailure where nobody can read it.
    """
    source = stream.read(MOST_READ)
    while stream.read(MOST_READ):
        pass  # whoever pipes it must not find the pipe closed
    try:
        return BytesParser(policy=policy.compat32).parsebytes(source)
    except (RecursionError, ValueError, LookupError) as error:
        raise NoFailure(_UNCERTAIN) from error


def failure_in(message, address):
    """The FailureReport in ``message`` on what was sent to ``address``. Raises NoFailure."""
    parts = list(_parts(message))
    for part in parts:
        if part.get_content_type() in _REPORTS:
            return _by_report(_blocks(part), address_key(address))
    text = next((_text(part) for part in parts if part.get_content_type() == "text/plain"), "")
    failed = str(message.get("X-Failed-Recipients", ""))
    if address_key(address) in map(address_key, failed.split(",")):
        return _by_text(text, address, host="")
    if greeting := _QMAIL.match(text):
        return _by_text(text, address, host=greeting[1].rstrip("."))
    raise NoFailure(_UNCERTAIN)


def _parts(message, deep=0):
    """The parts of a message, but not of messages within it: such as the one returned."""
    yield message
    if deep < _DEEPEST and message.get_content_maintype() == "multipart":
        for part in message.get_payload() if message.is_multipart() else ():
            yield from _parts(part, deep + 1)


def _text(part):
    content = part.get_payload(decode=True) or b""
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _blocks(part):
    """The groups of fields of a report: on the message, then on each recipient."""
    found = part.get_payload()
    if not isinstance(found, list):
        return []
    if part.get_content_type() == _REPORTS[0]:
        return found
    rest = "".join(str(block.get_payload()) for block in found).replace("\r\n", "\n")
    more = re.split(r"\n\s*\n", rest)
    return [*found, *(message_from_string(text) for text in more)]


def _by_report(blocks, key):
    groups = [block for block in blocks if block["Action"] or block["Final-Recipient"]]
    about = [block for block in groups if key in _recipients(block)]
    actions = [(_action(block), block) for block in about or groups]
    failed = next((block for action, block in actions if action == "failed"), None)
    if failed is None:
        said = (_NOT_FAILED[action] for action, _block in actions if action in _NOT_FAILED)
        raise NoFailure(next(said, _UNCERTAIN))
    status = _STATUS.match(_field(failed, "Status").lstrip())
    if status and status[1] == "2":
        raise NoFailure(_UNCERTAIN)
    host = next((found for block in blocks if (found := _host(block, "Reporting-MTA"))), "")
    words = _value(failed, "Diagnostic-Code")
    code = _CODE.match(words)
    words = words[code.end() + 1 :] if code else words
    if status and status[0] not in words:
        words = f"{status[0]} {words}".strip()
    if other := _host(failed, "Remote-MTA"):
        words = f"{other}: {words}"
    return FailureReport(host, int(code[0]) if code else None, words, not about)


def _by_text(text, address, *, host):
    """By the paragraph that begins with the address."""
    spelled = "|".join(map(re.escape, {address, address_key(address)}))
    found = re.search(rf"^[ \t<]*(?:{spelled})>?:?[ \t]*\n((?:.*\S.*\n?)+)", text, re.M | re.I)
    if not found:
        raise NoFailure(_UNCERTAIN)
    words = found[1].strip()
    code = _CODE.search(words)
    return FailureReport(host, int(code[0]) if code else None, words)


def _recipients(block):
    values = (_value(block, name) for name in ("Original-Recipient", "Final-Recipient"))
    return {address_key(value.strip("<>")) for value in values if value}


def _action(block):
    return (_field(block, "Action").lower().split() or [""])[0].rstrip(";(")


def _host(block, name):
    found = _HOST.match(_value(block, name))
    return found[0].rstrip(".") if found else ""


def _value(block, name):
    """A field's value without its type: "rfc822; jane@c.example"."""
    return _field(block, name).partition(";")[2].strip()


def _field(block, name):
    return " ".join(str(block.get(name, "")).split())
