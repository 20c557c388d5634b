"""Working values meet what is published: what is put into force, announced, kept, refused.

In these stories "Acme" was in use with its data in the US when, on 2 November, version 11
announced Ireland from 3 December.
"""

import pytest

from subprocessors.archive.freezing import Refused, Terms, edited_fields, frozen_row
from subprocessors.archive.snapshots import make_row, settled

TOLD_ON, CORRECTED_ON, ANNOUNCED_ON = "2026-11-02", "2026-11-20", "2026-12-03"
US, IE, DE = ["US"], ["IE"], ["DE"]
ACME = make_row(
    "acme",
    {"name": "Acme", "places": US, "purpose": "Mail", "effective_on": "2024-01-01"},
    {"places": {"on": ANNOUNCED_ON, "value": IE}},
)
#: What the working list holds after that: legal's last word on each field.
WORKING = {**ACME["now"], "places": IE}
UPCOMING = make_row("zed", {"name": "Zed", "places": US, "effective_on": ANNOUNCED_ON})
ENDED = make_row("old", {"name": "Old", "effective_on": "2024-01-01", "ended_on": "2026-10-31"})


def frozen(published, working, on=CORRECTED_ON, **terms):
    """The row frozen on the day ``on``; an edit of None empties the field."""
    working = {name: value for name, value in working.items() if value is not None}
    slug = published["slug"] if published else "new"
    settled_row = settled(published, on) if published else None
    return frozen_row(slug, settled_row, working, Terms(on=on, **terms))


def refused(code, published, working, **terms):
    with pytest.raises(Refused) as refusal:
        frozen(published, working, **terms)
    assert refusal.value.code == code
    return refusal.value


# Edits


def test_a_row_never_published_is_frozen_as_it_stands():
    working = {"name": "New", "effective_on": "2027-01-01"}
    assert frozen(None, working) == make_row("new", working)


def test_a_row_dropped_before_it_was_ever_published_never_enters():
    assert frozen(None, {"name": "New", "withdrawn_on": CORRECTED_ON}) is None


def test_nothing_edited_changes_nothing():
    assert frozen(ACME, WORKING) == ACME
    assert edited_fields(ACME, WORKING) == []


def test_an_announced_edit_is_not_found_again_when_another_field_is_edited():
    edited = {**WORKING, "purpose": "Post"}
    assert edited_fields(ACME, edited) == ["purpose"]
    row = frozen(ACME, edited, days={"purpose": "2027-01-01"})
    assert row["next"] == {
        **ACME["next"],
        "purpose": {"on": "2027-01-01", "value": "Post"},
    }
    assert row["now"] == ACME["now"]


def test_an_edit_without_a_day_is_in_force_at_once():
    row = frozen(ACME, {**WORKING, "purpose": "Post"})
    assert row == make_row("acme", {**ACME["now"], "purpose": "Post"}, ACME["next"])


@pytest.mark.parametrize("day", ["2026-11-01", CORRECTED_ON])
def test_a_day_that_has_come_puts_the_value_into_force(day):
    row = frozen(ACME, {**WORKING, "purpose": "Post"}, days={"purpose": day})
    assert row["now"]["purpose"] == "Post"
    assert "purpose" not in row["next"]


def test_an_emptying_can_be_announced_and_happens_on_its_day():
    row = frozen(ACME, {**WORKING, "purpose": None}, days={"purpose": ANNOUNCED_ON})
    assert row["now"]["purpose"] == "Mail"
    assert row["next"]["purpose"] == {"on": ANNOUNCED_ON}
    assert "purpose" not in settled(row, ANNOUNCED_ON)["now"]


def test_an_announced_emptying_is_not_found_again():
    row = frozen(ACME, {**WORKING, "purpose": None}, days={"purpose": ANNOUNCED_ON})
    emptied = {name: value for name, value in WORKING.items() if name != "purpose"}
    assert edited_fields(row, emptied) == []
    assert frozen(row, emptied) == row


def test_a_field_filled_for_the_first_time_can_be_announced():
    row = frozen(ACME, {**WORKING, "notes": "SMS too"}, days={"notes": "2027-01-01"})
    assert "notes" not in row["now"]
    assert row["next"]["notes"] == {"on": "2027-01-01", "value": "SMS too"}


def test_once_its_day_has_come_an_announced_value_is_what_the_next_edit_is_compared_with():
    row = frozen(ACME, {**WORKING, "places": DE}, on="2027-01-11", days={"places": "2027-03-01"})
    assert row["now"]["places"] == IE
    assert row["next"]["places"] == {"on": "2027-03-01", "value": DE}


# Pending announcements


def test_a_new_announcement_takes_the_place_of_the_pending_one():
    row = frozen(ACME, {**WORKING, "places": DE}, days={"places": "2027-02-01"})
    assert row["now"]["places"] == US
    assert row["next"]["places"] == {"on": "2027-02-01", "value": DE}


@pytest.mark.parametrize("days", [{}, {"places": "2027-02-01"}])
def test_put_back_to_what_is_in_force_the_announcement_is_dropped_whatever_day_is_given(days):
    assert frozen(ACME, {**WORKING, "places": US}, days=days) == make_row("acme", ACME["now"])


def test_an_announcement_can_be_moved():
    row = frozen(ACME, WORKING, moved={"places": "2027-01-15"})
    assert row["next"]["places"] == {"on": "2027-01-15", "value": IE}


def test_an_announcement_moved_to_today_is_in_force():
    row = frozen(ACME, WORKING, moved={"places": CORRECTED_ON})
    assert row == make_row("acme", {**ACME["now"], "places": IE})


def test_an_announced_emptying_can_be_moved():
    row = frozen(ACME, {**WORKING, "purpose": None}, days={"purpose": ANNOUNCED_ON})
    emptied = {name: value for name, value in WORKING.items() if name != "purpose"}
    assert frozen(row, emptied, moved={"purpose": "2027-01-15"})["next"]["purpose"] == {
        "on": "2027-01-15"
    }


def test_an_announcement_can_be_dropped():
    assert frozen(ACME, WORKING, dropped=frozenset({"places"})) == make_row("acme", ACME["now"])


def test_dropping_what_was_announced_does_not_swallow_what_was_edited_instead():
    row = frozen(
        ACME,
        {**WORKING, "places": DE},
        dropped=frozenset({"places"}),
        days={"places": "2027-02-01"},
    )
    assert row["next"]["places"] == {"on": "2027-02-01", "value": DE}


# Starts


def test_edits_of_a_row_that_has_not_started_take_effect_with_its_start():
    edited = {**UPCOMING["now"], "places": IE}
    for days in ({}, {"places": "2026-11-25"}, {"places": "2027-05-01"}):
        assert frozen(UPCOMING, edited, days=days) == make_row("zed", edited)


def test_a_start_that_is_announced_can_be_moved_both_ways_by_a_change():
    for day in ("2026-11-25", "2027-01-01"):
        moved = {**UPCOMING["now"], "effective_on": day}
        assert frozen(UPCOMING, moved) == make_row("zed", moved)


def test_a_start_once_published_is_never_cleared():
    refusal = refused("start_cleared", UPCOMING, {**UPCOMING["now"], "effective_on": None})
    assert (refusal.field, refusal.facts) == ("effective_on", {"start": ANNOUNCED_ON})
    refused("start_cleared", UPCOMING, {"name": "Zed"}, is_correction=True)
    refused("start_cleared", ACME, {**WORKING, "effective_on": None})


def test_a_row_in_use_since_it_was_published_may_be_given_its_past_start():
    row = make_row("acme", {"name": "Acme"})
    dated = {"name": "Acme", "effective_on": "2020-05-01"}
    assert frozen(row, dated) == make_row("acme", dated)


def test_a_row_in_use_cannot_be_told_to_start_later_by_a_change():
    refused("start_undone", ACME, {**WORKING, "effective_on": "2027-01-01"})
    refused(
        "start_undone", make_row("a", {"name": "A"}), {"name": "A", "effective_on": "2027-01-01"}
    )


def test_a_correction_may_say_that_a_row_has_not_started_and_nothing_announced_comes_before():
    late = frozen(ACME, {**WORKING, "effective_on": "2026-12-24"}, is_correction=True)
    assert late == make_row("acme", {**ACME["now"], "places": IE, "effective_on": "2026-12-24"})
    soon = frozen(ACME, {**WORKING, "effective_on": "2026-11-25"}, is_correction=True)
    assert soon == make_row("acme", {**ACME["now"], "effective_on": "2026-11-25"}, ACME["next"])


# Ends


def test_an_end_may_be_stated_and_cancelled_again():
    ending = frozen(ACME, {**WORKING, "ended_on": "2026-12-31"})
    assert ending == make_row("acme", {**ACME["now"], "ended_on": "2026-12-31"}, ACME["next"])
    assert frozen(ending, WORKING) == ACME


def test_what_was_announced_for_after_a_new_last_day_stays_and_never_happens():
    ending = frozen(ACME, {**WORKING, "ended_on": "2026-11-30"})
    assert ending["next"] == ACME["next"]
    assert settled(ending, "2027-01-01")["now"]["places"] == US


def test_nothing_new_can_be_announced_for_after_the_last_day():
    ending = {**WORKING, "ended_on": "2026-12-31"}
    refusal = refused(
        "after_last_day", ACME, {**ending, "purpose": "Post"}, days={"purpose": "2027-01-01"}
    )
    assert refusal.facts == {"day": "2027-01-01", "last_day": "2026-12-31"}
    refused("after_last_day", ACME, ending, moved={"places": "2027-01-01"})


def test_what_was_shown_of_an_ended_row_can_be_corrected_though_more_had_been_announced():
    ended = make_row("acme", {**ACME["now"], "ended_on": "2026-11-30"}, ACME["next"])
    row = frozen(
        ended,
        {**ended["now"], "places": DE},
        on="2026-12-10",
        is_correction=True,
        today=frozenset({"places"}),
    )
    assert settled(row, "2027-01-01")["now"]["places"] == DE


def test_an_end_taken_back_late_puts_what_was_announced_for_since_into_force():
    ended = make_row("acme", {**ACME["now"], "ended_on": "2026-11-30"}, ACME["next"])
    row = frozen(ended, WORKING, on="2026-12-10", is_correction=True)
    assert row == make_row("acme", {**ACME["now"], "places": IE})


# Returns


def test_a_vendor_returns_under_its_slug_with_a_new_start_once_its_last_day_is_past():
    back = {"name": "Old", "purpose": "Again", "effective_on": "2027-01-01"}
    assert frozen(ENDED, back) == make_row("old", back)


@pytest.mark.parametrize("announced_on", [ANNOUNCED_ON, "2027-06-01"])
@pytest.mark.parametrize("places", [US, IE])
def test_a_returning_vendor_brings_back_nothing_announced_before_it_left(announced_on, places):
    announced = {"places": {"on": announced_on, "value": IE}}
    ended = make_row("acme", {**ACME["now"], "ended_on": "2026-11-30"}, announced)
    back = {**ACME["now"], "places": places, "effective_on": "2027-01-01"}
    assert frozen(ended, back, on="2026-12-10") == make_row("acme", back)


@pytest.mark.parametrize("start", ["2024-01-01", "2026-10-31"])
def test_a_return_needs_a_start_after_the_last_day(start):
    refusal = refused("return_needs_start", ENDED, {"name": "Old", "effective_on": start})
    assert refusal.facts == {"last_day": "2026-10-31"}


def test_an_ended_row_without_a_start_needs_one_to_return():
    ended = make_row("old", {"name": "Old", "ended_on": "2026-10-31"})
    refused("return_needs_start", ended, {"name": "Old"})


@pytest.mark.parametrize("start", ["2026-11-25", "2027-01-01"])
@pytest.mark.parametrize("end", [None, "2027-12-31"])
def test_before_its_last_day_is_past_a_return_takes_a_new_row(start, end):
    ending = make_row("acme", {**ACME["now"], "ended_on": "2026-11-30"})
    back = {**ACME["now"], "effective_on": start, "ended_on": end}
    refused("return_too_early", ending, back)


def test_a_correction_restores_a_row_that_never_left():
    assert frozen(ENDED, {"name": "Old", "effective_on": "2024-01-01"}, is_correction=True) == (
        make_row("old", {"name": "Old", "effective_on": "2024-01-01"})
    )


def test_a_row_dropped_before_its_start_may_come_after_all():
    dropped = make_row("zed", {**UPCOMING["now"], "withdrawn_on": "2026-11-10"})
    assert frozen(dropped, UPCOMING["now"]) == UPCOMING


# Withdrawals


def test_a_row_is_dropped_before_its_start():
    dropped = {**UPCOMING["now"], "withdrawn_on": CORRECTED_ON}
    assert frozen(UPCOMING, dropped) == make_row("zed", dropped)


@pytest.mark.parametrize("on", [ANNOUNCED_ON, "2027-01-01"])
def test_at_or_after_its_start_a_row_is_withdrawn_only_in_a_correction(on):
    dropped = {**UPCOMING["now"], "withdrawn_on": on}
    refused("withdrawn_after_start", UPCOMING, dropped, on=on)
    assert frozen(UPCOMING, dropped, on=on, is_correction=True) == make_row("zed", dropped)


def test_a_row_dropped_in_time_but_withdrawn_after_its_start_was_listed_by_mistake():
    late = {**UPCOMING["now"], "withdrawn_on": CORRECTED_ON}
    row = frozen(UPCOMING, late, on="2027-01-01", is_correction=True)
    assert row["now"]["withdrawn_on"] == ANNOUNCED_ON, "a day that says so on its page too"


def test_moving_its_start_away_does_not_let_a_row_in_use_be_dropped():
    away = {**WORKING, "effective_on": "2027-01-01", "withdrawn_on": CORRECTED_ON}
    refused("withdrawn_after_start", ACME, away)


def test_a_row_without_a_start_is_in_use_and_an_ended_one_was():
    plain = make_row("acme", {"name": "Acme"})
    refused("withdrawn_after_start", plain, {"name": "Acme", "withdrawn_on": CORRECTED_ON})
    refused("withdrawn_after_start", ENDED, {**ENDED["now"], "withdrawn_on": CORRECTED_ON})


def test_a_row_cannot_be_dropped_on_a_day_to_come_since_it_would_go_at_once():
    refused("withdrawn_ahead", UPCOMING, {**UPCOMING["now"], "withdrawn_on": "2026-11-21"})


# Corrections


def test_correcting_what_is_announced_amends_it_and_keeps_its_day():
    row = frozen(ACME, {**WORKING, "places": DE}, is_correction=True)
    assert settled(row, "2026-12-02")["now"]["places"] == US
    assert settled(row, ANNOUNCED_ON)["now"]["places"] == DE


@pytest.mark.parametrize("day", ["2026-11-01", CORRECTED_ON, "2026-11-21", ANNOUNCED_ON])
def test_a_correction_cannot_amend_what_is_announced_to_come_sooner(day):
    row = frozen(ACME, {**WORKING, "places": DE}, is_correction=True, days={"places": day})
    assert row["next"]["places"] == {"on": ANNOUNCED_ON, "value": DE}


def test_a_correction_may_amend_what_is_announced_to_come_later():
    row = frozen(ACME, {**WORKING, "places": DE}, is_correction=True, days={"places": "2027-01-01"})
    assert row["next"]["places"] == {"on": "2027-01-01", "value": DE}


def test_a_correction_cannot_move_an_announcement_forward_but_back():
    for day in ("2026-11-01", CORRECTED_ON, "2026-12-02"):
        refusal = refused("moved_forward", ACME, WORKING, is_correction=True, moved={"places": day})
        assert refusal.facts == {"day": day, "announced": ANNOUNCED_ON}
    later = frozen(ACME, WORKING, is_correction=True, moved={"places": "2026-12-24"})
    assert later["next"]["places"] == {"on": "2026-12-24", "value": IE}


def test_a_correction_may_announce_that_a_field_will_be_empty_instead():
    row = frozen(ACME, {**WORKING, "places": None}, is_correction=True)
    assert row["next"]["places"] == {"on": ANNOUNCED_ON}


def test_what_is_shown_today_is_corrected_apart():
    row = frozen(ACME, {**WORKING, "places": DE}, is_correction=True, today=frozenset({"places"}))
    assert row == make_row("acme", {**ACME["now"], "places": DE}, ACME["next"])


def test_correcting_today_back_to_what_is_shown_leaves_what_is_announced():
    row = frozen(ACME, {**WORKING, "places": US}, is_correction=True, today=frozenset({"places"}))
    assert row == ACME


def test_correcting_today_cannot_bring_the_announced_value_itself_into_force():
    assert frozen(ACME, WORKING, is_correction=True, today=frozenset({"places"})) == ACME


def test_only_a_correction_alters_today_and_keeps_what_is_announced():
    edited = {**WORKING, "places": DE}
    refused("today_needs_correction", ACME, edited, today=frozenset({"places"}))


def test_dropping_and_editing_in_one_correction_does_not_bring_the_edit_forward():
    row = frozen(ACME, {**WORKING, "places": DE}, is_correction=True, dropped=frozenset({"places"}))
    assert row["next"]["places"] == {"on": ANNOUNCED_ON, "value": DE}


def test_a_correction_never_moves_a_start_that_is_ahead_earlier():
    earlier = {**UPCOMING["now"], "effective_on": "2023-11-05"}
    refused("start_moved_earlier", UPCOMING, earlier, is_correction=True)


@pytest.mark.parametrize("row", [ACME, ENDED])
def test_a_correction_may_move_a_start_that_has_come_to_any_past_day(row):
    earlier = {**row["now"], "effective_on": "2023-11-05"}
    assert frozen(row, earlier, is_correction=True)["now"]["effective_on"] == "2023-11-05"


def test_a_correction_may_move_a_start_later():
    later = {**UPCOMING["now"], "effective_on": "2026-12-24"}
    assert frozen(UPCOMING, later, is_correction=True) == make_row("zed", later)


def test_a_correction_cannot_restore_a_dropped_row_with_an_earlier_start():
    dropped = make_row("zed", {**UPCOMING["now"], "withdrawn_on": "2026-11-10"})
    sooner = {**UPCOMING["now"], "effective_on": "2026-11-25"}
    refused("start_moved_earlier", dropped, sooner, is_correction=True)


def test_a_correction_of_what_is_in_force_and_not_announced_is_in_force_at_once():
    row = frozen(ACME, {**WORKING, "purpose": "Post"}, is_correction=True)
    assert row == make_row("acme", {**ACME["now"], "purpose": "Post"}, ACME["next"])


def test_a_value_may_be_announced_for_the_last_day_itself_and_not_for_the_day_after():
    working = {**WORKING, "ended_on": "2026-12-31", "purpose": "Fax"}
    row = frozen(ACME, working, days={"purpose": "2026-12-31"})
    assert row["next"]["purpose"] == {"on": "2026-12-31", "value": "Fax"}
    refused("after_last_day", ACME, working, days={"purpose": "2027-01-01"})
