"""A delivery that repeats another one; what was before is never overwritten."""

from django.db import transaction

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.notifying.heirs import last_heirs

State = Delivery.State
#: Of these the recipient has not got the message, as far as anybody knows.
NOT_REACHED = (State.REFUSED, State.BOUNCED, State.NOT_TOLD, State.STOPPED)


def hold_customers(keys):
    """Whoever else replaces, or repeats for, an address of these deliveries' customers waits.

    Within a transaction. SQLite's are IMMEDIATE: beginning one is the lock.
    """
    contacts = NoticeContact.objects.filter(deliveries__in=keys).order_by()
    held = Customer.objects.filter(pk__in=contacts.values("customer")).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def repeat_delivery(delivery, *, at, give_up_at, message=None, contact=None, event=None):
    """Queues what repeats ``delivery``, due at the instant ``at``; gives the new Delivery.

    It goes to the same recipient, or to ``contact`` (a NoticeContact) where one is given; with
    the same message, or ``message`` (a key). A delivery is repeated once: then the new one is.
    """
    contact = contact or delivery.contact
    return Delivery.objects.create(
        message_id=message or delivery.message_id,
        subscriber_id=delivery.subscriber_id,
        contact=contact,
        address=contact.address if contact else delivery.subscriber.address,
        repeats=delivery,
        event=event,
        due_at=at,
        give_up_at=give_up_at,
    )


@transaction.atomic
def hand_to_heir(delivery, *, claim, at):
    """Stops a delivery that the holder of ``claim`` took, as its contract address was replaced.

    It is queued for the address that has followed, unless that has the same message, or will. A
    reminder is not: who has followed was not sent the notice. Nothing happens where the claim was
    lost.
    """
    hold_customers([delivery.pk])
    state = State.IN_DOUBT if delivery.doubts else State.STOPPED
    held = Delivery.objects.filter(pk=delivery.pk, claim=claim, state=State.SENDING)
    ended = {"claim": "", "is_in_data": False, "due_at": None, "settled_at": at}
    if not held.update(state=state, **ended):
        return
    DeliveryAttempt.objects.create(
        delivery=delivery,
        at=at,
        phase=DeliveryAttempt.Phase.REPLACED,
        answer="The address was replaced before this was sent",
        state=state,
        claim=claim,
    )
    if delivery.reminds_id is not None:
        return
    own = delivery.contact_id  # the last itself, where it was put back in force meanwhile
    heir = NoticeContact.objects.get(pk=last_heirs().get(own, own))
    of_heir = Delivery.objects.filter(contact=heir, message=delivery.message_id)
    if not of_heir.exclude(state__in=NOT_REACHED).exists():
        repeat_delivery(delivery, at=at, give_up_at=delivery.give_up_at, contact=heir)
