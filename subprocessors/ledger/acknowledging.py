"""Confirming that a notice was received, through the link that was sent with it."""

from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import Delivery
from subprocessors.notifying.link_tokens import ACKNOWLEDGE, pk_in
from subprocessors.subscribing.blanking_recipients import is_mark

#: So many names may stand beside one notice, so that a link that was passed on fills nothing.
MOST_NAMES = 10


class Receipt(Enum):
    """What the link of a notice leads to."""

    OPEN = "open"
    NOT_OURS = "not ours"
    ERASED = "erased"


@dataclass(frozen=True)
class FoundNotice:
    """A Receipt, and the Delivery whose link it is (None where there is none any more)."""

    state: Receipt
    delivery: Delivery | None = None

    @property
    def confirmed_at(self):
        """When the receipt was confirmed first; None where it was not."""
        first = self.delivery.acknowledgements.order_by("pk").first()
        return first and first.at


def notice_of(token):
    """The FoundNotice of the token of an *acknowledge* link. One query."""
    pk = pk_in(token, ACKNOWLEDGE)
    if pk is None:
        return FoundNotice(Receipt.NOT_OURS)
    found = Delivery.objects.select_related("message__publication")
    delivery = found.defer("message__content").filter(pk=pk).first()
    if delivery is None or is_mark(delivery.address):
        return FoundNotice(Receipt.ERASED)
    return FoundNotice(Receipt.OPEN, delivery)


@transaction.atomic
def acknowledge(delivery, *, name, at):
    """Writes down that somebody of this ``name`` ("": none given) confirmed the receipt.

    Gives the Acknowledgement; None where nothing was written: the same name stands there
    already, no name was given and somebody has confirmed, or there are many names already.
    """
    Delivery.objects.select_for_update().get(pk=delivery.pk)  # of two at once the second waits
    names = list(delivery.acknowledgements.values_list("name", flat=True))
    if len(names) >= MOST_NAMES or (names and not name) or name in names:
        return None
    return Acknowledgement.objects.create(delivery=delivery, name=name, at=at)
