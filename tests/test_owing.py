"""Tests of which change owes its notice period, and what it states of it."""

from datetime import date

import pytest

from subprocessors.archive.changes import compare, split
from subprocessors.archive.notice_rule import NoticeDays
from subprocessors.archive.owing import Owing
from tests.publications import a_row

ON = "2026-11-20"
EARLIEST, LAST = "2026-12-21", "2026-12-20"
IRELAND = {"places": {"on": "2026-12-03", "value": ["IE"]}}
TOLD = {
    "counted_from_on": "2026-11-02",
    "earliest_effective_on": "2026-12-03",
    "objection_until_on": "2026-12-02",
}
WRONG = {"reason": "stated_wrongly", "words": "A typing error."}
URGENT = {"reason": "urgent_replacement", "words": "Beta stopped working."}


def owing(*, window=None, **more):
    days = NoticeDays(
        date.fromisoformat(ON),
        date.fromisoformat(EARLIEST),
        window and date.fromisoformat(window),
    )
    return Owing(on=ON, **{"days": days, **more})


def stated(old, new, owed=None, declared=None):
    """What a publication on 20 November states: (fields, day, notice), day by day."""
    owed = owed or owing()

    def notice(change, name, day):
        return owed.notice(change, name, day, old=old, new=new, declared=declared)

    [change] = compare([old] if old else [], [new], on=ON)
    parts = split(change, new=new, on=ON, notice=notice)
    keys = ("counted_from_on", "earliest_effective_on", "objection_until_on", "short_notice")
    return [
        (
            sorted(part["fields"]),
            part["effective_on"],
            {key: part[key] for key in keys if key in part},
        )
        for part in parts
    ]


def owes(old, new, owed=None):
    """The fields that owe the period."""
    found = stated(old, new, owed)
    return sorted(name for names, _day, notice in found if notice for name in names)


US, US_TO_IE = a_row("acme", places=["US"]), a_row("acme", IRELAND, places=["US"])


def going_to(day, *places, now=("US",)):
    return a_row("acme", {"places": {"on": day, "value": list(places)}}, places=list(now))


# Owed


def test_an_addition_owes_it():
    [(names, day, notice)] = stated(None, a_row("acme", effective_on=EARLIEST))
    assert (names, day) == (["effective_on", "name"], EARLIEST)
    assert notice == {
        "counted_from_on": ON,
        "earliest_effective_on": EARLIEST,
        "objection_until_on": LAST,
    }


def test_a_vendor_that_returns_owes_it():
    old = a_row("acme", effective_on="2024-01-01", ended_on="2026-11-01")
    assert "effective_on" in owes(old, a_row("acme", effective_on=EARLIEST))


def test_an_edited_place_owes_it_and_a_value_beside_it_that_is_wording_does_not():
    new = going_to(EARLIEST, "IE")
    new["now"]["website"] = "https://acme.example"
    assert owes(US, new) == ["places"]


def test_a_value_that_is_not_pending_owes_it_anew():
    assert owes(US_TO_IE, going_to(EARLIEST, "DE")) == ["places"]


def test_a_pending_day_moved_earlier_owes_it_anew_from_today():
    assert owes(going_to("2027-03-01", "IE"), going_to("2027-01-01", "IE")) == ["places"]
    assert owes(going_to("2027-03-01", "IE"), a_row("acme", places=["IE"])) == ["places"]


def test_a_start_moved_earlier_owes_it_whether_it_has_come_or_not():
    new = a_row("acme", effective_on="2027-01-01")
    assert owes(a_row("acme", effective_on="2027-03-01"), new) == ["effective_on"]
    new = a_row("acme", effective_on="2023-01-01")
    assert owes(a_row("acme", effective_on="2024-01-01"), new) == ["effective_on"]


def test_another_place_before_the_start_owes_it():
    old = a_row("acme", effective_on="2026-12-03", places=["US"])
    new = a_row("acme", effective_on="2026-12-03", places=["IE"])
    [(names, day, notice)] = stated(old, new)
    assert (names, day) == (["places"], "2026-12-03")
    assert notice["earliest_effective_on"] == EARLIEST


def test_an_emptied_place_owes_it_since_nothing_is_stated_any_more():
    assert owes(US, a_row("acme")) == ["places"]


# Notice, but no period


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (a_row("acme"), a_row("acme", ended_on="2026-12-31")),
        (a_row("acme", ended_on="2026-12-31"), a_row("acme")),
        (a_row("acme", ended_on="2026-12-31"), a_row("acme", ended_on="2026-11-30")),
        (
            a_row("acme", effective_on="2026-12-03"),
            a_row("acme", effective_on="2026-12-03", withdrawn_on=ON),
        ),
        (US_TO_IE, US),
        (US_TO_IE, going_to("2027-01-15", "IE")),
        (a_row("acme", effective_on="2026-12-03"), a_row("acme", effective_on="2027-01-15")),
        (a_row("acme", effective_on="2023-01-01"), a_row("acme", effective_on="2024-01-01")),
        (a_row("acme", places=["IE", "US"]), a_row("acme", places=["US"])),
        (a_row("acme", places=["IE", "US"]), going_to("2026-12-03", "US", now=("IE", "US"))),
        (going_to("2026-12-03", "IE", "US"), going_to("2026-12-03", "IE")),
    ],
    ids=[
        "an end",
        "a cancelled end",
        "an end moved earlier",
        "a drop",
        "an announcement dropped",
        "an announcement moved later",
        "a start moved later",
        "a start that has come stated later",
        "places that lose a member",
        "places that will lose one",
        "announced places that lose one",
    ],
)
def test_no_period_is_owed_by(old, new):
    assert owes(old, new) == []


def test_announced_places_that_lose_one_and_come_earlier_owe_it():
    assert owes(going_to("2027-03-01", "IE", "CA"), going_to("2027-01-01", "IE")) == ["places"]


def test_words_that_are_emptied_because_their_codes_change_go_with_the_codes():
    old = a_row("acme", places=["IE", "US"], processing_location="Ireland and the US")
    assert owes(old, a_row("acme", places=["US"])) == []
    assert owes(old, a_row("acme", places=["DE"])) == ["places", "processing_location"]
    new = a_row("acme", places=["US"], processing_location="Boston")
    assert owes(old, new) == ["processing_location"]


def test_a_former_name_goes_with_the_name():
    def renamed(name, day):
        former = {"on": day, "value": ["Acme"]}
        return a_row("acme", {"name": {"on": day, "value": name}, "former_names": former})

    old, new = renamed("Bolt", "2026-12-03"), renamed("Crow", "2027-01-15")
    [change] = compare([old], [new], on=ON)
    [former, name] = (
        owing().notice(change, field, "2027-01-15", old=old, new=new) for field in change["fields"]
    )
    assert former == name
    assert name["earliest_effective_on"] == EARLIEST


def test_nothing_is_owed_by_a_row_that_is_over_or_without_a_rule():
    ended = {"ended_on": "2026-11-01"}
    assert owes(a_row("acme", **ended), a_row("acme", places=["IE"], **ended)) == []
    assert owes(None, a_row("acme", effective_on=ON), owing(days=None)) == []


# Moved later


def test_moved_later_keeps_its_first_earliest_day_and_gives_more_time_to_object():
    owed = owing(earlier={("acme", "places"): TOLD})
    [(_names, day, notice)] = stated(US_TO_IE, going_to("2027-01-15", "IE"), owed)
    assert day == "2027-01-15"
    assert notice == {**TOLD, "objection_until_on": "2027-01-14"}


def test_moved_later_after_the_window_has_passed_opens_it_anew():
    owed = owing(window="2026-12-20", earlier={("acme", "places"): TOLD})
    [(_names, _day, notice)] = stated(US_TO_IE, going_to("2027-01-15", "IE"), owed)
    assert notice["objection_until_on"] == "2026-12-20"
    told = {**TOLD, "objection_until_on": "2027-02-01"}
    owed = owing(window="2026-12-20", earlier={("acme", "places"): told})
    [(_names, _day, notice)] = stated(US_TO_IE, going_to("2027-01-15", "IE"), owed)
    assert notice["objection_until_on"] == "2027-02-01", "never earlier than before"


def test_moved_later_from_a_version_without_a_rule_states_nothing():
    assert stated(US_TO_IE, going_to("2027-01-15", "IE"))[0][2] == {}


def test_a_past_start_corrected_to_a_later_past_day_is_no_plan_that_moves():
    change = {"effective_on": "2026-10-20"}
    before = a_row("acme", effective_on="2026-10-10")
    owed = owing(earlier={("acme", "effective_on"): TOLD})
    [(_names, day, notice)] = stated(before, a_row("acme", **change), owed)
    assert (day, notice) == ("2026-10-20", {})


def test_short_notice_stays_with_what_is_moved_later_only_while_it_is_too_early():
    told = {**TOLD, "earliest_effective_on": "2026-12-10", "short_notice": URGENT}
    owed = owing(earlier={("acme", "places"): told})
    [(_names, _day, notice)] = stated(US_TO_IE, going_to("2026-12-05", "IE"), owed)
    assert notice["short_notice"] == URGENT
    [(_names, _day, notice)] = stated(US_TO_IE, going_to("2026-12-10", "IE"), owed)
    assert "short_notice" not in notice


# Short notice


def test_short_notice_is_carried_only_before_the_earliest_day():
    [(_names, _day, notice)] = stated(US, a_row("acme", places=["IE"]), declared=URGENT)
    assert notice["short_notice"] == URGENT
    assert notice["objection_until_on"] == LAST
    [(_names, _day, notice)] = stated(US, going_to(EARLIEST, "IE"), declared=URGENT)
    assert "short_notice" not in notice


def test_a_correction_of_what_is_shown_states_itself_that_it_was_wrong():
    owed = owing(corrected=WRONG)
    [(_names, day, notice)] = stated(US, a_row("acme", places=["IE"]), owed)
    assert (day, notice["short_notice"]) == (ON, WRONG)
    new = a_row("acme", IRELAND, places=["CA"])
    assert stated(US_TO_IE, new, owed)[0][2]["short_notice"] == WRONG, "and IE still comes"
    old = a_row("acme", effective_on="2024-01-01")
    new = a_row("acme", effective_on="2023-01-01")
    assert stated(old, new, owed)[0][2]["short_notice"] == WRONG


def test_a_correction_of_what_is_announced_needs_its_period_or_a_declared_short_notice():
    owed = owing(corrected=WRONG)
    assert "short_notice" not in stated(US_TO_IE, going_to("2026-12-03", "DE"), owed)[0][2]
    old = a_row("acme", effective_on="2026-12-03", places=["US"])
    new = a_row("acme", effective_on="2026-12-03", places=["IE"])
    assert "short_notice" not in stated(old, new, owed)[0][2]
    assert "short_notice" not in stated(None, a_row("acme", effective_on=ON), owed)[0][2]


def test_a_row_that_a_correction_brings_back_is_never_short_of_notice():
    old = a_row("acme", ended_on="2026-11-08", purpose="Mail")
    owed = owing(corrected=WRONG, restored=frozenset({"acme"}))
    for _names, _day, notice in stated(old, a_row("acme", purpose="Fax"), owed):
        assert notice["short_notice"] == WRONG


# One change for each day, materiality and notice


def test_what_owes_the_period_and_what_moves_later_to_the_same_day_are_two_changes():
    old = a_row("acme", IRELAND, purpose="Mail", places=["US"])
    new = going_to("2027-01-15", "IE")
    new["now"]["purpose"] = "Mail"
    new["next"]["purpose"] = {"on": "2027-01-15", "value": "Fax"}
    owed = owing(earlier={("acme", "places"): TOLD})
    found = {
        tuple(names): notice["earliest_effective_on"]
        for names, _d, notice in stated(old, new, owed)
    }
    assert found == {("places",): "2026-12-03", ("purpose",): EARLIEST}
