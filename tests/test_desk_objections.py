"""Objections on the desk: listed, answered by mail, closed; what a version and a review say."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from subprocessors.models.objections import AddressTest, Objection, ObjectionEvent
from subprocessors.models.outbox import Delivery
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.roles import ROLES
from subprocessors.notifying.addressing import letter_of
from subprocessors.objecting.dropped_plans import objections_dropped_by
from subprocessors.publishing import Decisions, publish
from tests.objecting import ACME, BETA, FORM, LEGAL, a_version_to_object_to, objected, tell
from tests.pages import Page, opened, words
from tests.recipients import a_contact, a_customer
from tests.stories import add_row, at, edit_row, make_person
from tests.subscribing import ReadMail, browser, page_at

pytestmark = pytest.mark.django_db
LIST = "/admin/subprocessors/objection/"
RECORD = "/admin/subprocessors/objection/add/"
VERSION = "/admin/subprocessors/publication/{}/change/"
REVIEW = "/admin/review/"
RULE = "/admin/rule/"
TEXT = "Dear Jane,\n\nwe keep you in the US.\n\nPaula"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_version_to_object_to()
    time_machine.move_to(at("2026-11-03"), tick=False)
    return time_machine


def signed_in(role):
    """Somebody of this group at the desk; a session lasts a working day."""
    client, name = Client(), role.lower()
    person = User.objects.filter(username=name).first() or make_person(name, role)
    client.force_login(person)
    return client


@pytest.fixture
def desk():
    return signed_in("Publisher")


def of(objection):
    return f"{LIST}{objection.pk}/change/"


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def answers():
    return list(Delivery.objects.filter(message__purpose="answer").order_by("pk"))


# Who sees them


def test_publishers_act_auditors_see_and_editors_see_nothing():
    found = objected()
    pages = (LIST, of(found), RECORD)
    statuses = {
        role: [signed_in(role).get(address).status_code for address in pages] for role in ROLES
    }
    assert statuses == {
        "Publisher": [200, 200, 200],
        "Auditor": [200, 200, 403],
        "Editor": [403, 403, 403],
    }


def test_a_mail_about_an_objection_is_for_those_who_see_objections(desk):
    found = objected()
    desk.post(of(found), {"act": "send", "text": TEXT})
    person = User.objects.create_user("ursula", is_staff=True)
    seen = Permission.objects.filter(codename__in=("publish_publication", "view_delivery"))
    person.user_permissions.set(seen | Permission.objects.filter(codename="view_customer"))
    client = Client()
    client.force_login(person)
    mails = list(Delivery.objects.filter(message__audience="objectors"))
    assert len(mails) == 2
    for mail in mails:
        page = f"/admin/sending/delivery/{mail.pk}/"
        assert client.get(page).status_code == 403
        assert client.post(page, {"why": "so"}).status_code == 403
        assert desk.get(page).status_code == signed_in("Auditor").get(page).status_code == 200
    notice = Delivery.objects.get(address=LEGAL)
    assert client.get(f"/admin/sending/delivery/{notice.pk}/").status_code == 200


def test_an_auditor_is_offered_nothing_and_can_do_nothing():
    found, client = objected(), signed_in("Auditor")
    page = opened(client, of(found))
    assert "Ireland is too far." in page.text
    assert not page.all("div[@id='content-main']//button")
    for act in ("show", "html", "send", "close", "reopen", "edit"):
        data = {"act": act, "text": "Yes", "outcome": "resolved", "words": "x"}
        assert client.post(of(found), data).status_code == 403
    assert not answers()
    assert not Objection.objects.get().outcome


def test_nothing_of_an_objection_is_public(client):
    found = objected(organisation="Xyzzy Ltd", name="Xyzzy", grounds="Xyzzy")
    for address in ("/", "/subprocessors/", "/changes/", "/changes/2/", "/changes.json", FORM):
        text = client.get(address).content.decode()
        assert "Xyzzy" not in text
        assert found.number not in text


# The list


def numbers_in(client, query=""):
    rows = opened(client, LIST + query).all("table[@id='result_list']//th/a")
    return {words(one) for one in rows}


def test_the_list_is_filtered_by_state_outcome_version_and_customer(desk):
    tell(at=at("2026-11-02", hour=10))
    first, second = objected(ACME), objected(BETA, address=LEGAL)
    add_row("Gamma", effective_on="2027-02-15")
    publish(at=at("2026-11-04"))
    third = objected("0", form="/changes/3/object/", address="joe@j.example")
    desk.post(of(first), {"act": "close", "outcome": "resolved", "words": ""})
    assert numbers_in(desk, "?open=yes") == {second.number, third.number}
    assert numbers_in(desk, "?open=no") == {first.number}
    assert numbers_in(desk, "?outcome__exact=resolved") == {first.number}
    assert numbers_in(desk, "?publication__number__exact=3") == {third.number}
    assert numbers_in(desk, f"?customer__id__exact={second.customer_id}") == {second.number}
    assert numbers_in(desk, "?q=JOE@j.example") == {third.number}
    text = opened(desk, LIST).text
    for shown in ("Version 2: Acme Mail", "in time", "resolved by a measure", "Octo"):
        assert shown in text


def test_the_list_asks_no_more_for_more_objections(desk):
    objected()
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for number in range(12):
        objected(BETA, address=f"a{number}@a.example")
    with CaptureQueriesContext(connection) as many:
        desk.get(LIST)
    assert len(many) == len(few) <= 18


# The page of one


def test_the_page_shows_what_was_said_and_the_days_of_the_customer(desk, clock):
    tell(at=at("2026-12-10"))
    clock.move_to(at("2027-01-05"), tick=False)
    desk = signed_in("Publisher")
    found = objected(address=LEGAL, organisation="<b>Octo</b>", grounds="No.\n\nReally <i>no</i>.")
    page = opened(desk, of(found))
    for shown in (
        "<b>Octo</b>",
        "Really <i>no</i>.",
        "Jane Doe",
        LEGAL,
        "Last day, as the version states",
        "23 December 2026",
        "Last day, for this customer",
        "9 January 2027",
        "In time",
        "through the form",
    ):
        assert shown in page.text
    assert [words(one) for one in page.all("select[@id='outcome']/option")][1:] == [
        "withdrawn by the customer",
        "resolved by a measure",
        "service excluded",
        "change dropped",
        "contract ends",
        "out of time",
        "approved",
    ]


def test_what_a_stranger_wrote_runs_nothing_on_the_desk(desk):
    script = "<script>alert(1)</script>"
    found = objected(organisation=script, name=script, grounds=script)
    for address in (LIST, of(found)):
        assert script not in desk.get(address).content.decode()


def test_an_answer_is_shown_before_it_is_sent(desk):
    found = objected()
    page = Page(desk.post(of(found), {"act": "show", "text": TEXT}))
    assert "Nothing is sent yet." in page.text
    assert "we keep you in the US." in page.text
    assert f"our answer to your objection {found.number}" in page.text
    shown = desk.post(of(found), {"act": "html", "text": "A <b>bold</b> answer"})
    assert "A &lt;b&gt;bold&lt;/b&gt; answer" in shown.content.decode()
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    back = Page(desk.post(of(found), {"act": "edit", "text": TEXT}))
    assert "we keep you in the US." in words(back.by_id("text"))
    assert not answers()


def test_an_answer_goes_through_the_outbox_and_stays_in_the_history(desk):
    found = objected()
    answer = desk.post(of(found), {"act": "send", "text": TEXT}, follow=True)
    assert "The answer goes to jane@octo.example." in said(answer)
    (delivery,) = answers()
    assert (delivery.state, delivery.address) == ("waiting", "jane@octo.example")
    mail = ReadMail(delivery)
    assert mail.text.startswith("Dear Jane,")
    assert "<p>we keep you in the US.</p>" in mail.html
    assert found.number in mail.subject
    history = Page(answer).text
    assert "Answered by mail: waiting" in history
    assert "publisher" not in mail.text
    event = ObjectionEvent.objects.get(what="answered")
    assert (event.by_name, event.delivery) == ("publisher", delivery)
    assert "we keep you in the US." in history


def answer_page(client, objection):
    """What the page that shows the mail sends on, by the name of each field."""
    opened_page = opened(client, of(objection))
    form = {one.get("name"): one.get("value") for one in opened_page.all("input[@name='seen']")}
    page = Page(client.post(of(objection), {"act": "show", "text": TEXT, **form}))
    return {one.get("name"): one.get("value") for one in page.all("input[@type='hidden']")}


def test_pressed_twice_an_answer_is_sent_once(desk):
    found = objected()
    form = {**answer_page(desk, found), "act": "send"}
    desk.post(of(found), form, follow=True)
    again = desk.post(of(found), form)
    assert said(again) == (
        f"Nothing was sent: since you opened the page, objection {found.number} was answered by"
        " mail by publisher. Its history says how."
    )
    assert len(answers()) == ObjectionEvent.objects.filter(what="answered").count() == 1


def test_who_answers_from_an_old_page_reads_who_was_quicker_and_may_answer_then(desk):
    found, colleague = objected(), Client()
    form = {**answer_page(desk, found), "act": "send"}
    colleague.force_login(make_person("paul", "Publisher"))
    colleague.post(of(found), {**answer_page(colleague, found), "act": "send"})
    page = Page(refused := desk.post(of(found), form))
    assert "answered by mail by paul." in said(refused)
    assert "we keep you in the US." in words(page.by_id("text"))  # nothing typed is lost
    [seen] = {one.get("value") for one in page.all("input[@name='seen']")}
    desk.post(of(found), {**form, "seen": seen})
    assert len(answers()) == 2
    colleague.post(of(found), {"act": "close", "outcome": "withdrawn", "words": ""})
    assert "was closed by paul." in said(desk.post(of(found), {**form, "seen": seen}))


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 30, "\x00"])
def test_a_page_that_does_not_say_what_it_showed_has_shown_nothing(desk, seen):
    found = objected()
    for _time in range(2):
        desk.post(of(found), {"act": "send", "text": TEXT, "seen": seen})
    assert len(answers()) == 1


def test_an_empty_answer_is_not_sent(desk):
    found = objected()
    for act in ("show", "send"):
        desk.post(of(found), {"act": act, "text": " \n "}, follow=True)
    assert not answers()


def test_it_is_closed_once_with_an_outcome_and_opened_again_with_a_reason(desk, clock):
    found = objected()
    assert "Choose the outcome" in said(desk.post(of(found), {"act": "close"}, follow=True))
    for outcome in ("nonsense", "excluded"):
        desk.post(of(found), {"act": "close", "outcome": outcome, "words": "See mail of 3.11."})
    found.refresh_from_db()
    assert (found.outcome, found.closed_at) == ("excluded", timezone.now())
    again = desk.post(of(found), {"act": "close", "outcome": "approved"}, follow=True)
    assert "closed already" in said(again)
    assert "See mail of 3.11." in opened(desk, of(found)).text
    assert "Say why" in said(desk.post(of(found), {"act": "reopen"}, follow=True))
    desk.post(of(found), {"act": "reopen", "words": "They wrote again."})
    found.refresh_from_db()
    assert (found.outcome, found.closed_at) == ("", None)
    acts = list(found.events.values_list("what", "outcome", "by_name"))
    assert acts == [
        ("received", "", ""),
        ("receipt", "", ""),
        ("closed", "excluded", "publisher"),
        ("reopened", "", "publisher"),
    ]


def test_an_act_that_there_is_not_is_refused(desk):
    assert desk.post(of(objected()), {"act": "delete"}).status_code == 400
    assert desk.post(f"{LIST}999/change/", {"act": "close"}).status_code == 302


def test_an_objection_is_not_deleted(desk):
    found = objected()
    answer = desk.post(f"{LIST}{found.pk}/delete/", {"post": "yes"}, follow=True)
    assert "is not deleted: it is evidence" in said(answer)
    assert Objection.objects.exists()


def test_the_page_of_a_redacted_change_says_so(desk):
    from subprocessors.publishing.redacting import redact  # noqa: PLC0415

    found = objected(BETA)
    redact(["Beta AI"], why="Court order", by="paula", at=at("2026-11-03"))
    page = opened(desk, of(found))
    assert "the change was redacted" in page.text
    assert "Beta" not in page.text


# Recorded by hand


def record(client, **values):
    data = {
        "change": f"2-{ACME}",
        "received_on": "2026-11-03",
        "organisation": "Octo Ltd",
        "name": "Jane Doe",
        "address": LEGAL,
        "grounds": "As in our letter.",
        **values,
    }
    return client.post(RECORD, data, follow=True)


def test_one_that_came_by_mail_is_recorded_with_the_day_on_which_it_came(desk, clock):
    tell(at=at("2026-11-02", hour=10))
    clock.move_to(at("2026-12-28"), tick=False)
    desk = signed_in("Publisher")
    answer = record(desk, received_on="2026-12-23")
    found = Objection.objects.get()
    assert f"It is recorded as objection {found.number}." in said(answer)
    assert (found.came_by, found.received_on) == ("hand", date(2026, 12, 23))
    assert (str(found.customer), found.is_late) == ("Octo", False)
    assert found.events.get().by_name == "publisher"
    assert not Delivery.objects.filter(message__purpose="receipt").exists()
    record(desk, received_on="2026-12-24", name="", address="", grounds="")
    late = Objection.objects.latest("pk")
    assert (late.is_late, late.customer) == (True, None)
    page = opened(desk, of(late))
    assert "Answer by mail" not in page.text
    assert "No grounds were given." in page.text


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("received_on", "2026-11-04", "This day is still to come."),
        ("received_on", "2026-11-01", "The version was published on 2 November 2026"),
        ("received_on", "", "required"),
        ("change", "1-0", "Select a valid choice"),
        ("change", "999-0", "Select a valid choice"),
        ("organisation", "", "required"),
        ("organisation", "O" * 10_000, "at most 300"),
        ("address", "nobody", "not an e-mail address"),
        ("grounds", "\x00", "Null characters"),
    ],
)
def test_what_cannot_be_recorded_is_refused_at_its_field(desk, field, value, why):
    page = Page(record(desk, **{field: value}))
    assert why in page.text
    assert not Objection.objects.exists()


def test_the_page_of_a_version_leads_to_its_changes_alone(desk):
    add_row("Gamma", effective_on="2027-02-15")
    publish(at=at("2026-11-03"))
    offered = opened(desk, RECORD + "?version=2").all("select[@name='change']//option")
    assert [one.get("value") for one in offered] == ["", "2-0", "2-1"]
    assert len(opened(desk, RECORD).all("select[@name='change']//option")) == 4
    for nonsense in ("x", "999", "9" * 30, "%00", "-1"):
        assert desk.get(f"{RECORD}?version={nonsense}").status_code == 200


# On a version


def test_the_page_of_a_version_says_how_many_are_open():
    desk, editor = signed_in("Publisher"), signed_in("Editor")
    page = opened(desk, VERSION.format(2))
    assert "Nobody has objected to this version." in page.text
    assert "Objections" not in opened(desk, VERSION.format(1)).text
    first = objected()
    objected(BETA)
    desk.post(of(first), {"act": "close", "outcome": "withdrawn"})
    for client in (desk, editor):
        page = opened(client, VERSION.format(2))
        assert "1 objection to this version is open, of 2." in page.text
        links = [one.get("href") for one in page.all("a")]
        assert (f"{LIST}?publication__number__exact=2" in links) == (client is desk)
        assert (f"{RECORD}?version=2" in links) == (client is desk)


def drop_the_move(hour=10):
    """A version that drops the move of Acme to Ireland."""
    edit_row(Subprocessor.objects.get(slug="acme-mail"), places=["US"])
    return publish(at=at("2026-11-03", hour=hour))


def test_a_version_that_drops_a_plan_proposes_to_close_its_objections(desk):
    mine = [objected(), objected(address="joe@j.example")]
    record(desk, address="")
    other = objected(BETA)
    version = drop_the_move()
    page = opened(desk, VERSION.format(version.number))
    assert "3 objections meant a plan that this version drops" in page.text
    assert "version 3 of our list drops it" in words(page.by_id("dropped-text"))
    form = {"objection": [one.get("value") for one in page.all("input[@name='objection']")]}
    empty = desk.post(
        f"/admin/objections/dropped/{version.number}/", {**form, "text": " "}, follow=True
    )
    assert "There is no answer to send." in said(empty)
    assert not answers()
    late = objected(address="last@l.example")  # after the page was opened
    answer = desk.post(
        f"/admin/objections/dropped/{version.number}/", {**form, "text": "Dropped."}, follow=True
    )
    assert "3 objections are closed; 2 are answered by mail." in said(answer)
    assert [one.address for one in answers()] == ["jane@octo.example", "joe@j.example"]
    assert ReadMail(answers()[0]).text.startswith("Dropped.")
    closed = Objection.objects.filter(outcome="dropped")
    assert closed.count() == 3
    assert set(Objection.objects.filter(outcome="")) == {other, late}
    assert mine[0] in closed
    assert "1 objection meant a plan" in Page(answer).text


def test_an_answer_since_the_page_was_opened_is_read_before_they_are_closed(desk):
    found, version = objected(), drop_the_move()
    closing = f"/admin/objections/dropped/{version.number}/"
    page, form = VERSION.format(version.number), {"objection": found.number, "text": "Dropped."}
    [seen] = opened(desk, page).all("input[@name='seen']")
    desk.post(of(found), {"act": "send", "text": "Soon."})
    refused = desk.post(closing, {**form, "seen": seen.get("value")}, follow=True)
    assert "was answered by mail by publisher" in said(refused)
    assert (len(answers()), Objection.objects.get().outcome) == (1, "")
    [seen] = Page(refused).all("input[@name='seen']")
    desk.post(closing, {**form, "seen": seen.get("value")})
    assert (len(answers()), Objection.objects.get().outcome) == (2, "dropped")


def test_a_plan_that_is_moved_is_not_dropped_and_a_row_dropped_before_its_start_is(desk):
    objected(BETA)
    objected(ACME)
    moved = Decisions(moved={("acme-mail", "places"): "2027-01-20"})
    version = publish(at=at("2026-11-03"), decisions=moved)
    assert objections_dropped_by(version) == []
    beta = Subprocessor.objects.get(slug="beta-ai")
    edit_row(beta, withdrawn_on="2026-11-03")
    version = publish(at=at("2026-11-03", hour=11))
    assert [one.position for one in objections_dropped_by(version)] == [int(BETA)]


def test_whoever_may_not_act_is_proposed_nothing(desk):
    objected()
    version = drop_the_move()
    address = f"/admin/objections/dropped/{version.number}/"
    for role in ("Editor", "Auditor"):
        client = signed_in(role)
        assert "meant a plan" not in opened(client, VERSION.format(version.number)).text
        assert client.post(address, {"text": "x"}).status_code == 403
    assert desk.get(address).status_code == 405
    assert desk.post("/admin/objections/dropped/999/", {"text": "x"}).status_code == 404


# On the review


def test_the_review_names_open_objections_to_the_rows_that_it_touches(desk):
    objected()
    objected(address="joe@j.example")
    for change in (ACME, BETA):
        closed = objected(change, address="eve@e.example")
        desk.post(of(closed), {"act": "close", "outcome": "approved"})
    row = Subprocessor.objects.get(slug="acme-mail")
    edit_row(row, places=["DE"])
    page = opened(desk, REVIEW)
    assert "2 objections to earlier changes are open: Acme Mail" in page.text
    assert f"{LIST}?open=yes" in [one.get("href") for one in page.of_class("decide")[-1].iter("a")]
    page = opened(signed_in("Editor"), REVIEW)
    assert "2 objections to earlier changes are open: Acme Mail" in page.text
    assert LIST not in page.source
    edit_row(row, places=["US"])
    edit_row(Subprocessor.objects.get(slug="beta-ai"), purpose="Other answers")
    assert "objection" not in words(opened(desk, REVIEW).by_id("review-form")).replace(
        "objections@example.com", ""
    )


def test_the_review_asks_one_query_more_where_an_objection_is_open_and_none_else(desk):
    edit_row(Subprocessor.objects.get(slug="acme-mail"), places=["DE"])
    desk.get(REVIEW)
    with CaptureQueriesContext(connection) as without:
        desk.get(REVIEW)
    objected()
    with CaptureQueriesContext(connection) as with_one:
        desk.get(REVIEW)
    assert len(with_one) == len(without) + 1


def test_the_desk_begins_with_what_is_open():
    desk, auditor, editor = map(signed_in, ("Publisher", "Auditor", "Editor"))
    assert "Customers object" not in opened(desk, "/admin/").text
    objected()
    assert "Customers object" in opened(desk, "/admin/").text
    assert "Customers object" in opened(auditor, "/admin/").text
    assert "Customers object" not in opened(editor, "/admin/").text


# The address for objections


def link_of_test():
    (delivery,) = Delivery.objects.filter(message__purpose="test")
    mail = ReadMail(delivery)
    (found,) = set(re.findall(r"/objections/answer/\?t=[\w.=-]+", mail.text))
    assert found in mail.html
    return found


def test_the_address_is_asked_by_mail_and_answers_by_a_button(desk, clock):
    never = "has never answered a test"
    edit_row(Subprocessor.objects.get(slug="acme-mail"), places=["DE"])
    assert f"objections@example.com, {never}" in opened(desk, REVIEW).text
    assert "never tested, or never answered" in words(opened(desk, RULE).by_id("address-test"))
    answer = desk.post("/admin/rule/test-address/", follow=True)
    assert "A mail goes to objections@example.com." in said(answer)
    assert "A test of 3 November 2026, 10:00 CET waits" in Page(answer).text
    link = link_of_test()
    assert "[[place:answer-test]]" in Delivery.objects.get(
        message__purpose="test"
    ).message.source.decode().replace("=\r\n", "")
    clock.move_to(at("2026-11-04"), tick=False)
    assert "objections@example.com" in page_at(link).text
    masked = letter_of(Delivery.objects.get(message__purpose="test"), is_masked=True)
    assert b"t=3Dmasked" in masked.data.replace(b"=\r\n", b"")
    assert AddressTest.objects.get().answered_at is None  # opening it says nothing
    answer = browser().post(link)
    assert answer.status_code == 200
    assert not answer.cookies
    assert AddressTest.objects.get().answered_at == at("2026-11-04")
    clock.move_to(at("2026-11-05"), tick=False)
    browser().post(link)
    assert AddressTest.objects.get().answered_at == at("2026-11-04")
    desk = signed_in("Publisher")
    assert "last answered a test on 4 November 2026" in opened(desk, RULE).text
    page = opened(desk, REVIEW)
    assert never not in page.text
    assert "last answered a test on 4 November 2026" in page.text


def test_the_answer_of_another_address_says_nothing_of_this_one(desk):
    AddressTest.objects.create(
        address="old@example.com", asked_at=at("2026-11-01"), answered_at=at("2026-11-01")
    )
    assert "never tested" in opened(desk, RULE).text
    Portal.objects.update(objection_email="", contact_email="old@example.com")
    assert "last answered a test on 1 November 2026" in opened(desk, RULE).text


def test_a_link_of_a_test_that_is_not_ours_or_too_old_does_nothing(desk, clock):
    desk.post("/admin/rule/test-address/")
    link = link_of_test()
    for wrong in ("/objections/answer/", "/objections/answer/?t=1.x", link[:-1], link + "x"):
        assert browser().get(wrong).status_code == 404
        assert browser().post(wrong).status_code == 404
    clock.move_to(at("2026-11-10"), tick=False)
    assert browser().post(link).status_code == 404
    assert AddressTest.objects.get().answered_at is None


def test_without_an_address_nothing_is_tested_and_only_who_sets_the_rule_may(desk):
    assert signed_in("Auditor").post("/admin/rule/test-address/").status_code == 403
    Portal.objects.update(objection_email="", contact_email="")
    answer = desk.post("/admin/rule/test-address/", follow=True)
    assert "There is no address for objections yet." in said(answer)
    assert "There is none yet" in words(Page(answer).by_id("address-test"))
    assert not AddressTest.objects.exists()


def test_a_customer_whose_contact_is_shared_is_named_on_the_page(desk):
    a_contact(a_customer("Second"), "second@s.example")
    found = objected(address="second@s.example")
    text = opened(desk, of(found)).text
    assert "none runs: no notice of this change had reached them" in text
