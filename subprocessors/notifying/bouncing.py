"""Writing down that a message came back: as a mail server reports it, or by hand.

A bounce concerns what a mail server took, or may have taken. Attempts are only added.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.models.authorship import name_of
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.notifying.bounce_reports import NoFailure, failure_in
from subprocessors.notifying.kept_words import kept_words

State, Phase = Delivery.State, DeliveryAttempt.Phase
#: What may have reached its recipient.
MAY_BOUNCE = (State.ACCEPTED, State.IN_DOUBT)
_ERASED = "The words of the report are not kept: the address was erased"
_ELSEWHERE = "For another address, to which this one may lead: "


class StillSending(Exception):
    """The delivery is being sent at this moment; ask again in a minute."""


class CannotMark(ValueError):
    """The state of a delivery cannot be changed by hand in this way; why, for people."""


def note_bounce(pk, message, *, at):
    """Writes down what ``message``, sent to the address of the delivery ``pk``, reports.

    Raises NoFailure where nothing is to be written down, StillSending, or Delivery.DoesNotExist.
    """
    address = Delivery.objects.values_list("address", flat=True).get(pk=pk)
    report = failure_in(message, address)
    with transaction.atomic():
        delivery = _held(pk)
        if delivery.state == State.SENDING:
            raise StillSending
        is_marked_by_hand = delivery.state == State.BOUNCED and _last_phase(pk) == Phase.HAND
        if delivery.state not in MAY_BOUNCE and not is_marked_by_hand:
            state = delivery.get_state_display()
            raise NoFailure(f"Delivery {pk} is “{state}” already; a bounce changes nothing.")
        words, host = _words(report, delivery.address), report.host
        _become(delivery, State.BOUNCED, Phase.BOUNCE, words, at=at, host=host, code=report.code)


@transaction.atomic
def mark_bounced(delivery, *, why, by, at):
    """Marks a delivery as bounced by hand; writes down who did, and ``why``. Raises CannotMark."""
    delivery = _held(delivery.pk)
    if delivery.state not in MAY_BOUNCE:
        words = _("Its state is “%(state)s”: only what a mail server took can bounce.")
        raise CannotMark(words % {"state": delivery.get_state_display()})
    words = kept_words(why, delivery.address)
    _become(delivery, State.BOUNCED, Phase.HAND, words, at=at, by_name=name_of(by))


@transaction.atomic
def take_back_bounce(delivery, *, why, by, at):
    """Gives a bounced delivery the state that it had before; writes down who, and ``why``.

    Raises CannotMark.
    """
    delivery = _held(delivery.pk)
    if delivery.state != State.BOUNCED:
        raise CannotMark(_("It is not marked as bounced."))
    met = delivery.attempts.exclude(phase=Phase.HAND)  # a mark may have been taken back before
    before = met.filter(state__in=MAY_BOUNCE).order_by("-pk").first()
    state = before.state if before else State.ACCEPTED
    words = kept_words(why, delivery.address)
    _become(delivery, state, Phase.HAND, words, at=at, by_name=name_of(by))
    if before:  # since when it is so: whether it was in time is counted by that day
        Delivery.objects.filter(pk=delivery.pk).update(settled_at=before.at)


def _held(pk):
    """The delivery, which nobody else changes until the transaction ends."""
    return Delivery.objects.select_for_update().get(pk=pk)


def _last_phase(pk):
    attempts = DeliveryAttempt.objects.filter(delivery=pk).order_by("-pk")
    return attempts.values_list("phase", flat=True).first()


def _words(report, address):
    if "@" not in address:
        return _ERASED
    words = f"{_ELSEWHERE}{report.words}" if report.is_about_another else report.words
    return kept_words(words, address)


def _become(delivery, state, phase, words, *, at, **more):
    values = {"state": state, "due_at": None, "settled_at": at}
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    DeliveryAttempt.objects.create(
        delivery=delivery, at=at, phase=phase, answer=words, state=state, **more
    )
