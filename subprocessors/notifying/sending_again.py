"""Sending again, by hand, a notice that did not reach whom it was for.

It goes to the contract address that has followed, where one has; else to the same address, if
the mail server never took it or gave it back. What was sent before stays as it is.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from subprocessors.models.authorship import name_of
from subprocessors.models.list_on_day import day_at
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Publication
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.notifying.audiences import material_changes
from subprocessors.notifying.claims import is_stopped
from subprocessors.notifying.heirs import last_heirs
from subprocessors.notifying.notice_messages import NoticeMessages
from subprocessors.notifying.repeating import NOT_REACHED, hold_customers, repeat_delivery

State = Delivery.State
#: It may be sent once more to the same address.
_SAME = Q(state__in=(State.REFUSED, State.BOUNCED, State.NOT_TOLD))
#: It may have arrived; so it goes to another address alone.
_OTHER = Q(state=State.IN_DOUBT, contact__successor__isnull=False)


class CannotSendAgain(Exception):
    """Nothing was sent; the message says why and what to do."""


@dataclass(frozen=True)
class AgainOffer:
    """A ``delivery`` that can be sent again: to ``contact``, or to its subscriber (None)."""

    delivery: Delivery
    contact: NoticeContact | None

    @property
    def address(self):
        """Where it would go."""
        return self.contact.address if self.contact else self.delivery.subscriber.address


def offers_again(publication, *, at, keys=None, most=None):
    """The AgainOffers of a version, at the instant ``at``: of the deliveries with these ``keys``.

    None: of all; at most ``most`` deliveries are looked at. To each address one at most, and none
    to one that has the version. Five queries at most.
    """
    failed = _failed(publication)
    if keys is not None:
        failed = failed.filter(pk__in=keys)
    failed = list(failed.order_by("address", "pk")[:most])
    heirs = _heirs_of(failed)
    found = [AgainOffer(one, heirs.get(one.contact_id, one.contact)) for one in failed]
    reached = _reached(publication, found)
    on = day_at(at, publication.time_zone)
    offers = []
    for offer in found:
        contact = offer.contact
        if "@" not in offer.address:  # it was erased
            continue
        if contact is not None:
            if contact.pk in reached or not _is_customer(contact, on):
                continue
            reached.add(contact.pk)
        offers.append(offer)
    return offers


@transaction.atomic
def send_again(publication, keys, *, by, at):
    """Queues, due at once, each delivery of a version with one of ``keys`` that can be sent again.

    Gives how many. Each is tried until its change takes effect, and for a week at least; who asked
    is written down. Raises CannotSendAgain.
    """
    publication = begin_again(publication)
    hold_customers(keys)
    changes = material_changes(publication)
    messages = NoticeMessages(publication, changes, at=at, stored_before=True)
    ready = []
    for offer in offers_again(publication, at=at, keys=keys):
        positions = tuple(offer.delivery.message.positions)
        message = messages.stored(offer.delivery.message.audience, positions)
        if message is not None:
            ready.append((offer, message, messages.give_up_at(positions)))
    if not ready:
        raise CannotSendAgain(
            _(
                "Nothing was sent: each of these was sent again already, or reached the address"
                " that has followed, or its words were redacted."
            )
        )
    event = write_event(OutboxEvent.What.AGAIN, publication, len(ready), by=by, at=at)
    for offer, message, give_up_at in ready:
        repeat_delivery(
            offer.delivery,
            at=at,
            give_up_at=give_up_at,
            message=message,
            contact=offer.contact,
            event=event,
        )
    return len(ready)


def begin_again(publication):
    """The version, held for whoever sends again; of two at once the second waits.

    Raises CannotSendAgain while its notices are stopped. Within a transaction.
    """
    found = Publication.objects.select_for_update(of=("self",)).select_related("snapshot")
    found = found.get(pk=publication.pk)
    if is_stopped(found.number):
        raise CannotSendAgain(
            _("The notices of this version are stopped. Resume them first; then send again.")
        )
    return found


def write_event(what, publication, count, *, by, at):
    """Writes down who sent ``count`` notices of a version again; gives the OutboxEvent."""
    return OutboxEvent.objects.create(
        at=at, by_name=name_of(by), what=what, publication=publication, count=count
    )


def _failed(publication):
    is_recipient = Q(contact__isnull=False) | Q(subscriber__state=Subscriber.State.CONFIRMED)
    found = Delivery.objects.filter(
        _SAME | _OTHER,
        is_recipient,
        message__publication=publication,
        message__purpose=StoredMessage.Purpose.NOTICE,
        due_at=None,
        repeated_by=None,
    )
    return found.select_related("message", "subscriber", "contact__customer").defer(
        "message__content"
    )


def _heirs_of(deliveries):
    """The NoticeContact that has followed, by the key of each that was replaced."""
    replaced = {one.contact_id for one in deliveries if one.contact and one.contact.successor_id}
    if not replaced:
        return {}
    followed = {pk: heir for pk, heir in last_heirs().items() if pk in replaced}
    heirs = NoticeContact.objects.select_related("customer").in_bulk(set(followed.values()))
    return {pk: heirs[heir] for pk, heir in followed.items()}


def _reached(publication, offers):
    """The keys of the contacts among ``offers`` who have a notice of the version, or will."""
    wanted = {offer.contact.pk for offer in offers if offer.contact}
    found = Delivery.objects.filter(
        message__publication=publication, contact__in=wanted, reminds=None
    )
    return set(found.exclude(state__in=NOT_REACHED).values_list("contact_id", flat=True))


def _is_customer(contact, on):
    return contact.customer.ended_on is None or contact.customer.ended_on >= on
