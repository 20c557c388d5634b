"""The desk's page of notices: how they stand, stopping, resuming, and letting a portal send."""

from datetime import timedelta

import pytest

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.claims import claim_one
from subprocessors.notifying.mail_server import mail_sender, mail_server
from subprocessors.notifying.sender_mark import may_send, unmark
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, make_person, make_portal

pytestmark = pytest.mark.django_db
SENDING = "/admin/sending/"
VERSION = "/admin/sending/2/"


@pytest.fixture
def desk(client, time_machine, settings, tmp_path):
    """A portal with 30 days' notice whose version 2 is to be told to three addresses."""
    settings.DATA_DIR = tmp_path
    settings.EMAIL_SERVER = mail_server("smtp://127.0.0.1:25")
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    client.clock = time_machine
    time_machine.move_to(TOLD_AT, tick=False)
    make_portal(notice_days=30)
    client.paula = make_person("paula", "Publisher")
    client.force_login(client.paula)
    add_row("Acme Mail", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    a_subscriber("one@a.example")
    a_subscriber("two@a.example")
    a_contact(a_customer("Octo Ltd"), "privacy@c.example")
    add_row("Mistral AI", effective_on="2026-12-15")
    publish(at=TOLD_AT)
    return client


def states():
    return dict(Delivery.objects.values_list("address", "state"))


def test_it_says_how_the_notices_of_each_version_stand(desk):
    page = Page(desk.get(SENDING))
    assert "Messages are handed to 127.0.0.1, from Octo Cloud <notices@octo.example>." in page.text
    assert "Version 2: 3 waiting" in page.text
    assert "3 messages wait." in page.text
    assert (
        "What became of its notices"
        in Page(desk.get("/admin/subprocessors/publication/2/change/")).text
    )


def test_stopping_halts_what_has_not_gone_and_says_who(desk):
    Delivery.objects.filter(address="one@a.example").update(state="accepted", due_at=None)
    page = Page(desk.post(VERSION, {"stop": "1"}, follow=True))
    assert "2 notices stopped." in page.text
    assert sorted(states().values()) == ["accepted", "stopped", "stopped"]
    event = OutboxEvent.objects.get()
    assert (event.what, event.count, event.publication_id) == ("stopped", 2, 2)
    assert event.by_name == "paula"
    assert "paula" in page.text
    assert claim_one(at=TOLD_AT + timedelta(days=1), sender="n@x.example", domain="x") is None


def test_what_was_in_flight_is_stopped_if_it_comes_to_wait_again(desk):
    one = Delivery.objects.first()
    Delivery.objects.filter(pk=one.pk).update(state="sending", claim="x")
    desk.post(VERSION, {"stop": "1"})
    Delivery.objects.filter(pk=one.pk).update(state="waiting", claim="")
    assert claim_one(at=TOLD_AT + timedelta(days=1), sender="n@x.example", domain="x") is None
    assert set(states().values()) == {"stopped"}


def test_what_may_have_arrived_is_not_said_to_be_stopped_and_goes_no_more(desk):
    """Before it was stopped, and while it was in flight a second time."""
    two = list(Delivery.objects.filter(message__publication=2).order_by("pk")[:2])
    Delivery.objects.filter(pk__in=[one.pk for one in two]).update(state="in_doubt", doubts=1)
    Delivery.objects.filter(pk=two[1].pk).update(state="sending", claim="x")
    page = Page(desk.post(VERSION, {"stop": "1"}, follow=True))
    assert "1 notice stopped." in page.text
    Delivery.objects.filter(pk=two[1].pk).update(state="in_doubt", claim="")
    assert claim_one(at=TOLD_AT + timedelta(days=1), sender="n@x.example", domain="x") is None
    assert sorted(states().values()) == ["in_doubt", "in_doubt", "stopped"]
    desk.post(VERSION, {"resume": "1"})
    assert sorted(states().values()) == ["in_doubt", "in_doubt", "waiting"]


def test_resuming_sends_what_was_stopped_but_not_to_whoever_left_since(desk):
    desk.post(VERSION, {"stop": "1"})
    Subscriber.objects.filter(address="one@a.example").update(state="left")
    page = Page(desk.get(VERSION))
    assert "Resume sending 2 notices" in page.text
    assert "told late" not in page.text
    assert "2 notices are sent now." in Page(desk.post(VERSION, {"resume": "1"}, follow=True)).text
    found = states()
    assert found.pop("one@a.example") == "stopped"
    assert set(found.values()) == {"waiting"}
    assert claim_one(at=TOLD_AT, sender="n@x.example", domain="x") is not None


def test_what_was_redacted_stays_stopped(desk):
    redact("Mistral", why="Erasure", by="ada", at=TOLD_AT)
    assert "Resume" not in Page(desk.get(VERSION)).text
    desk.post(VERSION, {"resume": "1"})
    held_them = Delivery.objects.filter(message__publication=2, repeats=None)
    assert set(held_them.values_list("state", flat=True)) == {"stopped"}


def test_resuming_after_the_day_counted_from_says_how_many_are_told_late(desk):
    desk.post(VERSION, {"stop": "1"})
    desk.clock.move_to(at("2026-11-03"), tick=False)
    desk.force_login(desk.paula)
    assert "told late" not in Page(desk.get(VERSION)).text  # counted from 3 November
    desk.clock.move_to(at("2026-11-04"), tick=False)
    desk.force_login(desk.paula)
    page = Page(desk.get(VERSION))
    assert (
        "counted from 3 November 2026, which is over: 3 recipients would be told late" in page.text
    )
    assert "/admin/review/?corrects=2" in [link.get("href") for link in page.all("a")]


def test_what_somebody_should_look_at_is_listed_with_the_servers_answer(desk):
    one = Delivery.objects.get(address="privacy@c.example")
    Delivery.objects.filter(pk=one.pk).update(state="refused", due_at=None)
    for answer in ("5.0.0 before", "5.1.1 [[place:to]] unknown <b>here</b>"):
        DeliveryAttempt.objects.create(
            delivery=one, at=TOLD_AT, phase="rcpt", code=550, answer=answer, state="refused"
        )
    page = Page(desk.get(VERSION))
    row, _offer = page.all("tbody/tr")
    cells = [words(cell) for cell in row]
    assert cells[:3] == ["privacy@c.example", "Octo Ltd", "refused by the mail server"]
    assert cells[3] == "550 5.1.1 privacy@c.example unknown <b>here</b>"
    assert "5.0.0 before" not in page.text


def test_a_copy_is_let_send_with_what_waits_in_sight(desk):
    unmark()
    page = Page(desk.get(SENDING))
    assert "Nothing is sent from this portal" in page.text
    assert "This portal sends: 3 messages go out" in page.text
    desk.post(SENDING, {"allow": "1"})
    assert may_send()
    assert OutboxEvent.objects.get(what="allowed").by_name == "paula"
    assert "Nothing is sent from this portal" not in Page(desk.get(SENDING)).text


def test_a_sender_that_halted_says_why_and_is_let_go_on(desk):
    desk.get(SENDING)
    Outbox.objects.update(halted_at=TOLD_AT, halted_why="535 5.7.8 wrong password")
    assert "535 5.7.8 wrong password" in Page(desk.get(SENDING)).text
    desk.post(SENDING, {"restart": "1"})
    assert Outbox.objects.get().halted_at is None
    assert OutboxEvent.objects.get(what="restarted").by_name == "paula"


def test_without_a_mail_server_it_says_where_the_files_are(desk, settings, tmp_path):
    settings.EMAIL_SERVER = None
    assert f"messages are written to {tmp_path / 'mail'}." in Page(desk.get(SENDING)).text


@pytest.mark.parametrize("role", ["Editor", "Auditor"])
@pytest.mark.parametrize("address", [SENDING, VERSION])
def test_whoever_may_not_publish_sees_no_addresses(desk, role, address):
    desk.force_login(make_person("edith", role))
    assert desk.get(address).status_code == 403
    assert desk.post(address, {"stop": "1", "allow": "1"}).status_code == 403
    assert "Notices by e-mail" not in Page(desk.get("/admin/")).text


def test_unknown_versions_and_other_requests_are_refused(desk):
    assert desk.get("/admin/sending/99/").status_code == 404
    assert desk.post(SENDING, {}).status_code == 400
    assert desk.post(VERSION, {}).status_code == 400
    assert desk.put(VERSION).status_code == 405
