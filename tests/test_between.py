"""Tests of what differs between the tables of two days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from subprocessors.archive.between import between
from subprocessors.archive.snapshots import make_row, settled
from subprocessors.archive.status import is_live
from tests.publications import a_row

DAYS = ("2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02")
MIRRORED = {"added": "removed", "removed": "added", "changed": "changed"}


def found(rows_a, day_a, rows_b, day_b):
    """What differs, as (slug, kind, standing before, standing after)."""
    return [
        (one["slug"], one["kind"], *one["standing"].values())
        for one in between(rows_a, day_a, rows_b, day_b)
    ]


def test_a_row_that_ended_yesterday_is_gone_though_nothing_was_published():
    rows = [a_row("acme", ended_on="2026-12-31"), a_row("bolt")]
    assert found(rows, "2026-12-31", rows, "2027-01-01") == [
        ("acme", "removed", "current", "ended")
    ]
    assert found(rows, "2026-12-30", rows, "2026-12-31") == []


def test_a_row_that_started_today_changed_its_standing_and_no_value():
    rows = [a_row("acme", effective_on="2027-01-01")]
    (one,) = between(rows, "2026-12-31", rows, "2027-01-01")
    assert (one["kind"], one["fields"]) == ("changed", {})
    assert one["standing"] == {"before": "upcoming", "after": "current"}


def test_what_is_announced_for_later_is_not_in_force():
    coming = {"places": {"on": "2027-01-01", "value": ["IE"]}}
    before, told = [a_row("acme", places=["US"])], [a_row("acme", coming, places=["US"])]
    assert between(before, "2026-12-30", told, "2026-12-31") == []
    (one,) = between(told, "2026-12-31", told, "2027-01-01")
    assert one["fields"] == {"places": {"before": {"now": ["US"]}, "after": {"now": ["IE"]}}}


def test_an_announced_emptying_leaves_no_after():
    rows = [a_row("acme", {"purpose": {"on": "2027-01-01"}}, purpose="Fax")]
    (one,) = between(rows, "2026-12-31", rows, "2027-01-01")
    assert one["fields"] == {"purpose": {"before": {"now": "Fax"}}}


def test_a_row_that_is_announced_stands_on_the_table_already():
    rows = [a_row("acme", effective_on="2027-01-01", purpose="Fax")]
    (one,) = between([], "2026-12-30", rows, "2026-12-31")
    assert (one["kind"], one["standing"]["after"]) == ("added", "upcoming")
    assert one["fields"]["purpose"] == {"after": {"now": "Fax"}}


def test_one_that_was_dropped_before_its_start_was_removed():
    before = [a_row("acme", effective_on="2027-01-02")]
    after = [a_row("acme", effective_on="2027-01-02", withdrawn_on="2026-12-31")]
    assert found(before, "2026-12-30", after, "2026-12-31") == [
        ("acme", "removed", "upcoming", "withdrawn")
    ]


def test_what_came_and_went_in_between_is_on_neither_table():
    rows = [a_row("acme", effective_on="2026-12-30", ended_on="2026-12-31")]
    assert between([], "2026-12-01", rows, "2027-01-01") == []


def test_one_that_returns_was_added():
    ended, back = [a_row("acme", ended_on="2026-12-30")], [a_row("acme")]
    assert found(ended, "2026-12-31", back, "2027-01-01") == [("acme", "added", "ended", "current")]


def test_one_that_an_import_took_out_is_absent():
    rows = [a_row("acme")]
    assert found(rows, "2026-12-31", [], "2027-01-01") == [("acme", "removed", "current", "absent")]


def test_every_value_of_a_row_that_went_is_told():
    (one,) = between([a_row("acme", purpose="Fax")], "2026-12-31", [], "2027-01-01")
    assert one["fields"] == {
        "name": {"before": {"now": "Acme"}},
        "purpose": {"before": {"now": "Fax"}},
    }


days = st.sampled_from(DAYS)
lives = st.fixed_dictionaries(
    {"name": st.sampled_from(["Acme", "Bolt"])},
    optional={
        "purpose": st.sampled_from(["Fax", "E-mail"]),
        "effective_on": days,
        "ended_on": days,
        "withdrawn_on": days,
    },
)
coming = st.dictionaries(
    st.sampled_from(["purpose", "notes"]),
    st.fixed_dictionaries({"on": days, "value": st.sampled_from(["Fax", "x"])}),
)
tables = st.dictionaries(st.sampled_from("abc"), st.tuples(lives, coming)).map(
    lambda rows: [make_row(slug, *parts) for slug, parts in sorted(rows.items())]
)


@given(tables, days, tables, days)
def test_swapping_the_days_swaps_additions_with_removals(rows_a, day_a, rows_b, day_b):
    there, back = between(rows_a, day_a, rows_b, day_b), between(rows_b, day_b, rows_a, day_a)
    assert [
        {
            **one,
            "kind": MIRRORED[one["kind"]],
            "fields": {
                field: {
                    name: sides[other]
                    for name, other in (("before", "after"), ("after", "before"))
                    if other in sides
                }
                for field, sides in one["fields"].items()
            },
            "standing": {"before": one["standing"]["after"], "after": one["standing"]["before"]},
        }
        for one in there
    ] == back


@given(tables, days)
def test_a_table_does_not_differ_from_itself(rows, day):
    assert between(rows, day, rows, day) == []


@given(tables, days)
def test_rows_may_be_settled_or_not(rows, day):
    on = [settled(row, day) for row in rows]
    later = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert between(on, day, on, later) == between(rows, day, rows, later)


@given(tables, days, tables, days)
def test_the_sums_are_those_of_the_tables(rows_a, day_a, rows_b, day_b):
    def listed(rows, day):
        return sum(is_live(settled(row, day), day) for row in rows)

    kinds = [one["kind"] for one in between(rows_a, day_a, rows_b, day_b)]
    grown = kinds.count("added") - kinds.count("removed")
    assert listed(rows_a, day_a) + grown == listed(rows_b, day_b)
