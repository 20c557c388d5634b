"""Subscribers and customers, for tests that tell who is sent what."""

from datetime import UTC, datetime

from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Customer, NoticeContact, Subscriber

_ASKED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def a_subscriber(address, *services, **values):
    """A confirmed subscriber to these services; to all where there are none."""
    values = {"asked_at": _ASKED_AT, "confirmed_at": _ASKED_AT, "state": "confirmed", **values}
    subscriber = Subscriber(address=address, address_key=address.casefold(), **values)
    subscriber.service_slugs = services
    subscriber.save()
    return subscriber


def a_customer(name, *services, **values):
    """A customer who uses these services; all where there are none."""
    customer = Customer(name=name, **values)
    customer.service_slugs = services
    customer.save()
    return customer


def a_contact(customer, address, **values):
    """A contract notice address of a customer."""
    return NoticeContact.objects.create(customer=customer, address=address, **values)


def addresses(number, **where):
    """Who is sent a notice of version ``number``, sorted."""
    found = Delivery.objects.filter(message__publication=number, **where)
    return sorted(found.values_list("address", flat=True))
