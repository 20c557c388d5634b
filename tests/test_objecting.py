"""Objecting through the public form: what it takes, what it answers, and which mail that causes."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.models.objections import Objection
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Customer, NoticeContact, Subscriber
from subprocessors.objecting.numbers import LETTERS
from subprocessors.publishing import Decisions, publish
from tests.objecting import (
    ACME,
    BETA,
    FORM,
    LEGAL,
    WRITTEN,
    a_version_to_object_to,
    object_to,
    objected,
    tell,
)
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import add_row, at, edit_row
from tests.subscribing import PRIVACY, browser, form_token_of, mail_to, page_at, sign_up, waiting

pytestmark = pytest.mark.django_db
#: The day before Acme moves, by the rule of version 1.
LAST_DAY = date(2026, 12, 23)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_version_to_object_to()
    time_machine.move_to(at("2026-11-03"), tick=False)
    return time_machine


def receipt():
    (found,) = Delivery.objects.filter(message__purpose="receipt")
    return mail_to(found.address) if found.state == "waiting" else None


# The form


def test_the_form_names_each_change_with_its_last_day_and_the_privacy_notice():
    page = page_at(FORM)
    assert page.response.status_code == 200
    assert "no-store" in page.response.headers["Cache-Control"]
    assert not page.response.cookies
    choices = [words(one) for one in page.of_class("choice")]
    assert len(choices) == 2
    assert "Object by 23 December 2026, 24:00 CET." in choices[int(ACME)]
    assert "Object by 14 January 2027, 24:00 CET." in choices[int(BETA)]
    assert PRIVACY in [link.get("href") for link in page.all("main//a")]
    assert "objections@example.com" in page.text
    assert [meta.get("content") for meta in page.all("meta[@name='robots']")] == ["noindex"]


def test_a_link_may_name_the_change_that_is_meant():
    def chosen(query):
        return [one.get("value") for one in page_at(FORM + query).all("input[@checked]")]

    assert chosen("?change=1") == ["1"]
    assert chosen("") == chosen("?change=7") == chosen("?change=%00") == []


def test_the_only_change_of_a_version_is_chosen_already():
    add_row("Gamma", effective_on="2027-02-15")
    publish(at=at("2026-11-03"))
    page = page_at("/changes/3/object/")
    assert [one.get("value") for one in page.all("input[@checked]")] == ["0"]


def test_an_objection_is_kept_as_it_was_written_with_the_days_of_its_version():
    answer = object_to(ACME)
    found = Objection.objects.get()
    assert (found.publication_id, found.position) == (2, int(ACME))
    assert (found.organisation, found.name) == ("Octo Ltd", "Jane Doe")
    assert (found.address, found.grounds) == ("jane@octo.example", "Ireland is too far.")
    assert (found.came_by, found.received_on) == ("form", date(2026, 11, 3))
    assert (found.until_on, found.is_late, found.outcome) == (LAST_DAY, False, "")
    assert (found.customer, found.customer_until_on) == (None, None)
    page = Page(answer)
    assert words(page.one("h1")) == "Your objection was received"
    assert found.number in page.text
    assert "23 December 2026" in page.text
    assert not answer.cookies


def test_a_number_can_be_typed_and_not_be_guessed():
    numbers = {objected(address=f"a{n}@a.example").number for n in range(3)}
    assert len(numbers) == 3
    for number in numbers:
        assert re.fullmatch(f"[{LETTERS}]{{5}}-[{LETTERS}]{{5}}", number)
    assert not set("01ILOU") & set(LETTERS)


def test_a_form_that_was_never_opened_is_refused():
    token = form_token_of(browser(), FORM)
    assert browser().post(FORM, {**WRITTEN, "change": ACME}).status_code == 403
    form = {**WRITTEN, "change": ACME, "form_token": token}
    elsewhere = {"Origin": "https://evil.example"}
    assert browser().post(FORM, form, headers=elsewhere).status_code == 403
    other = {**form, "form_token": form_token_of(browser(), "/subscribe/email/")}
    assert browser().post(FORM, other).status_code == 403
    assert not Objection.objects.exists()


def test_what_fills_in_every_field_is_refused_where_people_see_it():
    page = Page(object_to(leave_empty="https://evil.example"))
    assert page.response.status_code == 422
    assert "Empty it, please." in words(page.by_id("_empty_error"))
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("change", None),
        ("change", "7"),
        ("change", "-1"),
        ("change", "0x0"),
        ("change", "\x00"),
        ("organisation", ""),
        ("organisation", " "),
        ("organisation", "O" * 10_000),
        ("organisation", "Octo\x00Ltd"),
        ("organisation", "Octo\u202eLtd"),
        ("organisation", "Octo\r\nBcc: eve@b.example"),
        ("name", ""),
        ("name", "J" * 10_000),
        ("name", "Jane\u2066"),
        ("address", ""),
        ("address", "jane"),
        ("address", "jane@octo.example\r\nBcc: eve@b.example"),
        ("address", "x" * 10_000),
        ("address", "zoë@octo.example"),
        ("grounds", "No.\x00"),
        ("grounds", "N" * 20_001),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(field, value):
    page = Page(object_to(**{field: value}))
    assert page.response.status_code == 422
    at_field = page.by_id("_change" if field == "change" else f"id_{field}")
    assert words(page.by_id(at_field.get("aria-describedby").split()[-1]))
    link = f"#{at_field.get('id')}"
    assert link in [one.get("href") for one in page.of_class("mistakes")[0].iter("a")]
    assert not Objection.objects.exists()
    assert not waiting_receipts()
    if field != "grounds":
        assert "Ireland is too far." in page.text  # what was right is not lost


def waiting_receipts():
    return Delivery.objects.filter(message__purpose="receipt")


def test_right_to_left_names_and_long_grounds_are_taken():
    found = objected(organisation="شركة المثال", name="דנה", grounds="\u200f" + "ن" * 19_000)
    assert found.organisation == "شركة المثال"
    assert len(found.grounds) == 19_001


def test_grounds_may_be_left_empty():
    assert objected(grounds="").grounds == ""


# What there is no form for


def test_a_version_that_there_is_not_has_no_form():
    for number in ("999", "0", "3"):
        assert browser().get(f"/changes/{number}/object/").status_code == 404
    answer = browser().post("/changes/999/object/", WRITTEN)
    assert answer.status_code in (403, 404)


def test_a_version_without_a_change_to_object_to_says_so():
    page = page_at("/changes/1/object/")
    assert page.response.status_code == 404
    assert "announces no change that you could object to" in page.text
    assert "objections@example.com" in page.text
    assert not page.all("main//form")
    assert "/changes/1/object/" not in page_at("/changes/1/").source


def test_without_a_privacy_notice_the_page_says_where_to_write(client):
    assert FORM in Page(client.get("/changes/2/")).source
    assert FORM in Page(client.get("/subprocessors/")).source
    token = form_token_of(browser(), FORM)
    Portal.objects.update(privacy_notice="")
    page = page_at(FORM)
    assert page.response.status_code == 404
    assert not page.all("main//form")
    assert "objections@example.com" in page.text
    refused = browser().post(FORM, {**WRITTEN, "change": ACME, "form_token": token})
    assert refused.status_code == 404
    assert not Objection.objects.exists()
    assert FORM not in client.get("/changes/2/").content.decode()
    assert FORM not in client.get("/subprocessors/").content.decode()


def test_what_was_redacted_cannot_be_chosen(client):
    from subprocessors.publishing.redacting import redact  # noqa: PLC0415

    redact(["Beta AI"], why="Court order", by="paula", at=at("2026-11-03"))
    assert len(page_at(FORM).of_class("choice")) == 1
    assert "Beta" not in page_at(FORM).text
    assert page_at(FORM + "?change=0").response.status_code == 200


# In time, late, started, dropped


def test_late_ones_are_taken_and_said_to_be_late_by_the_days_of_the_version(clock):
    clock.move_to(at("2026-12-23", hour=22), tick=False)  # 23:00 in Berlin
    assert not objected().is_late
    clock.move_to(at("2026-12-23", hour=23), tick=False)
    answer = object_to(address="joe@octo.example")
    text = Page(answer).text
    assert "as version 2 states, was 23 December 2026, 24:00 CET." in text
    assert "Your objection came later; it is taken all the same." in text
    found = Objection.objects.latest("pk")
    assert (found.is_late, found.received_on) == (True, date(2026, 12, 24))


def test_what_has_started_is_taken_and_the_form_says_that_it_has(clock):
    clock.move_to(at("2027-03-01"), tick=False)
    choices = [words(one) for one in page_at(FORM).of_class("choice")]
    assert all("It has taken effect." in one for one in choices)
    assert objected(BETA).is_late


def test_a_plan_that_was_dropped_is_taken_and_the_form_says_so(clock):
    from subprocessors.models.register import Subprocessor  # noqa: PLC0415

    edit_row(Subprocessor.objects.get(slug="acme-mail"), places=["US"])
    publish(at=at("2026-11-03", hour=10))
    choices = [words(one) for one in page_at(FORM).of_class("choice")]
    assert "It is no longer planned so." in choices[int(ACME)]
    assert "no longer planned" not in choices[int(BETA)]
    assert not objected(ACME).is_late


def test_a_change_without_a_rule_states_no_day_and_is_never_late(clock):
    Portal.objects.update(notice_days=None)
    add_row("Gamma", effective_on="2027-02-15")
    publish(at=at("2026-11-03"))
    add_row("Delta", effective_on="2027-02-15")
    publish(at=at("2026-11-04"))
    clock.move_to(at("2027-03-01"), tick=False)
    page = page_at("/changes/4/object/")
    assert "The version states no last day for objections to it." in page.text
    found = objected("0", form="/changes/4/object/")
    assert (found.until_on, found.is_late) == (None, False)


# Who is a customer stays unknown


def kinds_of_addresses():
    """Addresses of each kind that may be typed in; none was mailed within the hour."""
    a_subscriber("subscribed@a.example")
    a_contact(a_customer("Told late"), "late@l.example")
    a_contact(a_customer("Never told"), "never@n.example")
    for name in ("One", "Two"):
        a_contact(a_customer(name), "shared@s.example")
    tell(LEGAL)
    return [
        "unknown@u.example",
        "subscribed@a.example",
        LEGAL,
        "never@n.example",
        "shared@s.example",
    ]


def without_number(answer):
    return re.sub(f"[{LETTERS}]{{5}}-[{LETTERS}]{{5}}", "NUMBER", answer.content.decode())


def test_the_answer_is_the_same_whatever_the_address_is():
    answers = set()
    for address in kinds_of_addresses():
        answer = object_to(address=address)
        assert address not in answer.content.decode()
        answers.add((answer.status_code, without_number(answer), str(answer.headers)))
    # Once more to each: no mail goes now, and the answer is the same.
    for address in kinds_of_addresses_again():
        answer = object_to(address=address)
        answers.add((answer.status_code, without_number(answer), str(answer.headers)))
    assert len(answers) == 1


def kinds_of_addresses_again():
    return list(waiting_receipts().values_list("address", flat=True))


def test_the_same_queries_are_asked_whatever_the_address_is():
    shapes = set()
    object_to(address="first-of-the-day@a.example")
    for address in kinds_of_addresses():
        client = browser()
        data = {**WRITTEN, "address": address, "change": ACME}
        data["form_token"] = form_token_of(client, FORM)
        with CaptureQueriesContext(connection) as found:
            assert client.post(FORM, data).status_code == 200
        shapes.add(tuple(query["sql"].split(" ")[0] for query in found))
    assert len(shapes) == 1


def test_the_same_mail_is_rendered_whether_or_not_it_goes(monkeypatch):
    from subprocessors.objecting import receiving  # noqa: PLC0415

    made, mail = [], receiving.receipt_mail
    monkeypatch.setattr(
        receiving, "receipt_mail", lambda *args, **more: made.append(1) or mail(*args, **more)
    )
    for _again in range(2):
        object_to()
    assert len(made) == 2


# In time by that customer's own notice


def test_a_contract_address_speaks_for_its_customer_who_was_told_in_time():
    tell(at=at("2026-11-02", hour=10))
    found = objected(address="Legal@Octo.example")
    assert str(found.customer) == "Octo"
    assert (found.customer_until_on, found.is_late) == (LAST_DAY, False)
    text = mail_to("Legal@Octo.example").text
    assert "You were notified on 2 November 2026, 11:00 CET" in text
    assert "can object until 23 December 2026, 24:00 CET: it is in time." in text


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("dpo@müller.example", "dpo@xn--mller-kva.example"),
        ("dpo@xn--mller-kva.example", "dpo@müller.example"),
        ("dpo@MÜLLER.Example", "DPO@müller.example"),
        ("dpo@MÜLLER.Example", "dpo@xn--mller-kva.example"),
    ],
)
def test_a_contract_address_is_known_however_its_domain_is_written(stored, typed):
    NoticeContact.objects.filter(address=LEGAL).update(address=stored)
    tell()
    found = objected(address=typed)
    assert str(found.customer) == "Octo"
    assert found.customer_until_on == LAST_DAY


def test_a_customer_who_was_told_late_has_days_of_their_own(clock):
    tell(at=at("2026-12-10"))
    clock.move_to(at("2027-01-09"), tick=False)
    answer = object_to(address=LEGAL)
    assert "as version 2 states, was 23 December 2026" in Page(answer).text
    found = Objection.objects.get()
    assert (found.until_on, found.customer_until_on) == (LAST_DAY, date(2027, 1, 9))
    assert not found.is_late
    assert "can object until 9 January 2027" in receipt().text
    clock.move_to(at("2027-01-10"), tick=False)
    assert objected(address=LEGAL).is_late
    assert "could object until 9 January 2027" in receipts()[-1]


def receipts():
    found = waiting_receipts().order_by("pk")
    return [mail.text for mail in map(_read, found)]


def _read(delivery):
    from tests.subscribing import ReadMail  # noqa: PLC0415

    return ReadMail(delivery)


def test_a_mark_of_a_bounce_that_was_taken_back_makes_no_notice_late(clock):
    tell(at=at("2026-11-02", hour=10))
    Delivery.objects.filter(address=LEGAL).update(settled_at=at("2026-12-20"))
    assert objected(address=LEGAL).customer_until_on == LAST_DAY


def test_a_longer_period_that_was_promised_lets_its_customer_object_longer(clock):
    Customer.objects.update(promised_number=90, promised_kind="clear_days")
    tell(at=at("2026-11-02", hour=10))
    assert objected(address=LEGAL).customer_until_on == date(2027, 2, 1)


def test_a_plan_that_is_moved_later_keeps_its_first_days(clock):
    tell(at=at("2026-11-02", hour=10))
    moved = Decisions(moved={("acme-mail", "places"): "2027-01-20"})
    publish(at=at("2026-11-20"), decisions=moved)
    tell(at=at("2026-11-25"))
    found = objected("0", form="/changes/3/object/", address=LEGAL)
    assert found.customer_until_on == found.until_on == date(2027, 1, 19)


@pytest.mark.parametrize("state", ["waiting", "refused", "not_told", "in_doubt", "bounced"])
def test_against_a_customer_who_was_not_told_no_period_runs(clock, state):
    if state == "bounced":
        tell(at=at("2026-11-02", hour=10))
    Delivery.objects.filter(address=LEGAL).update(state=state, settled_at=at("2026-11-02"))
    clock.move_to(at("2027-02-01"), tick=False)
    found = objected(address=LEGAL)
    assert (str(found.customer), found.customer_until_on, found.is_late) == ("Octo", None, False)


def test_a_notice_of_other_changes_tells_nothing_of_this_one(clock):
    message = StoredMessage.objects.get(publication=2, audience="contacts")
    other = StoredMessage.objects.create(
        publication_id=2,
        purpose="notice",
        audience="contacts",
        language="en-gb",
        positions=[int(BETA)],
        subject="Beta",
        made_at=message.made_at,
        **StoredMessage.pack(b"Subject: Beta\r\n\r\n"),
    )
    Delivery.objects.filter(address=LEGAL).update(message=other)
    tell()
    assert objected(ACME, address=LEGAL).customer_until_on is None
    assert objected(BETA, address=LEGAL).customer_until_on == date(2027, 1, 14)


def test_the_first_notice_that_reached_a_customer_counts_whichever_address_took_it(clock):
    a_contact(Customer.objects.get(), "second@octo.example")
    tell(at=at("2026-11-02", hour=10))
    assert objected(address="second@octo.example").customer_until_on == LAST_DAY


def test_of_customers_who_share_an_address_the_one_that_is_named_speaks():
    for name in ("Uno", "Due"):
        a_contact(a_customer(name), "firm@law.example")
    assert str(objected(address="firm@law.example", organisation=" due ").customer) == "Due"
    assert objected(address="firm@law.example", organisation="Tre").customer is None


# The receipt


def test_the_receipt_names_number_and_days_and_repeats_nothing_that_was_typed():
    typed = {
        "organisation": "Cheap Pills Inc",
        "name": "Buy Now",
        "address": "pills-at-evil.example@a.example",
        "grounds": "Visit https://evil.example",
    }
    found = objected(**typed)
    (delivery,) = waiting_receipts()
    assert (delivery.address, delivery.priority) == (typed["address"], 0)
    assert delivery.give_up_at - delivery.due_at == timedelta(hours=48)
    assert (delivery.contact, delivery.subscriber) == (None, None)
    assert delivery.message.publication is None
    mail = mail_to(typed["address"])
    for text in (mail.text, mail.html, mail.subject, delivery.message.source.decode()):
        assert not re.search(r"pills|evil|Buy Now|a\.example", text, re.I)
    assert mail.subject == f"Example Cloud: we received objection {found.number}"
    for text in (mail.text, mail.html):
        assert found.number in text
        assert "as version 2 states, is 23 December 2026, 24:00 CET." in text
        assert "/changes/2/" in text
        assert PRIVACY in text
        assert "notified" not in text  # nothing of customers


def test_a_stranger_causes_one_mail_an_hour_to_a_mailbox_and_each_objection_is_kept(clock):
    start = at("2026-11-03")
    for again in range(3):
        clock.move_to(start + timedelta(minutes=25 * again), tick=False)
        object_to(address="Jane@octo.example")
        object_to(address="jane+again@octo.example")
    assert Objection.objects.count() == 6
    assert [one.address for one in waiting_receipts()] == ["Jane@octo.example"]
    clock.move_to(start + timedelta(minutes=61), tick=False)
    object_to(address="jane@octo.example")
    assert waiting_receipts().count() == 2


def test_a_confirmation_and_a_receipt_are_mails_of_one_kind_to_an_address():
    sign_up("jane@octo.example")
    object_to()
    assert not waiting_receipts()
    object_to(address="joe@octo.example")
    sign_up("joe@octo.example")
    assert waiting_receipts().count() == 1
    assert not Subscriber.objects.get(address="joe@octo.example").mailed_at


def test_stopping_the_notices_of_the_version_does_not_stop_the_receipt():
    from subprocessors.models.publication import Publication  # noqa: PLC0415
    from subprocessors.notifying.stopping import stop_notices  # noqa: PLC0415

    object_to()
    stop_notices(Publication.objects.get(number=2), by="paula", at=at("2026-11-03"))
    assert [one.message.purpose for one in waiting()] == ["receipt"]


# Many at once


def test_of_five_hundred_in_a_minute_a_network_has_as_many_taken_as_the_limit_says(settings):
    settings.FORMS_PER_CLIENT = 5
    client = browser()
    form = {**WRITTEN, "change": ACME, "form_token": form_token_of(client, FORM)}
    answers = [client.post(FORM, {**form, "address": f"a{n}@a.example"}) for n in range(30)]
    assert [one.status_code for one in answers] == [200] * 5 + [429] * 25
    assert "objections@example.com" in Page(answers[-1]).text
    assert Objection.objects.count() == waiting_receipts().count() == 5


def test_the_form_and_an_objection_cost_few_queries(client, django_assert_max_num_queries):
    client.get(FORM)
    with django_assert_max_num_queries(5):
        client.get(FORM)
    visitor = browser()
    form = {**WRITTEN, "change": ACME, "form_token": form_token_of(visitor, FORM)}
    with CaptureQueriesContext(connection) as found:
        visitor.post(FORM, form)
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) <= 24


# The ways to the form


def test_the_version_the_announced_block_and_the_mail_lead_to_the_form(client):
    links = [one.get("href") for one in Page(client.get("/changes/2/")).all("main//a")]
    assert FORM in links
    links = [one.get("href") for one in Page(client.get("/subprocessors/")).all("main//a")]
    assert {f"{FORM}?change=0", f"{FORM}?change=1"} <= set(links)
    mail = mail_to(LEGAL)
    for text in (mail.text, mail.html):
        assert f"{FORM}?change={ACME}" in text
        assert f"{FORM}?change={BETA}" in text
        assert "objections@example.com" in text


def test_where_the_days_are_over_the_list_asks_nobody_to_object(client, clock):
    clock.move_to(at("2026-12-24"), tick=False)
    source = client.get("/subprocessors/").content.decode()
    assert f"{FORM}?change={ACME}" not in source
    assert f"{FORM}?change={BETA}" in source
    assert FORM not in client.get("/subprocessors/on/2026-11-15/").content.decode()


def test_a_mail_without_a_privacy_notice_names_the_address_alone():
    Portal.objects.update(privacy_notice="")
    add_row("Gamma", effective_on="2027-02-15")
    Delivery.objects.all().delete()
    publish(at=at("2026-11-03"), decisions=Decisions())
    mail = mail_to(LEGAL)
    assert "objections@example.com" in mail.text
    assert "/object/" not in mail.text + mail.html
