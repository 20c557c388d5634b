"""What a delivery becomes by the outcome of an attempt, and when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta

from subprocessors.models.outbox import Delivery
from subprocessors.notifying import smtp_dialogue as smtp

State = Delivery.State
#: After a temporary answer; the last one again and again, until it is given up.
_PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
    *(timedelta(hours=hours) for hours in (4, 12, 24)),
)
#: A broken connection charges nobody; the same message is not the very next one all the same.
_AFTER_A_BREAK = timedelta(minutes=1)
#: What is in doubt goes once more, then stays so.
MOST_DOUBTS = 2


@dataclass(frozen=True)
class NextState:
    """The state, when it is due (None: never again), and how often it was charged and in doubt."""

    state: str
    due_at: object
    tries: int
    doubts: int

    @property
    def columns(self):
        """The columns of the Delivery."""
        return {
            "state": self.state,
            "due_at": self.due_at,
            "tries": self.tries,
            "doubts": self.doubts,
        }

    def ended(self, state):
        """The same where it must go no more, in ``state``; in doubt where it may have arrived."""
        state = State.IN_DOUBT if self.doubts else state
        return NextState(state, None, self.tries, self.doubts)


def next_state(delivery, outcome, *, at):
    """The NextState of a delivery by the Outcome of an attempt at the instant ``at``."""
    tries, doubts = delivery.tries, delivery.doubts
    waits = State.IN_DOUBT if doubts else State.WAITING
    final = {
        smtp.ACCEPTED: State.ACCEPTED,
        smtp.REFUSED: State.REFUSED,
        smtp.UNSENT: State.NOT_TOLD,
    }
    if outcome.kind in final:
        return NextState(final[outcome.kind], None, tries, doubts)
    if outcome.kind == smtp.IN_DOUBT:
        again = at + _AFTER_A_BREAK if doubts + 1 < MOST_DOUBTS else None
        return NextState(State.IN_DOUBT, again, tries, doubts + 1)
    if outcome.kind == smtp.TEMPORARY:
        if at >= delivery.give_up_at:
            return NextState(waits, None, tries + 1, doubts).ended(State.NOT_TOLD)
        pause = _PAUSES[min(tries, len(_PAUSES) - 1)]
        # The last attempt is made when it is given up, not a day before.
        return NextState(waits, min(at + pause, delivery.give_up_at), tries + 1, doubts)
    if outcome.kind == smtp.BROKEN:
        return NextState(waits, at + _AFTER_A_BREAK, tries, doubts)
    return NextState(waits, at, tries, doubts)  # nobody is charged
