"""Our own dialogue with a mail server, command by command, so that its answers are kept.

``smtplib.sendmail`` throws the server's answer away, and does not say whether a connection was
broken before or after the final dot; ``mail()``, ``rcpt()`` and the bare commands do. RFC 5321.
"""

import re
import selectors
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass

from subprocessors.models.outbox import DeliveryAttempt
from subprocessors.notifying.mail_server import BY_STARTTLS, FROM_THE_START

Phase = DeliveryAttempt.Phase
#: RFC 5321, 4.5.3.2: how long an answer may take, in seconds; ten minutes after the final dot.
PATIENCE = 300
PATIENCE_AFTER_THE_DOT = 600
#: So often whoever waits for an answer is asked to renew what it holds, in seconds.
TICK = 10
#: How long a connection may take to be opened, or a block of data to be taken.
TIMEOUT = 60
_LINES_WITH_A_DOT = re.compile(rb"(?m)^\.")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # PostgreSQL takes no NUL

ACCEPTED, TEMPORARY, REFUSED = "accepted", "temporary", "refused"
#: The connection was broken before the final dot; after it, before an answer.
BROKEN, IN_DOUBT = "broken", "in doubt"
#: Nothing is wrong with the message: the server asks to wait, or refuses us altogether.
BUSY, HALT = "busy", "halt"
#: It was not handed to a mail server at all.
UNSENT = "unsent"


class HostWaits(Exception):
    """The mail server cannot be used just now; the message says why."""


class SenderHalts(Exception):
    """The mail server refuses us: nobody is charged, and somebody must look."""


@dataclass(frozen=True)
class Outcome:
    """How a dialogue about one message ended: one of the words above, in which phase, and the
    server's answer (``code`` None where there was none)."""

    kind: str
    phase: str
    code: int | None = None
    text: str = ""


class _Patient:
    """Waits for an answer in short steps, so that a lease can be renewed meanwhile."""

    def __init__(self, *args, tick=lambda: None, **options):
        self.tick, self.patience = tick, PATIENCE
        super().__init__(*args, **options)

    def getreply(self):
        if self.sock is not None and self.file is None:
            # Unbuffered: what was read ahead would hide from the selector.
            self.file = self.sock.makefile("rb", buffering=0)
        self._wait_for_answer()
        return super().getreply()

    def _wait_for_answer(self):
        if self.sock is None or getattr(self.sock, "pending", lambda: 0)():
            return
        deadline = time.monotonic() + self.patience
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            while not selector.select(max(0, min(TICK, deadline - time.monotonic()))):
                if time.monotonic() >= deadline:
                    self.close()
                    raise smtplib.SMTPServerDisconnected(
                        f"No answer within {self.patience} seconds"
                    )
                self.tick()


class _Smtp(_Patient, smtplib.SMTP):
    pass


class _SmtpOverTls(_Patient, smtplib.SMTP_SSL):
    pass


class SmtpConnection:
    """A connection that is open, greeted and signed in. ``accepted`` counts what it took."""

    def __init__(self, server, *, local_name, tick=lambda: None):
        """Opens it. Raises HostWaits or SenderHalts."""
        self.host, self.accepted, self.carried = f"{server.host}:{server.port}", 0, 0
        try:
            self._smtp = _opened(server, local_name, tick)
        except ssl.SSLCertVerificationError as error:
            raise SenderHalts(f"{self.host}: {error.verify_message}") from error
        except smtplib.SMTPResponseException as error:
            text = f"{self.host}: {error.smtp_code} {_words(error.smtp_error)}"
            raise (SenderHalts if error.smtp_code >= 500 else HostWaits)(text) from error
        except smtplib.SMTPNotSupportedError as error:
            raise SenderHalts(f"{self.host}: {error}") from error
        except (OSError, ValueError) as error:
            raise HostWaits(f"{self.host}: {error}") from error

    def close(self):
        """Says goodbye, if anybody still listens."""
        self._smtp.patience = 5
        try:
            self._smtp.quit()
        except (OSError, ValueError):
            self._smtp.close()

    @property
    def is_open(self):
        """Whether another message can be handed over."""
        return self._smtp.sock is not None

    def transmit(self, *, sender, recipient, data, before_data):
        """Hands one message over; gives the Outcome. ``data`` are bytes with CRLF.

        ``before_data()`` is called right before DATA, and may say no (False): then BROKEN.
        """
        self.carried += 1
        outcome = self._dialogue(sender, recipient, data, before_data)
        if outcome.kind == ACCEPTED:
            self.accepted += 1
        elif outcome.kind in (BROKEN, IN_DOUBT, BUSY, HALT):
            self._smtp.close()
        else:
            self._forget()
        return outcome

    def _dialogue(self, sender, recipient, data, before_data):
        phase = Phase.MAIL
        try:
            code, text = self._smtp.mail(sender)
            if code != 250:
                return _not_taken(phase, code, text, refused=HALT)
            phase = Phase.RCPT
            code, text = self._smtp.rcpt(recipient)
            if code not in (250, 251):
                return _not_taken(phase, code, text)
            if not before_data():
                return Outcome(BROKEN, phase, text="Somebody else holds it now")
            phase = Phase.DATA
            code, text = self._smtp.docmd("data")
            if code != 354:
                return _not_taken(phase, code, text)
            phase = Phase.CONTENT
            began = time.monotonic()
            self._smtp.send(_without_end(data))
            if time.monotonic() - began >= TICK:
                self._smtp.tick()
            return self._after_the_dot()
        except OSError as error:
            return Outcome(BROKEN, phase, text=str(error))

    def _after_the_dot(self):
        self._smtp.patience = PATIENCE_AFTER_THE_DOT
        try:
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
        except OSError as error:
            return Outcome(IN_DOUBT, Phase.DOT, text=str(error))
        finally:
            self._smtp.patience = PATIENCE
        if code // 100 == 2:
            return Outcome(ACCEPTED, Phase.DOT, code, _words(text))
        if not 400 <= code < 600:  # no answer that SMTP knows
            return Outcome(IN_DOUBT, Phase.DOT, code if code > 0 else None, _words(text))
        return _not_taken(Phase.DOT, code, text)

    def _forget(self):
        """RSET, so that the next message can be handed over."""
        try:
            self._smtp.rset()
        except OSError:
            self._smtp.close()


def _opened(server, local_name, tick):
    kind, more = _Smtp, {}
    if server.encryption == FROM_THE_START:
        kind, more = _SmtpOverTls, {"context": server.tls_context()}
    smtp = kind(
        server.host,
        server.port,
        local_hostname=local_name,
        timeout=TIMEOUT,
        tick=tick,
        **more,
    )
    try:
        # The final dot is a small piece of its own: else it would wait for the server's system to
        # say that the content has come, which may take 40 ms.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.encryption == BY_STARTTLS:
            _refuse_unless(220, *smtp.starttls(context=server.tls_context()))
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refuse_unless(wanted, code, text):
    if code != wanted:
        raise smtplib.SMTPResponseException(code, text)


def _not_taken(phase, code, text, *, refused=REFUSED):
    if code == 421:
        kind = BUSY
    elif 400 <= code < 500:
        kind = TEMPORARY
    elif 500 <= code < 600:
        kind = refused
    else:  # no answer that SMTP knows
        kind = BROKEN
    return Outcome(kind, phase, code if code > 0 else None, _words(text))


def _without_end(data):
    """``data`` as it goes over the line (RFC 5321, 4.5.2), but for the final dot."""
    data = _LINES_WITH_A_DOT.sub(b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _words(answer):
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(_CONTROLS.sub(" ", text).split())[:1_000]
