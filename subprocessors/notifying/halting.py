"""When the sender halts and asks, and who lets it go on."""

import re
from threading import Lock

from django.db import transaction

from subprocessors.models.authorship import name_of
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.notifying.sender_mark import outbox_row

#: So many like refusals in a row, each for another domain, are no accident of theirs.
MOST_LIKE_REFUSALS = 20
#: RFC 3463: "5.7.1" at the beginning of an answer.
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class LikeRefusals:
    """Refusals in a row that are alike, by the domains that they concern."""

    def __init__(self):
        self._lock, self._like, self._domains = Lock(), None, set()

    def note(self, outcome, address):
        """Takes note of a refusal; gives why the sender must halt, or ""."""
        enhanced = _ENHANCED.match(outcome.text)
        like = (outcome.phase, outcome.code, enhanced and enhanced.group())
        with self._lock:
            if like != self._like:
                self._like, self._domains = like, set()
            self._domains.add(address.rpartition("@")[2].lower())
            if len(self._domains) < MOST_LIKE_REFUSALS:
                return ""
            self._domains = set()
        return (
            f"{MOST_LIKE_REFUSALS} messages in a row were refused alike, each for another domain."
            f" The last answer: {outcome.code} {outcome.text}"
        )

    def forget(self):
        """Something else happened than a refusal."""
        with self._lock:
            self._like, self._domains = None, set()


@transaction.atomic
def halt(why, *, at):
    """Halts every sender of this portal, and writes down why; once."""
    halted = Outbox.objects.filter(pk=outbox_row().pk, halted_at=None)
    if halted.update(halted_at=at, halted_why=why):
        OutboxEvent.objects.create(at=at, by_name="", what=OutboxEvent.What.HALTED, words=why)


@transaction.atomic
def go_on(*, by, at):
    """Lets the sender go on after it halted; writes down who said so. False where it had not."""
    halted = Outbox.objects.filter(halted_at__isnull=False)
    if not halted.update(halted_at=None, halted_why=""):
        return False
    OutboxEvent.objects.create(at=at, by_name=name_of(by), what=OutboxEvent.What.RESTARTED)
    return True
