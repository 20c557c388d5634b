"""Send what waits in the outbox."""

import logging
import os
import signal
from contextlib import contextmanager
from threading import Event, Thread

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from subprocessors.management.asking import require_portal
from subprocessors.models.outbox import Delivery
from subprocessors.notifying.halting import go_on
from subprocessors.notifying.sender_mark import NOT_ALLOWED, allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.subscribing.clearing import clear_expired

#: Seconds between two looks for what was kept long enough.
_CLEARED_EVERY = 3_600
#: How far a sender that goes on steps back behind whoever answers visitors: of two processes
#: that both want the processor it gets a tenth (nice(2)); a notice can wait a moment.
_NICENESS = 10
_log = logging.getLogger(__name__)
_COPY = (
    "Nothing is sent: this database is a copy, or the sample, or nobody has said yet that it is"
    " the one that sends. {waiting} messages wait. If it is: manage.py sendnotices --allow"
)
_HALTED = "Nothing is sent. {why}\nWhen that is mended: manage.py sendnotices --restart"


class Command(BaseCommand):
    help = (
        "Sends the notices that are due, then ends; with --watch it goes on until it is stopped."
        " Removes what was kept long enough (docs/notices.md)."
        " Any number may run at once. Stopped by SIGTERM, it finishes the message in flight."
    )

    def add_arguments(self, parser):
        parser.add_argument("--watch", action="store_true", help="go on, and send what comes")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when the process that started it does"
        )
        parser.add_argument(
            "--allow",
            action="store_true",
            help="say that this database, not one it was copied from, is the one that sends",
        )
        parser.add_argument(
            "--restart", action="store_true", help="try again, after the sender halted"
        )

    def handle(self, *args, watch, beside, allow, restart, **options):
        require_portal()
        if allow:
            allow_sending(by=None, at=timezone.now())
        if restart:
            go_on(by=None, at=timezone.now())
        if watch:
            os.nice(_NICENESS)
        sender = Sender(watch=watch, is_over=lambda: beside not in (None, os.getppid()))
        if not watch:
            clear_expired(at=timezone.now())
        with _stopped_by_signals(sender), _clearing_hourly(is_watching=watch):
            sender.run(connections=settings.MAIL_CONNECTIONS)
        if beside is None:
            self.stdout.write(_said(sender))


@contextmanager
def _clearing_hourly(*, is_watching):
    """Removes what was kept long enough, at once and each hour while the sender watches."""
    ended = Event()

    def clear():
        while True:
            try:
                clear_expired(at=timezone.now())
            except DatabaseError:
                _log.exception("What was kept long enough could not be removed")
            finally:
                connection.close()
            if ended.wait(_CLEARED_EVERY):
                return

    thread = Thread(target=clear, daemon=True)
    if is_watching:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if is_watching:
            thread.join()


@contextmanager
def _stopped_by_signals(sender):
    names = (signal.SIGTERM, signal.SIGINT)
    before = {name: signal.signal(name, lambda *_caught: sender.stop()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _said(sender):
    waiting = Delivery.objects.filter(due_at__isnull=False).count()
    if sender.why_idle == NOT_ALLOWED:
        return _COPY.format(waiting=waiting)
    done = ", ".join(f"{count} {kind}" for kind, count in sorted(sender.counts.items()))
    said = f"{done or 'Nothing was due'}. {waiting} wait."
    return f"{said}\n{_HALTED.format(why=sender.why_idle)}" if sender.why_idle else said
