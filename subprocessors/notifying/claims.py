"""Taking one delivery to send, holding it, and writing what became of it.

Each function commits by itself; none may be called within a transaction. Only whoever holds the
random claim id of a row writes its state. See docs/decisions/0020-the-outbox.md.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from subprocessors.models.outbox import Delivery, DeliveryAttempt, OutboxEvent
from subprocessors.notifying.kept_words import without_address
from subprocessors.notifying.repeating import hand_to_heir
from subprocessors.notifying.retries import MOST_DOUBTS, next_state
from subprocessors.notifying.smtp_dialogue import Outcome
from subprocessors.notifying.withdrawing import is_withdrawn

#: So long nobody else takes a row, unless whoever holds it renews.
LEASE = timedelta(minutes=2)
#: One of so many that are due is taken, so that two workers seldom reach for the same.
_READ = 10
State, Phase = Delivery.State, DeliveryAttempt.Phase
_CHOICE = random.SystemRandom()


@dataclass(frozen=True)
class Claim:
    """A Delivery (its message fetched) that is ours to send, by the random id ``claim``."""

    delivery: Delivery
    claim: str

    @property
    def _row(self):
        return Delivery.objects.filter(pk=self.delivery.pk, claim=self.claim, state=State.SENDING)

    def renew(self, *, at):
        """Holds it for another lease from the instant ``at``. False where it was lost."""
        return bool(self._row.update(due_at=at + LEASE))

    def note_data(self, *, at, sha256):
        """Writes down that DATA begins, and the SHA-256 of the bytes. False where it was lost."""
        return bool(self._row.update(is_in_data=True, sha256=sha256, due_at=at + LEASE))

    @transaction.atomic
    def settle(self, outcome, *, host, at):
        """Writes the state that an Outcome leads to, and adds the attempt. False where it was lost.

        Then only the attempt is added: it happened.
        """
        becomes = next_state(self.delivery, outcome, at=at)
        if becomes.due_at is not None and is_withdrawn(self.delivery):
            becomes = becomes.withdrawn()
        elif becomes.due_at is not None and is_stopped(self.delivery.message.publication_id):
            becomes = becomes.stopped()
        changed = self._row.update(**becomes.columns, claim="", is_in_data=False, settled_at=at)
        _add_attempt(self.delivery, outcome, becomes.state, host=host, at=at, claim=self.claim)
        return bool(changed)


def is_any_due(*, at):
    """Whether a worker would find something to send at the instant ``at``. One query."""
    return Delivery.objects.filter(due_at__lte=at).exists()


def claim_one(*, at, sender, domain):
    """A Claim on a delivery that is due at the instant ``at``, or None where there is none.

    ``sender`` is the header From and ``domain`` that of the Message-ID, for a first attempt.
    """
    while candidates := _due(at):
        delivery = _CHOICE.choice(candidates)
        claim = secrets.token_hex(16)
        if _take(delivery, claim, at=at, sender=sender, domain=domain):
            found = Delivery.objects.select_related("message", "contact").get(pk=delivery.pk)
            if not is_stopped(found.message.publication_id):
                if found.contact is None or found.contact.successor_id is None:
                    return Claim(found, claim)
                hand_to_heir(found, claim=claim, at=at)
                continue
            # It was in flight when all others were stopped.
            held = Delivery.objects.filter(pk=found.pk, claim=claim)
            held.update(state=State.STOPPED, claim="", due_at=None, settled_at=at)
    return None


def _due(at):
    found = Delivery.objects.filter(due_at__lte=at).order_by("priority", "due_at", "pk")[:_READ]
    found = list(found)
    # What is urgent is not mixed with the rest.
    return [one for one in found if one.priority == found[0].priority]


@transaction.atomic
def _take(delivery, claim, *, at, sender, domain):
    """Whether the row, as it was read, is ours now."""
    as_read = Delivery.objects.filter(
        pk=delivery.pk, state=delivery.state, claim=delivery.claim, due_at=delivery.due_at
    )
    columns = {"state": State.SENDING, "claim": claim, "due_at": at + LEASE, "is_in_data": False}
    if not delivery.header_id:
        header_id = f"<{secrets.token_hex(16)}@{domain}>"
        columns |= {"header_id": header_id, "dated_at": at, "sender": sender}
    was_killed_in_data = delivery.state == State.SENDING and delivery.is_in_data
    if not was_killed_in_data:
        return bool(as_read.update(**columns))
    stays = delivery.doubts + 1 >= MOST_DOUBTS
    if stays:
        columns = {"state": State.IN_DOUBT, "claim": "", "due_at": None, "settled_at": at}
    if not as_read.update(**columns, doubts=F("doubts") + 1):
        return False
    outcome = Outcome("", Phase.FOUND, text="The sender ended within DATA")
    _add_attempt(delivery, outcome, State.IN_DOUBT, host="", at=at, claim=delivery.claim)
    return not stays


def _add_attempt(delivery, outcome, state, *, host, at, claim):
    DeliveryAttempt.objects.create(
        delivery=delivery,
        at=at,
        host=host,
        phase=outcome.phase,
        code=outcome.code,
        answer=without_address(outcome.text, delivery.address),
        state=state,
        claim=claim,
    )


def is_stopped(number):
    """Whether the notices of version ``number`` (None: of no version) are stopped now."""
    kinds = (OutboxEvent.What.STOPPED, OutboxEvent.What.RESUMED)
    last = (
        OutboxEvent.objects.filter(publication=number, what__in=kinds)
        .order_by("-pk")
        .values_list("what", flat=True)
        .first()
        if number is not None
        else None
    )
    return last == OutboxEvent.What.STOPPED
