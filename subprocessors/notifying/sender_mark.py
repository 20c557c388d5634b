"""Whether this database may send: a copy of it must not.

The mark of the sender stands in the database, and outside of it in a file of DATA_DIR (or in the
setting SENDER_MARK), in no backup. Where both are the same, it may. A new portal takes a mark by
itself as long as it has nothing to send; the sample, and a copy, wait for somebody to say so.
"""

import secrets
import time
from threading import Lock

from django.conf import settings
from django.db import transaction

from subprocessors.models.authorship import name_of
from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.models.portal import Portal

NOT_ALLOWED = "not allowed"
_FILE = "sender-mark"
#: For so many seconds the sender relies on what the database said.
_GOOD_FOR = 1


def outbox_row():
    """The one row of the sender, made where there is none."""
    return Outbox.objects.get_or_create(pk=1)[0]


def mark_outside():
    """The mark outside the database; "" where there is none."""
    if settings.SENDER_MARK:
        return settings.SENDER_MARK
    try:
        return (settings.DATA_DIR / _FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def may_send(outbox=None):
    """Whether this database is the one that sends. Takes a mark where it is a new portal's.

    ``outbox`` is the row of the sender, where it was read already.
    """
    mark, outside = (outbox or outbox_row()).mark, mark_outside()
    if mark:
        return mark == outside
    is_sample = Portal.objects.filter(is_sample=True).exists()
    if is_sample or Delivery.objects.exists() or (outside and not settings.SENDER_MARK):
        return False
    return _take_mark()


class Permission:
    """Whether a sender may send, looked up once a second rather than for each message.

    Its connections share it. Whoever takes a message asks the database once more, in the query
    that finds it: see ``claims``.
    """

    def __init__(self, clock=time.monotonic):
        self._clock, self._lock = clock, Lock()
        self._why, self._good_until = "", None

    def why_not(self):
        """Why nothing may be sent now; "" where it may."""
        with self._lock:
            if self._good_until is None or self._clock() >= self._good_until:
                self._why = _why_not()
                self._good_until = self._clock() + _GOOD_FOR
            return self._why

    def look_again(self):
        """The next one who asks is answered what the database says then."""
        with self._lock:
            self._good_until = None


def _why_not():
    outbox = outbox_row()
    if not may_send(outbox):
        return NOT_ALLOWED
    return outbox.halted_why if outbox.halted_at else ""


def allow_sending(*, by, at):
    """Lets this database send; writes down who said so."""
    with transaction.atomic():
        Outbox.objects.filter(pk=outbox_row().pk).update(mark="")
        _take_mark()
        OutboxEvent.objects.create(at=at, by_name=name_of(by), what=OutboxEvent.What.ALLOWED)


def unmark():
    """Makes this database one that may not send: it is a copy, and what waits may be sent."""
    outbox_row()
    Outbox.objects.update(mark=f"copy-{secrets.token_urlsafe(12)}")


def _take_mark():
    mark = settings.SENDER_MARK or secrets.token_urlsafe(24)
    if not Outbox.objects.filter(pk=1, mark="").update(mark=mark):
        return outbox_row().mark == mark_outside()  # another worker was first
    if not settings.SENDER_MARK:
        file = settings.DATA_DIR / _FILE
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{_FILE}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(mark + "\n", encoding="utf-8")
        draft.replace(file)
    return True
