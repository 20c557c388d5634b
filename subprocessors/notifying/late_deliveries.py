"""The contract addresses that were told late of a version."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from subprocessors.models.outbox import Delivery
from subprocessors.notifying.delivery_timings import delivery_timings, takings


@dataclass(frozen=True)
class LateDeliveries:
    """How many contract addresses were told late: ``count``; of the first, ``shown`` are pairs of
    the Delivery and its NoticeTiming."""

    count: int
    shown: tuple


def late_deliveries(publication, *, most):
    """The LateDeliveries of a version, at most ``most`` shown, by customer.

    Five queries at most, however many there are.
    """
    late_from = "message__late_from"
    in_time = takings().filter(delivery=OuterRef("pk"), at__lt=OuterRef(late_from))
    late = Delivery.objects.filter(
        ~Exists(in_time),
        message__publication=publication,
        contact__isnull=False,
        state=Delivery.State.ACCEPTED,
        settled_at__gte=F(late_from),
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
