"""Which customers are customers on a day, and which of them no notice reaches."""

from django.db.models import Exists, OuterRef, Q, Subquery

from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Customer, NoticeContact

#: What a delivery that is over says of its address.
_FAILED = (Delivery.State.REFUSED, Delivery.State.BOUNCED)
_SAYS = (Delivery.State.ACCEPTED, Delivery.State.IN_DOUBT, *_FAILED)


def customers_on(day):
    """The customers whose contract has not ended before ``day`` (a date)."""
    return Customer.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day))


def with_last_notice(recipients, kind="contact"):
    """``recipients``, each with ``last_state``: how its newest notice ended; None for none yet.

    ``kind`` is "contact" or "subscriber".
    """
    ended = Delivery.objects.filter(**{kind: OuterRef("pk")}, state__in=_SAYS)
    return recipients.annotate(last_state=Subquery(ended.order_by("-pk").values("state")[:1]))


def reachable_contacts():
    """The addresses that are in force and that no mail server has refused at last.

    Of an erased one a mark is left, which is no address.
    """
    current = NoticeContact.objects.filter(successor=None, address__contains="@")
    # Said so, as a NOT IN leaves out those of whom nothing is known.
    is_open = Q(last_state=None) | ~Q(last_state__in=_FAILED)
    return with_last_notice(current).filter(is_open)


def without_reach(customers):
    """Those of ``customers`` who have no address that can be reached."""
    return customers.filter(~Exists(reachable_contacts().filter(customer=OuterRef("pk"))))
