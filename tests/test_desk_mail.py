"""What the review says of the e-mail: who would be notified, and what they would read."""

from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.contrib.auth.models import User

from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication
from subprocessors.notifying import smtp_dialogue, trying
from subprocessors.notifying.mail_server import mail_sender, mail_server
from subprocessors.publishing import publish
from tests import mail_servers
from tests.mail_servers import QUEUED, serving
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal
from tests.test_desk_review import REVIEW, answers, press_publish, said

pytestmark = pytest.mark.django_db
MAIL = "/admin/review/mail/"


@pytest.fixture
def desk(client, time_machine):
    """A portal with 30 days' notice where one row waits to be announced."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30, notice_margin=0)
    client.force_login(make_person("paula", "Publisher"))
    client.row = add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    add_row("Mistral AI", places=["FR"], effective_on="2026-12-15", purpose="Inference")
    return client


@pytest.fixture
def mail(settings):
    settings.EMAIL_SERVER = mail_server("smtp://127.0.0.1:25")
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")


def everyone():
    a_subscriber("one@a.example")
    a_subscriber("two@a.example")
    a_contact(a_customer("Octo"), "privacy@c.example")


def test_it_says_how_many_will_be_notified_and_the_button_does(desk, mail):
    everyone()
    page = Page(desk.get(REVIEW))
    assert (
        "2 subscribers and 1 contract notice address will be notified by e-mail, 10 minutes after"
        " publication." in page.text
    )
    assert "Publish version 2 and notify 3 addresses" in page.text
    press_publish(desk)
    assert Delivery.objects.count() == 3


def test_what_a_notice_leaves_open_is_named_where_one_is_sent(desk, mail):
    asked = "A customer will ask how long data are kept. Not stated: Mistral AI"
    assert asked not in Page(desk.get(REVIEW)).text
    everyone()
    page = Page(desk.get(REVIEW))
    assert asked in page.text
    assert "A customer will ask whose data it is. Not stated: Mistral AI" in page.text
    assert "A customer will ask on what basis data leave. Not stated: Mistral AI" in page.text


def test_without_recipients_nothing_is_said_or_asked(desk):
    page = Page(desk.get(REVIEW))
    assert "notified" not in page.text
    assert "untold" not in page.source
    press_publish(desk)
    assert Publication.objects.newest().number == 2


def test_without_a_mail_server_somebody_types_how_many_will_not_be_notified(desk):
    everyone()
    page = desk.get(REVIEW)
    assert "so 3 addresses will not be notified" in Page(page).text
    for typed in ("", "2"):
        refused = press_publish(desk, page, untold=typed)
        assert "type how many addresses will not be notified" in said(refused)
        assert Publication.objects.newest().number == 1
    press_publish(desk, page, untold=" 3 ")
    assert Publication.objects.newest().number == 2


def test_the_email_is_seen_as_it_will_be_sent(desk, mail):
    page = Page(desk.post(MAIL, answers(desk.get(REVIEW))))
    assert "Octo Cloud <notices@octo.example>" in page.text
    subject = "Example Cloud: Mistral AI (France) from 15 December 2026; object by 14 December 2026"
    assert subject in page.text
    assert "Nature of processing: Inference" in words(page.one("pre"))
    assert "known once it is published" in words(page.one("pre"))
    html = desk.post(MAIL, {**answers(desk.get(REVIEW)), "as": "html"})
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "no-store" in html.headers["Cache-Control"]
    assert "<title>Example Cloud: Mistral AI" in html.content.decode()
    assert not Delivery.objects.exists()
    assert Publication.objects.newest().number == 1


def test_what_is_seen_is_what_is_sent_but_for_number_instant_and_fingerprint(desk, mail):
    a_contact(a_customer("Octo"), "privacy@c.example")
    seen = words(Page(desk.post(MAIL, answers(desk.get(REVIEW)))).one("pre"))
    press_publish(desk)
    publication = Publication.objects.newest()
    source = Delivery.objects.get().message.source.decode()
    assert publication.digest in source
    seen = seen.replace("known once it is published", publication.digest)
    message = message_from_string(source, policy=policy.default)
    sent = " ".join(message.get_body(("plain",)).get_content().split())
    sent = sent.replace("2 November 2026, 09:14 CET", "as soon as the button is pressed")
    assert seen == sent.replace("[[place:acknowledge]]", "...")


def test_where_nothing_requires_a_notice_there_is_no_email(desk):
    press_publish(desk)
    edit_row(desk.row, notes="Reworded")
    assert "See the e-mail" not in Page(desk.get(REVIEW)).text
    page = Page(desk.post(MAIL, answers(desk.get(REVIEW))))
    assert "Nobody would be sent an e-mail" in page.text


def test_only_staff_who_see_the_list_see_the_email(desk, client):
    assert desk.get(MAIL).status_code == 405
    client.force_login(make_person("nobody"))
    assert client.post(MAIL).status_code == 403
    client.logout()
    assert client.post(MAIL).status_code == 302


def mailed(desk):
    page = Page(desk.post(MAIL, {**answers(desk.get(REVIEW)), "as": "mail"}))
    return [words(one) for one in page.of_class("messagelist") for one in one.iter("li")]


@pytest.fixture
def own_server(settings):
    with serving() as (post, place):
        settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
        mail_servers.use(settings, f"smtp://{place}")
        post.place = place
        yield post


def test_whoever_looks_at_it_has_it_sent_to_their_own_address(desk, own_server):
    User.objects.update(email="paula@octo.example")
    page = Page(desk.post(MAIL, answers(desk.get(REVIEW))))
    assert "Send it to paula@octo.example" in page.text
    shown = words(page.one("pre"))
    [said_there] = mailed(desk)
    assert (
        said_there == f"{own_server.place} took the e-mail to paula@octo.example: 250 {QUEUED[4:]}"
    )
    assert own_server.recipients == ["paula@octo.example"]
    message = own_server.read()
    assert message["Subject"].startswith("Example Cloud: Mistral AI (France)")
    text = message.get_body(("plain",)).get_content()
    assert " ".join(text.split()) == shown
    assert "known once it is published" in text
    assert "List-Unsubscribe" not in message
    assert not Delivery.objects.exists()
    assert Publication.objects.newest().number == 1


def test_it_is_sent_once_a_minute_at_most(desk, own_server, time_machine):
    User.objects.update(email="paula@octo.example")
    mailed(desk)
    time_machine.move_to(TOLD_AT + timedelta(seconds=50))
    assert "less than a minute ago" in mailed(desk)[0]
    time_machine.move_to(TOLD_AT + timedelta(seconds=75))
    assert "took the e-mail" in mailed(desk)[0]
    assert len(own_server.taken) == 2


def test_what_the_server_refuses_is_said(desk, own_server):
    User.objects.update(email="paula@octo.example")
    own_server.answers["RCPT"] = "550 5.1.1 <paula@octo.example> unknown"
    [said_there] = mailed(desk)
    assert "did not take the e-mail to paula@octo.example: 550 5.1.1 <paula@" in said_there


def test_without_an_address_or_a_server_it_says_so(desk, own_server, settings):
    page = Page(desk.post(MAIL, answers(desk.get(REVIEW))))
    assert "your account has no e-mail address" in page.text
    assert "your account has no e-mail address" in mailed(desk)[0]
    User.objects.update(email="paula@octo.example")
    settings.EMAIL_SERVER = None
    assert "no mail server is set" in mailed(desk)[0]
    assert own_server.taken == []


def test_a_server_that_takes_its_time_is_not_waited_for(desk, own_server, monkeypatch):
    User.objects.update(email="paula@octo.example")
    monkeypatch.setattr(smtp_dialogue, "TICK", 0.05)
    monkeypatch.setattr(trying, "_PATIENCE", 0.1)
    own_server.answers["DOT"] = "stall"
    assert "No answer within 0.1 seconds" in mailed(desk)[0]
