"""A change cannot take effect before its notice has run: stories through ``publish``."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.models.list_on_day import day_at
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import (
    Decisions,
    NothingToPublish,
    NotPublishable,
    ShortNotice,
    editing,
    prepare,
    publish,
)
from subprocessors.publishing.notice_gate import OFFERS_HOLD, notice_days
from subprocessors.publishing.offers import take_offer
from subprocessors.publishing.putting_back import put_back_to
from subprocessors.verifying import verify
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
MATERIAL, WORDING = ("acme", "material"), ("acme", "wording")
PLACES = ("acme", "places")
URGENT = ShortNotice(reason="urgent_replacement", words="Beta stopped working.")


@pytest.fixture(autouse=True)
def opened():
    """Acme in the US since 2024; a rule of 30 clear days, counted a day after publication."""
    make_portal(notice_days=30)
    add_row("Acme", places=["US"], purpose="Mail", effective_on="2024-01-01")
    add_row("Zeta", places=["US"])
    publish(at=at("2026-10-01"))
    yield
    verify()


def acme():
    return Subprocessor.objects.get(slug="acme")


def publish_on(day, **decisions):
    return publish(at=at(day), decisions=Decisions(**decisions))


def refused_on(day, **decisions):
    """The problems for which publishing is refused."""
    with pytest.raises(NotPublishable) as refusal:
        publish_on(day, **decisions)
    return refusal.value.problems


def notice_of(publication):
    """What the one change states of its notice: (day, counted from, earliest, until, short)."""
    [change] = publication.changes.all()
    notice = change.notice
    names = ("counted_from_on", "earliest_effective_on", "objection_until_on", "short_notice")
    return (change.effective_on.isoformat(), *(notice.get(name) for name in names))


def announce_ireland(on="2026-12-04"):
    edit_row(acme(), places=["IE"])
    return publish_on("2026-11-02", days={MATERIAL: on})


# Refused, with the day that would do


def test_a_vendor_for_tomorrow_is_refused_with_the_earliest_day_and_that_day_is_taken():
    bolt = add_row("Bolt", effective_on="2026-11-03")
    [problem] = refused_on("2026-11-02")
    assert problem.sentence == (
        "Bolt: it would start on 3 November 2026, before the notice has run. The earliest day is"
        " 4 December 2026. Use that day, or declare short notice."
    )
    assert (problem.slug, problem.offer) == ("bolt", "2026-12-04")
    decisions = take_offer(prepare(at=at("2026-11-02")), problem.offer, by=None)
    bolt.refresh_from_db()
    assert bolt.effective_on == date(2026, 12, 4)
    assert bolt.history.latest("history_id").history_change_reason == (
        "Earliest day by the notice rule"
    )
    publication = publish(at=at("2026-11-02"), decisions=decisions)
    assert notice_of(publication) == (
        *("2026-12-04", "2026-11-03", "2026-12-04", "2026-12-03"),
        None,
    )


def test_an_edit_that_comes_too_early_is_refused_and_takes_the_day_offered():
    edit_row(acme(), places=["IE"], purpose="Post")
    [problem] = refused_on("2026-11-02", days={MATERIAL: "2026-12-03"})
    assert problem.sentence == (
        "Acme: nature of processing and places of processing would take effect on 3 December 2026,"
        " before the notice has run. The earliest day is 4 December 2026. Use that day, or declare"
        " short notice."
    )
    draft = prepare(at=at("2026-11-02"), decisions=Decisions(days={MATERIAL: "2026-12-03"}))
    decisions = take_offer(draft, problem.offer, by=None)
    assert notice_of(publish(at=at("2026-11-02"), decisions=decisions))[0] == "2026-12-04"


def test_the_day_is_filled_in_for_each_that_needs_it_and_a_replaced_one_ends_the_day_before():
    successor = editing.replace(
        acme(),
        name="Bolt",
        effective_on=date(2026, 11, 10),
        last_day=date(2026, 11, 9),
        by=None,
    )
    crow = add_row("Crow", effective_on="2027-03-01")
    draft = prepare(at=at("2026-11-02"))
    assert [problem.slug for problem in draft.problems] == ["bolt"]
    take_offer(draft, "2026-12-04", by=None)
    for row in (successor, crow):
        row.refresh_from_db()
    assert successor.effective_on == date(2026, 12, 4)
    assert acme().ended_on == date(2026, 12, 3)
    assert crow.effective_on == date(2027, 3, 1)
    assert publish_on("2026-11-02").changes.count() == 3


def test_a_replaced_one_that_ends_on_another_day_keeps_its_day():
    dates = {"effective_on": date(2026, 11, 10), "last_day": date(2026, 12, 31)}
    editing.replace(acme(), name="Bolt", **dates, by=None)
    take_offer(prepare(at=at("2026-11-02")), "2026-12-04", by=None)
    assert acme().ended_on == date(2026, 12, 31)


def test_the_day_is_filled_in_also_for_a_field_that_has_its_own():
    edit_row(acme(), purpose="Post", places=["IE"])
    days = {MATERIAL: "2026-11-05", ("acme", "purpose"): "2026-11-06", PLACES: "2027-01-01"}
    draft = prepare(at=at("2026-11-02"), decisions=Decisions(days=days))
    decisions = take_offer(draft, "2026-12-04", by=None)
    found = {
        name: change.effective_on.isoformat()
        for change in publish(at=at("2026-11-02"), decisions=decisions).changes.all()
        for name in change.fields
    }
    assert found == {"purpose": "2026-12-04", "places": "2027-01-01"}


def test_another_place_before_the_start_is_refused_and_the_start_moves():
    add_row("Bolt", effective_on="2026-12-04", places=["US"])
    publish_on("2026-11-02")
    edit_row(Subprocessor.objects.get(slug="bolt"), places=["IE"])
    [problem] = refused_on("2026-11-20")
    assert (problem.code, problem.offer) == ("start_too_early", "2026-12-22")
    take_offer(prepare(at=at("2026-11-20")), problem.offer, by=None)
    publication = publish_on("2026-11-20")
    [moved, edited] = sorted(publication.changes.all(), key=lambda change: sorted(change.fields))
    assert (sorted(moved.fields), sorted(edited.fields)) == (["effective_on"], ["places"])
    assert moved.notice["earliest_effective_on"] == "2026-12-04", "moved later, it keeps its own"
    assert edited.notice["earliest_effective_on"] == "2026-12-22"
    assert moved.effective_on == edited.effective_on == date(2026, 12, 22)


def test_what_is_put_back_needs_its_period_like_any_edit():
    announce_ireland()
    put_back_to(acme(), Publication.objects.get(number=1), by=None)
    [problem] = refused_on("2027-01-10", days={MATERIAL: "2027-01-11"})
    assert (problem.code, problem.offer) == ("too_early", "2027-02-11")


def test_what_an_import_brings_to_the_working_list_needs_its_period_like_any_edit(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Entity Name,Nature of processing\nAcme,Post\n")
    call_command("importlist", str(path))
    [problem] = refused_on("2026-11-02", days={MATERIAL: "2026-11-03"})
    assert (problem.code, problem.field, problem.offer) == ("too_early", "purpose", "2026-12-04")


def test_a_start_stated_earlier_for_one_in_use_offers_no_day():
    edit_row(acme(), effective_on="2023-01-01")
    [problem] = refused_on("2026-11-02")
    assert (problem.code, problem.offer) == ("start_was_earlier", "")
    publication = publish_on("2026-11-02", corrects=1, reason="It began in 2023.")
    assert notice_of(publication)[4] == {
        "reason": "stated_wrongly",
        "words": "It began in 2023.",
    }


def test_published_at_2355_it_counts_from_the_next_day():
    bolt = add_row("Bolt", effective_on="2026-12-04")
    late = datetime(2026, 11, 2, 22, 55, tzinfo=UTC)
    with pytest.raises(NotPublishable) as refusal:
        publish(at=late)
    assert refusal.value.problems[0].offer == "2026-12-05"
    edit_row(bolt, effective_on="2026-12-05")
    publication = publish(at=late)
    assert publication.published_on == date(2026, 11, 2)
    assert notice_of(publication)[1] == "2026-11-04"


def on_the_clock(text):
    """The instant at which the portal's clock says so, on 2 November 2026 unless it says more."""
    text = text if len(text) > 5 else f"2026-11-02 {text}"
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("clock", "offered", "first_accepted"),
    [
        ("22:49", "2026-12-04", "2026-12-04"),
        ("22:50", "2026-12-05", "2026-12-04"),
        ("23:40", "2026-12-05", "2026-12-04"),
        ("23:49", "2026-12-05", "2026-12-04"),
        ("23:50", "2026-12-05", "2026-12-05"),
        ("23:59", "2026-12-05", "2026-12-05"),
        ("2026-11-03 00:00", "2026-12-05", "2026-12-05"),
        ("2026-11-03 00:10", "2026-12-05", "2026-12-05"),
    ],
)
def test_what_is_offered_late_in_the_evening_holds_for_an_hour_and_past_midnight(
    clock, offered, first_accepted
):
    now = on_the_clock(clock)
    bolt = add_row("Bolt", effective_on="2026-11-05")
    [problem] = prepare(at=now).problems
    assert problem.offer == prepare(at=now).earliest == offered
    days = [date(2026, 12, number) for number in (3, 4, 5)]
    accepted = []
    for day in days:
        edit_row(bolt, effective_on=day)
        if not prepare(at=now).problems:
            accepted.append(day.isoformat())
    assert accepted[0] == first_accepted
    edit_row(bolt, effective_on=date.fromisoformat(offered))
    publish(at=now + timedelta(minutes=59))


def test_an_offer_taken_too_late_fills_nothing_in_and_the_next_refusal_offers_anew():
    bolt = add_row("Bolt", effective_on="2026-11-05")
    [first] = prepare(at=on_the_clock("22:30")).problems
    assert first.offer == "2026-12-04"
    take_offer(prepare(at=on_the_clock("23:55")), first.offer, by=None)
    bolt.refresh_from_db()
    assert bolt.effective_on == date(2026, 11, 5)
    [again] = prepare(at=on_the_clock("23:55")).problems
    assert again.offer == "2026-12-05"
    assert "The earliest day is 5 December 2026." in again.sentence


instants = st.datetimes(
    datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)
) | st.sampled_from(
    [
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # an hour before Berlin's clocks go forward
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and before they go back
        datetime(2027, 4, 4, 2, 30, tzinfo=UTC),  # 23:30 in Santiago, for the first of two times
        datetime(2026, 9, 6, 3, 30, tzinfo=UTC),  # 23:30 in Santiago, then 01:00
    ]
)
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Santiago", "Etc/GMT+12", "Pacific/Kiritimati"]
)


@given(at=instants, zone=zones, later=st.integers(0, 3_599), number=st.integers(0, 400))
def test_an_offer_holds_for_an_hour_in_every_zone_and_over_every_change_of_clocks(
    at, zone, later, number
):
    facts = {"notice_days": number, "notice_kind": "business_days", "notice_country": "DE"}
    offered = notice_days(facts, at=at, time_zone=zone, on=day_at(at, zone), hold=OFFERS_HOLD)
    then = at + timedelta(seconds=later)
    needed = notice_days(facts, at=then, time_zone=zone, on=day_at(then, zone))
    assert needed.earliest <= offered.earliest


def test_with_no_time_for_waiting_it_counts_from_the_day_itself(settings):
    settings.NOTICE_WAIT = settings.NOTICE_WAIT * 0
    add_row("Bolt", effective_on="2026-12-04")
    publication = publish(at=datetime(2026, 11, 2, 22, 55, tzinfo=UTC))
    assert notice_of(publication)[1] == "2026-11-03"


# Which rule


def test_the_rule_is_that_of_the_version_before_though_this_one_changes_it():
    Portal.objects.update(notice_days=90)
    add_row("Bolt", effective_on="2026-12-04")
    assert notice_of(publish_on("2026-11-02"))[2] == "2026-12-04"
    add_row("Crow", effective_on="2027-01-31")
    assert refused_on("2026-11-02")[0].offer == "2027-02-02"


def test_without_a_number_nothing_is_refused_and_nothing_is_stated():
    Portal.objects.update(notice_days=None)
    publish_on("2026-11-01")
    add_row("Bolt", effective_on="2026-11-02")
    assert notice_of(publish_on("2026-11-02")) == ("2026-11-02", None, None, None, None)


def test_0_days_are_a_rule_too():
    Portal.objects.update(notice_days=0)
    publish_on("2026-11-01")
    add_row("Bolt", effective_on="2026-11-03")
    assert refused_on("2026-11-02")[0].offer == "2026-11-04"


def test_a_period_that_cannot_be_counted_refuses_what_owes_it_and_nothing_else():
    Portal.objects.update(notice_kind="business_days", notice_country="IN")
    publish_on("2026-11-01")
    edit_row(acme(), website="https://acme.example")
    publish_on("2101-12-02")
    add_row("Bolt", effective_on="2102-12-01")
    [problem] = refused_on("2101-12-02")
    assert problem.code == "cannot_count"
    assert "The holidays of IN are known from" in problem.sentence


def test_the_zone_is_the_new_versions():
    Portal.objects.update(time_zone="Pacific/Kiritimati")
    add_row("Bolt", effective_on="2026-12-05")
    publication = publish(at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    assert publication.published_on == date(2026, 11, 3)
    assert notice_of(publication)[1] == "2026-11-04"


# Short notice


def test_short_notice_is_published_with_reason_and_words_and_keeps_its_clause_to_itself():
    add_row("Bolt", effective_on="2026-11-03")
    short = ShortNotice("urgent_replacement", "Beta stopped working.", clause="7.3(b)")
    publication = publish_on("2026-11-02", short_notices={("bolt", "material"): short})
    assert notice_of(publication) == (
        "2026-11-03",
        "2026-11-03",
        "2026-12-04",
        "2026-12-03",
        {"reason": "urgent_replacement", "words": "Beta stopped working."},
    )
    assert publication.changes.get().short_notice_clause == "7.3(b)"
    assert b"7.3" not in publication.snapshot.data


def test_what_was_omitted_by_mistake_says_since_when_it_is_in_use():
    add_row("Bolt", effective_on="2026-03-01")
    short = ShortNotice("omitted", "It was forgotten.")
    publication = publish_on("2026-11-02", short_notices={("bolt", "material"): short})
    assert notice_of(publication)[4]["since"] == "2026-03-01"
    assert publication.changes.get().objection_until_on == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("short", "code"),
    [
        (ShortNotice(words="We must."), "short_notice_reason"),
        (ShortNotice(reason="because", words="We must."), "short_notice_reason"),
        (ShortNotice(reason="required_by_law"), "short_notice_words"),
        (ShortNotice(reason="required_by_law", words=" \n"), "short_notice_words"),
        (ShortNotice(reason="omitted", words="Forgotten."), "short_notice_since"),
    ],
)
def test_short_notice_lacks_nothing(short, code):
    edit_row(Subprocessor.objects.get(slug="zeta"), places=["IE"])
    group = ("zeta", "material")
    found = refused_on("2026-11-02", days={group: "2026-11-03"}, short_notices={group: short})
    assert code in [problem.code for problem in found]


def test_words_left_behind_without_a_reason_declare_nothing_and_the_day_is_still_offered():
    edit_row(acme(), places=["IE"])
    short = {MATERIAL: ShortNotice(words="Beta stopped working.", clause="7.3(b)")}
    early, reason = refused_on("2026-11-02", days={MATERIAL: "2026-11-05"}, short_notices=short)
    assert (early.code, early.offer) == ("too_early", "2026-12-04")
    assert reason.code == "short_notice_reason"
    publication = publish_on("2026-11-02", days={MATERIAL: early.offer}, short_notices=short)
    assert notice_of(publication)[4] is None
    assert publication.changes.get().short_notice_clause is None


def test_the_clause_is_kept_whatever_the_edit_is_proposed_as():
    edit_row(acme(), legal_name="Acme Inc.")
    publish_on("2026-11-01")
    edit_row(acme(), name="Bolt Mail")
    renamed = ("acme", "renamed")
    short = {renamed: ShortNotice("urgent_replacement", "It had to be.", clause="7.3(b)")}
    publication = publish_on(
        "2026-11-02",
        material={renamed: True},
        days={renamed: "2026-11-05"},
        short_notices=short,
    )
    assert publication.changes.get().short_notice_clause == "7.3(b)"


def test_short_notice_that_is_not_needed_is_not_told():
    edit_row(acme(), places=["IE"])
    publication = publish_on(
        "2026-11-02", days={MATERIAL: "2026-12-04"}, short_notices={MATERIAL: URGENT}
    )
    assert notice_of(publication)[4] is None


# Corrections


def test_a_wrong_country_is_corrected_at_once_and_says_that_it_was_wrong():
    edit_row(acme(), places=["CA"])
    publication = publish_on("2026-11-02", corrects=1, reason="It was Canada all along.")
    assert notice_of(publication) == (
        "2026-11-02",
        "2026-11-03",
        "2026-12-04",
        "2026-12-03",
        {"reason": "stated_wrongly", "words": "It was Canada all along."},
    )


def test_a_vendor_added_in_a_correction_needs_its_period_or_a_declared_short_notice():
    edit_row(acme(), places=["CA"])
    add_row("Bolt", effective_on="2026-11-02")
    [problem] = refused_on("2026-11-02", corrects=1, reason="Both were wrong.")
    assert (problem.slug, problem.code) == ("bolt", "start_too_early")


# Moved and dropped


def test_a_plan_moved_later_needs_no_reason_and_keeps_its_first_earliest_day():
    announce_ireland()
    publication = publish_on("2026-11-20", moved={PLACES: "2027-01-15"})
    assert notice_of(publication) == (
        *("2027-01-15", "2026-11-03", "2026-12-04", "2027-01-14"),
        None,
    )
    again = publish_on("2027-01-10", moved={PLACES: "2027-02-15"})
    assert notice_of(again)[1:4] == ("2026-11-03", "2026-12-04", "2027-02-14")


def test_a_plan_keeps_its_own_first_days_though_what_is_shown_today_was_corrected_since():
    announce_ireland("2027-03-01")
    edit_row(acme(), places=["CA"])
    today = {"corrects": 1, "reason": "It was Canada.", "today": frozenset({PLACES})}
    corrected = publish_on("2026-11-20", **today)
    assert notice_of(corrected)[2] == "2026-12-22"
    assert acme().places == ["IE"]
    publication = publish_on("2026-12-01", moved={PLACES: "2027-04-01"})
    assert notice_of(publication)[:3] == ("2027-04-01", "2026-11-03", "2026-12-04")


def test_a_vendor_restored_by_a_correction_owes_nothing_but_what_is_edited_beside_does():
    bolt = add_row("Bolt", effective_on="2026-12-04", places=["US"])
    publish_on("2026-11-02")
    edit_row(bolt, withdrawn_on="2026-11-20")
    publish_on("2026-11-20")
    why = {"corrects": 3, "reason": "It was not dropped."}
    edit_row(bolt, withdrawn_on=None, places=["IE"])
    assert [problem.code for problem in refused_on("2026-11-21", **why)] == ["start_too_early"]
    edit_row(bolt, places=["US"])
    assert notice_of(publish_on("2026-11-21", **why))[2:] == (None, None, None)


def test_a_plan_moved_earlier_counts_anew_from_today():
    announce_ireland("2027-03-01")
    [problem] = refused_on("2026-11-20", moved={PLACES: "2026-12-10"})
    assert (problem.code, problem.offer) == ("moved_too_early", "2026-12-22")
    draft = prepare(at=at("2026-11-20"), decisions=Decisions(moved={PLACES: "2026-12-10"}))
    decisions = take_offer(draft, problem.offer, by=None)
    assert notice_of(publish(at=at("2026-11-20"), decisions=decisions))[:3] == (
        "2026-12-22",
        "2026-11-21",
        "2026-12-22",
    )


def test_one_that_cannot_come_sooner_any_more_is_offered_the_day_it_is_announced_for():
    announce_ireland("2026-12-04")
    [problem] = refused_on("2026-11-20", moved={PLACES: "2026-11-25"})
    assert problem.offer == "2026-12-04"
    draft = prepare(at=at("2026-11-20"), decisions=Decisions(moved={PLACES: "2026-11-25"}))
    with pytest.raises(NothingToPublish):
        publish(at=at("2026-11-20"), decisions=take_offer(draft, problem.offer, by=None))


def test_a_start_moved_earlier_is_offered_the_earliest_day_or_its_own():
    bolt = add_row("Bolt", effective_on="2027-03-01")
    publish_on("2026-11-02")
    edit_row(bolt, effective_on="2026-12-01")
    assert refused_on("2026-11-20")[0].offer == "2026-12-22"
    edit_row(bolt, effective_on="2027-02-20")
    assert refused_on("2027-02-10")[0].offer == "2027-03-01"


def test_a_plan_dropped_owes_no_period_and_announced_again_counts_anew():
    announce_ireland()
    publication = publish_on("2026-11-20", dropped=frozenset({PLACES}))
    assert notice_of(publication) == ("2026-11-20", None, None, None, None)
    edit_row(acme(), places=["IE"])
    [problem] = refused_on("2026-11-21", days={MATERIAL: "2026-12-04"})
    assert problem.offer == "2026-12-23"


def test_an_end_and_its_cancelling_owe_no_period():
    edit_row(acme(), ended_on="2026-11-02")
    assert notice_of(publish_on("2026-11-02"))[1:] == (None, None, None, None)
    edit_row(acme(), ended_on=None)
    assert notice_of(publish_on("2026-11-02"))[1:] == (None, None, None, None)


# A set that holds what is announced, and more


def test_germany_beside_announced_ireland_is_asked_about_and_never_drops_ireland():
    announce_ireland()
    edit_row(acme(), places=["DE", "IE"])
    days = {MATERIAL: "2026-12-22"}
    [problem] = refused_on("2026-11-20", days=days)
    assert problem.code == "holds_pending"
    [problem] = refused_on("2026-11-20", days=days, joined={PLACES: False})
    assert problem.sentence == (
        "Acme: Ireland stays announced for 4 December 2026, and one change of places of processing"
        " can be announced at a time. Leave this row out now: the rest can be announced from 4"
        " December 2026 on."
    )
    publication = publish_on("2026-11-20", days=days, joined={PLACES: True})
    assert notice_of(publication)[:3] == ("2026-12-22", "2026-11-21", "2026-12-22")
    edit_row(acme(), places=["DE", "IE", "FR"])
    [problem] = refused_on("2026-12-01", days={MATERIAL: "2027-02-01"})
    assert problem.code == "holds_pending"


def test_germany_on_the_day_of_announced_ireland_needs_no_answer():
    announce_ireland("2027-03-01")
    edit_row(acme(), places=["DE", "IE"])
    publication = publish_on("2026-11-20", days={MATERIAL: "2027-03-01"})
    assert notice_of(publication)[0] == "2027-03-01"


# Each field its own way


def test_a_rename_and_a_move_in_one_edit_have_each_their_day_and_materiality():
    edit_row(acme(), name="Acme Group", places=["IE"])
    publication = publish_on(
        "2026-11-02",
        days={MATERIAL: "2026-12-04", ("acme", "name"): ""},
        material={("acme", "name"): False},
        reasons={("acme", "name"): "Renamed by the vendor"},
    )
    found = {
        tuple(sorted(change.fields)): (change.effective_on.isoformat(), change.material)
        for change in publication.changes.all()
    }
    assert found == {("name",): ("2026-11-02", False), ("places",): ("2026-12-04", True)}


@pytest.mark.parametrize("group", ["material", "name"])
def test_a_reason_written_for_wording_is_not_published_with_a_change(group):
    edit_row(acme(), name="Acme Group")
    publication = publish_on(
        "2026-11-02",
        days={("acme", group): "2026-12-04"},
        material={("acme", group): True},
        reasons={("acme", group): "A slip"},
    )
    assert {change.reason for change in publication.changes.all()} == {""}
    assert b"A slip" not in publication.snapshot.data


def test_what_was_wrong_is_published_with_a_correction_alone():
    edit_row(acme(), website="https://acme.example")
    publication = publish_on("2026-11-02", reason="It was Canada.")
    assert publication.reason == ""
    assert b"Canada" not in publication.snapshot.data


def test_an_import_gives_no_reason_that_nobody_gave():
    edit_row(acme(), legal_name="Acme Inc.")
    publish_on("2026-11-01")
    edit_row(acme(), name="Bolt Mail")
    publication = publish(at=at("2026-11-02"), imported={"by": "Counsel"})
    assert publication.changes.get().reason == ""


def test_two_fields_of_one_edit_take_two_days():
    edit_row(acme(), purpose="Post", places=["IE"])
    days = {MATERIAL: "2026-12-04", ("acme", "purpose"): "2027-01-01"}
    found = {
        name: change.effective_on.isoformat()
        for change in publish_on("2026-11-02", days=days).changes.all()
        for name in change.fields
    }
    assert found == {"places": "2026-12-04", "purpose": "2027-01-01"}


# Told again


def test_what_a_version_told_wrongly_is_told_again_and_owes_no_period():
    announce_ireland()
    publication = publish_on("2026-11-20", corrects=2, reissues=True, reason="The mail was wrong.")
    [change] = publication.changes.all()
    assert (change.reissues, change.effective_on) == (2, date(2026, 12, 4))
    assert change.notice == {}
    assert publication.title == "Version 2 repeated, because it was wrong"
    rows = [version.snapshot.document["head"]["rows"] for version in Publication.objects.all()[:2]]
    assert rows[0] == rows[1], "it alters no row"


def test_what_is_no_longer_so_is_not_told_again():
    announce_ireland()
    publish_on("2026-11-20", dropped=frozenset({PLACES}))
    [problem] = refused_on("2026-11-21", corrects=2, reissues=True, reason="Wrong.")
    assert problem.code == "nothing_to_reissue"


def test_what_has_come_since_can_be_told_again():
    announce_ireland()
    publication = publish_on("2026-12-10", corrects=2, reissues=True, reason="The mail was wrong.")
    assert publication.changes.get().reissues == 2


def test_a_clock_set_back_is_named_before_any_day_is_counted():
    add_row("Bolt", effective_on="2026-12-04")
    with (
        time_machine.travel(at("2026-09-01"), tick=False),
        pytest.raises(NotPublishable) as refusal,
    ):
        publish()
    assert "clock_set_back" in [problem.code for problem in refusal.value.problems]


def test_a_day_beyond_the_calendar_is_named():
    Portal.objects.update(notice_days=3_650)
    publish_on("2026-11-01")
    add_row("Bolt", effective_on="9999-12-31")
    [problem] = refused_on("9995-01-01")
    assert problem.code == "cannot_count"
    assert "end after the year 9999" in problem.sentence


def test_what_took_effect_today_is_repeated_as_it_now_is():
    announce_ireland("2026-12-04")
    publication = publish_on("2026-12-04", corrects=2, reissues=True, reason="The mail was wrong.")
    [change] = publication.changes.all()
    assert (change.reissues, change.effective_on) == (2, date(2026, 12, 4))
