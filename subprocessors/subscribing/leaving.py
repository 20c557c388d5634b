"""Leaving, and removing what need not be kept of whoever left or never confirmed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.confirm_links import CONFIRM_WITHIN
from subprocessors.notifying.withdrawing import withdraw_waiting
from subprocessors.subscribing.blanking_recipients import blank_deliveries, new_mark

State = Subscriber.State
#: So many are removed in one transaction, so that others need not wait long.
_AT_ONCE = 500


@transaction.atomic
def leave(subscriber, *, at):
    """Ends a subscription: nothing more is sent, also of what waits. Once more does no harm.

    Of one that was never confirmed nothing is kept.
    """
    found = Subscriber.objects.filter(pk=subscriber.pk)
    if found.filter(state=State.CONFIRMED).update(state=State.LEFT, left_at=at):
        withdraw_waiting(Delivery.objects.filter(subscriber=subscriber), at=at)
    remove_subscribers(found.filter(state=State.UNCONFIRMED), at=at)


@transaction.atomic
def remove_subscribers(found, *, at):
    """Deletes the Subscribers ``found`` (a queryset) and blanks their deliveries; how many."""
    subscribers = list(found.select_for_update())
    blank_deliveries(
        [(Delivery.objects.filter(subscriber=one), one.address, new_mark()) for one in subscribers],
        at=at,
    )
    keys = [one.pk for one in subscribers]
    return Subscriber.objects.filter(pk__in=keys).delete()[0]


def remove_expired_subscribers(*, at):
    """Removes who did not confirm within 7 days, and who left longer ago than the setting says.

    Gives how many. Each batch is a transaction of its own.
    """
    count = 0
    while removed := remove_subscribers(_expired(at), at=at):
        count += removed
    return count


def _expired(at):
    asked_by, left_by = at - CONFIRM_WITHIN, at - timedelta(days=settings.SUBSCRIBER_KEPT_DAYS)
    # A mail that left late holds a link that works for as long as it says.
    linked = Delivery.objects.filter(
        subscriber=OuterRef("pk"),
        message__purpose=StoredMessage.Purpose.CONFIRMATION,
        dated_at__gt=asked_by,
    )
    is_old = Q(state=State.UNCONFIRMED) | Q(state=State.LEFT, left_at__lte=left_by)
    found = Subscriber.objects.filter(is_old, ~Exists(linked), asked_at__lte=asked_by)
    return found.order_by("pk")[:_AT_ONCE]
