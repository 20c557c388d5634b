"""What a change states of its notice is proved like the rest, and never counted again."""

import json

import pytest

from subprocessors.publishing import Decisions, ShortNotice, publish
from subprocessors.verifying import verify
from tests.stories import add_row, at, edit_row, make_portal
from tests.test_verifying import broken, forged, reforged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notices():
    """Version 2 adds Bolt at short notice; version 3 announces that Acme moves, in time."""
    make_portal(notice_days=30)
    acme = add_row("Acme", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    add_row("Bolt", effective_on="2026-11-03")
    short = ShortNotice("urgent_replacement", "Beta stopped working.")
    short_notices = {("bolt", "material"): short}
    publish(at=at("2026-11-02"), decisions=Decisions(short_notices=short_notices))
    edit_row(acme, places=["IE"])
    days = {("acme", "material"): "2026-12-05"}
    publish(at=at("2026-11-02", 10), decisions=Decisions(days=days))
    verify()


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("counted_from_on", "2026-11-01"),
        ("earliest_effective_on", "2026-11-03"),
        ("objection_until_on", "2026-11-04"),
        ("objection_until_on", None),
        ("short_notice", json.dumps({"reason": "required_by_law", "words": "A court."})),
    ],
)
def test_a_day_or_a_reason_that_the_snapshot_does_not_hold_is_found(number, column, value):
    forged(f"UPDATE subprocessors_change SET {column} = %s WHERE publication_id = {number}", value)
    assert broken()[0] == number


def altered(number, **notice):
    """A forger alters the notice of a version in its snapshot and in its columns alike."""

    def alter(document):
        value = document["parts"]["changes"][0]["value"]
        value.update(notice)
        for name in [name for name, stated in notice.items() if stated is None]:
            del value[name]

    reforged(number, alter)
    # One statement, as ``forged`` takes the triggers away for one.
    sets = ", ".join(f"{name} = %s" for name in notice)
    sql = f"UPDATE subprocessors_change SET {sets} WHERE publication_id = {number}"
    stated = [json.dumps(one) if isinstance(one, dict) else one for one in notice.values()]
    forged(sql, *stated)


@pytest.mark.parametrize(
    ("number", "notice", "why"),
    [
        (2, {"short_notice": None}, "it states no short notice"),
        (3, {"short_notice": {"reason": "omitted", "words": "x"}}, "it states a short notice"),
        (3, {"earliest_effective_on": "2026-12-24"}, "it states no short notice"),
        (2, {"earliest_effective_on": None}, "has short notice, and no period that it owes"),
    ],
)
def test_a_start_before_its_earliest_day_says_why_and_no_other_does(number, notice, why):
    altered(number, **notice)
    found, said = broken()
    assert found == number
    assert why in said
