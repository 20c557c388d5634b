"""A delivery that repeats another one; what was before is never overwritten."""

from django.db import transaction

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.recipients import NoticeContact
from subprocessors.notifying.heirs import last_heirs

State = Delivery.State
#: Of these the recipient has not got the message, as far as anybody knows.
NOT_REACHED = (State.REFUSED, State.BOUNCED, State.NOT_TOLD, State.STOPPED)


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

    It is queued for the address that has followed, unless that has the same message. A reminder
    is not: who has followed was not sent the notice. Nothing happens where the claim was lost.
    """
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
    heir = NoticeContact.objects.get(pk=last_heirs()[delivery.contact_id])
    of_heir = Delivery.objects.filter(contact=heir, message=delivery.message_id)
    if not of_heir.exists():
        repeat_delivery(delivery, at=at, give_up_at=delivery.give_up_at, contact=heir)
