"""What a link in a mail leads to: confirming, and changing what one is told of."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q

from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.confirm_links import CONFIRM_WITHIN, confirmation_in
from subprocessors.notifying.link_tokens import MANAGE, pk_in

State = Subscriber.State


class LinkState(Enum):
    """What the link of a confirmation leads to."""

    OPEN = "open"
    NOT_OURS = "not ours"
    EXPIRED = "expired"
    ALREADY = "already"
    LEFT_SINCE = "left since"


@dataclass(frozen=True)
class FoundLink:
    """A LinkState, and the Subscriber it concerns (None where there is none any more)."""

    state: LinkState
    subscriber: Subscriber | None = None
    mailed_at: object = None


def confirmation_of(token, *, at):
    """The FoundLink of a confirmation's token at the instant ``at``."""
    found = confirmation_in(token)
    if found is None:
        return FoundLink(LinkState.NOT_OURS)
    pk, mailed_at = found
    subscriber = Subscriber.objects.filter(pk=pk).first()
    if subscriber is None:
        return FoundLink(LinkState.EXPIRED)
    if subscriber.state == State.CONFIRMED:
        return FoundLink(LinkState.ALREADY, subscriber)
    if at - mailed_at > CONFIRM_WITHIN:
        return FoundLink(LinkState.EXPIRED, subscriber)
    if subscriber.left_at is not None and subscriber.left_at >= mailed_at:
        return FoundLink(LinkState.LEFT_SINCE, subscriber)
    return FoundLink(LinkState.OPEN, subscriber, mailed_at)


def confirm_subscription(link, *, words, at):
    """Confirms the subscription of a FoundLink that is open; ``words`` are those of the consent.

    False where it is open no more.
    """
    is_open = Q(left_at=None) | Q(left_at__lt=link.mailed_at)
    found = Subscriber.objects.filter(is_open, pk=link.subscriber.pk)
    changed = found.exclude(state=State.CONFIRMED).update(
        state=State.CONFIRMED, confirmed_at=at, consent_words=words, left_at=None
    )
    return bool(changed)


def subscriber_of(token):
    """The Subscriber whom the token of a *manage* link names; None where there is none."""
    pk = pk_in(token, MANAGE)
    return None if pk is None else Subscriber.objects.filter(pk=pk).first()


def is_manage_token(token):
    """Whether a token of a *manage* link is one of ours, also where the row is gone."""
    return pk_in(token, MANAGE) is not None


def change_services(subscriber, slugs):
    """Has ``subscriber`` told of what concerns these services; [] for all. False where left."""
    subscriber.service_slugs = slugs
    found = Subscriber.objects.filter(pk=subscriber.pk, state=State.CONFIRMED)
    return bool(found.update(services=subscriber.services))
