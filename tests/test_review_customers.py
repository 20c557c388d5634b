"""The review and customers: longer periods that were promised, and whom no notice reaches."""

import pytest

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, publish
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal
from tests.test_desk_notice import REVIEW, form_data

pytestmark = pytest.mark.django_db
PROMISED = {"promised_number": 60, "promised_kind": "clear_days"}


@pytest.fixture
def desk(client, time_machine):
    """Acme Mail in use since 2024, a rule of 30 days; it is 2 November 2026."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30)
    client.paula = make_person("paula", "Publisher")
    client.force_login(client.paula)
    client.mail = Service.objects.create(slug="mail", label="Octo Mail", is_public=True)
    client.row = add_row("Acme Mail", places=["US"], purpose="Mail", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    return client


def promises(page):
    """What the review says of promises, and the days that it offers there."""
    found = [one for one in page.of_class("decide") for one in one.iter("li")]
    found = [one for one in found if "promised" in words(one)]
    offers = [button.get("value") for one in found for button in one.iter("button")]
    return [words(one).split(" Use ")[0] for one in found], offers


def test_three_customers_were_promised_sixty_days_and_their_day_is_offered_and_taken(desk):
    for name in ("One", "Two", "Three"):
        a_contact(a_customer(name, **PROMISED), "a@one.example")
    bolt = add_row("Bolt", effective_on="2026-12-04")
    response = desk.get(REVIEW)
    said = "3 customers were promised 60 days: earliest 3 January 2027."
    assert promises(Page(response)) == ([said], ["2027-01-03"])
    response = desk.post(REVIEW, {**form_data(response), "use": "2027-01-03"})
    assert "3 January 2027 is filled in wherever it is needed" in Page(response).text
    bolt.refresh_from_db()
    assert bolt.effective_on.isoformat() == "2027-01-03"
    assert promises(Page(response)) == ([], [])


def test_a_promise_refuses_nothing(desk):
    a_contact(a_customer("One", **PROMISED), "a@one.example")
    add_row("Bolt", effective_on="2026-12-04")
    response = desk.get(REVIEW)
    assert "To be decided first" not in Page(response).text
    desk.post(REVIEW, {**form_data(response), "publish": "1", "untold": "1"})
    [change] = Publication.objects.newest().changes.all()
    assert change.effective_on.isoformat() == "2026-12-04"


def test_each_promise_has_its_own_day_and_only_those_concerned_count(desk):
    a_customer("By months", promised_number=2, promised_kind="months")
    a_customer("Shorter than the rule", promised_number=10, promised_kind="clear_days")
    a_customer("As the rule", promised_number=30, promised_kind="clear_days")
    a_customer("Uses mail", "mail", **PROMISED)
    a_customer("Uses another", "crm", **PROMISED)
    a_customer("Gone", ended_on=at("2026-11-01").date(), **PROMISED)
    add_row("Bolt", services=[desk.mail], effective_on="2026-12-04")
    found, offers = promises(Page(desk.get(REVIEW)))
    assert found == [
        "1 customer was promised 60 days: earliest 3 January 2027.",
        # 3 January 2027 is a Sunday: the period ends on the Monday after it.
        "1 customer was promised 2 months: earliest 5 January 2027.",
    ]
    assert offers == ["2027-01-03", "2027-01-05"]


def test_the_day_of_an_edit_is_filled_in_and_what_needs_no_time_is_not_counted(desk):
    a_customer("One", **PROMISED)
    edit_row(desk.row, places=["IE"])
    response = desk.get(REVIEW)
    assert promises(Page(response))[1] == ["2027-01-03"]
    response = desk.post(REVIEW, {**form_data(response), "use": "2027-01-03"})
    assert promises(Page(response))[0] == []
    assert form_data(response)["day-acme-mail-material"] == ["2027-01-03"]
    edit_row(desk.row, places=["US"], ended_on="2026-11-30")
    assert promises(Page(desk.get(REVIEW)))[0] == []
    edit_row(desk.row, ended_on=None, notes="Reworded")
    assert promises(Page(desk.get(REVIEW)))[0] == []


def test_a_plan_that_is_moved_later_counts_from_the_day_it_was_first_told(desk, time_machine):
    a_customer("One", **PROMISED)
    row = add_row("Bolt", effective_on="2026-12-10")
    publish(at=at("2026-11-02"))
    time_machine.move_to(at("2026-11-20"))
    desk.force_login(desk.paula)
    edit_row(row, effective_on="2027-01-02")
    assert promises(Page(desk.get(REVIEW))) == (
        ["1 customer was promised 60 days: earliest 3 January 2027."],
        ["2027-01-03"],
    )
    edit_row(row, effective_on="2027-01-03")
    assert promises(Page(desk.get(REVIEW)))[0] == []


def test_without_a_rule_a_promise_is_counted_all_the_same(desk):
    Portal.objects.update(notice_days=None)
    publish(at=at("2026-10-02"), decisions=Decisions())
    a_customer("One", **PROMISED)
    row = add_row("Bolt", effective_on="2026-11-03")
    assert promises(Page(desk.get(REVIEW)))[1] == ["2027-01-03"]
    edit_row(row, effective_on="2027-01-03")
    assert promises(Page(desk.get(REVIEW)))[0] == []


def test_late_in_the_evening_the_later_day_is_offered(desk, time_machine):
    a_customer("One", **PROMISED)
    add_row("Bolt", effective_on="2026-12-10")
    time_machine.move_to(TOLD_AT.replace(hour=22, minute=10))
    desk.force_login(desk.paula)
    assert promises(Page(desk.get(REVIEW)))[1] == ["2027-01-04"]


def test_whoever_may_not_edit_cannot_take_the_day(desk):
    a_customer("One", **PROMISED)
    add_row("Bolt", effective_on="2026-12-04")
    desk.force_login(make_person("audrey", "Auditor"))
    data = form_data(desk.get(REVIEW))
    assert desk.post(REVIEW, {**data, "use": "2027-01-03"}).status_code == 403
    assert Subprocessor.objects.get(slug="bolt").effective_on.isoformat() == "2026-12-04"


def test_customers_whom_no_notice_reaches_are_counted_and_five_are_named(desk):
    for number in range(7):
        a_customer(f"Customer {number}")
    a_contact(a_customer("Reached"), "a@reached.example")
    said = "7 customers have no reachable address."
    assert said not in Page(desk.get(REVIEW)).text
    add_row("Bolt", effective_on="2026-12-04")
    page = Page(desk.get(REVIEW))
    named = "Customer 0, Customer 1, Customer 2, Customer 3, Customer 4, 2 more"
    assert f"{said} {named}" in page.text
    [more] = [link for link in page.all("a") if words(link) == "2 more"]
    assert len(desk.get(more.get("href")).context["cl"].result_list) == 7
    desk.force_login(make_person("edith", "Editor"))
    page = Page(desk.get(REVIEW))
    assert said in page.text
    assert "Customer 0" not in page.text
