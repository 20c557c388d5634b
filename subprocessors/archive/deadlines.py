"""When a notice period is over, and until when customers may object. Plain Python.

Counts in the customer's favour: the day that is counted from is never counted itself, and
the whole period must be over before a change takes effect. Calendar days and months follow
Regulation (EEC, Euratom) No 1182/71, Article 3 (its paragraph 5 is not applied).
"""

import zoneinfo
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import holidays

CLEAR_DAYS, CALENDAR_DAYS, BUSINESS_DAYS, MONTHS = (
    "clear_days",
    "calendar_days",
    "business_days",
    "months",
)
KINDS = (CLEAR_DAYS, CALENDAR_DAYS, BUSINESS_DAYS, MONTHS)
#: Ten years: the longest period, by kind. Beyond that a day may lie outside the calendar.
LONGEST = {CLEAR_DAYS: 3_650, CALENDAR_DAYS: 3_650, BUSINESS_DAYS: 3_650, MONTHS: 120}

_SATURDAY = 5


class CannotCount(ValueError):
    """A period cannot be counted; the message names the value and what to do."""


def counted_from(published_at, time_zone, *, wait, margin, not_before=None):
    """The day (a date) that a period is counted from.

    It is the day, in the zone named ``time_zone``, on which the notices' waiting time ends
    (``published_at``, an aware datetime, and ``wait``, a timedelta), ``margin`` days later.
    ``not_before`` is the day of publication where that was kept from falling behind.
    Raises CannotCount beyond the year 9999.
    """
    try:
        day = (published_at + wait).astimezone(zoneinfo.ZoneInfo(time_zone)).date()
        return max(day, not_before or day) + timedelta(days=margin)
    except OverflowError:
        raise _beyond_the_calendar(published_at.date(), margin, CLEAR_DAYS) from None


def last_day(kind, number, country, start):
    """The last day (a date) of a period counted from the date ``start``.

    ``kind`` is one of KINDS, ``number`` of days or months; ``country`` is a code of ISO
    3166-1 whose nationwide holidays count, or "" for weekends alone. Raises CannotCount.
    """
    if kind not in KINDS:
        raise CannotCount(f"{kind!r} is no kind of period. Choose one of: {', '.join(KINDS)}.")
    if not 0 <= number <= LONGEST[kind]:
        raise CannotCount(
            f"A period of {number} {kind.replace('_', ' ')} cannot be counted. Choose a number"
            f" from 0 to {LONGEST[kind]}."
        )
    try:
        return _COUNT[kind](start, number, country)
    except (OverflowError, ValueError) as error:
        if isinstance(error, CannotCount):
            raise
        raise _beyond_the_calendar(start, number, kind) from None


def earliest_day(kind, number, country, start):
    """The first day (a date) after a period: see ``last_day``. Raises CannotCount."""
    last = last_day(kind, number, country, start)
    if last == date.max:
        raise _beyond_the_calendar(start, number, kind)
    return last + timedelta(days=1)


def has_calendar(country):
    """Whether the holidays of ``country`` (a code of ISO 3166-1, two capitals) are known."""
    return (
        len(country) == 2
        and country.isascii()
        and country.isupper()
        and country in holidays.list_supported_countries()
    )


def _clear_days(start, number, _country):
    return start + timedelta(days=number)


def _calendar_days(start, number, country):
    return _working_day_from(start + timedelta(days=number), country)


def _business_days(start, number, country):
    day = start
    for _count in range(number):
        day = _working_day_from(day + timedelta(days=1), country)
    return day


def _months(start, number, country):
    years, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month + 1
    if year > date.max.year:
        raise OverflowError
    day = min(start.day, monthrange(year, month)[1])
    return _working_day_from(date(year, month, day), country)


_COUNT = {
    CLEAR_DAYS: _clear_days,
    CALENDAR_DAYS: _calendar_days,
    BUSINESS_DAYS: _business_days,
    MONTHS: _months,
}


def _working_day_from(day, country):
    """``day`` itself, or the first day after it that is neither weekend nor holiday."""
    while day.weekday() >= _SATURDAY or (country and day in _holidays(country, day.year)):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=512)
def _holidays(country, year):
    """The nationwide holidays of a year. Raises CannotCount where they are not known."""
    if not has_calendar(country):
        raise CannotCount(
            f"No holidays are known for the country {country!r}. Choose another country, or none"
            " for weekends alone."
        )
    found = holidays.country_holidays(country)
    if not found.start_year <= year <= found.end_year:
        raise CannotCount(
            f"The holidays of {country} are known from {found.start_year} to {found.end_year}, not"
            f" for {year}. Choose another country, or none for weekends alone."
        )
    return frozenset(holidays.country_holidays(country, years=year))


def _beyond_the_calendar(start, number, kind):
    return CannotCount(
        f"{number} {kind.replace('_', ' ')} from {start.isoformat()} end after the year 9999."
        " Choose a shorter period."
    )
