"""The rule of notice that a publication states, and the days it gives. Plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta

from subprocessors.archive import deadlines
from subprocessors.archive.deadlines import CALENDAR_DAYS, CLEAR_DAYS

#: Mail is delayed at night, so that counting begins a day later unless the rule says otherwise.
USUAL_MARGIN = 1


@dataclass(frozen=True)
class NoticeDays:
    """The days of one notice: ``counted_from``, the ``earliest`` day, the window's last day.

    ``window`` is None where customers may object until the change takes effect. Dates.
    """

    counted_from: date
    earliest: date
    window: date | None

    @property
    def last(self):
        """The last day of the notice period (a date)."""
        return self.earliest - timedelta(days=1)

    def objection_until(self, effective_on):
        """The last day (a date) on which customers may object to what begins ``effective_on``.

        Under short notice, where that is before the earliest day: the last day of the notice
        period, or of the customers' own window if that is later. Never a day that is past.
        """
        if effective_on < self.earliest:
            return max(self.last, self.window or self.last)
        return self.window or effective_on - timedelta(days=1)


@dataclass(frozen=True)
class NoticeRule:
    """How long before a change customers are told, and how long they may object.

    ``number`` of days or months, as ``kind`` says (see ``deadlines``); ``country`` of the
    holidays, "" for weekends alone; ``margin`` in days; ``objection_days`` from the notice, or
    None for "until it takes effect".
    """

    number: int
    kind: str = CLEAR_DAYS
    country: str = ""
    margin: int = USUAL_MARGIN
    objection_days: int | None = None

    @classmethod
    def from_facts(cls, facts):
        """The rule in ``facts`` (values by name), or None: no number, no rule."""
        if facts.get("notice_days") is None:
            return None
        return cls(
            number=facts["notice_days"],
            kind=facts.get("notice_kind", CLEAR_DAYS),
            country=facts.get("notice_country", ""),
            margin=facts.get("notice_margin", USUAL_MARGIN),
            objection_days=facts.get("objection_days"),
        )

    def days_for(self, published_at, time_zone, *, wait, not_before=None):
        """The NoticeDays of what is published at the instant ``published_at``.

        See ``deadlines.counted_from`` for the rest. Raises CannotCount.
        """
        start = deadlines.counted_from(
            published_at, time_zone, wait=wait, margin=self.margin, not_before=not_before
        )
        window = None
        if self.objection_days is not None:
            window = deadlines.last_day(CALENDAR_DAYS, self.objection_days, self.country, start)
        earliest = deadlines.earliest_day(self.kind, self.number, self.country, start)
        return NoticeDays(start, earliest, window)
