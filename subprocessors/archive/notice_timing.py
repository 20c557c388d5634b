"""How one notice stands to the time that was owed before its change. Plain Python."""

from dataclasses import dataclass
from datetime import date

from subprocessors.archive import deadlines


@dataclass(frozen=True)
class NoticeTiming:
    """A notice that arrived on the day ``arrived`` of a change that ``starts`` on a day.

    ``counted_from`` is the day from which the version counts the period, ``earliest`` the first
    day after this recipient's own period, as it runs from the later of the two days. Dates.
    """

    arrived: date
    counted_from: date
    earliest: date
    starts: date

    @property
    def days_late(self):
        """How many days after the day counted from it arrived; 0 in time."""
        return max((self.arrived - self.counted_from).days, 0)

    @property
    def is_late(self):
        """Whether it arrived after the day from which the period is counted."""
        return self.days_late > 0

    @property
    def days_before_start(self):
        """How many days before the change starts it arrived; negative after that."""
        return (self.starts - self.arrived).days

    @property
    def starts_too_soon(self):
        """Whether the change starts before this recipient's own period is over."""
        return self.starts < self.earliest


def notice_timing(arrived, *, counted_from, earliest, starts, periods, country=""):
    """The NoticeTiming of a notice that a mail server took on the date ``arrived``.

    ``counted_from``, ``earliest`` and ``starts`` are the dates that the version states.
    ``periods`` are those owed to this recipient, (kind, number) each: the rule's, and a longer one
    that was promised; ``country`` is that of the holidays (see ``deadlines``). A period runs from
    the day of arrival where that is later than the day counted from; the margin for sending is
    not given once more. In time, nothing comes before the day that was sealed.
    Raises CannotCount.
    """
    start = max(arrived, counted_from)
    days = [deadlines.earliest_day(kind, number, country, start) for kind, number in periods]
    return NoticeTiming(arrived, counted_from, max([earliest, *days]), starts)
