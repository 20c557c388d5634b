"""Laws of the calendar's events, whatever is told, moved and taken back."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subprocessors.archive import snapshots
from subprocessors.archive.changes import by_slug, concerned_services
from subprocessors.exports.events import CHANGES, ENDS, STARTS
from subprocessors.exports.row_events import events_of
from subprocessors.models.publication import Change, Publication
from tests.publications import a_row, proposed_changes

pytestmark = pytest.mark.own_database

FIRST = date(2026, 1, 1)


def day(offset):
    return (FIRST + timedelta(days=offset)).isoformat()


@st.composite
def told_rows(draw):
    """What one row says, publication by publication, as ``[(day, row or None), ...]``."""
    told, on = [], 0
    for _number in range(draw(st.integers(1, 7))):
        on += draw(st.integers(0, 6))
        later = st.integers(on + 1, on + 12)
        near = st.none() | st.integers(max(0, on - 5), on + 12)
        values = {"effective_on": draw(near), "ended_on": draw(near)}
        values = {name: day(offset) for name, offset in values.items() if offset is not None}
        if draw(st.booleans()) and draw(st.booleans()):
            values["withdrawn_on"] = day(on)
        fields = draw(st.sets(st.sampled_from(["places", "purpose", "notes"])))
        next_ = {name: {"on": day(draw(later)), "value": draw(st.text("ab"))} for name in fields}
        row = a_row("acme", next_, places=["US"], **values)
        told.append((day(on), draw(st.sampled_from([row, row, row, row, None]))))
    return told


def changes_of(told):
    """The changes of each publication, as the archive would hold them; nothing is saved."""
    found, rows = [], []
    for number, (on, row) in enumerate(told, start=1):
        old = [snapshots.settled(before, on) for before in rows]
        rows = [row] if row else []
        publication = Publication(
            number=number,
            uid=uuid.uuid5(uuid.NAMESPACE_OID, str(number)),
            published_on=date.fromisoformat(on),
            published_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        )
        states = by_slug(old).get("acme"), by_slug(rows).get("acme")
        listed = [
            Change(
                publication=publication,
                position=position,
                slug=one["slug"],
                kind=one["kind"],
                material=one["material"],
                effective_on=date.fromisoformat(one["effective_on"]),
                fields=one["fields"],
                name="Acme",
                services=Change.services_column(concerned_services(*states)),
            )
            for position, one in enumerate(proposed_changes(old, rows, on=on))
        ]
        found.append(listed)
    return found


def events_after(listed):
    return events_of([change for group in listed for change in group])


def dates_to_come(row, on):
    """What a row says of the days after ``on``: starts, changes, last days, as (kind, day)."""
    if row is None or "withdrawn_on" in row["now"]:
        return set()
    now = row["now"]
    last_day = now.get("ended_on", "9999-12-31")
    days = {(CHANGES, a["on"]) for a in row.get("next", {}).values() if a["on"] <= last_day}
    days |= {(STARTS, now.get("effective_on", "")), (ENDS, now.get("ended_on", ""))}
    return {(kind, its_day) for kind, its_day in days if its_day > on}


@given(told_rows())
@settings(deadline=None, max_examples=300)
def test_what_is_to_come_stands_in_the_calendar_and_nothing_else(told):
    listed = changes_of(told)
    for count, (on, row) in enumerate(told, start=1):
        found = events_after(listed[:count])
        coming = [(e.kind, e.day) for e in found if e.day > on and not e.is_cancelled]
        assert len(coming) == len(set(coming))
        assert set(coming) == dates_to_come(row, on)


@given(told_rows())
@settings(deadline=None, max_examples=300)
def test_no_event_is_ever_taken_back_and_each_revision_raises_its_sequence(told):
    listed = changes_of(told)
    before = {}
    for count in range(1, len(told) + 1):
        found = {event.uid: event for event in events_after(listed[:count])}
        assert before.keys() <= found.keys()
        for uid, old in before.items():
            new = found[uid]
            is_revised = old.state() != new.state()
            assert new.sequence == old.sequence + is_revised
            assert (new.updated_at > old.updated_at) == is_revised
            assert (new.created_at, new.kind) == (old.created_at, old.kind)
        assert all(e.sequence == 0 for uid, e in found.items() if uid not in before)
        before = found
