"""The red line on every page of the desk, while there is time to act."""

from datetime import timedelta

import pytest

from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import Outbox
from subprocessors.models.recipients import NoticeContact
from subprocessors.notifying.mail_state import PATIENCE, mail_state
from subprocessors.notifying.sender_mark import allow_sending, unmark
from tests.outbox import NOW, a_delivery, a_message
from tests.pages import Page
from tests.recipients import a_contact, a_customer
from tests.stories import make_person, make_portal

pytestmark = pytest.mark.django_db
SILENT = ["Notices wait, and the sender gives no sign."]
REFUSED = [
    "A notice did not reach a contract notice address: it was refused, or came back. There is"
    " still time to act."
]


@pytest.fixture(autouse=True)
def portal(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_portal()
    allow_sending(by="ada", at=NOW)


def trouble(at):
    return list(mail_state(at=at).trouble)


def test_where_nothing_waits_all_is_well(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert trouble(NOW) == []


def test_notices_that_wait_without_a_sign_of_the_sender_are_named():
    a_delivery("jane@a.example")
    assert trouble(NOW + PATIENCE - timedelta(seconds=1)) == []
    assert trouble(NOW + PATIENCE) == SILENT
    Outbox.objects.update(heartbeat_at=NOW + timedelta(minutes=5))
    assert trouble(NOW + PATIENCE) == []
    assert trouble(NOW + PATIENCE * 2) == SILENT


def test_a_copy_and_a_sender_that_halted_say_so():
    a_delivery("jane@a.example")
    unmark()
    [said] = trouble(NOW + PATIENCE)
    assert said.startswith("Notices wait: this portal is a copy")
    Outbox.objects.update(halted_at=NOW, halted_why="535 wrong password")
    assert trouble(NOW) == ["The sender of notices halted: 535 wrong password"]


def test_a_contract_address_that_refused_is_named_while_there_is_time():
    message = a_message(number=1)
    contact = a_contact(a_customer("Octo"), "privacy@c.example")
    values = {"due_at": None, "give_up_at": NOW + timedelta(days=7)}
    one = a_delivery("privacy@c.example", message, contact=contact, state="refused", **values)
    a_delivery("jane@a.example", state="refused", **values)  # a subscriber's own matter
    assert trouble(NOW) == REFUSED
    assert trouble(NOW + timedelta(days=7)) == []
    heir = a_contact(contact.customer, "new@c.example")
    NoticeContact.objects.filter(pk=contact.pk).update(successor=heir)
    assert trouble(NOW) == REFUSED  # nobody has told them yet
    sent = a_delivery("new@c.example", message, contact=heir, due_at=None)
    assert trouble(NOW) == []
    Delivery.objects.filter(pk=sent.pk).update(contact=contact, repeats=one)
    assert trouble(NOW) == []


def test_a_reminder_that_came_back_is_no_notice_that_did():
    contact = a_contact(a_customer("Octo"), "privacy@c.example")
    values = {"contact": contact, "due_at": None, "give_up_at": NOW + timedelta(days=7)}
    notice = a_delivery("privacy@c.example", state="accepted", **values)
    a_delivery("privacy@c.example", state="bounced", reminds=notice, **values)
    assert trouble(NOW) == []


def test_it_stands_on_every_page_of_the_desk_and_leads_those_who_may_there(client, time_machine):
    time_machine.move_to(NOW + PATIENCE, tick=False)
    a_delivery("jane@a.example")
    for role, leads in (("Publisher", True), ("Editor", False)):
        client.force_login(make_person(role, role))
        for address in ("/admin/", "/admin/subprocessors/subprocessor/"):
            page = Page(client.get(address))
            assert SILENT[0] in page.text
            links = [link.get("href") for link in page.all("p[@role='alert']/a")]
            assert links == (["/admin/sending/"] if leads else [])
    client.logout()
    assert SILENT[0] not in Page(client.get("/admin/login/")).text
