"""Asking for notices: the first of the two steps of a subscription.

Whatever the address is (unknown, unconfirmed, subscribed, left), the same work is done, so that
neither the answer nor its time says which it is.
"""

from django.db import transaction
from django.utils.translation import get_language

from subprocessors.models.mail_addresses import address_key
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.composing import composed
from subprocessors.notifying.mail_gap import MAIL_GAP, TRIED_FOR, URGENT, was_mailed_by_form
from subprocessors.subscribing.form_mails import already_subscribed_mail, confirmation_mail

State = Subscriber.State


@transaction.atomic
def ask_for_notices(address, services, *, shown, privacy_notice, at):
    """Queues the mail that asks ``address`` (checked) to confirm, unless one went just now.

    ``services``: slugs, [] for all. ``shown`` is the ListOnDay whose facts the mail states. To
    an address that is subscribed the mail says so. What is subscribed stays as it is.
    """
    subscriber = _row_for(address, services, at=at)
    is_subscribed = subscriber.state == State.CONFIRMED
    make = already_subscribed_mail if is_subscribed else confirmation_mail
    mail = make(shown, privacy_notice)
    source = composed(mail, can_leave=True)
    if _take_turn(subscriber, at=at):
        _queue(subscriber, mail.subject, source, at=at)


def _row_for(address, services, *, at):
    """The address's own row, made where there is none; with the wish, unless it is subscribed."""
    fresh = {"address": address, "asked_at": at}
    key = address_key(address)
    subscriber, _is_new = Subscriber.objects.get_or_create(address_key=key, defaults=fresh)
    if subscriber.state != State.CONFIRMED:
        subscriber.address, subscriber.service_slugs = address, services
        wish = {"address": address, "services": subscriber.services}
        _unless_subscribed(subscriber).update(**wish)
    return subscriber


def _unless_subscribed(subscriber):
    return Subscriber.objects.filter(pk=subscriber.pk).exclude(state=State.CONFIRMED)


def _take_turn(subscriber, *, at):
    """Whether the address may be mailed now; then it may not for an hour."""
    if was_mailed_by_form(subscriber.address_key, at=at):
        return False
    own = Subscriber.objects.filter(pk=subscriber.pk).exclude(mailed_at__gt=at - MAIL_GAP)
    if not own.update(mailed_at=at):
        return False  # another request was quicker
    _unless_subscribed(subscriber).update(asked_at=at)
    return True


def _queue(subscriber, subject, source, *, at):
    Delivery.objects.create(
        message=_stored(subscriber, subject, source, at=at),
        subscriber=subscriber,
        address=subscriber.address,
        priority=URGENT,
        due_at=at,
        give_up_at=at + TRIED_FOR,
    )


def _stored(subscriber, subject, source, *, at):
    """The message with this source: stored once, but anew for who was sent it before."""
    packed = StoredMessage.pack(source)
    columns = {
        "purpose": StoredMessage.Purpose.CONFIRMATION,
        "audience": StoredMessage.Audience.SUBSCRIBERS,
        "language": get_language(),
        "digest": packed["digest"],
    }
    found = StoredMessage.objects.filter(**columns).exclude(deliveries__subscriber=subscriber)
    return found.order_by("-pk").first() or StoredMessage.objects.create(
        subject=subject, content=packed["content"], made_at=at, **columns
    )
