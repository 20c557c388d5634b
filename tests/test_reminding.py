"""Reminding once whoever was sent a notice and has not confirmed that it was received."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from subprocessors.customers.successions import replace_contact
from subprocessors.ledger.acknowledging import acknowledge
from subprocessors.ledger.reminding import remind, remindable
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Publication
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.notifying.bouncing import mark_bounced, take_back_bounce
from subprocessors.notifying.claims import claim_one
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending, unmark
from subprocessors.notifying.sending import Sender
from subprocessors.notifying.sending_again import CannotSendAgain, offers_again, send_again
from subprocessors.notifying.stopping import late_notices, resume_notices, stop_notices
from subprocessors.publishing.redacting import redact
from tests.ledgers import settle, told_portal
from tests.mail_servers import serving, use
from tests.pages import Page
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import at, make_person
from tests.subscribing import ReadMail, browser

pytestmark = pytest.mark.django_db
NOW = at("2026-11-12")
LIST, REMIND = "/admin/ledger/?version=2&confirmed=no", "/admin/ledger/remind/2/"


@pytest.fixture
def version(time_machine, settings, tmp_path):
    """Version 2 was sent to two customers and a subscriber; a third address refused it."""
    settings.DATA_DIR = tmp_path
    time_machine.move_to(NOW, tick=False)

    def recipients():
        for name in ("acme", "bolt", "gone"):
            a_contact(a_customer(name.title()), f"legal@{name}.example")
        a_subscriber("reader@b.example")

    told_portal(recipients)
    for address in ("legal@acme.example", "legal@bolt.example", "reader@b.example"):
        settle(address)
    settle("legal@gone.example", "refused", code=550)
    return Publication.objects.get(number=2)


def notice_to(address):
    return Delivery.objects.get(address=address, message__purpose="notice")


def reminders():
    return Delivery.objects.filter(message__purpose="reminder").order_by("address")


def to_remind(version):
    return sorted(one.address for one in remindable(version, at=NOW))


def test_who_has_not_confirmed_is_reminded_once(version):
    assert to_remind(version) == ["legal@acme.example", "legal@bolt.example"]
    acknowledge(notice_to("legal@bolt.example"), name="", at=NOW)
    assert remind(version, by="paula", at=NOW) == 1
    [one] = reminders()
    assert (one.address, one.due_at, one.reminds) == (
        "legal@acme.example",
        NOW,
        notice_to("legal@acme.example"),
    )
    event = OutboxEvent.objects.get()
    assert (event.what, event.count, event.by_name) == ("reminded", 1, "paula")
    with pytest.raises(CannotSendAgain, match="Nobody was reminded"):
        remind(version, by="paula", at=NOW)
    with pytest.raises(IntegrityError):
        Delivery.objects.create(
            message=one.message, address="x@x.example", reminds=one.reminds, give_up_at=NOW
        )


def test_the_reminder_names_the_notice_and_has_its_link(version):
    remind(version, by="paula", at=NOW)
    mail = ReadMail(reminders()[0])
    assert mail.subject == (
        "Reminder: Example Cloud: Mistral AI from 4 December 2026; object by 3 December 2026"
    )
    assert "version 2 of its list of sub-processors, published on 2 November 2026" in mail.text
    assert "does not mean that you agree" in mail.text
    assert mail.link("acknowledge") == ReadMail(notice_to("legal@acme.example")).link("acknowledge")
    browser().post(mail.link("acknowledge"), {"name": "J. Doe"})
    assert Acknowledgement.objects.get().delivery == notice_to("legal@acme.example")


def test_several_of_one_message_share_one_reminder(version):
    remind(version, by="paula", at=NOW)
    assert StoredMessage.objects.filter(purpose="reminder").count() == 1
    assert reminders().count() == 2


def test_nobody_is_reminded_who_left_was_replaced_or_whose_words_were_redacted(version):
    Customer.objects.filter(name="Bolt").update(ended_on="2026-11-11")
    acme = NoticeContact.objects.get(address="legal@acme.example")
    replace_contact(acme, address="new@acme.example", reason="It left", by="paula")
    assert to_remind(version) == []
    Customer.objects.update(ended_on=None)
    assert to_remind(version) == ["legal@bolt.example"]
    redact("Mistral", why="Erasure", by="ada", at=NOW)
    assert to_remind(version) == []


def sent_again(address):
    """The notice to ``address`` came back and was sent again; then both were taken after all."""
    first = notice_to(address)
    mark_bounced(first, why="It came back", by="paula", at=NOW)
    send_again(first.message.publication, [first.pk], by="paula", at=NOW)
    take_back_bounce(first, why="It did not", by="paula", at=NOW)
    again = Delivery.objects.get(repeats=first)
    Delivery.objects.filter(pk=again.pk).update(state="accepted", due_at=None, settled_at=NOW)
    return first, again


def test_whoever_was_sent_it_again_is_reminded_of_that_one(version):
    _first, again = sent_again("legal@acme.example")
    assert [one.pk for one in remindable(version, at=NOW).filter(contact=again.contact)] == [
        again.pk
    ]
    Delivery.objects.filter(pk=again.pk).update(state="refused")
    assert to_remind(version) == ["legal@bolt.example"]


@pytest.mark.parametrize("confirmed", [0, 1])
def test_a_confirmation_of_either_ends_reminders_and_leaves_the_list(client, version, confirmed):
    acknowledge(sent_again("legal@acme.example")[confirmed], name="", at=NOW)
    assert to_remind(version) == ["legal@bolt.example"]
    client.force_login(make_person("paula", "Publisher"))
    assert "legal@acme.example" not in Page(client.get(LIST)).text
    both = Page(client.get(LIST.replace("no", "yes"))).text
    assert both.count("legal@acme.example") >= 2


def test_who_confirmed_is_not_reminded_of_the_notice_that_a_redaction_made_anew(version):
    """It was in doubt, had arrived, and was to go once more."""
    old = notice_to("legal@acme.example")
    Delivery.objects.filter(pk=old.pk).update(state="in_doubt", doubts=1, due_at=NOW)
    redact("Mistral AI", instead="M. AI", why="Erasure", by="paula", at=NOW)
    new = Delivery.objects.get(repeats=old)
    Delivery.objects.filter(pk=new.pk).update(state="accepted", due_at=None, settled_at=NOW)
    assert to_remind(version) == ["legal@acme.example"]
    acknowledge(old, name="", at=NOW)
    assert to_remind(version) == []


def test_while_notices_are_stopped_nobody_is_reminded(version):
    stop_notices(version, by="paula", at=NOW)
    with pytest.raises(CannotSendAgain, match="stopped"):
        remind(version, by="paula", at=NOW)


def test_a_reminder_that_was_stopped_makes_nobody_told_late_and_goes_on_when_resumed(version):
    remind(version, by="paula", at=NOW)
    stop_notices(version, by="paula", at=NOW)
    assert late_notices(version, at=NOW) is None
    assert resume_notices(version, by="paula", at=NOW) == 2


def test_a_reminder_whose_address_is_replaced_before_it_goes_is_stopped(version):
    remind(version, by="paula", at=NOW)
    acme = NoticeContact.objects.get(address="legal@acme.example")
    replace_contact(acme, address="new@acme.example", reason="It left", by="paula")
    while claim_one(at=NOW + timedelta(minutes=1), sender="n@x.example", domain="x"):
        pass
    states = dict(reminders().values_list("address", "state"))
    assert states == {"legal@acme.example": "stopped", "legal@bolt.example": "sending"}
    assert resume_notices(version, by="paula", at=NOW) == 0


def test_a_reminder_that_was_taken_hides_no_notice_that_came_back(version):
    remind(version, by="paula", at=NOW)
    reminders().update(state="accepted", due_at=None, settled_at=NOW)
    mark_bounced(notice_to("legal@acme.example"), why="It came back", by="paula", at=NOW)
    offered = {offer.address for offer in offers_again(version, at=NOW)}
    assert offered == {"legal@acme.example", "legal@gone.example"}


def test_reminders_go_by_real_mail_and_a_copy_sends_none(version, settings):
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    remind(version, by="paula", at=NOW)
    with serving() as (post, server):
        use(settings, f"smtp://{server}")
        unmark()
        Sender(now=lambda: NOW).run()
        assert post.taken == []
        allow_sending(by="paula", at=NOW)
        Sender(now=lambda: NOW).run()
        assert sorted(post.recipients) == ["legal@acme.example", "legal@bolt.example"]
        assert post.read()["Subject"].startswith("Reminder: Example Cloud: Mistral AI")
    assert set(reminders().values_list("state", flat=True)) == {"accepted"}


def test_the_list_of_those_who_have_not_confirmed_has_a_button(client, version):
    client.force_login(make_person("paula", "Publisher"))
    page = Page(client.get(LIST))
    assert "2 notices." in page.text
    assert "Remind 2 addresses" in page.text
    assert "Remind" not in Page(client.get("/admin/ledger/?confirmed=no")).text
    assert "Remind" not in Page(client.get(LIST + "&q=acme")).text
    page = Page(client.post(REMIND, follow=True))
    assert "2 addresses are reminded." in page.text
    assert "Remind 2" not in page.text
    assert page.text.count("Reminder: waiting") == 2
    assert "Nobody was reminded" in Page(client.post(REMIND, follow=True)).text
    assert "2 waiting" not in Page(client.get("/admin/sending/2/")).text
    assert "reminded of a notice" in Page(client.get("/admin/sending/2/")).text


def test_only_whoever_may_publish_reminds(client, version):
    client.force_login(make_person("aude", "Auditor"))
    assert "Remind" not in Page(client.get(LIST)).text
    assert client.post(REMIND).status_code == 403
    client.force_login(make_person("paula", "Publisher"))
    assert client.get(REMIND).status_code == 405
    assert client.post("/admin/ledger/remind/99/").status_code == 404
