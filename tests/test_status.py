"""Where a row stands on a day, asked of frozen rows and of the working list alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.archive.snapshots import make_row
from subprocessors.archive.status import (
    ABSENT,
    CURRENT,
    ENDED,
    LIVE,
    UPCOMING,
    WITHDRAWN,
    has_started,
    is_dropped_before_start,
    is_live,
    status_of,
)
from subprocessors.models.register import Subprocessor
from subprocessors.wording import status_words

DAY = "2026-11-02"
days = st.none() | st.dates(date(2026, 10, 30), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, CURRENT),
        ({"effective_on": "2026-11-02"}, CURRENT),
        ({"effective_on": "2026-11-03"}, UPCOMING),
        ({"ended_on": "2026-11-02"}, CURRENT),
        ({"ended_on": "2026-11-01"}, ENDED),
        ({"effective_on": "2026-12-03", "ended_on": "2026-12-31"}, UPCOMING),
        ({"effective_on": "2026-12-03", "withdrawn_on": "2026-11-01"}, WITHDRAWN),
        ({"ended_on": "2026-11-01", "withdrawn_on": "2026-11-02"}, WITHDRAWN),
    ],
)
def test_a_row_has_one_status_on_a_day(values, status):
    row = make_row("acme", {"name": "Acme", **values})
    assert status_of(row, DAY) == status
    assert is_live(row, DAY) == (status in (CURRENT, UPCOMING))


def test_a_row_that_nobody_knows_is_absent():
    assert status_of(None, DAY) == ABSENT


def test_what_has_ended_or_was_withdrawn_may_have_started():
    ended = make_row("acme", {"effective_on": "2026-01-01", "ended_on": "2026-02-01"})
    dropped = make_row("bolt", {"effective_on": "2026-12-03", "withdrawn_on": "2026-11-01"})
    assert has_started(ended, DAY)
    assert has_started(make_row("crow", {}), DAY)
    assert not has_started(dropped, DAY)


@pytest.mark.parametrize(
    ("values", "is_dropped"),
    [
        ({"effective_on": "2026-12-03", "withdrawn_on": "2026-12-02"}, True),
        ({"effective_on": "2026-12-03", "withdrawn_on": "2026-12-03"}, False),
        ({"withdrawn_on": "2026-12-03"}, False),
        ({"effective_on": "2026-12-03"}, False),
    ],
)
def test_a_withdrawal_before_the_start_is_a_drop(values, is_dropped):
    assert is_dropped_before_start(make_row("acme", values)) == is_dropped


@given(st.fixed_dictionaries(dict.fromkeys(("effective_on", "ended_on", "withdrawn_on"), days)))
def test_the_working_list_stands_as_the_archive_would_have_it(values):
    stated = {name: day.isoformat() for name, day in values.items() if day}
    row = Subprocessor(name="Acme", **values)
    assert row.status_on(date(2026, 11, 2)) == status_of(make_row("acme", stated), DAY)


def test_every_status_of_a_known_row_has_words_and_two_are_live():
    assert [status_words(status) for status in (UPCOMING, CURRENT, ENDED, WITHDRAWN)] == [
        "announced",
        "in use",
        "no longer used",
        "dropped before start",
    ]
    assert {CURRENT, UPCOMING} == LIVE
