"""A notice on the desk: found by address or customer, marked as bounced by hand, and taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.notifying.bounce_addresses import envelope_sender
from subprocessors.notifying.bounce_reports import NoFailure
from subprocessors.notifying.bouncing import note_bounce
from subprocessors.notifying.mail_server import mail_sender, mail_server
from tests.bounces import parsed, postfix
from tests.outbox import NOW, a_delivery, a_message
from tests.pages import Page, opened, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import make_person, make_portal

pytestmark = pytest.mark.django_db
SENDING = "/admin/sending/"
VERSION = "/admin/sending/1/"
JANE = "jane.doe@c.example"


@pytest.fixture
def desk(client, time_machine, settings):
    settings.EMAIL_SERVER = mail_server("smtp://127.0.0.1:25")
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    settings.BOUNCE_ADDRESS = ""
    time_machine.move_to(NOW, tick=False)
    make_portal()
    client.message = a_message(number=1)
    client.contact = a_contact(a_customer("Müller & Söhne", reference="K-17"), JANE)
    client.force_login(make_person("paula", "Publisher"))
    return client


def taken(desk, address=JANE, **values):
    values = {"state": "accepted", "due_at": None, "contact": desk.contact, **values}
    one = a_delivery(address, desk.message, **values)
    state = values["state"]
    DeliveryAttempt.objects.create(
        delivery=one, at=NOW, host="mx:25", phase="dot", code=250, answer="ok", state=state
    )
    return one


def page_of(delivery):
    return f"/admin/sending/delivery/{delivery.pk}/"


def listed(page):
    return [words(row[0]) for row in page.all("tbody/tr")]


def state(delivery):
    delivery.refresh_from_db()
    return delivery.state


def test_it_says_what_is_known_of_mail_that_comes_back(desk, settings):
    page = opened(desk, SENDING)
    assert "Only what the mail server answers is known" in page.text
    settings.BOUNCE_ADDRESS = "bounce@octo.example"
    page = opened(desk, SENDING)
    assert "Only what the mail server answers is known" not in page.text
    assert "Mail that comes back goes to bounce@octo.example and marks its notice" in page.text


@pytest.mark.parametrize("sought", ["jane.doe", "C.EXAMPLE", "söhne müller", "MULLER", "k-17"])
def test_a_notice_is_found_by_address_customer_or_reference(desk, sought):
    taken(desk)
    taken(desk, "other@d.example", contact=None)
    assert listed(opened(desk, VERSION)) == []
    page = opened(desk, VERSION, q=sought)
    assert listed(page) == [JANE]
    assert "Found" in page.text


def test_notices_of_other_versions_and_unknown_words_are_not_found(desk):
    a_delivery("old@c.example", a_message(), state="accepted", due_at=None)
    taken(desk)
    assert listed(opened(desk, VERSION, q="old")) == []
    for sought in ("old", "%", "a\x00b", "x" * 5_000):
        page = opened(desk, VERSION, q=sought)
        assert "No notice of this version went to such" in page.text


def test_of_many_200_are_shown_by_as_many_queries_as_of_one(desk):
    taken(desk, contact=None)
    opened(desk, VERSION)
    with CaptureQueriesContext(connection) as of_one:
        opened(desk, VERSION, q=JANE)
    Delivery.objects.bulk_create(
        Delivery(message=desk.message, address=f"{n:03}@a.example", give_up_at=NOW)
        for n in range(205)
    )
    with CaptureQueriesContext(connection) as of_many:
        page = opened(desk, VERSION, q="a.example")
    assert len(of_many) == len(of_one)
    assert len(listed(page)) == 200
    assert "The first 200 are shown" in page.text


@pytest.mark.parametrize("before", ["accepted", "in_doubt"])
def test_marked_by_hand_it_says_who_when_and_why_and_can_be_taken_back(desk, before):
    one = taken(desk, state=before, due_at=NOW if before == "in_doubt" else None)
    why = f"Ada rang: {JANE.upper()} is\x07 gone"
    page = Page(desk.post(page_of(one), {"why": why, "mark": "1"}, follow=True))
    assert "It is marked as bounced." in page.text
    assert (state(one), one.due_at, one.settled_at) == ("bounced", None, NOW)
    last = one.attempts.last()
    assert (last.phase, last.by_name, last.at, last.state) == ("hand", "paula", NOW, "bounced")
    assert last.answer == "Ada rang: [[place:to]] is gone"
    *_before, row = page.all("tbody/tr")
    assert [words(cell) for cell in row[1:]] == [
        "by hand, paula",
        f"Ada rang: {JANE} is gone",
        "bounced",
    ]
    row, *_to_send_again = opened(desk, VERSION).all("tbody/tr")
    assert words(row[3]) == f"Ada rang: {JANE} is gone (paula)"

    page = Page(desk.post(page_of(one), {"why": "a namesake", "take_back": "1"}, follow=True))
    assert "The mark was taken back." in page.text
    assert state(one) == before
    assert [a.state for a in one.attempts.all()] == [before, "bounced", before]
    assert "Did it come back?" in page.text


def test_nothing_is_marked_without_a_reason(desk):
    one = taken(desk)
    page = Page(desk.post(page_of(one), {"why": " ", "mark": "1"}))
    assert "Write in a few words how you know." in page.text
    assert state(one) == "accepted"


@pytest.mark.parametrize("before", ["waiting", "sending", "refused", "stopped", "not_told"])
def test_what_no_mail_server_took_is_not_marked(desk, before):
    one = taken(desk, state=before, claim="x", due_at=NOW)
    assert "Mark as bounced" not in opened(desk, page_of(one)).text
    page = Page(desk.post(page_of(one), {"why": "so", "mark": "1"}, follow=True))
    assert "only what a mail server took can bounce" in page.text
    page = Page(desk.post(page_of(one), {"why": "so", "take_back": "1"}, follow=True))
    assert "It is not marked as bounced." in page.text
    assert (state(one), one.attempts.count()) == (before, 1)


def test_a_report_after_a_mark_by_hand_is_added_once(desk):
    one = taken(desk)
    desk.post(page_of(one), {"why": "so", "mark": "1"})
    report = parsed(postfix(envelope_sender(one.pk, mail_sender("a@octo.example")), JANE))
    note_bounce(one.pk, report, at=NOW)
    with pytest.raises(NoFailure):
        note_bounce(one.pk, report, at=NOW)
    assert [attempt.phase for attempt in one.attempts.all()] == ["dot", "hand", "bounce"]
    desk.post(page_of(one), {"why": "a copy came back, she has hers", "take_back": "1"})
    assert state(one) == "accepted"


def test_the_customer_and_the_subscriber_show_it(desk):
    subscriber = a_subscriber("sub@a.example")
    for one in (taken(desk), taken(desk, "sub@a.example", contact=None, subscriber=subscriber)):
        desk.post(page_of(one), {"why": "so", "mark": "1"})
    customer = NoticeContact.objects.get().customer_id
    assert (
        "last notice: bounced"
        in opened(desk, f"/admin/subprocessors/customer/{customer}/change/").text
    )
    for address in ("", f"{subscriber.pk}/change/"):
        assert "bounced" in opened(desk, f"/admin/subprocessors/subscriber/{address}").text
    assert Subscriber.objects.get().state == "confirmed"


@pytest.mark.parametrize(("role", "status"), [("Editor", 403), ("Auditor", 200)])
def test_whoever_may_not_publish_marks_nothing_and_auditors_read(desk, role, status):
    one = taken(desk)
    desk.force_login(make_person("edith", role))
    page = desk.get(page_of(one))
    assert page.status_code == status
    assert "Mark as bounced" not in page.text
    assert desk.post(page_of(one), {"why": "so", "mark": "1"}).status_code == 403
    assert state(one) == "accepted"


def test_unknown_notices_and_other_requests_are_refused(desk):
    one = taken(desk)
    assert desk.get("/admin/sending/delivery/999/").status_code == 404
    assert desk.put(page_of(one)).status_code == 405
    desk.logout()
    assert desk.get(page_of(one)).status_code == 302
