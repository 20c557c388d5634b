"""Taking one delivery to send, holding it, and writing what became of it.

Each function commits by itself; none may be called within a transaction. Only whoever holds the
random claim id of a row writes its state. See docs/decisions/0020-the-outbox.md.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.notifying.kept_words import without_address
from subprocessors.notifying.repeating import hand_to_heir
from subprocessors.notifying.retries import MOST_DOUBTS, next_state
from subprocessors.notifying.sender_mark import mark_outside
from subprocessors.notifying.smtp_dialogue import Outcome
from subprocessors.notifying.withdrawing import is_withdrawn

#: So long nobody else takes a row, unless whoever holds it renews.
LEASE = timedelta(minutes=2)
#: One of so many that are due is taken, so that two workers seldom reach for the same.
_READ = 10
#: What is read of a row before it is taken.
_TAKEN_BY = (
    *("pk", "address", "state", "priority", "due_at"),
    *("claim", "is_in_data", "doubts", "header_id"),
)
State, Phase = Delivery.State, DeliveryAttempt.Phase
_CHOICE = random.SystemRandom()
_STOPS = (OutboxEvent.What.STOPPED, OutboxEvent.What.RESUMED)
#: Whether the notices of a delivery's publication were stopped or resumed last; None: neither.
_LAST_EVENT = Subquery(
    OutboxEvent.objects.filter(
        publication=OuterRef("message__publication"),
        what__in=_STOPS,
    )
    .order_by("-pk")
    .values("what")[:1]
)


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
            becomes = becomes.ended(State.NOT_TOLD)
        elif becomes.due_at is not None and is_stopped(self.delivery.message.publication_id):
            becomes = becomes.ended(State.STOPPED)
        changed = self._row.update(**becomes.columns, claim="", is_in_data=False, settled_at=at)
        _add_attempt(self.delivery, outcome, becomes.state, host=host, at=at, claim=self.claim)
        return bool(changed)


def is_any_due(*, at):
    """Whether a worker would find something to send at the instant ``at``. One query."""
    return Delivery.objects.filter(due_at__lte=at).exists()


def claim_one(*, at, sender, domain):
    """A Claim on a delivery that is due at the instant ``at``, or None where there is none.

    None, too, where the sender is halted, or this database is a copy. ``sender`` is the header
    From and ``domain`` that of the Message-ID, for a first attempt.
    """
    while candidates := _due(at):
        row = _CHOICE.choice(candidates)
        claim = secrets.token_hex(16)
        if _take(row, claim, at=at, sender=sender, domain=domain):
            found = Delivery.objects.select_related("message", "contact").annotate(
                last_event=_LAST_EVENT
            )
            found = found.get(pk=row.pk)
            if found.last_event != OutboxEvent.What.STOPPED:
                if found.contact is None or found.contact.successor_id is None:
                    return Claim(found, claim)
                hand_to_heir(found, claim=claim, at=at)
                continue
            # It was in flight when all others were stopped.
            held = Delivery.objects.filter(pk=found.pk, claim=claim)
            state = State.IN_DOUBT if found.doubts else State.STOPPED
            held.update(state=state, claim="", due_at=None, settled_at=at)
    return None


def _due(at):
    """What a worker may take: a few rows, with what ``_take`` needs. One query."""
    forbids = Outbox.objects.exclude(mark=mark_outside(), halted_at=None)
    found = Delivery.objects.filter(~Exists(forbids), due_at__lte=at)
    found = found.order_by("priority", "due_at", "pk").values_list(*_TAKEN_BY, named=True)
    found = list(found[:_READ])
    # What is urgent is not mixed with the rest.
    return [one for one in found if one.priority == found[0].priority]


def _take(row, claim, *, at, sender, domain):
    """Whether the row, as it was read, is ours now."""
    as_read = Delivery.objects.filter(
        pk=row.pk, state=row.state, claim=row.claim, due_at=row.due_at
    )
    columns = {"state": State.SENDING, "claim": claim, "due_at": at + LEASE, "is_in_data": False}
    if not row.header_id:
        header_id = f"<{secrets.token_hex(16)}@{domain}>"
        columns |= {"header_id": header_id, "dated_at": at, "sender": sender}
    if row.state == State.SENDING and row.is_in_data:
        return _take_of_killed(row, as_read, columns, at=at)
    return bool(as_read.update(**columns))


@transaction.atomic
def _take_of_killed(row, as_read, columns, *, at):
    """The same of a row whose sender ended within DATA: it goes once more, then stays in doubt."""
    stays = row.doubts + 1 >= MOST_DOUBTS
    if stays:
        columns = {"state": State.IN_DOUBT, "claim": "", "due_at": None, "settled_at": at}
    if not as_read.update(**columns, doubts=F("doubts") + 1):
        return False
    outcome = Outcome("", Phase.FOUND, text="The sender ended within DATA")
    _add_attempt(row, outcome, State.IN_DOUBT, host="", at=at, claim=row.claim)
    return not stays


def _add_attempt(delivery, outcome, state, *, host, at, claim):
    DeliveryAttempt.objects.create(
        delivery_id=delivery.pk,
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
    last = (
        OutboxEvent.objects.filter(publication=number, what__in=_STOPS)
        .order_by("-pk")
        .values_list("what", flat=True)
        .first()
        if number is not None
        else None
    )
    return last == OutboxEvent.What.STOPPED
