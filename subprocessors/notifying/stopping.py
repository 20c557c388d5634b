"""Stopping the notices of a version that have not gone, and resuming them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from subprocessors.models.authorship import name_of
from subprocessors.models.list_on_day import day_at
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.recipients import Subscriber

State = Delivery.State


@dataclass(frozen=True)
class LateNotices:
    """How many would be told late if they went now: after ``counted_from``, the day (a date)
    from which the notice period of the version is counted."""

    count: int
    counted_from: object


@transaction.atomic
def stop_notices(publication, *, by, at):
    """Stops what has not gone of a version's notices; writes down who did. Gives how many.

    A message in flight is finished; if the server asks to try it later, it is stopped then. What
    is in doubt stays so, and does not go once more.
    """
    waiting = Delivery.objects.filter(message__publication=publication, due_at__isnull=False)
    count = waiting.filter(state=State.WAITING).update(
        state=State.STOPPED, due_at=None, settled_at=at
    )
    waiting.filter(state=State.IN_DOUBT).update(due_at=None)
    _write_down(OutboxEvent.What.STOPPED, publication, count, by=by, at=at)
    return count


@transaction.atomic
def resume_notices(publication, *, by, at):
    """Lets the stopped notices of a version go, at once; writes down who did. Gives how many.

    Whoever left since is told nothing, and what was redacted stays stopped.
    """
    count = resumable(publication).update(state=State.WAITING, due_at=at, settled_at=None)
    _write_down(OutboxEvent.What.RESUMED, publication, count, by=by, at=at)
    return count


def resumable(publication):
    """The Deliveries of a version that were stopped and may still go.

    None that was repeated, and none whose address was replaced before it went.
    """
    is_recipient = Q(subscriber=None) | Q(subscriber__state=Subscriber.State.CONFIRMED)
    stopped = Delivery.objects.filter(
        message__publication=publication, state=State.STOPPED, repeated_by=None
    )
    stopped = stopped.exclude(attempts__phase=DeliveryAttempt.Phase.REPLACED)
    keys = stopped.filter(is_recipient).exclude(message__content=b"").values("pk")
    return Delivery.objects.filter(pk__in=keys)


def late_notices(publication, *, at):
    """The LateNotices of resuming at the instant ``at``; None where they would be in time."""
    # A plan that is moved later keeps the days of its first notice, and needs no time.
    own = publication.changes.filter(counted_from_on__gte=publication.published_on)
    days = own.order_by("counted_from_on")
    counted_from = days.values_list("counted_from_on", flat=True).first()
    if counted_from is None or day_at(at, publication.time_zone) <= counted_from:
        return None
    count = resumable(publication).filter(reminds=None).count()
    return LateNotices(count, counted_from) if count else None


def _write_down(what, publication, count, *, by, at):
    OutboxEvent.objects.create(
        at=at, by_name=name_of(by), what=what, publication=publication, count=count
    )
