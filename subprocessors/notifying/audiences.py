"""Who is told of which changes of a publication.

A change that names none of the company's services concerns everyone; else those who use one of
its services, old or new. A plan that is dropped or moved is told, too, to those who were told of
it and still are recipients: of a contract address, whoever has followed it.
"""

from dataclasses import dataclass

from django.db.models import Q

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.notifying.broken_plans import broken_plans
from subprocessors.notifying.heirs import last_heirs

SUBSCRIBERS = StoredMessage.Audience.SUBSCRIBERS
CONTACTS = StoredMessage.Audience.CONTACTS
_READ_AT_ONCE = 2_000
#: Of these deliveries the recipient was told, or will be.
_TOLD = (
    Delivery.State.WAITING,
    Delivery.State.SENDING,
    Delivery.State.ACCEPTED,
    Delivery.State.IN_DOUBT,
    Delivery.State.BOUNCED,
)


@dataclass(frozen=True)
class Recipient:
    """One who is told: ``audience`` and ``pk`` of the Subscriber or NoticeContact, the address,
    and the positions of the changes that concern them (sorted)."""

    audience: str
    pk: int
    address: str
    positions: tuple


def material_changes(publication):
    """The changes of a publication of which a notice is owed, in order. One query."""
    return list(publication.changes.filter(material=True).order_by("position"))


def recipients_of(publication, changes):
    """Yields a Recipient for each one whom ``changes`` (see above) concern.

    Subscribers come before contract addresses, each in the order in which they came.
    """
    told = _told_of_plans(changes, publication.published_on.isoformat())
    confirmed = Subscriber.objects.filter(state=Subscriber.State.CONFIRMED)
    contacts = contacts_in_force(publication.published_on)
    yield from _concerned(SUBSCRIBERS, confirmed, "services", changes, told[SUBSCRIBERS])
    yield from concerned_contacts(contacts, changes, told[CONTACTS])


def concerned_contacts(contacts, changes, told_of=()):
    """Yields a Recipient for each of ``contacts`` (a queryset) whom ``changes`` concern.

    ``told_of`` maps keys to the positions of further changes that they are told.
    """
    yield from _concerned(CONTACTS, contacts, "customer__services", changes, told_of)


def contacts_in_force(on):
    """The NoticeContacts of those who are customers on the date ``on``."""
    is_customer = Q(customer__ended_on=None) | Q(customer__ended_on__gte=on)
    return NoticeContact.objects.filter(is_customer, successor=None)


def _concerned(audience, rows, services, changes, told_of):
    concern = _Concern(changes)
    columns = rows.order_by("pk").values_list("pk", "address", services)
    for pk, address, wanted in columns.iterator(chunk_size=_READ_AT_ONCE):
        positions = concern.of(wanted)
        if pk in told_of:
            positions = tuple(sorted({*positions, *told_of[pk]}))
        if positions:
            yield Recipient(audience, pk, address, positions)


class _Concern:
    """Which changes concern whoever uses these services; the same answer is made once."""

    def __init__(self, changes):
        self._changes = [(change.position, set(change.service_slugs)) for change in changes]
        self._made = {}

    def of(self, services):
        """The positions, sorted, for the column ``services`` of a recipient."""
        if services not in self._made:
            wanted = set(services.split())
            self._made[services] = tuple(
                position
                for position, concerned in self._changes
                if not wanted or not concerned or wanted & concerned
            )
        return self._made[services]


def _told_of_plans(changes, on):
    """By audience and key of who was told of a plan that is broken: the positions that break it."""
    told = {SUBSCRIBERS: {}, CONTACTS: {}}
    broken = broken_plans(changes, on=on) if changes else {}
    if not broken:
        return told
    heirs = last_heirs()
    for position, plans in broken.items():
        found = Delivery.objects.filter(message__in=_messages_with(plans), state__in=_TOLD)
        for subscriber, contact in found.values_list("subscriber_id", "contact_id").iterator():
            if subscriber is not None:
                told[SUBSCRIBERS].setdefault(subscriber, set()).add(position)
            if contact is not None:
                told[CONTACTS].setdefault(heirs.get(contact, contact), set()).add(position)
    return told


def _messages_with(plans):
    """The keys of the notices that tell one of ``plans``: (number, position) each."""
    numbers = {number for number, _position in plans}
    found = StoredMessage.objects.filter(
        purpose=StoredMessage.Purpose.NOTICE, publication__in=numbers
    ).values_list("pk", "publication_id", "positions")
    wanted = set(plans)
    return [
        pk
        for pk, number, positions in found
        if any((number, position) in wanted for position in positions)
    ]
