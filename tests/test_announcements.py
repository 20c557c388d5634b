"""Tests of what is about to change on a list."""

from datetime import date

from subprocessors.presenting import announcements as coming
from subprocessors.presenting.announcements import announcements, days_until, statuses
from tests.publications import a_row, listed


def answer(listing):
    return coming.answer(len(listing.current), len(listing.upcoming), announcements(listing))


def test_a_list_on_which_nothing_comes_says_so():
    listing = listed([a_row("acme"), a_row("bolt", effective_on="2020-01-01")])
    assert announcements(listing) == []
    assert answer(listing) == ["2 sub-processors.", "Nothing is about to change."]


def test_an_empty_list_says_so():
    assert answer(listed([])) == ["No sub-processor is in use.", "Nothing is about to change."]


def test_one_start_is_counted_and_how_far_off_it_is():
    listing = listed([a_row("acme"), a_row("bolt", effective_on="2026-12-05")])
    assert answer(listing) == [
        "2 sub-processors: 1 in use, 1 announced.",
        "1 change is coming, in 12 days.",
    ]


def test_rows_that_are_only_announced_are_counted_by_themselves():
    rows = [a_row(f"row-{number}") for number in range(31)]
    listing = listed([*rows, a_row("bolt", effective_on="2026-12-05")])
    assert answer(listing)[0] == "32 sub-processors: 31 in use, 1 announced."
    only = listed([a_row("bolt", effective_on="2026-12-05")])
    assert answer(only)[0] == "No sub-processor is in use; 1 is announced."
    assert answer(listed(rows))[0] == "31 sub-processors."


def test_starts_changes_and_last_days_all_count_and_come_in_their_order():
    places = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    listing = listed(
        [
            a_row("acme", next_=places, places=["US"]),
            a_row("bolt", ended_on="2026-11-30"),
            a_row("crab", effective_on="2027-01-01"),
        ]
    )
    assert [(a.on, a.slug, a.kind) for a in announcements(listing)] == [
        ("2026-11-30", "bolt", "ends"),
        ("2026-12-03", "acme", "changes"),
        ("2027-01-01", "crab", "starts"),
    ]
    assert answer(listing) == [
        "3 sub-processors: 2 in use, 1 announced.",
        "3 changes are coming, the first in 7 days.",
    ]


def test_several_values_announced_for_one_day_are_one_change():
    coming = {
        "places": {"on": "2026-12-03", "value": ["IE", "US"]},
        "purpose": {"on": "2026-12-03", "value": "Fax"},
    }
    (found,) = announcements(listed([a_row("acme", next_=coming, places=["US"])]))
    assert found.sentences == (
        "From 3 December 2026: also processes data in Ireland; nature of processing “Fax”",
    )
    assert found.undated == ("also processes data in Ireland; nature of processing “Fax”",)


def test_a_rename_to_come_does_not_name_the_former_name_again():
    coming = {
        "name": {"on": "2026-12-03", "value": "Acme Group"},
        "former_names": {"on": "2026-12-03", "value": ["Acme"]},
    }
    row = a_row("acme", next_=coming)
    (found,) = announcements(listed([row]))
    assert found.sentences == ("From 3 December 2026: new name “Acme Group”",)
    assert statuses(row, listed([row])) == list(found.sentences)
    alone = a_row("acme", next_={"former_names": coming["former_names"]})
    assert statuses(alone, listed([alone])) == ["From 3 December 2026: former names “Acme”"]


def test_what_is_announced_for_after_the_last_day_never_comes():
    coming = {"purpose": {"on": "2027-02-01", "value": "Fax"}}
    listing = listed([a_row("acme", next_=coming, ended_on="2026-12-31")])
    assert [a.kind for a in announcements(listing)] == ["ends"]


def test_what_has_come_is_announced_no_longer():
    row = a_row("bolt", effective_on="2026-12-05")
    assert announcements(listed([row], on="2026-12-04")) != []
    assert announcements(listed([row], on="2026-12-05")) == []


def test_a_last_day_is_told_through_the_day_itself():
    row = a_row("bolt", ended_on="2026-12-05")
    (found,) = announcements(listed([row], on="2026-12-05"))
    assert found.far == "today"
    assert announcements(listed([row], on="2026-12-06")) == []


def test_ended_and_withdrawn_rows_announce_nothing():
    listing = listed(
        [
            a_row("acme", ended_on="2026-01-01"),
            a_row("bolt", effective_on="2026-12-05", withdrawn_on="2026-11-20"),
        ]
    )
    assert announcements(listing) == []


def test_statuses_are_short_and_dated():
    listing = listed([a_row("bolt", effective_on="2026-12-05", ended_on="2027-12-31")])
    assert statuses(listing.rows["bolt"], listing) == [
        "Starts 5 December 2026",
        "Last day 31 December 2027",
    ]


def test_a_new_sub_processor_is_told_with_whom_it_replaces():
    listing = listed(
        [
            a_row("acme"),
            a_row(
                "bolt",
                purpose="E-mail",
                places=["IE"],
                effective_on="2026-12-05",
                replaces="acme",
            ),
        ]
    )
    (found,) = announcements(listing)
    assert found.sentences == ("It replaces Acme",)
    assert found.undated == found.sentences


def test_days_ahead_are_counted_in_words():
    today = date(2026, 11, 23)
    assert days_until("2026-11-24", today) == "in 1 day"
    assert days_until("2026-12-05", today) == "in 12 days"


def test_what_comes_on_one_day_comes_in_the_order_of_names():
    listing = listed(
        [
            a_row("a", name="zebra", effective_on="2026-12-05"),
            a_row("b", name="Ant", effective_on="2026-12-05"),
            a_row("c", name="yak", effective_on="2026-12-05"),
        ]
    )
    names = [one.row["now"]["name"] for one in announcements(listing)]
    assert names == ["Ant", "yak", "zebra"]
