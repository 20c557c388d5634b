"""Who is told after the first sending: by hand, at another address, or because they came since."""

from datetime import date, timedelta

import pytest

from subprocessors.customers.successions import replace_contact
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.recipients import NoticeContact
from subprocessors.models.vocabulary import Service
from subprocessors.notifying.claims import claim_one
from subprocessors.notifying.mail_server import mail_sender, mail_server
from subprocessors.notifying.newcomers import newcomers_of, send_to_newcomers
from subprocessors.notifying.repeating import hand_to_heir
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.notifying.sending_again import CannotSendAgain, offers_again, send_again
from subprocessors.notifying.stopping import late_notices, resume_notices, stop_notices
from subprocessors.publishing import publish
from tests import mail_servers
from tests.mail_servers import serving
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
LATER = at("2026-11-20")
PAGE = "/admin/sending/2/"
AGAIN = "/admin/sending/2/again/"
SENDER = {"sender": "n@octo.example", "domain": "octo.example"}


class Story:
    """Version 2 tells of Mistral AI from 15 December, with 30 days' notice."""

    def __init__(self):
        make_portal(notice_days=30)
        add_row("Acme Mail", effective_on="2024-01-01")
        publish(at=at("2026-10-01"))
        self.octo = a_customer("Octo Ltd")
        self.contact = a_contact(self.octo, "privacy@c.example")
        self.row = add_row("Mistral AI", effective_on="2026-12-15")
        self.version = publish(at=TOLD_AT)
        self.first = Delivery.objects.get()

    def becomes(self, state, delivery=None):
        found = Delivery.objects.filter(pk=(delivery or self.first).pk)
        found.update(state=state, due_at=None, settled_at=TOLD_AT)

    def replace(self, address="new@c.example"):
        return replace_contact(self.contact, address=address, by="ada", reason="Left")

    def again(self, *deliveries, now=LATER):
        keys = [one.pk for one in deliveries or [self.first]]
        return send_again(self.version, keys, by="ada", at=now)

    def offered(self, now=LATER):
        return [one.address for one in offers_again(self.version, at=now)]


@pytest.fixture
def story(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_SERVER = mail_server("smtp://127.0.0.1:25")
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    return Story()


@pytest.fixture
def desk(client, story, time_machine):
    time_machine.move_to(LATER, tick=False)
    client.force_login(make_person("paula", "Publisher"))
    return client


# By hand


@pytest.mark.parametrize("state", ["refused", "bounced", "in_doubt", "not_told"])
def test_what_failed_goes_to_the_address_that_has_followed(story, state):
    story.becomes(state)
    heir = story.replace()
    assert story.again() == 1
    new = Delivery.objects.get(repeats=story.first)
    assert (new.contact, new.address, new.state) == (heir, "new@c.example", "waiting")
    assert new.message == story.first.message
    assert new.due_at == LATER
    event = OutboxEvent.objects.get()
    assert (new.event, event.what, event.count, event.by_name) == (event, "again", 1, "ada")
    assert event.publication == story.version
    story.first.refresh_from_db()
    assert story.first.state == state  # what was is never overwritten


@pytest.mark.parametrize("state", ["refused", "bounced", "not_told"])
def test_what_never_arrived_goes_to_the_same_address_once_it_was_mended(story, state):
    story.becomes(state)
    assert story.again() == 1
    new = Delivery.objects.get(repeats=story.first)
    assert (new.contact, new.address) == (story.contact, "privacy@c.example")


@pytest.mark.parametrize("state", ["accepted", "in_doubt", "waiting", "sending", "stopped"])
def test_what_arrived_or_may_have_or_still_waits_is_not_sent_again(story, state):
    due = LATER if state in ("waiting", "sending") else None
    jane = a_subscriber("jane@a.example")
    values = {"message": story.first.message, "address": jane.address, "give_up_at": LATER}
    Delivery.objects.create(subscriber=jane, **values)
    Delivery.objects.update(state=state, due_at=due, claim="x")
    assert story.offered() == []
    with pytest.raises(CannotSendAgain):
        story.again(*Delivery.objects.all())
    assert Delivery.objects.count() == 2
    assert not OutboxEvent.objects.exists()


def test_it_is_tried_until_the_change_takes_effect_or_a_week_is_over(story):
    story.becomes("refused")
    story.again()
    new = Delivery.objects.get(repeats=story.first)
    assert new.give_up_at == at("2026-12-14", hour=23)  # midnight in Berlin
    story.becomes("refused", new)
    story.again(new, now=at("2026-12-20"))
    assert Delivery.objects.get(repeats=new).give_up_at == at("2026-12-27")


def test_pressed_twice_it_is_sent_once_and_what_failed_again_may_go_once_more(story):
    story.becomes("refused")
    story.again()
    with pytest.raises(CannotSendAgain):
        story.again()
    new = Delivery.objects.get(repeats=story.first)
    story.becomes("refused", new)
    assert [offer.delivery for offer in offers_again(story.version, at=LATER)] == [new]
    assert story.again(new) == 1
    assert Delivery.objects.count() == 3


def test_a_successor_who_has_the_version_is_sent_nothing(story):
    heir = a_contact(story.octo, "new@c.example")
    story.becomes("refused")
    own = Delivery.objects.create(
        message=story.first.message,
        contact=heir,
        address=heir.address,
        state="accepted",
        give_up_at=LATER,
    )
    story.replace()
    assert story.offered() == []
    story.becomes("refused", own)
    assert story.offered() == ["new@c.example"]  # once, though two notices failed
    assert story.again(story.first, own) == 1


def test_whoever_is_no_customer_any_more_left_or_was_erased_is_sent_nothing(story):
    jane = a_subscriber("jane@a.example")
    values = {"message": story.first.message, "state": "refused", "give_up_at": LATER}
    Delivery.objects.create(subscriber=jane, address=jane.address, **values)
    story.becomes("refused")
    assert story.offered() == ["jane@a.example", "privacy@c.example"]
    jane.state = "left"
    jane.save()
    assert story.offered() == ["privacy@c.example"]
    NoticeContact.objects.update(address="erased-0f3a52c1b9de")
    assert story.offered() == []
    NoticeContact.objects.update(address="privacy@c.example")
    story.octo.ended_on = date(2026, 11, 19)
    story.octo.save()
    assert story.offered() == []


def test_while_the_notices_are_stopped_nothing_is_sent_again(story):
    story.becomes("refused")
    stop_notices(story.version, by="ada", at=TOLD_AT)
    with pytest.raises(CannotSendAgain, match="Resume them first"):
        story.again()
    resume_notices(story.version, by="ada", at=TOLD_AT)
    assert story.again() == 1


# Replaced while it waits


def test_a_waiting_notice_goes_to_the_address_that_has_followed(story, settings):
    allow_sending(by="ada", at=TOLD_AT)
    story.replace("second@c.example")
    second = NoticeContact.objects.get(address="second@c.example")
    replace_contact(second, address="third@c.example", by="ada", reason="Left")
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        Sender(now=lambda: TOLD_AT + timedelta(minutes=10)).run()
        assert post.recipients == ["third@c.example"]
    story.first.refresh_from_db()
    assert (story.first.state, story.first.due_at, story.first.claim) == ("stopped", None, "")
    [attempt] = story.first.attempts.all()
    assert (attempt.phase, attempt.state) == ("replaced", "stopped")
    assert attempt.answer == "The address was replaced before this was sent"
    new = Delivery.objects.get(repeats=story.first)
    assert (new.state, new.address) == ("accepted", "third@c.example")
    assert new.give_up_at == story.first.give_up_at


def test_resuming_does_not_send_what_went_to_the_successor(story):
    story.replace()
    claim_one(at=TOLD_AT + timedelta(hours=1), **SENDER)
    stop_notices(story.version, by="ada", at=TOLD_AT)
    assert resume_notices(story.version, by="ada", at=TOLD_AT) == 0


def test_resuming_leaves_out_what_the_successor_had_already(story):
    heir = a_contact(story.octo, "new@c.example")
    values = {"message": story.first.message, "give_up_at": LATER, "state": "accepted"}
    Delivery.objects.create(contact=heir, address=heir.address, **values)
    story.replace()
    assert claim_one(at=LATER, **SENDER) is None
    assert resume_notices(story.version, by="ada", at=LATER) == 0


def test_what_was_stopped_before_its_address_was_replaced_goes_on_to_the_successor(story):
    stop_notices(story.version, by="ada", at=TOLD_AT)
    story.replace()
    assert resume_notices(story.version, by="ada", at=LATER) == 1
    assert claim_one(at=LATER, **SENDER).delivery.address == "new@c.example"


def test_replaced_while_it_is_being_sent_it_is_not_sent_twice_nor_lost(story):
    """The server takes it: it was told. The server asks to wait: the successor is told."""
    claim = claim_one(at=LATER, **SENDER)
    story.replace()
    assert claim_one(at=LATER, **SENDER) is None
    taken = claim_one(at=LATER + timedelta(hours=1), **SENDER)  # its holder was killed
    assert taken.delivery.address == "new@c.example"
    assert not claim.renew(at=LATER)
    assert Delivery.objects.count() == 2
    assert DeliveryAttempt.objects.get().phase == "replaced"


def test_a_successor_who_has_the_same_message_is_not_sent_it_twice(story):
    heir = a_contact(story.octo, "new@c.example")
    Delivery.objects.create(
        message=story.first.message,
        contact=heir,
        address=heir.address,
        state="accepted",
        give_up_at=LATER,
    )
    story.replace()
    assert claim_one(at=LATER, **SENDER) is None
    assert set(Delivery.objects.values_list("address", "state")) == {
        ("privacy@c.example", "stopped"),
        ("new@c.example", "accepted"),
    }


@pytest.mark.parametrize("state", ["refused", "bounced", "not_told", "stopped"])
def test_a_successor_whom_the_same_message_never_reached_is_sent_it(story, state):
    heir = a_contact(story.octo, "new@c.example")
    values = {"message": story.first.message, "give_up_at": LATER}
    Delivery.objects.create(contact=heir, address=heir.address, state=state, **values)
    story.replace()
    assert claim_one(at=LATER, **SENDER).delivery.repeats == story.first


def test_an_earlier_address_that_follows_again_is_sent_what_was_stopped_for_it(story):
    heir = story.replace()
    claim_one(at=LATER, **SENDER)  # for the new address; its holder was killed
    replace_contact(heir, address="privacy@c.example", by="ada", reason="Back again")
    taken = claim_one(at=LATER + timedelta(hours=1), **SENDER).delivery
    assert taken.address == "privacy@c.example"
    assert taken.repeats.contact == heir


def test_put_back_in_force_while_it_is_handed_on_the_address_is_sent_it_itself(story):
    claim = claim_one(at=LATER, **SENDER)
    replace_contact(story.replace(), address="privacy@c.example", by="ada", reason="Back again")
    hand_to_heir(claim.delivery, claim=claim.claim, at=LATER)
    assert claim_one(at=LATER, **SENDER).delivery.repeats == story.first


def test_what_was_in_doubt_stays_so_on_record_and_goes_to_the_successor(story):
    Delivery.objects.update(state="in_doubt", doubts=1)
    story.replace()
    assert claim_one(at=LATER, **SENDER).delivery.address == "new@c.example"
    story.first.refresh_from_db()
    assert (story.first.state, story.first.due_at) == ("in_doubt", None)


# Came since


def test_a_customer_who_joined_and_an_address_that_was_added_are_sent_the_same_notice(story):
    assert newcomers_of(story.version, at=LATER) == []
    a_contact(a_customer("Joined"), "joined@c.example")
    a_contact(story.octo, "added@c.example")
    assert send_to_newcomers(story.version, by="ada", at=LATER) == 2
    new = Delivery.objects.exclude(pk=story.first.pk)
    assert {(one.address, one.message, one.state, one.due_at) for one in new} == {
        (address, story.first.message, "waiting", LATER)
        for address in ("joined@c.example", "added@c.example")
    }
    event = OutboxEvent.objects.get()
    assert (event.what, event.count) == ("newcomers", 2)
    assert {(one.event, one.repeats) for one in new} == {(event, None)}
    with pytest.raises(CannotSendAgain):
        send_to_newcomers(story.version, by="ada", at=LATER)


def test_who_follows_an_address_that_was_sent_it_is_no_newcomer(story):
    story.becomes("refused")
    story.replace()
    assert newcomers_of(story.version, at=LATER) == []


def test_once_the_change_has_come_or_was_dropped_nobody_is_sent_it(story):
    a_contact(a_customer("Joined"), "joined@c.example")
    last = at("2026-12-14", hour=22)
    assert len(newcomers_of(story.version, at=last)) == 1
    assert newcomers_of(story.version, at=last + timedelta(hours=1)) == []
    edit_row(story.row, purpose="Support")
    publish(at=at("2026-11-10"))
    assert len(newcomers_of(story.version, at=LATER)) == 1  # it still comes
    edit_row(story.row, withdrawn_on="2026-11-11")
    publish(at=at("2026-11-11"))
    assert newcomers_of(story.version, at=LATER) == []


def test_they_are_sent_what_concerns_them(story):
    chat = Service.objects.create(slug="chat", label="Chat")
    add_row("Bolt", services=[chat], effective_on="2027-01-15")
    version = publish(at=at("2026-11-03"))
    a_contact(a_customer("Mail", "mail"), "mail@c.example")
    a_contact(a_customer("Chat", "chat"), "chat@c.example")
    a_contact(a_customer("Gone", "chat", ended_on=date(2026, 11, 19)), "gone@c.example")
    assert [one.address for one in newcomers_of(version, at=LATER)] == ["chat@c.example"]


# On the desk


def test_the_desk_offers_sends_and_says_who_asked(desk, story):
    story.becomes("refused")
    story.replace()
    a_contact(a_customer("Joined"), "joined@c.example")
    page = Page(desk.get(PAGE))
    assert (
        "1 contract address that came since is not told of this version: joined@c.example."
        in page.text
    )
    [box] = page.all("input[@type='checkbox']")
    row = page.all("tbody/tr")[-1]
    assert [words(cell) for cell in row] == [
        "new@c.example",
        "Octo Ltd",
        "refused by the mail server",
        "privacy@c.example",
    ]
    page = Page(desk.post(AGAIN, {"again": "1", "delivery": box.get("value")}, follow=True))
    assert "1 notice is sent now." in page.text
    assert "sent again (version 2, 1 notices), paula" in page.text
    page = Page(desk.post(AGAIN, {"newcomers": "1"}, follow=True))
    assert "1 notice is sent now." in page.text
    assert "came since is not told" not in page.text
    assert page.all("input[@type='checkbox']") == []
    assert Delivery.objects.count() == 3


def test_the_desk_says_why_nothing_was_sent(desk, story):
    story.becomes("refused")
    said = Page(desk.post(AGAIN, {"again": "1"}, follow=True)).text
    assert "Tick the notices that are to be sent again." in said
    sent = {"again": "1", "delivery": str(story.first.pk)}
    desk.post(AGAIN, sent)
    assert "sent again already" in Page(desk.post(AGAIN, sent, follow=True)).text
    assert (
        "no contract address has come since"
        in Page(desk.post(AGAIN, {"newcomers": "1"}, follow=True)).text
    )
    assert Delivery.objects.count() == 2


def test_only_whoever_may_publish_sends_again_and_what_is_malformed_is_refused(desk, story):
    assert desk.get(AGAIN).status_code == 405
    assert desk.post("/admin/sending/99/again/", {"again": "1"}).status_code == 404
    assert desk.post(AGAIN, {}).status_code == 400
    assert desk.post(AGAIN, {"again": "1", "delivery": "x"}).status_code == 400
    for role in ("Editor", "Auditor"):
        desk.force_login(make_person(role, role))
        assert desk.post(AGAIN, {"newcomers": "1"}).status_code == 403


def test_who_was_told_late_is_named_with_the_day_that_is_theirs(desk, story):
    Delivery.objects.update(state="accepted", due_at=None, settled_at=at("2026-11-03", hour=22))
    assert "Told late" not in Page(desk.get(PAGE)).text  # counted from 3 November
    Delivery.objects.update(settled_at=at("2026-11-03", hour=23))  # the 4th in Berlin
    patient = a_customer("Patient", promised_number=60, promised_kind="clear_days")
    Delivery.objects.create(
        message=story.first.message,
        contact=a_contact(patient, "patient@c.example"),
        address="patient@c.example",
        state="accepted",
        give_up_at=LATER,
        settled_at=at("2026-11-04"),
    )
    page = Page(desk.get(PAGE))
    assert "2 contract addresses were told after the day from which the notice period" in page.text
    assert (
        "Octo Ltd, privacy@c.example: told late: on 4 November 2026; counted from that day, the"
        " earliest day is 5 December 2026, and the change starts no earlier: on 15 December 2026."
        in page.text
    )
    assert (
        "Patient, patient@c.example: told late: on 4 November 2026; counted from that day, the"
        " earliest day is 4 January 2027, but the change starts on 15 December 2026." in page.text
    )


def test_a_plan_that_is_moved_later_needs_no_time_and_is_not_told_late(desk, story):
    edit_row(story.row, effective_on="2027-01-20")
    moved = publish(at=at("2026-11-18"))
    [change] = moved.changes.all()
    assert change.counted_from_on == date(2026, 11, 3)
    Delivery.objects.update(state="accepted", due_at=None, settled_at=at("2026-11-18"))
    assert "Told late" not in Page(desk.get("/admin/sending/3/")).text
    Delivery.objects.filter(message__publication=3).update(state="stopped")
    assert late_notices(moved, at=LATER) is None


def test_the_page_asks_as_often_for_one_recipient_as_for_two_hundred(
    desk, story, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            made = a_customer(f"C {number} of {count}")
            old = a_contact(made, f"old{number}.{count}@c.example")
            late = a_contact(made, f"late{number}.{count}@c.example")
            old.successor = a_contact(made, f"new{number}.{count}@c.example")
            old.save()
            values = {"message": story.first.message, "give_up_at": LATER}
            values["settled_at"] = at("2026-11-10")
            Delivery.objects.create(contact=old, address=old.address, state="refused", **values)
            Delivery.objects.create(contact=late, address=late.address, state="accepted", **values)
            a_contact(made, f"since{number}.{count}@c.example")

    fill(1)
    desk.get(PAGE)
    with django_assert_max_num_queries(40) as one:
        desk.get(PAGE)
    fill(200)
    with django_assert_max_num_queries(len(one)):
        page = Page(desk.get(PAGE))
    assert len(page.all("input[@type='checkbox']")) == 200
    assert "201 contract addresses that came since" in page.text
    assert "1 more is not shown." in page.text
