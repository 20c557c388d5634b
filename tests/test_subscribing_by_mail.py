"""Subscribers and a real mail server: mails as they arrive, and whoever leaves meanwhile."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.subscribing.erasure import erase_address
from subprocessors.subscribing.leaving import leave
from tests import mail_servers
from tests.mail_servers import serving
from tests.outbox import a_delivery, a_message
from tests.recipients import a_subscriber
from tests.stories import at
from tests.subscribing import a_portal_to_subscribe_to, browser, sign_up

pytestmark = pytest.mark.django_db
ADA = "ada@a.example"
GREYLISTED = "451 4.7.1 Greylisted, ada"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def post(settings, tmp_path, clock):
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    a_portal_to_subscribe_to()
    allow_sending(by="ada", at=timezone.now())
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        yield post


def link_in(post, page):
    text = post.read().get_body(("plain",)).get_content()
    (found,) = re.findall(rf"https://trust.example.com(/subscribe/email/{page}/\?t=\S+)", text)
    return found


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_stalls_keeps_no_form_waiting(post):
    """Nothing is sent within the request, and whoever sends holds no lock meanwhile."""
    post.answers["DOT"] = ["stall", None]
    a_delivery("customer@c.example", due_at=at("2026-11-01"))
    sender = Thread(target=_send_once)
    sender.start()
    try:
        assert post.is_stalling.wait(30)
        assert sign_up(ADA, "chat").status_code in (200, 302)
        assert (post.connections, post.taken) == (1, [])
        assert states() == ["sending", "waiting"]
    finally:
        post.goes_on.set()
        sender.join()
    assert post.recipients == ["customer@c.example", ADA]


def _send_once():
    try:
        Sender().run()
    finally:
        connection.close()


def test_from_the_form_by_mail_to_one_click(post, clock):
    a_delivery("customer@c.example", due_at=at("2026-11-01"))
    sign_up(ADA, "chat")
    sign_up("zoe@bücher.example")
    assert post.taken == []
    Sender().run()
    assert sorted(post.recipients[:2]) == [ADA, "zoe@xn--bcher-kva.example"]
    assert post.recipients[2] == "customer@c.example"
    post.taken[:] = [one for one in post.taken if one[0] == ADA]
    clock.shift(timedelta(days=6))
    assert browser().post(link_in(post, "confirm")).status_code == 200
    assert Subscriber.objects.get(address=ADA).state == "confirmed"
    mail = post.read()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = str(mail["List-Unsubscribe"]).strip("<>").partition("example.com")[2]
    assert browser().post(one_click, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscriber.objects.get(address=ADA).state == "left"


def a_notice_for(subscriber):
    message = a_message(audience="subscribers")
    return a_delivery(subscriber.address, message, subscriber=subscriber, due_at=timezone.now())


@pytest.mark.parametrize("goes", ["leaves", "is erased"])
def test_whoever_goes_while_the_server_says_later_is_not_tried_again(post, clock, goes):
    ada = a_subscriber(ADA)
    a_notice_for(ada)
    post.answers["RCPT"] = [GREYLISTED]
    Sender().run()
    assert states() == ["waiting"]
    if goes == "leaves":
        leave(ada, at=timezone.now())
    else:
        erase_address(ADA, by="ada", at=timezone.now())
    post.answers.clear()
    clock.shift(timedelta(hours=1))
    Sender().run()
    assert states() == ["not_told"]
    assert post.taken == []


@pytest.mark.parametrize("goes", ["leaves", "is erased"])
def test_whoever_goes_in_the_middle_of_an_attempt_is_not_tried_again(
    post, clock, goes, monkeypatch
):
    """The server is asked, somebody leaves, and then it answers: later."""
    from subprocessors.notifying import sending  # noqa: PLC0415

    ada = a_subscriber(ADA)
    a_notice_for(ada)
    post.answers["RCPT"] = [GREYLISTED]
    letter_of = sending.letter_of

    def meanwhile(delivery):
        letter = letter_of(delivery)
        if goes == "leaves":
            leave(ada, at=timezone.now())
        else:
            erase_address(ADA, by="ada", at=timezone.now())
        return letter

    monkeypatch.setattr(sending, "letter_of", meanwhile)
    Sender().run()
    monkeypatch.undo()
    post.answers.clear()
    clock.shift(timedelta(hours=1))
    Sender().run()
    assert states() == ["not_told"]
    assert post.taken == []


def test_a_confirmation_is_tried_again_though_nobody_is_subscribed_yet(post, clock):
    sign_up(ADA)
    post.answers["RCPT"] = [GREYLISTED, None]
    Sender().run()
    assert states() == ["waiting"]
    clock.shift(timedelta(hours=1))
    Sender().run()
    assert states() == ["accepted"]
    clock.shift(timedelta(days=6))
    assert browser().post(link_in(post, "confirm")).status_code == 200
    assert Subscriber.objects.get().state == "confirmed"


def test_a_confirmation_is_given_up_after_two_days(post, clock):
    sign_up(ADA)
    post.answers["RCPT"] = [GREYLISTED]
    for _again in range(12):
        Sender().run()
        clock.shift(timedelta(hours=6))
    assert states() == ["not_told"]


def test_the_sender_removes_what_was_kept_long_enough(post, clock, settings):
    settings.MAIL_CONNECTIONS = 1
    sign_up(ADA)
    call_command("sendnotices")
    assert post.recipients == [ADA]
    clock.shift(timedelta(days=7, seconds=1))
    call_command("sendnotices")
    assert not Subscriber.objects.exists()
    assert Delivery.objects.get().address.startswith("erased-")


def test_without_a_mail_server_an_erasure_reaches_the_files(settings, tmp_path):
    settings.EMAIL_SERVER = None
    for address in (ADA, "bob@a.example"):
        sign_up(address)
    Sender().run()
    files = tmp_path / "mail"
    assert len(list(files.iterdir())) == 2
    erase_address(ADA, by="ada", at=timezone.now())
    (left,) = files.iterdir()
    assert "To: bob@a.example" in left.read_text()
