"""How many subscribers there are: counts, without any address."""

from dataclasses import dataclass

from django.db.models import Count

from subprocessors.front.face import current_face
from subprocessors.models.recipients import Subscriber


@dataclass(frozen=True)
class SubscriberCounts:
    """How many subscribers there are by state, and whether the form ``is_offered``."""

    confirmed: int
    unconfirmed: int
    left: int
    is_offered: bool


def subscriber_counts():
    """The SubscriberCounts now. Two queries."""
    found = Subscriber.objects.order_by().values_list("state").annotate(count=Count("pk"))
    by_state, states = dict(found), Subscriber.State
    return SubscriberCounts(
        confirmed=by_state.get(states.CONFIRMED, 0),
        unconfirmed=by_state.get(states.UNCONFIRMED, 0),
        left=by_state.get(states.LEFT, 0),
        is_offered=bool(current_face().privacy_notice),
    )
