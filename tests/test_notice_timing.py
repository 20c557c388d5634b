"""How a notice stands to the time that was owed, by the day on which it arrived."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.archive.deadlines import (
    BUSINESS_DAYS,
    CALENDAR_DAYS,
    CLEAR_DAYS,
    KINDS,
    MONTHS,
    CannotCount,
    earliest_day,
)
from subprocessors.archive.notice_timing import notice_timing

COUNTED_FROM = date(2026, 11, 3)
STARTS = date(2027, 1, 3)
THIRTY = (CLEAR_DAYS, 30)


def timing(arrived, *periods, starts=STARTS, country=""):
    periods = periods or (THIRTY,)
    sealed = earliest_day(*periods[0], country, COUNTED_FROM)
    return notice_timing(
        date.fromisoformat(arrived),
        counted_from=COUNTED_FROM,
        earliest=sealed,
        starts=starts,
        periods=periods,
        country=country,
    )


@pytest.mark.parametrize(
    ("arrived", "late", "before", "earliest", "too_soon"),
    [
        ("2026-11-02", 0, 62, "2026-12-04", False),
        ("2026-11-03", 0, 61, "2026-12-04", False),
        ("2026-11-04", 1, 60, "2026-12-05", False),
        ("2026-12-03", 30, 31, "2027-01-03", False),
        ("2026-12-04", 31, 30, "2027-01-04", True),
        ("2027-01-05", 63, -2, "2027-02-05", True),
    ],
)
def test_the_period_runs_from_the_day_of_arrival_where_that_is_late(
    arrived, late, before, earliest, too_soon
):
    found = timing(arrived)
    assert (found.days_late, found.is_late) == (late, late > 0)
    assert found.days_before_start == before
    assert found.earliest.isoformat() == earliest
    assert found.starts_too_soon is too_soon


def test_a_longer_period_that_was_promised_counts_and_a_shorter_one_does_not():
    assert timing("2026-11-03", THIRTY, (CLEAR_DAYS, 60)).earliest == date(2027, 1, 3)
    assert timing("2026-11-05", THIRTY, (CLEAR_DAYS, 60)).earliest == date(2027, 1, 5)
    assert timing("2026-11-05", THIRTY, (CLEAR_DAYS, 10)).earliest == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("period", "country", "arrived", "earliest"),
    [
        # 26 December 2026 is a Saturday and a holiday: the last day is Monday, the 28th.
        ((CALENDAR_DAYS, 30), "DE", "2026-11-26", "2026-12-29"),
        ((CALENDAR_DAYS, 30), "", "2026-11-25", "2026-12-26"),
        ((BUSINESS_DAYS, 10), "DE", "2026-12-18", "2027-01-06"),
        ((MONTHS, 2), "", "2026-11-09", "2027-01-12"),
    ],
)
def test_working_days_and_holidays_count_as_in_the_rule(period, country, arrived, earliest):
    assert timing(arrived, period, country=country).earliest.isoformat() == earliest


def test_in_time_the_day_that_was_sealed_stands_even_if_holidays_were_added_since():
    found = notice_timing(
        COUNTED_FROM,
        counted_from=COUNTED_FROM,
        earliest=date(2026, 12, 7),
        starts=STARTS,
        periods=[THIRTY],
    )
    assert found.earliest == date(2026, 12, 7)


def test_what_cannot_be_counted_is_said():
    with pytest.raises(CannotCount):
        timing("2026-11-05", THIRTY, (CLEAR_DAYS, 4_000))


@given(
    kind=st.sampled_from(KINDS),
    number=st.integers(0, 60),
    day=st.integers(0, 400),
)
def test_whoever_is_told_later_never_has_an_earlier_day(kind, number, day):
    arrived = (COUNTED_FROM + timedelta(days=day - 20)).isoformat()
    next_day = (COUNTED_FROM + timedelta(days=day - 19)).isoformat()
    first, second = timing(arrived, (kind, number)), timing(next_day, (kind, number))
    assert first.earliest <= second.earliest
    assert first.is_late <= second.is_late
    assert first.days_before_start == second.days_before_start + 1
