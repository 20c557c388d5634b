"""Seeing to it that nothing more is sent to somebody who left, or whose address was erased.

It becomes *not told* rather than stopped: whoever resumes what was stopped must not send it.
What is in doubt stays so: it may have arrived.
"""

from django.db.models import Q

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Subscriber

State = Delivery.State


def withdraw_waiting(deliveries, *, at):
    """Those of ``deliveries`` (a queryset) that wait or are stopped are never sent.

    What is being sent right now is finished; see ``is_withdrawn``.
    """
    may_go = Q(state=State.WAITING) | Q(state=State.STOPPED)
    deliveries.filter(may_go).update(state=State.NOT_TOLD, due_at=None, settled_at=at)
    deliveries.filter(state=State.IN_DOUBT, due_at__isnull=False).update(due_at=None)


def is_withdrawn(delivery):
    """Whether a delivery is a notice to somebody who left while it was being sent. One query.

    Where the address was erased, none can be sent: see ``addressing.letter_of``.
    """
    of_subscriber = Delivery.objects.filter(
        pk=delivery.pk, message__purpose=StoredMessage.Purpose.NOTICE, subscriber__isnull=False
    )
    return of_subscriber.exclude(subscriber__state=Subscriber.State.CONFIRMED).exists()
