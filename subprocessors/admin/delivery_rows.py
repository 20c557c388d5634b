"""Deliveries as the tables of the desk show them: sought, and each with its last attempt."""

from dataclasses import dataclass

from django.db.models import Q

from subprocessors.ledger.customer_search import customers_with
from subprocessors.models.outbox import Delivery, DeliveryAttempt

#: So many are shown at most.
SHOWN = 200


@dataclass(frozen=True)
class DeliveryRow:
    """A Delivery, its customer fetched, and the last attempt (None where there was none)."""

    delivery: Delivery
    last: DeliveryAttempt | None


def found_deliveries(deliveries, words):
    """Those of ``deliveries`` whose address holds ``words``, or whose customer holds each word."""
    of_customer = Q(contact__customer__in=customers_with(words))
    return deliveries.filter(Q(address__icontains=words) | of_customer)


def delivery_rows(deliveries):
    """The first SHOWN of ``deliveries`` by address, as DeliveryRows. Two queries."""
    found = deliveries.select_related("contact__customer").prefetch_related("attempts")
    found = found.order_by("address", "pk")[:SHOWN]
    return [DeliveryRow(one, max(one.attempts.all(), key=_key, default=None)) for one in found]


def _key(attempt):
    return attempt.pk
