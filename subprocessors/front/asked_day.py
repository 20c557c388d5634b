"""Any day that a visitor asks for: the list that stood then, or why there is none."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Subquery

from subprocessors.archive.between import between
from subprocessors.archive.days import day_in
from subprocessors.archive.digests import values_of
from subprocessors.front.no_answer import NothingThere, SenselessQuestion
from subprocessors.models.list_on_day import list_on, today_in_archive
from subprocessors.models.publication import Publication

#: Why there is no list of a day.
NO_DAY, NOTHING_YET, TOO_EARLY, TO_COME = "no-day", "nothing-yet", "too-early", "to-come"
#: The same for programs, which write days so.
_NO_LIST = {
    NO_DAY: "%(text)r is no day of the calendar. Write a day as 2026-12-03.",
    NOTHING_YET: "No list has been published yet.",
    TOO_EARLY: "There is no list of %(text)s: the first is that of %(first)s.",
    TO_COME: "There is no list of %(text)s yet: by the portal's clock it is %(today)s.",
}
#: So many versions of one day are named on its page.
SHOWN_VERSIONS = 20


class NoSuchDay(NothingThere):
    """There is no list of the day asked for; answered by 404 with the way to those there are.

    ``reason`` is one of the four above, ``text`` what was asked for; ``first`` and ``today``
    are the first and last day of which there is a list (None where that was not looked up).
    """

    def __init__(self, reason, text, *, first=None, today=None):
        words = {"text": text[:40], "first": first, "today": today}
        super().__init__(reason, _NO_LIST[reason] % words)
        self.text, self.first, self.today = text, first, today

    @property
    def day(self):
        """The day asked for, or None where it is none."""
        return day_in(self.text)

    def near(self, day):
        """The day nearest to ``day`` of which there is a list; ``day`` where that is not known."""
        if day is None or self.first is None:
            return day
        return min(max(day, self.first), self.today)


class SwappedDays(SenselessQuestion):
    """The first of two days lies after the second; answered by 400 with the offer to swap."""

    def __init__(self, first, last):
        super().__init__("swapped-days", f"{first} is after {last}. Swap the two days.")
        self.first, self.last = first, last


@dataclass(frozen=True)
class DayField:
    """What a field for a day offers: from the ``first`` list to ``today``; ``day`` is filled in.

    ``today`` is None on a page that reads the same on every later day.
    """

    first: date | None
    today: date | None
    day: date | None = None


@dataclass(frozen=True)
class StandingDay:
    """A day whose list is shown.

    ``changed_by`` are the publications of that day that changed the list, in their order,
    the last 20 at most; ``has_effect`` tells whether something announced by then took effect
    as the day began; ``before`` is the day before it, where there was a list by then.
    """

    day: date
    today: date
    changed_by: tuple
    before: date | None
    has_effect: bool

    @property
    def is_past(self):
        """Whether the day is over: nothing can be published on it any more."""
        return self.day < self.today

    @classmethod
    def of(cls, shown, today):
        """The StandingDay of a ListOnDay. Two queries at most."""
        versions = ()
        if shown.publication.published_on == shown.day:
            of_day = Publication.objects.filter(published_on=shown.day)
            versions = of_day.exclude(kind=Publication.Kind.REVIEW)[:SHOWN_VERSIONS]
        first = shown.publication.first_on
        before = shown.day - timedelta(days=1) if first < shown.day else None
        has_effect = before is not None and _moves_with(shown, before)
        return cls(shown.day, today, tuple(reversed(versions)), before, has_effect)


def _moves_with(shown, before):
    """Whether the list of the day ``before``, with nothing published, reads otherwise a day on."""
    document = shown.document
    if shown.publication.published_on == shown.day:
        stood = Publication.objects.select_related("snapshot").as_of(before)
        document = stood.snapshot.document
    rows = values_of(document, "rows")
    return bool(between(rows, before.isoformat(), rows, shown.iso_day))


def dated(publications):
    """``publications``, each knowing the archive's first day, last day and zone of today."""
    newest = Publication.objects.order_by("-number")
    first = Publication.objects.filter(number=1)
    return publications.annotate(
        first_on=Subquery(first.values("published_on")[:1]),
        newest_on=Subquery(newest.values("published_on")[:1]),
        newest_zone=Subquery(newest.values("time_zone")[:1]),
    )


def list_of(text, at, publications=None):
    """The list that stood at the end of the day ``text``, as ``(ListOnDay, today)``. One query.

    ``today`` is the day that it is, at the instant ``at``, in the portal's zone; the list of
    today is the one that stands now. ``publications``, if given, are ``dated`` and fetched as
    the caller needs them.
    Raises NoSuchDay for text that is no day, for a day to come, and before the first list.
    """
    day = day_in(text)
    if day is None:
        raise NoSuchDay(NO_DAY, text)
    if publications is None:
        publications = dated(Publication.objects.select_related("snapshot"))
    found = publications.as_of(day)
    if found is None:
        first, today = span(at)
        raise NoSuchDay(TOO_EARLY if first else NOTHING_YET, text, first=first, today=today)
    today = _today(found, at)
    if day > today:
        raise NoSuchDay(TO_COME, text, first=found.first_on, today=today)
    return list_on(found, day), today


def span(at):
    """The first and the last day of which there is a list at ``at``; ``(None, None)`` for none."""
    first = dated(Publication.objects.filter(number=1)).first()
    return (first.published_on, _today(first, at)) if first else (None, None)


def _today(publication, at):
    """The day that it is for the archive at ``at``, from any publication ``dated``."""
    return today_in_archive(
        at, time_zone=publication.newest_zone, published_on=publication.newest_on
    )


def one_after_the_other(earlier, later):
    """Checks that the first of two dates is not after the second. Raises SwappedDays."""
    if earlier > later:
        raise SwappedDays(earlier, later)
