"""The typed difference between two frozen lists, and how publications state it."""

import pytest

from subprocessors.archive.changes import (
    compare,
    concerned_services,
    in_order,
    is_material_by_field,
    kind_of,
    merged,
    split,
)
from subprocessors.archive.snapshots import make_row, settled
from tests.folding import apply_changes, fold_changes

TOLD_ON, ON, ANNOUNCED_ON = "2026-11-02", "2026-11-20", "2026-12-03"
US, IE, DE = ["US"], ["IE"], ["DE"]
IN_US = make_row("acme", {"name": "Acme", "places": US, "effective_on": "2024-01-01"})
TO_IE = make_row("acme", IN_US["now"], {"places": {"on": ANNOUNCED_ON, "value": IE}})
UPCOMING = make_row("zed", {"name": "Zed", "places": US, "effective_on": ANNOUNCED_ON})


def with_(row, next_=None, **values):
    """``row`` with these values (None takes one away) and this announced."""
    now = {name: value for name, value in {**row["now"], **values}.items() if value is not None}
    return make_row(row["slug"], now, row.get("next") if next_ is None else next_)


def stated(old, new, on=ON, **options):
    """The changes a publication on the day ``on`` states for one row."""
    found = compare([settled(old, on)] if old else [], [new] if new else [], on=on)
    return [part for change in found for part in split(change, new=new, on=on, **options)]


def in_short(changes):
    return [
        (change["kind"], change["material"], change["effective_on"], sorted(change["fields"]))
        for change in changes
    ]


# What differs


def test_a_list_compared_with_itself_has_no_changes():
    assert compare([TO_IE, UPCOMING], [UPCOMING, TO_IE], on=ON) == []


def test_a_change_shows_what_is_in_force_and_what_is_announced_on_both_sides():
    assert compare([IN_US], [TO_IE], on=TOLD_ON) == [
        {
            "slug": "acme",
            "kind": "changed",
            "fields": {
                "places": {
                    "before": {"now": US},
                    "after": {"now": US, "next": {"on": ANNOUNCED_ON, "value": IE}},
                }
            },
        }
    ]


def test_an_announcement_that_another_replaces_is_shown_as_what_will_not_happen():
    to_de = with_(TO_IE, {"places": {"on": "2027-02-01", "value": DE}})
    [change] = stated(TO_IE, to_de)
    assert change["effective_on"] == "2027-02-01"
    assert change["fields"]["places"] == {
        "before": {"now": US, "next": {"on": ANNOUNCED_ON, "value": IE}},
        "after": {"now": US, "next": {"on": "2027-02-01", "value": DE}},
    }


def test_an_announced_emptying_is_a_change_without_a_value():
    row = with_(IN_US, purpose="Mail")
    [change] = stated(row, with_(row, {"purpose": {"on": ANNOUNCED_ON}}))
    assert change["effective_on"] == ANNOUNCED_ON
    assert change["fields"]["purpose"]["after"] == {"now": "Mail", "next": {"on": ANNOUNCED_ON}}


def test_a_value_whose_day_has_come_is_what_was():
    [change] = stated(TO_IE, with_(settled(TO_IE, "2027-01-11"), places=DE), on="2027-01-11")
    assert change["fields"]["places"] == {"before": {"now": IE}, "after": {"now": DE}}


def test_changes_come_in_the_order_of_slugs_whatever_the_order_of_rows():
    new = [UPCOMING, make_row("api", {"name": "Api"}), IN_US]
    assert [change["slug"] for change in compare([], new, on=ON)] == ["acme", "api", "zed"]


# Kinds


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (None, IN_US, "added"),
        (None, with_(IN_US, ended_on="2025-01-01"), "added"),
        (IN_US, None, "removed"),
        (IN_US, with_(IN_US, ended_on="2026-12-31"), "removed"),
        (UPCOMING, with_(UPCOMING, withdrawn_on=ON), "removed"),
        (with_(IN_US, ended_on="2026-12-31"), IN_US, "changed"),
        (with_(IN_US, ended_on="2026-12-31"), with_(IN_US, ended_on="2027-01-31"), "changed"),
        (with_(IN_US, ended_on="2026-10-31"), with_(IN_US, effective_on="2026-12-01"), "added"),
        (
            with_(IN_US, ended_on="2026-10-31"),
            with_(IN_US, effective_on="2026-12-01", ended_on="2027-12-31"),
            "added",
        ),
        (with_(UPCOMING, withdrawn_on=TOLD_ON), UPCOMING, "added"),
        (with_(IN_US, ended_on="2026-10-31"), with_(IN_US, ended_on="2026-11-10"), "changed"),
        (IN_US, with_(IN_US, name="Acme Two"), "changed"),
    ],
)
def test_what_happened_to_a_row_is_an_addition_a_removal_or_a_change(old, new, kind):
    assert kind_of(old, new, on=ON) == kind


# When each takes effect


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        (None, UPCOMING, ANNOUNCED_ON),
        (None, make_row("a", {"name": "A"}), ON),
        (None, make_row("a", {"name": "A", "effective_on": "2020-01-01"}), "2020-01-01"),
        (IN_US, TO_IE, ANNOUNCED_ON),
        (IN_US, with_(IN_US, places=DE), ON),
        (TO_IE, IN_US, ON),
        (TO_IE, with_(IN_US, places=IE), ON),
        (TO_IE, with_(TO_IE, {"places": {"on": "2026-12-24", "value": IE}}), "2026-12-24"),
        (TO_IE, with_(TO_IE, places=DE), ON),
        (UPCOMING, with_(UPCOMING, places=DE), ANNOUNCED_ON),
        (UPCOMING, with_(UPCOMING, effective_on="2026-11-25"), "2026-11-25"),
        (UPCOMING, with_(UPCOMING, withdrawn_on=ON), ON),
        (IN_US, with_(IN_US, ended_on="2026-12-31"), "2027-01-01"),
        (with_(IN_US, ended_on="2026-12-31"), IN_US, ON),
        (with_(IN_US, ended_on="2026-10-31"), with_(IN_US, ended_on="2026-11-10"), "2026-11-11"),
        (
            with_(IN_US, ended_on="2026-10-31"),
            with_(IN_US, effective_on="2027-01-01"),
            "2027-01-01",
        ),
        (with_(IN_US, ended_on="2026-10-31"), IN_US, ON),
        (with_(IN_US, ended_on="2026-10-31"), with_(IN_US, ended_on="2027-12-31"), ON),
        (with_(UPCOMING, withdrawn_on=TOLD_ON), UPCOMING, ANNOUNCED_ON),
        (IN_US, None, ON),
    ],
)
def test_a_change_takes_effect_on_the_day_its_row_says(old, new, day):
    assert {change["effective_on"] for change in stated(old, new)} == {day}


def test_a_past_day_that_legal_states_is_kept_and_a_day_to_come_is_not():
    edited = with_(IN_US, places=DE)
    for given, day in (("2026-10-01", "2026-10-01"), ("2026-12-31", ON)):
        [change] = stated(IN_US, edited, stated={"places": given})
        assert change["effective_on"] == day


def test_a_dropped_row_takes_no_effect_on_the_start_it_will_not_have():
    dropped = with_(UPCOMING, withdrawn_on=ON, notes="Plan abandoned")
    assert {change["effective_on"] for change in stated(UPCOMING, dropped)} == {ON}


# One Change per slug, effective date and materiality


def test_each_day_and_each_materiality_is_a_change_of_its_own():
    old = with_(IN_US, purpose="Mail", notes="-", website="http://acme.example")
    new = with_(
        old,
        {"places": {"on": ANNOUNCED_ON, "value": IE}, "purpose": {"on": "2027-01-01"}},
        data_categories="E-mail addresses",
        notes="SMS too",
        website="https://acme.example",
    )
    assert in_short(stated(old, new)) == [
        ("changed", False, ON, ["notes", "website"]),
        ("changed", True, ON, ["data_categories"]),
        ("changed", True, ANNOUNCED_ON, ["places"]),
        ("changed", True, "2027-01-01", ["purpose"]),
    ]


def test_an_addition_is_one_material_change_however_many_fields_it_has():
    row = make_row("a", {"name": "A", "notes": "-", "website": "https://a.example", "places": US})
    assert in_short(stated(None, row)) == [
        ("added", True, ON, ["name", "notes", "places", "website"])
    ]


def test_beside_a_removal_an_edit_is_told_apart():
    ended = with_(IN_US, ended_on="2026-12-31", notes="Replaced by Zed")
    assert in_short(stated(IN_US, ended)) == [
        ("changed", False, ON, ["notes"]),
        ("removed", True, "2027-01-01", ["ended_on"]),
    ]


def test_a_row_gone_in_an_import_is_one_removal():
    changes = stated(IN_US, None, material=lambda kind, field: False)
    assert in_short(changes) == [("removed", False, ON, ["effective_on", "name", "places"])]


def test_a_publication_lists_additions_then_changes_then_removals():
    told = [
        *stated(IN_US, with_(IN_US, ended_on="2026-12-02", notes="Going")),
        *stated(None, UPCOMING),
    ]
    assert [(change["kind"], change["slug"]) for change in in_order(told)] == [
        ("added", "zed"),
        ("changed", "acme"),
        ("removed", "acme"),
    ]


def test_of_one_row_what_owes_notice_is_listed_before_wording_and_then_by_day():
    told = stated(IN_US, with_(TO_IE, notes="New", legal_name="Acme Ltd."))
    assert in_short(in_order(reversed(told))) == [
        ("changed", True, ON, ["legal_name"]),
        ("changed", True, ANNOUNCED_ON, ["places"]),
        ("changed", False, ON, ["notes"]),
    ]


@pytest.mark.parametrize(
    "field",
    [
        *("legal_name", "name", "places", "data_categories", "data_subjects", "purpose"),
        *("services", "transfer_mechanisms", "uses_ai", "trains_on_customer_data"),
    ],
)
def test_these_fields_are_proposed_as_material(field):
    assert is_material_by_field("changed", field)


@pytest.mark.parametrize("field", ["notes", "website", "former_names", "contact", "category"])
def test_these_fields_are_proposed_as_wording_except_in_an_addition(field):
    assert not is_material_by_field("changed", field)
    assert not is_material_by_field("removed", field)
    assert is_material_by_field("added", field)


def test_the_parts_of_a_change_put_together_again_are_the_change():
    new = with_(IN_US, TO_IE["next"], ended_on="2026-12-31", notes="Going", name="Acme Two")
    [change] = compare([IN_US], [new], on=ON)
    assert merged(split(change, new=new, on=ON)) == [change]


def test_two_changes_of_one_field_contradict_each_other():
    [change] = stated(IN_US, with_(IN_US, places=DE))
    with pytest.raises(ValueError, match="acme: places changed twice"):
        merged([change, change])


# Folding


def test_changes_applied_to_what_was_give_what_is():
    old = [IN_US, UPCOMING]
    new = [TO_IE, make_row("new", {"name": "New"})]
    assert apply_changes(old, compare(old, new, on=ON)) == new


def test_folding_settles_first_so_that_time_passing_needs_no_change():
    assert fold_changes([TO_IE], [], on=ANNOUNCED_ON) == [with_(IN_US, {}, places=IE)]


def test_a_change_that_tells_again_is_skipped_when_folding_and_comparing():
    [change] = stated(IN_US, with_(IN_US, places=DE))
    again = {**change, "reissues": 11}
    assert apply_changes([IN_US], [again]) == [IN_US]
    assert merged([again]) == []


def test_applying_leaves_what_it_was_given_alone():
    row = with_(IN_US)
    apply_changes([row], compare([IN_US], [with_(IN_US, places=DE)], on=ON))
    assert row == IN_US


# Whom it concerns


@pytest.mark.parametrize(
    ("old", "new", "services"),
    [
        (None, {"services": ["chat", "api"]}, ["api", "chat"]),
        (None, {}, []),
        ({"services": ["chat"]}, {"services": ["api"]}, ["api", "chat"]),
        ({"services": ["chat"]}, {}, []),
        ({"services": ["chat"]}, None, ["chat"]),
    ],
)
def test_a_change_concerns_the_services_before_and_after_or_all(old, new, services):
    rows = [None if values is None else make_row("a", values) for values in (old, new)]
    assert concerned_services(*rows) == services


def test_a_change_concerns_the_services_that_are_announced_too():
    row = make_row("a", {"name": "A", "services": ["chat"]})
    also = with_(row, {"services": {"on": ANNOUNCED_ON, "value": ["api", "chat"]}})
    all_ = with_(row, {"services": {"on": ANNOUNCED_ON}})
    assert concerned_services(row, also) == ["api", "chat"]
    assert concerned_services(row, all_) == []
