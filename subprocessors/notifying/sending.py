"""The sender: takes what is due, hands it to the mail server, and writes down what it answered.

Any number of them work beside each other. Each may be killed at any moment: nobody is skipped,
and at most the one message in flight is sent twice.
"""

import contextlib
import hashlib
import logging
import time
from collections import Counter
from threading import Event, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from subprocessors.models.outbox import DeliveryAttempt
from subprocessors.models.outbox_events import Outbox
from subprocessors.notifying import smtp_dialogue as smtp
from subprocessors.notifying.addressing import letter_of
from subprocessors.notifying.bounce_addresses import envelope_sender
from subprocessors.notifying.claims import claim_one, is_any_due
from subprocessors.notifying.halting import LikeRefusals, halt
from subprocessors.notifying.mail_files import MailFolder
from subprocessors.notifying.mail_server import MailSender
from subprocessors.notifying.pacing import HostPause, MinuteLimit
from subprocessors.notifying.sender_mark import Permission, outbox_row

#: Seconds between two looks for what is due, and between two signs of life.
_LOOK, _BEAT = 2, 15
#: Seconds after which a database that did not answer is asked again.
_AFTER_A_FAULT = 15
_SETTLE_TRIES = 30
_log = logging.getLogger(__name__)


class Sender:
    """Sends until nothing is due, or with ``watch`` until it is told to ``stop`` or ``is_over()``.

    ``counts`` says how many messages had which outcome, ``why_idle`` why it sends nothing now.
    """

    def __init__(self, *, watch=False, now=timezone.now, is_over=lambda: False):
        self.now, self._watch, self._is_over = now, watch, is_over
        self.counts, self.why_idle = Counter(), ""
        self.host_pause, self.refusals = HostPause(), LikeRefusals()
        self.limit, self.stopping = MinuteLimit(settings.MAIL_PER_MINUTE), Event()
        self.permission = Permission()
        self._beaten_at, self._failures = 0.0, []

    def stop(self):
        """Ends it once the message in flight is finished."""
        self.stopping.set()

    def run(self, *, connections=1):
        """Works with so many connections; returns once all is done, or it was stopped."""
        if connections == 1:
            self._work()
            return
        threads = [Thread(target=self._work_in_thread) for _count in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _work_in_thread(self):
        try:
            self._work()
        except Exception as failure:
            self._failures.append(failure)
            self.stop()
        finally:
            connection.close()

    def _work(self):
        line = _Line(self)
        try:
            while not self.stopping.is_set() and not self._is_over():
                if self._sends_one(line):
                    continue
                line.close()
                if not self._watch:
                    return
                self.stopping.wait(_LOOK)
        finally:
            line.close()

    def _sends_one(self, line):
        """Whether something was sent; a database that does not answer is waited for."""
        try:
            self.beat()
            self.why_idle = self.permission.why_not() or self.host_pause.why_now
            return not self.why_idle and line.send_next()
        except DatabaseError:
            if not self._watch:
                raise
            _log.warning("The sender waits for the database, which does not answer as it should")
            connection.close()
            self.stopping.wait(_AFTER_A_FAULT)
            return False

    def beat(self):
        """Writes a sign of life, now and then."""
        if time.monotonic() - self._beaten_at >= _BEAT:
            self._beaten_at = time.monotonic()
            Outbox.objects.filter(pk=outbox_row().pk).update(heartbeat_at=self.now())

    def halt(self, why):
        """Halts every sender of this portal."""
        halt(why, at=self.now())
        self.permission.look_again()

    def react(self, outcome, line_connection, address):
        """Draws the consequences of an Outcome for what is sent next."""
        self.counts[outcome.kind] += 1
        said = f"{line_connection.host}: {outcome.code or ''} {outcome.text}"
        if outcome.kind == smtp.REFUSED:
            if why := self.refusals.note(outcome, address):
                self.halt(why)
            return
        self.refusals.forget()
        if outcome.kind == smtp.ACCEPTED:
            self.host_pause.end()
        elif outcome.kind == smtp.HALT:
            self.halt(said)
        elif outcome.kind == smtp.BUSY:
            self.host_pause.lengthen(said)
        elif outcome.kind in (smtp.BROKEN, smtp.IN_DOUBT) and not line_connection.accepted:
            # One that took messages before is connected to again at once.
            self.host_pause.lengthen(said)


class _Line:
    """The one connection of a worker, opened when it is needed."""

    def __init__(self, sender):
        self._sender, self._connection, self._claim = sender, None, None

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def send_next(self):
        """Sends the next message that is due; False where there is none, or no server."""
        sender = self._sender
        if not self._is_open():
            return False
        sender.limit.wait(sender.stopping)
        if sender.stopping.is_set():
            return False
        mail_from = settings.MAIL_FROM or _nobody()
        self._claim = claim_one(at=sender.now(), sender=mail_from.header, domain=mail_from.domain)
        if self._claim is None:
            sender.permission.look_again()
            return False
        outcome = self._transmit(mail_from)
        self._settle(outcome)
        sender.react(outcome, self._connection, self._claim.delivery.address)
        self._claim = None
        return True

    def _is_open(self):
        used = self._connection
        is_worn = used and used.carried >= settings.MAIL_PER_CONNECTION and settings.EMAIL_SERVER
        if used and (is_worn or not used.is_open):
            self.close()
        if self._connection is None and is_any_due(at=self._sender.now()):
            self._connection = self._opened()
        return self._connection is not None

    def _opened(self):
        if settings.EMAIL_SERVER is None:
            return MailFolder(settings.DATA_DIR / "mail")
        name = urlsplit(settings.PUBLIC_URL).hostname
        try:
            return smtp.SmtpConnection(settings.EMAIL_SERVER, local_name=name, tick=self._tick)
        except smtp.HostWaits as waits:
            _log.warning("The mail server is left alone for a while. %s", waits)
            self._sender.host_pause.lengthen(str(waits))
        except smtp.SenderHalts as halts:
            _log.error("Nothing is sent until somebody has looked. %s", halts)
            self._sender.halt(str(halts))
        return None

    def _tick(self):
        """Renews what is held while the server takes its time."""
        with contextlib.suppress(DatabaseError):
            self._sender.beat()
            if self._claim is not None:
                self._claim.renew(at=self._sender.now())

    def _transmit(self, mail_from):
        claim, delivery = self._claim, self._claim.delivery
        try:
            letter = letter_of(delivery)
            sha256 = hashlib.sha256(letter.data).hexdigest()
            more = {}
            if settings.EMAIL_SERVER is None:
                more["name"] = f"{delivery.message.publication_id or 'mail'}-{delivery.pk}.eml"
            return self._connection.transmit(
                sender=envelope_sender(delivery.pk, mail_from),
                recipient=letter.recipient,
                data=letter.data,
                before_data=lambda: claim.note_data(at=self._sender.now(), sha256=sha256),
                **more,
            )
        except (ValueError, LookupError) as error:  # one poison row blocks nobody
            _log.exception("Delivery %s cannot be sent", delivery.pk)
            words = f"It cannot be sent: {error}"
            return smtp.Outcome(smtp.UNSENT, DeliveryAttempt.Phase.MAIL, text=words)

    def _settle(self, outcome):
        """Writes the outcome down; where the database does not answer, for half a minute."""
        for left in reversed(range(_SETTLE_TRIES)):
            try:
                host = self._connection.host
                self._claim.settle(outcome, host=host, at=self._sender.now())
                return
            except DatabaseError:
                if not left or connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(1)


def _nobody():
    """From whom the files are that stand in for mails."""
    return MailSender("portal@localhost", "portal@localhost")
