"""The mail server that EMAIL_URL names, and the addresses of mail's sender. Plain Python."""

import re
import ssl
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

#: Whether the connection is encrypted: from the start, by STARTTLS, or not.
FROM_THE_START, BY_STARTTLS, NOT_AT_ALL = "smtps", "smtp+tls", "smtp"
_PORTS = {FROM_THE_START: 465, BY_STARTTLS: 587, NOT_AT_ALL: 25}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
#: A local part has 64 octets at most (RFC 5321, 4.5.3.1.1): "+" and an id of 36 follow.
_LONGEST_MAILBOX = 27
_MAILBOX = re.compile(r"([A-Za-z0-9._-]+)@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over: ``encryption`` is one of the three above."""

    host: str
    port: int
    encryption: str
    user: str = ""
    password: str = ""

    def tls_context(self):
        """What certificates are checked with: those that the machine trusts."""
        return ssl.create_default_context()


def mail_server(url):
    """The MailServer of ``url``. Raises ValueError, whose words repeat no password."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            "begins with none of smtps://, smtp+tls:// and smtp://, or names no host, such as"
            " smtp+tls://name:password@mail.example.com:587"
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("has more behind the host and port, which mean nothing here")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise ValueError("has a port that is no number from 1 to 65535") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and parts.scheme == NOT_AT_ALL and parts.hostname not in _LOCAL:
        raise ValueError(
            "would send the password unencrypted. Write smtp+tls:// (STARTTLS) or smtps://"
        )
    if not (user.isascii() and password.isascii()):
        raise ValueError("has a name or password with characters beyond ASCII")
    return MailServer(parts.hostname, port, parts.scheme, user, password)


@dataclass(frozen=True)
class MailSender:
    """Who mail comes from: the ``header`` as it is written, and the ``address`` alone."""

    header: str
    address: str

    @property
    def domain(self):
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def mail_sender(text):
    """The MailSender of "Octo Cloud <notices@octo.example>", or of an address alone.

    Raises ValueError.
    """
    name, address = parseaddr(text)
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or not address.isascii() or set(address) & set(' \t\r\n<>"'):
        raise ValueError(
            f"{text!r} is no address. Write one such as Octo Cloud <notices@octo.example>"
        )
    if any(not c.isprintable() for c in text):
        raise ValueError(f"{text!r} holds a character that cannot be seen")
    return MailSender(_in_ascii(name, local, domain), address)


def bounce_mailbox(text):
    """``text``, an address to which "+" and an id can be added before the @. Raises ValueError."""
    found = _MAILBOX.fullmatch(text)
    if not found or len(text) > 200:
        raise ValueError(f"{text!r} is no address alone. Write one such as bounce@octo.example")
    if len(found[1]) > _LONGEST_MAILBOX:
        raise ValueError(
            f"{text!r} has more than {_LONGEST_MAILBOX} characters before the @: an id is added"
            " there, and mail servers take 64"
        )
    return text


def _in_ascii(name, local, domain):
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=998))
    message["From"] = Address(name, local, domain)
    return message.as_string().partition(": ")[2].partition("\r\n")[0]
