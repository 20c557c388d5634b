"""A message as RFC 5322 source with places, and the bytes for one recipient.

A place is ``[[place:to]]``. In the body it stands in a line of its own of quoted-printable text,
so that filling it in never depends on the text around it. Of a link only the token is a place.
What is stored is the source, so that the very bytes that were sent can be made again by any later
release, and after the portal has moved to another address.
"""

import hashlib
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage

from subprocessors.notifying.link_tokens import MANAGE, leave_address

_HEAD = (
    ("From", "from"),
    ("To", "to"),
    ("Date", "date"),
    ("Message-ID", "message-id"),
)
#: RFC 8058, 3.1: both of them, and the address takes a POST.
_ONE_CLICK = "List-Unsubscribe: <{}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
_PLACE = re.compile(rb"\[\[place:([a-z-]+)\]\]")
#: The same where quoted-printable broke the line within it.
_BROKEN_PLACE = re.compile(
    rb"(?:=\r\n)?".join(re.escape(bytes([c])) for c in b"[[place:")
    + rb"((?:[a-z-]|=\r\n)+)"
    + rb"(?:=\r\n)?".join([rb"\]", rb"\]"])
)
_LONGEST_SUBJECT = 300
#: RFC 2045, 6.7: a line has 76 characters at most, "=" at its end among them.
_LONGEST_LINE = 75


@dataclass(frozen=True)
class Rendered:
    """What a message says: subject, plain text and HTML ("" for none); with places."""

    subject: str
    text: str
    html: str = ""


def place(name):
    """The place ``name`` as it stands in a text."""
    return f"[[place:{name}]]"


def composed(rendered, *, can_leave=False):
    """The source (bytes) of a Rendered; with the headers of RFC 8058 where one ``can_leave``."""
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    message["Subject"] = flattened(rendered.subject)[:_LONGEST_SUBJECT]
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5
    message.set_content(rendered.text, cte="quoted-printable")
    if rendered.html:
        message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
        digest = hashlib.sha256((rendered.text + rendered.html).encode()).hexdigest()
        message.set_boundary(f"=_{digest[:32]}")
    head = "".join(f"{header}: {place(name)}\r\n" for header, name in _HEAD).encode()
    source = message.as_bytes()
    top, blank, body = source.partition(b"\r\n\r\n")
    body = _BROKEN_PLACE.sub(_in_its_own_line, body)
    # A line that broke right before a place holds nothing.
    body = body.replace(b"=\r\n=\r\n[[place:", b"=\r\n[[place:")
    leaving = _ONE_CLICK.format(leave_address(place(MANAGE))).encode() if can_leave else b""
    return head + leaving + top + blank + body


def _in_its_own_line(found):
    name = found.group(1).replace(b"=\r\n", b"")
    return b"=\r\n[[place:" + name + b"]]=\r\n"


def filled(source, values):
    """The bytes to send: ``source`` with each place filled from ``values`` (text by name).

    Raises KeyError where a value of the head is missing, and ValueError for a value that would
    break out of its header. Any other place without a value is somebody's words, and stays.
    """
    for name, value in values.items():
        if flattened(value) != value or not value.isascii():
            raise ValueError(f"{value!r} cannot stand in the place {name!r} of a message.")
    top, blank, body = source.partition(b"\r\n\r\n")
    missing = {name for _header, name in _HEAD} - values.keys()
    if missing:
        raise KeyError(*missing)
    top = _PLACE.sub(lambda found: _in_place(found, values, str.encode), top)
    return top + blank + _PLACE.sub(lambda found: _in_place(found, values, _quoted_printable), body)


def _in_place(found, values, code):
    value = values.get(found.group(1).decode())
    return found.group() if value is None else code(value)


def flattened(text):
    """``text`` with every run of blanks, line ends and control characters as one blank."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def _quoted_printable(text):
    coded = [f"={ord(c):02X}" if c == "=" else c for c in text]
    lines, line = [], ""
    for piece in coded:
        if len(line) + len(piece) > _LONGEST_LINE:
            lines.append(line)
            line = ""
        line += piece
    return "=\r\n".join([*lines, line]).encode()
