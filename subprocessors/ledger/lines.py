"""The lines of the ledger: deliveries with all that is said of each, read without loading all."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from subprocessors.archive.notice_timing import NoticeTiming
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.notifying.delivery_timings import delivery_timings

_AT_ONCE = 1_000


@dataclass(frozen=True)
class LedgerLine:
    """One Delivery of a notice, its NoticeTiming (or None), and what belongs to it, in order.

    ``taken`` is the attempt at which a mail server took the message; None where none did.
    """

    delivery: Delivery
    timing: NoticeTiming | None
    attempts: tuple
    taken: DeliveryAttempt | None
    confirmations: tuple

    @property
    def is_repeated(self):
        """Whether it was sent again, to the same or to another address."""
        return self.delivery.is_repeated

    @property
    def reminder(self):
        """Of its reminder, the Delivery.State and since when; None where there was none."""
        state, at = self.delivery.reminder_state, self.delivery.reminder_at
        return state and (Delivery.State(state), at)

    @property
    def last(self):
        """The newest attempt; None where there was none."""
        return self.attempts[-1] if self.attempts else None


def ledger_lines(deliveries, *, after=None, most=None, shown_address=None):
    """Yields a LedgerLine for each of ``deliveries`` (a queryset), the newest first.

    ``after``: a key; only lines below it; at most ``most``. ``shown_address(delivery)`` gives what
    stands in an address's place, also in answers of servers. Reads 1,000 at a time, in five
    queries each.
    """
    left = most
    while left is None or left > 0:
        count = _AT_ONCE if left is None else min(left, _AT_ONCE)
        below = deliveries if after is None else deliveries.filter(pk__lt=after)
        # Only the keys of all that answers are sorted, not all that is read of a line.
        keys = below.order_by("-pk").values("pk")[:count]
        batch = list(_fetched(Delivery.objects.filter(pk__in=keys)).order_by("-pk"))
        for delivery in batch if shown_address else ():
            delivery.address = shown_address(delivery)
        yield from _lines(batch)
        if len(batch) < count:
            return
        after, left = batch[-1].pk, None if left is None else left - count


def lines_of(deliveries):
    """The LedgerLines of ``deliveries`` (a queryset), all at once, in its order. Five queries."""
    return _lines(list(_fetched(deliveries)))


def _fetched(deliveries):
    found = deliveries.select_related("message__publication", "contact__customer")
    found = found.defer("message__content", "message__publication__source")
    reminder = Delivery.objects.filter(reminds=OuterRef("pk")).order_by()
    return found.annotate(
        reminder_state=Subquery(reminder.values("state")[:1]),
        reminder_at=Subquery(reminder.values("settled_at")[:1]),
        is_repeated=Exists(Delivery.objects.filter(repeats=OuterRef("pk"))),
    )


def _lines(deliveries):
    by_key = {one.pk: one for one in deliveries}
    attempts, confirmations = defaultdict(list), defaultdict(list)
    for attempt in DeliveryAttempt.objects.filter(delivery__in=by_key).order_by("pk"):
        attempt.delivery = by_key[attempt.delivery_id]  # which knows what is shown of its address
        attempts[attempt.delivery_id].append(attempt)
    for one in Acknowledgement.objects.filter(delivery__in=by_key).order_by("pk"):
        confirmations[one.delivery_id].append(one)
    taken = {pk: _taken(attempts[pk]) for pk in by_key}
    arrived = {pk: attempt.at for pk, attempt in taken.items() if attempt}
    timings = delivery_timings(deliveries, arrived=arrived)
    return [
        LedgerLine(one, timings.get(pk), tuple(attempts[pk]), taken[pk], tuple(confirmations[pk]))
        for pk, one in by_key.items()
    ]


def _taken(attempts):
    taken = Delivery.State.ACCEPTED, DeliveryAttempt.Phase.DOT
    found = (one for one in reversed(attempts) if (one.state, one.phase) == taken)
    return next(found, None)
