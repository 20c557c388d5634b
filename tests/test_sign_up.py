"""Asking for notices: what the form takes, what it answers, and which mail that causes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from subprocessors.models.form_clients import ClientCount, DayKey
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Subscriber
from tests.pages import Page, words
from tests.recipients import a_subscriber
from tests.stories import at
from tests.subscribing import (
    FORM,
    PRIVACY,
    a_portal_to_subscribe_to,
    browser,
    form_token_of,
    mail_to,
    page_at,
    sign_up,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_portal_to_subscribe_to()
    return time_machine


def test_the_form_asks_for_an_address_and_names_services_and_the_privacy_notice():
    page = page_at(FORM)
    assert page.response.status_code == 200
    assert "no-store" in page.response.headers["Cache-Control"]
    labels = {label.get("for"): words(label) for label in page.all("main//label")}
    assert labels["id_address"] == "E-mail address"
    assert [words(label) for label in page.of_class("choice")] == ["Chat & Talk", "Mail"]
    assert PRIVACY in [link.get("href") for link in page.all("main//a")]
    assert [meta.get("content") for meta in page.all("meta[@name='robots']")] == ["noindex"]


def test_asking_queues_one_mail_before_all_notices_and_sends_none():
    answer = sign_up("ada@a.example", "chat")
    assert answer.status_code == 200
    assert words(Page(answer).one("h1")) == "Please look at your mail"
    (delivery,) = waiting()
    assert (delivery.address, delivery.priority) == ("ada@a.example", 0)
    assert delivery.due_at == timezone.now()
    assert delivery.give_up_at - delivery.due_at == timedelta(hours=48)
    assert delivery.message.purpose == "confirmation"
    subscriber = Subscriber.objects.get()
    assert (subscriber.state, subscriber.service_slugs) == ("unconfirmed", ["chat"])
    assert not subscriber.consent_words


def test_no_page_of_the_way_gives_a_cookie():
    client = browser()
    for answer in (client.get(FORM), sign_up("ada@a.example", client=client)):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert not client.cookies


def test_a_form_that_was_never_opened_is_refused_and_causes_no_mail():
    assert browser().post(FORM, {"address": "ada@a.example"}).status_code == 403
    token = form_token_of(browser())
    form = {"address": "ada@a.example", "form_token": token}
    elsewhere = {"Origin": "https://evil.example"}
    assert browser().post(FORM, form, headers=elsewhere).status_code == 403
    assert not Subscriber.objects.exists()
    assert not waiting()


def test_the_mail_repeats_nothing_that_was_typed():
    sign_up("Buy-cheap-pills-at-evil.example@a.example", "chat")
    (delivery,) = waiting()
    source = delivery.message.source
    for typed in (b"pills", b"evil.example", b"a.example"):
        assert typed not in source
    mail = mail_to(delivery.address)
    assert "pills" not in mail.text + mail.html + mail.subject


def test_a_thousand_mails_are_one_message():
    for name in ("ada", "bob", "eve"):
        sign_up(f"{name}@a.example")
    assert StoredMessage.objects.count() == 1
    assert Delivery.objects.count() == 3


def states_of_an_address():
    """Addresses of each kind that may be typed in; none was mailed in the last hour."""
    long_ago = at("2026-10-02")
    a_subscriber("subscribed@a.example", "chat")
    a_subscriber("left@a.example", state="left", left_at=long_ago)
    a_subscriber(
        "unconfirmed@a.example", state="unconfirmed", confirmed_at=None, mailed_at=long_ago
    )
    sign_up("just-asked@a.example")
    names = ("subscribed", "left", "unconfirmed", "just-asked", "unknown")
    return [f"{name}@a.example" for name in names]


def test_the_answer_is_the_same_whatever_the_address_is(django_assert_max_num_queries):
    answers = set()
    for address in states_of_an_address():
        answer = sign_up(address, "mail")
        assert address not in answer.content.decode()
        answers.add((answer.status_code, answer.content, tuple(sorted(answer.headers.items()))))
    assert len(answers) == 1


def test_whatever_the_address_is_the_same_work_is_done(monkeypatch):
    """Rendering a mail takes longest by far: it is done, and counted here, for each."""
    made = []
    from subprocessors.subscribing import signing_up  # noqa: PLC0415

    composed = signing_up.composed
    monkeypatch.setattr(
        signing_up, "composed", lambda mail, **more: made.append(mail) or composed(mail, **more)
    )
    addresses = states_of_an_address()
    made.clear()
    for address in addresses:
        sign_up(address)
    assert len(made) == len(addresses)


def test_who_is_subscribed_is_told_so_and_nothing_of_theirs_changes():
    a_subscriber("ada@a.example", "chat")
    before = Subscriber.objects.values().get()
    sign_up("Ada@A.example", "mail")
    mail = mail_to("ada@a.example")  # as it was confirmed, not as somebody typed it
    assert mail.subject == "Example GmbH: this address receives notices already"
    assert "confirm/" not in mail.text
    after = Subscriber.objects.values().get()
    assert {**after, "mailed_at": None} == before


def test_a_stranger_causes_one_mail_an_hour_to_an_address(clock):
    for again in range(3):
        clock.move_to(at("2026-11-02") + timedelta(minutes=25 * again), tick=False)
        sign_up("Ada@a.example")
        sign_up("ada+again@a.example")
    assert [one.address for one in waiting()] == ["Ada@a.example"]
    clock.move_to(at("2026-11-02") + timedelta(minutes=61), tick=False)
    sign_up("ada@a.example")
    assert len(waiting()) == 2


def test_one_mailbox_is_one_address_also_with_plus():
    sign_up("ada+1@a.example")
    sign_up("ada+2@a.example")
    sign_up("ada@a.example")
    sign_up("ada+1@b.example")
    sign_up("a_a+1@a.example")
    sign_up("aba@a.example")
    addresses = ["ada+1@a.example", "ada+1@b.example", "a_a+1@a.example", "aba@a.example"]
    assert [one.address for one in waiting()] == addresses


def test_to_an_address_that_is_subscribed_too_one_mail_goes_in_an_hour():
    a_subscriber("ada@a.example")
    for _again in range(3):
        sign_up("ada@a.example")
    assert len(waiting()) == 1


def test_the_last_wish_counts_as_long_as_nothing_is_confirmed():
    sign_up("ada@a.example", "chat")
    sign_up("ada@a.example", "mail")
    assert Subscriber.objects.get().service_slugs == ["mail"]
    assert len(waiting()) == 1


def test_one_client_sends_so_many_forms_a_day_and_not_more(settings, clock):
    settings.FORMS_PER_CLIENT = 5
    client = browser()
    token = form_token_of(client)
    statuses = [
        client.post(FORM, {"form_token": token, "address": f"a{n}@a.example"}).status_code
        for n in range(40)
    ]
    assert statuses == [200] * 5 + [429] * 35
    assert Subscriber.objects.count() == len(waiting()) == 5
    assert ClientCount.objects.count() == 1
    other = client.post(
        FORM, {"form_token": token, "address": "b@a.example"}, REMOTE_ADDR="192.0.2.7"
    )
    assert other.status_code == 200
    clock.move_to(at("2026-11-03") + timedelta(seconds=1), tick=False)
    assert sign_up("c@a.example").status_code == 200
    assert ClientCount.objects.count() == 1


def test_ten_thousand_forms_of_one_client_leave_as_little_as_the_limit_says():
    from subprocessors.front.client_limits import may_send_form  # noqa: PLC0415

    now = timezone.now()
    taken = sum(may_send_form("192.0.2.7", at=now) for _form in range(10_000))
    assert taken == 20
    assert ClientCount.objects.values_list("count", flat=True).get() == 20


def test_a_network_of_ipv6_is_one_client(settings):
    settings.FORMS_PER_CLIENT = 1
    client = browser()
    form = {"form_token": form_token_of(client)}

    def send(address, n):
        answer = client.post(FORM, {**form, "address": f"n{n}@a.example"}, REMOTE_ADDR=address)
        return answer.status_code

    assert send("2001:db8:1:2::1", 1) == 200
    assert send("2001:db8:1:2:ffff::9", 2) == 429
    assert send("2001:db8:1:3::1", 3) == 200
    assert send("::ffff:192.0.2.7", 4) == 200
    assert send("192.0.2.7", 5) == 429


def test_of_a_client_no_address_is_kept_and_after_a_day_nothing(clock):
    from subprocessors.subscribing.clearing import clear_expired  # noqa: PLC0415

    browser().get(FORM)
    client = browser()
    form = {"form_token": form_token_of(client), "address": "ada@a.example"}
    client.post(FORM, form, REMOTE_ADDR="192.0.2.7")
    key, count = DayKey.objects.get(), ClientCount.objects.get()
    assert "192.0.2.7" not in f"{key.key} {count.mark}"
    assert re.fullmatch("[0-9a-f]{64}", count.mark)
    clear_expired(at=at("2026-11-03") - timedelta(seconds=1))
    assert ClientCount.objects.exists()
    clear_expired(at=at("2026-11-03"))
    assert not ClientCount.objects.exists()
    assert not DayKey.objects.exists()


def test_what_fills_in_every_field_is_refused_where_people_see_it():
    page = Page(sign_up("ada@a.example", leave_empty="https://evil.example"))
    assert page.response.status_code == 422
    assert "Empty it, please." in words(page.by_id("_empty_error"))
    assert not Subscriber.objects.exists()
    assert not waiting()


GOOD = [
    "ada@a.example",
    "ada+tag@a.example",
    "ada@bücher.example",
    '"ada\\ lovelace"@a.example',
    '"a@b"@a.example',
    "o'hara@a.example",
    " ada@a.example ",
]
BAD = [
    "",
    "ada",
    "ada@",
    "@a.example",
    "ada@a",
    "ada@localhost",
    "ada@[192.0.2.7]",
    "ada@a.example, eve@b.example",
    "ada@a.example\r\nBcc: eve@b.example",
    '"ada\r\nBcc: eve"@a.example',
    '"ada\x01"@a.example',
    '"ada  lovelace"@a.example',
    "ada\x00@a.example",
    "zoë@a.example",
    "ada@\u202ea.example",
    "ada@a..example",
    "x" * 65 + "@a.example",
    "ada@" + "x" * 250 + ".example",
    "x" * 10_000,
    "<script>@a.example",
    "Ada <ada@a.example>",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_that_mail_servers_take_is_taken(address):
    assert sign_up(address).status_code == 200
    mail = mail_to(address.strip())
    assert mail.message["To"].addresses[0].domain in ("a.example", "xn--bcher-kva.example")
    assert len(mail.message["To"].addresses) == 1


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_refused_at_its_field(address):
    page = Page(sign_up(address))
    assert page.response.status_code == 422
    field = page.by_id("id_address")
    assert field.get("aria-invalid") == "true"
    assert words(page.by_id(field.get("aria-describedby")))
    assert "id_address" in [a.get("href", "")[1:] for a in page.all("main//a")]
    assert not Subscriber.objects.exists()
    assert not waiting()
    if address.isprintable():
        assert field.get("value") == address.strip()


def test_an_address_is_one_in_whatever_letters_it_is_written():
    sign_up("Ada@Bücher.example")
    sign_up("ada@XN--BCHER-KVA.example")
    assert Subscriber.objects.count() == 1
    assert len(waiting()) == 1


@pytest.mark.parametrize("service", ["nothing", "x" * 10_000, "\x00", "chat\x00", "", "../chat"])
def test_a_service_that_there_is_not_is_refused(service):
    page = Page(sign_up("ada@a.example", "chat", service))
    assert page.response.status_code == 422
    assert page.by_id("_services_error") is not None
    assert not waiting()


def test_without_a_privacy_notice_there_is_no_form_and_follow_does_not_offer_it(client):
    assert "Receive notices by e-mail" in Page(client.get("/subscribe/")).text
    token = form_token_of(browser())
    Portal.objects.update(privacy_notice="")
    follow = Page(client.get("/subscribe/"))
    assert "Receive notices by e-mail" not in follow.text
    assert FORM not in [link.get("href") for link in follow.all("main//a")]
    page = page_at(FORM)
    assert page.response.status_code == 404
    assert not page.all("main//form")
    refused = browser().post(FORM, {"form_token": token, "address": "ada@a.example"})
    assert refused.status_code == 404
    assert not Subscriber.objects.exists()


def test_the_form_is_shown_with_two_queries(client, django_assert_max_num_queries):
    client.get(FORM)
    with django_assert_max_num_queries(2):
        client.get(FORM)


def test_the_form_is_never_kept_in_front_of_django(client):
    for _again in range(2):
        answer = client.get(FORM)
        assert answer.headers.get("ETag") is None
        assert "no-store" in answer.headers["Cache-Control"]
