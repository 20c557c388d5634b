"""The contract addresses that were told late of a version."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.delivery_timings import delivery_timings, takings


@dataclass(frozen=True)
class LateDeliveries:
    """How many contract addresses were told late: ``count``; of the first, ``shown`` are pairs of
    the Delivery and its NoticeTiming."""

    count: int
    shown: tuple


def late_deliveries(publication, *, most):
    """The LateDeliveries of a version, at most ``most`` shown, by customer.

    Seven queries at most, however many there are.
    """
    owed = publication.changes.filter(counted_from_on__gte=publication.published_on)
    days = dict(owed.values_list("position", "counted_from_on"))
    if not days:
        return LateDeliveries(0, ())
    zone = zoneinfo.ZoneInfo(publication.time_zone)
    over = datetime.combine(min(days.values()) + timedelta(days=1), time.min, zone)
    in_time = takings().filter(delivery=OuterRef("pk"), at__lt=over)
    late = Delivery.objects.filter(
        ~Exists(in_time),
        message__in=_messages_that_tell(publication, set(days)),
        contact__isnull=False,
        state=Delivery.State.ACCEPTED,
        settled_at__gte=over,
    )
    count = late.count()
    if not count:
        return LateDeliveries(0, ())
    fetched = late.select_related("message__publication", "contact__customer")
    fetched = fetched.defer("message__content").order_by("contact__customer__name", "pk")
    fetched = list(fetched[:most])
    timings = delivery_timings(fetched)
    shown = tuple((one, timings[one.pk]) for one in fetched if one.pk in timings)
    return LateDeliveries(count, shown)


def _messages_that_tell(publication, positions):
    found = StoredMessage.objects.filter(publication=publication)
    return [pk for pk, told in found.values_list("pk", "positions") if positions & set(told)]
