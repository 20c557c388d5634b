"""Tests of the rule of notice: as facts, on the desk, and as customers read it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from subprocessors.archive.notice_rule import NoticeDays, NoticeRule
from subprocessors.models.portal import Portal
from subprocessors.publishing.facts import facts_on_desk, labels_on_desk
from subprocessors.wording import day, end_of_day, object_by, rule_words
from tests.stories import TOLD_AT, make_person, make_portal

#: What a portal of 0.1.0 states about itself.
OLD_FACTS = ["contact_email", "notice_days", "organisation", "time_zone"]


def days(counted_from, earliest, window=None):
    texts = (counted_from, earliest, window)
    return NoticeDays(*(text and date.fromisoformat(text) for text in texts))


def until(notice, effective_on):
    return notice.objection_until(date.fromisoformat(effective_on)).isoformat()


# The days of one notice


def test_without_a_number_there_is_no_rule_and_with_0_there_is_one():
    assert NoticeRule.from_facts({"notice_kind": "months", "objection_days": 30}) is None
    assert NoticeRule.from_facts({"notice_days": 0}).number == 0


def test_what_is_left_empty_means_clear_days_weekends_alone_and_one_day_for_sending():
    rule = NoticeRule.from_facts({"notice_days": 30})
    assert rule == NoticeRule(30, "clear_days", "", 1, None)
    found = rule.days_for(TOLD_AT, "Europe/Berlin", wait=timedelta(minutes=10))
    assert found == days("2026-11-03", "2026-12-04")


def test_customers_object_until_the_day_before_it_takes_effect():
    notice = days("2026-11-03", "2026-12-04")
    assert until(notice, "2026-12-04") == "2026-12-03"
    assert until(notice, "2027-02-01") == "2027-01-31"


def test_a_window_of_their_own_may_end_before_or_after_the_change_takes_effect():
    assert until(days("2026-11-03", "2026-12-04", "2026-11-18"), "2026-12-04") == "2026-11-18"
    assert until(days("2026-11-03", "2026-12-04", "2027-02-01"), "2026-12-04") == "2027-02-01"


def test_under_short_notice_they_object_until_the_period_or_their_window_ends():
    assert until(days("2026-11-03", "2026-12-04"), "2026-11-02") == "2026-12-03"
    assert until(days("2026-11-03", "2026-12-04", "2026-11-18"), "2026-11-02") == "2026-12-03"
    assert until(days("2026-11-03", "2026-12-04", "2027-02-01"), "2024-01-01") == "2027-02-01"


# In words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        (
            {"notice_days": 30},
            "Notice: 30 days before a change takes effect. Objections: until it takes effect.",
        ),
        (
            {"notice_days": 1, "notice_country": "DE", "contact_email": "privacy@example.com"},
            "Notice: 1 day before a change takes effect. Objections: until it takes effect. By"
            " mail to privacy@example.com.",
        ),
        (
            {"notice_days": 10, "notice_kind": "business_days", "notice_country": "DE"}
            | {"objection_days": 30, "objection_email": "object@example.com"},
            "Notice: 10 business days (holidays: Germany) before a change takes effect."
            " Objections: within 30 calendar days from the notice. By mail to object@example.com.",
        ),
        (
            {"notice_days": 6, "notice_kind": "months", "authorisation": "specific"},
            "Notice: 6 months before a change takes effect. Each change needs your approval.",
        ),
    ],
)
def test_the_rule_is_one_line(facts, words):
    assert rule_words(facts) == words


def test_object_by_says_the_hour_the_zone_and_the_address():
    facts = {"contact_email": "privacy@example.com"}
    assert object_by("2026-12-03", "Europe/Berlin", facts) == (
        "Object by 3 December 2026, 24:00 CET, by mail to privacy@example.com"
    )
    assert object_by("2026-07-03", "Europe/Berlin", {}) == "Object by 3 July 2026, 24:00 CEST"
    assert end_of_day("2026-12-03", "Pacific/Kiritimati") == "3 December 2026, 24:00 UTC+14"
    assert end_of_day("2027-04-03", "America/Santiago") == "3 April 2027, 24:00 UTC-04"
    asked = {"authorisation": "specific", "objection_email": "yes@example.com"}
    assert object_by("2026-12-03", "UTC", {**facts, **asked}) == (
        "Your approval is needed by 3 December 2026, 24:00 UTC, by mail to yes@example.com"
    )


# As facts


@pytest.mark.django_db
def test_a_portal_that_sets_nothing_new_states_what_it_stated_before():
    facts = facts_on_desk(make_portal(notice_days=30), labels_on_desk())
    assert [fact["name"] for fact in facts] == OLD_FACTS


@pytest.mark.django_db
def test_no_days_for_sending_is_stated_as_0():
    portal = make_portal(notice_margin=0)
    facts = {fact["name"]: fact["value"] for fact in facts_on_desk(portal, labels_on_desk())}
    assert facts["notice_margin"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"notice_days": 3_651}, "notice_days", "less than or equal to 3650"),
        ({"notice_days": 121, "notice_kind": "months"}, "notice_days", "121 months are too many"),
        ({"notice_country": "XX"}, "notice_country", "No holidays are known for XX"),
        ({"notice_country": "UK"}, "notice_country", None),
        ({"notice_margin": 32}, "notice_margin", "less than or equal to 31"),
        ({"objection_days": 0}, "objection_days", "greater than or equal to 1"),
        ({"objection_email": "nobody"}, "objection_email", "valid email"),
        ({"language": "tlh"}, "language", "tlh is no code of a language"),
        ({"notice_kind": "fortnights"}, "notice_kind", "not a valid choice"),
    ],
)
def test_a_rule_that_cannot_be_counted_is_refused_at_its_field(values, field, words):
    portal = make_portal()
    for name, value in values.items():
        setattr(portal, name, value)
    if words is None:
        portal.full_clean()
        return
    with pytest.raises(ValidationError) as error:
        portal.full_clean()
    assert list(error.value.message_dict) == [field]
    [said] = error.value.message_dict[field]
    assert words in said


# The desk


@pytest.fixture
def desk(client, db):
    make_portal(notice_days=None)
    client.force_login(make_person("lea", "Publisher"))
    return client


def test_30_days_with_german_holidays_are_chosen_in_one_step(desk):
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False):
        page = desk.get(reverse("admin:notice-rule"), {"country": "DE"}).content.decode()
        assert (
            "Published today, 24 November 2026: counted from 25 November 2026, the last day is 28"
            " December 2026. A change takes effect on 29 December 2026 at the earliest; customers"
            " object by 28 December 2026."
        ) in page
        answers = {"preset": "calendar-days-30", "country": "DE"}
        assert desk.post(reverse("admin:notice-rule"), answers).status_code == 302
    portal = Portal.objects.get()
    assert (portal.notice_days, portal.notice_kind) == (30, "calendar_days")
    assert (portal.notice_country, portal.objection_days) == ("DE", None)
    record = portal.history.latest("history_id")
    assert (record.history_user.username, record.history_change_reason) == (
        "lea",
        "Notice rule chosen",
    )
    assert "in use" in desk.get(reverse("admin:notice-rule")).content.decode()


def test_where_customers_approve_the_examples_say_so(desk):
    Portal.objects.update(authorisation="specific")
    with time_machine.travel(TOLD_AT, tick=False):
        shown = desk.get(reverse("admin:notice-rule")).context["presets"]
    assert shown[0].example.endswith("customers are asked to approve it by 3 December 2026.")
    assert not any("object by" in one.example for one in shown)


def test_a_preset_of_clear_days_needs_no_country_and_none_takes_the_rule_away(desk):
    desk.post(reverse("admin:notice-rule"), {"preset": "days-14", "country": "DE"})
    assert Portal.objects.get().notice_country == ""
    desk.post(reverse("admin:notice-rule"), {"preset": "none", "country": "DE"})
    assert Portal.objects.get().notice_days is None


def test_each_preset_says_what_it_means_today(desk):
    with time_machine.travel(TOLD_AT, tick=False):
        shown = desk.get(reverse("admin:notice-rule")).context["presets"]
    earliest = {one.key: one.example.partition("takes effect on ")[2][:16] for one in shown}
    assert earliest == {
        "days-30": "4 December 2026 ",
        "calendar-days-30": "4 December 2026 ",
        "calendar-days-30-objection-90": "4 December 2026 ",
        "business-days-10-objection-30": "18 November 2026",
        "days-14": "18 November 2026",
        "days-15-objection-15": "19 November 2026",
        "months-6": "4 May 2027 at th",
        "none": "",
    }


def test_the_presets_refuse_what_they_do_not_know_and_whoever_may_not(desk, client):
    address = reverse("admin:notice-rule")
    assert desk.get(address, {"country": "XX"}).status_code == 400
    assert desk.post(address, {"preset": "nonsense"}).status_code == 400
    assert desk.put(address).status_code == 405
    client.force_login(make_person("aud", "Auditor"))
    assert client.get(address).status_code == 403


def test_the_rule_is_the_third_of_the_four_steps(desk):
    step = desk.get(reverse("admin:index")).context["steps"][2]
    assert (step["url"], len(step["missing"])) == ("admin:notice-rule", 1)
    Portal.objects.update(notice_days=0)
    assert desk.get(reverse("admin:index")).context["steps"][2]["missing"] == []


# The documentation


def test_the_worked_examples_of_the_documentation_hold():
    kinds = {"days": "clear_days", "calendar": "calendar_days", "business": "business_days"}
    text = (Path(__file__).parents[1] / "docs" / "notices.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\d+) (\w+)[^|]*\| [^|]*\| (\d+ \w+ \d+) \|", text, re.MULTILINE)
    assert len(found) == 4
    for number, kind, earliest in found:
        rule = NoticeRule(int(number), kinds.get(kind, kind), "DE")
        notice = rule.days_for(TOLD_AT, "Europe/Berlin", wait=timedelta(minutes=10))
        assert (notice.counted_from, day(notice.earliest)) == (date(2026, 11, 3), earliest)
    moving = NoticeRule(30, "calendar_days", "DE").days_for(
        datetime(2026, 11, 25, 9, tzinfo=UTC), "Europe/Berlin", wait=timedelta(minutes=10)
    )
    assert (moving.last, moving.earliest) == (date(2026, 12, 28), date(2026, 12, 29))
    assert "the last day is Monday, 28 December, and the earliest day 29 December\n2026." in text
