"""Tests of how notice periods are counted."""

import json
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.archive.deadlines import (
    BUSINESS_DAYS,
    CALENDAR_DAYS,
    CLEAR_DAYS,
    KINDS,
    LONGEST,
    MONTHS,
    CannotCount,
    counted_from,
    earliest_day,
    has_calendar,
    last_day,
)

WORKED = Path(__file__).parents[2] / "shared" / "data" / "deadlines.json"
TEN_MINUTES = timedelta(minutes=10)


def last(kind, number, start, country=""):
    return last_day(kind, number, country, date.fromisoformat(start)).isoformat()


def start_of(at, zone, *, margin=0, wait=TEN_MINUTES, **more):
    instant = datetime.fromisoformat(at)
    return counted_from(instant, zone, wait=wait, margin=margin, **more).isoformat()


@pytest.mark.skipif(not WORKED.exists(), reason="the worked examples are not here")
def test_every_worked_example_holds():
    examples = json.loads(WORKED.read_text(encoding="utf-8"))
    assert len(examples) == 25
    for one in examples:
        start = date.fromisoformat(one["counted_from"])
        how = (one["kind"], one["number"], one["country"], start)
        found = (last_day(*how).isoformat(), earliest_day(*how).isoformat())
        assert found == (one["last_day"], one["earliest_effective_on"]), one


@pytest.mark.parametrize(
    ("kind", "number", "country", "start", "expected"),
    [
        # Clear days: every day counts, the one counted from does not.
        (CLEAR_DAYS, 30, "", "2026-11-02", "2026-12-02"),
        (CLEAR_DAYS, 30, "DE", "2026-11-25", "2026-12-25"),
        (CLEAR_DAYS, 1, "", "2028-02-28", "2028-02-29"),
        (CLEAR_DAYS, 1, "", "2026-12-31", "2027-01-01"),
        (CLEAR_DAYS, 0, "", "2026-11-01", "2026-11-01"),
        # Calendar days: a last day without business moves on.
        (CALENDAR_DAYS, 5, "", "2026-11-02", "2026-11-09"),
        (CALENDAR_DAYS, 6, "", "2026-11-02", "2026-11-09"),
        (CALENDAR_DAYS, 30, "DE", "2026-11-25", "2026-12-28"),
        (CALENDAR_DAYS, 30, "", "2026-11-25", "2026-12-25"),
        # Business days: weekends and holidays are not counted.
        (BUSINESS_DAYS, 5, "", "2026-11-02", "2026-11-09"),
        (BUSINESS_DAYS, 1, "DE", "2026-12-31", "2027-01-04"),
        (BUSINESS_DAYS, 0, "", "2026-11-07", "2026-11-07"),
        # Months: the same day number, or the last one of the month.
        (MONTHS, 1, "", "2026-11-30", "2026-12-30"),
        (MONTHS, 3, "", "2026-11-30", "2027-03-01"),  # 28 February is a Sunday
        (MONTHS, 1, "", "2028-01-31", "2028-02-29"),
        (MONTHS, 13, "", "2026-12-31", "2028-01-31"),
        (MONTHS, 120, "", "2026-11-02", "2036-11-03"),
    ],
)
def test_a_period_ends_on_its_day(kind, number, country, start, expected):
    assert last(kind, number, start, country) == expected


def test_what_is_published_at_2355_counts_from_the_day_on_which_its_waiting_time_ends():
    assert start_of("2026-11-02T23:49:59+01:00", "Europe/Berlin") == "2026-11-02"
    assert start_of("2026-11-02T23:50:00+01:00", "Europe/Berlin") == "2026-11-03"
    assert start_of("2026-11-02T23:55:00+01:00", "Europe/Berlin") == "2026-11-03"
    assert start_of("2026-11-02T23:55:00+01:00", "Europe/Berlin", margin=1) == "2026-11-04"
    assert start_of("2026-11-02T23:55:00+01:00", "Europe/Berlin", wait=timedelta(0)) == "2026-11-02"


def test_days_are_those_of_the_zone_from_minus_12_to_plus_14():
    noon = "2026-11-02T12:00:00+00:00"
    assert start_of(noon, "Etc/GMT+12") == "2026-11-02"
    assert start_of(noon, "Etc/GMT-12") == "2026-11-03"
    assert start_of(noon, "Pacific/Kiritimati") == "2026-11-03"
    assert start_of("2026-11-02T11:59:00+00:00", "Etc/GMT+12") == "2026-11-02"
    assert start_of("2026-11-02T11:49:00+00:00", "Etc/GMT+12") == "2026-11-01"


def test_a_clock_that_is_put_back_or_forward_loses_no_day():
    # On 25 October 2026 Berlin has 25 hours, on 29 March 2026 it has 23.
    assert start_of("2026-10-25T21:55:00+00:00", "Europe/Berlin") == "2026-10-25"
    assert start_of("2026-10-25T22:55:00+00:00", "Europe/Berlin") == "2026-10-26"
    assert start_of("2026-03-29T21:55:00+00:00", "Europe/Berlin") == "2026-03-30"
    assert start_of("2026-03-28T22:55:00+00:00", "Europe/Berlin") == "2026-03-29"
    # Samoa left out 30 December 2011.
    assert start_of("2011-12-30T09:55:00+00:00", "Pacific/Apia") == "2011-12-31"


def test_a_day_of_publication_that_was_kept_from_falling_behind_counts():
    day = date(2026, 11, 3)
    assert start_of("2026-11-02T12:00:00+00:00", "UTC", not_before=day) == "2026-11-03"


@pytest.mark.parametrize(
    ("kind", "number", "country", "start", "words"),
    [
        ("fortnights", 1, "", "2026-11-02", "'fortnights' is no kind of period"),
        (CLEAR_DAYS, 3_651, "", "2026-11-02", "from 0 to 3650"),
        (CLEAR_DAYS, -1, "", "2026-11-02", "A period of -1 clear days"),
        (MONTHS, 121, "", "2026-11-02", "from 0 to 120"),
        (BUSINESS_DAYS, 5, "XX", "2026-11-02", "No holidays are known for the country 'XX'"),
        (BUSINESS_DAYS, 5, "de", "2026-11-02", "No holidays are known for the country 'de'"),
        (CALENDAR_DAYS, 5, "DE", "2100-12-31", "known from 1991 to 2100, not for 2101"),
        (CLEAR_DAYS, 3_650, "", "9990-01-05", "end after the year 9999"),
        (CALENDAR_DAYS, 30, "", "9999-12-02", "end after the year 9999"),
        (BUSINESS_DAYS, 10, "", "9999-12-29", "end after the year 9999"),
        (MONTHS, 120, "", "9990-01-01", "end after the year 9999"),
        (CLEAR_DAYS, 0, "", "9999-12-31", "end after the year 9999"),
    ],
)
def test_what_cannot_be_counted_is_named(kind, number, country, start, words):
    with pytest.raises(CannotCount) as error:
        earliest_day(kind, number, country, date.fromisoformat(start))
    assert words in str(error.value)


def test_a_publication_at_the_end_of_the_calendar_is_named():
    with pytest.raises(CannotCount):
        start_of("9999-12-31T23:55:00+00:00", "UTC")
    with pytest.raises(CannotCount):
        start_of("9999-12-31T12:00:00+00:00", "Pacific/Kiritimati")


def test_only_countries_by_their_code_of_two_capitals_have_a_calendar():
    known = [code for code in ("DE", "GB", "US", "IE", "XK") if has_calendar(code)]
    assert known == ["DE", "GB", "US", "IE", "XK"]
    assert not any(map(has_calendar, ("", "de", "DEU", "EU", "NYSE", "XX", "ÄÖ")))


KINDS_AND_NUMBERS = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), st.integers(0, min(LONGEST[kind], 400)))
)
STARTS = st.dates(date(2026, 1, 1), date(2060, 12, 31))
COUNTRIES = st.sampled_from(["", "DE", "FR", "GB", "IE", "JP", "US"])


@given(KINDS_AND_NUMBERS, STARTS, COUNTRIES)
def test_a_longer_period_or_a_later_start_never_ends_sooner(period, start, country):
    kind, number = period
    end = last_day(kind, number, country, start)
    assert end >= start
    assert last_day(kind, number, country, start + timedelta(days=1)) >= end
    if number < LONGEST[kind]:
        assert last_day(kind, number + 1, country, start) >= end


@given(KINDS_AND_NUMBERS, STARTS, COUNTRIES)
def test_a_holiday_only_ever_gives_customers_more_time(period, start, country):
    kind, number = period
    assert last_day(kind, number, country, start) >= last_day(kind, number, "", start)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["Etc/GMT+12", "America/New_York", "UTC", "Europe/Berlin", "Etc/GMT-14"]),
    st.integers(0, 3),
)
def test_nothing_is_counted_from_before_the_day_of_publication(instant, zone, margin):
    found = counted_from(instant, zone, wait=TEN_MINUTES, margin=margin)
    day = instant.astimezone(zoneinfo.ZoneInfo(zone)).date()
    assert found - day in (timedelta(days=margin), timedelta(days=margin + 1))
