"""An address is erased wherever it stands, in whatever way its domain is written there."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from subprocessors.archive import triggers
from subprocessors.models.authorship import signed
from subprocessors.models.mail_addresses import blank_address_in
from subprocessors.models.objections import AddressTest, Objection, ObjectionEvent
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.objecting.address_tests import send_address_test
from subprocessors.objecting.closing import answer_objection, close_objection
from subprocessors.subscribing.erasure import erase_address
from subprocessors.subscribing.person_data import give_out
from tests.objecting import a_version_to_object_to, objected
from tests.pages import Page
from tests.recipients import a_contact, a_customer
from tests.stories import at, make_person
from tests.test_erased_recipients import attempt, every_text_in_the_database, notice_to

pytestmark = pytest.mark.django_db
NOW, LATER = at("2026-11-03"), at("2026-11-05")
FACTS = {"organisation": "Example Cloud"}
IN_ASCII, IN_UNICODE = "jane@xn--mller-kva.example", "jane@müller.example"
IN_CAPITALS = "Jane@MÜLLER.Example"
#: The address as it was stored, and as whoever erases it types it.
WAYS = [
    (IN_UNICODE, IN_ASCII),
    (IN_ASCII, IN_UNICODE),
    (IN_CAPITALS, IN_UNICODE),
    (IN_UNICODE, IN_CAPITALS),
    (IN_CAPITALS, IN_ASCII.upper()),
]


@pytest.fixture(autouse=True)
def clock(time_machine, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_version_to_object_to()
    time_machine.move_to(NOW, tick=False)
    return time_machine


def answered(objection, text):
    seen = objection.events.last().pk
    mails = {"facts": FACTS, "privacy_notice": ""}
    return answer_objection(objection, text, seen=seen, by="p", at=NOW, **mails)


def sent():
    """Whatever waits has gone."""
    Delivery.objects.update(state="accepted", due_at=None)


def closed(objection, words=""):
    close_objection(objection, "resolved", words=words, by="p", at=NOW)
    return objection


def stands_anywhere():
    """The texts of the database in which the address, or its domain, still stands."""
    lines = every_text_in_the_database().splitlines()
    found = ("jane@", "xn--mller", "müller", "m\\u00fcller", "m\\u00dcller", "m=c3=bcller")
    return [line for line in lines if any(text in line for text in found)]


@pytest.mark.parametrize(("stored", "typed"), WAYS)
def test_it_is_found_however_it_is_written(stored, typed, settings):
    settings.CONTRACT_KEPT_YEARS = settings.OBJECTION_KEPT_YEARS = 0
    ended = a_customer("Müll & Co", ended_on=at("2026-01-31").date())
    attempt(notice_to(a_contact(ended, stored)), f"550 <{IN_UNICODE}>, <{IN_ASCII}>, {IN_CAPITALS}")
    objection = objected(address=stored)
    answered(objection, f"You wrote from {stored}.")
    closed(objection)
    send_address_test(stored, facts=FACTS, by="p", at=NOW)
    paula = make_person("paula")
    for words in (stored, json.dumps([stored, IN_CAPITALS])):
        LogEntry.objects.create(
            user=paula,
            action_flag=CHANGE,
            object_repr=stored,
            change_message=f"Changed {words}.",
        )
    given = json.loads(give_out(typed, by="p", at=NOW))
    assert (len(given["contract_notice_addresses"]), len(given["messages"])) == (1, 4)
    done = erase_address(typed, by="p", at=LATER)
    assert stands_anywhere() == []
    assert (done.recipients, done.deliveries) == (3, 4)
    assert (done.kept, done.kept_objections) == ((), ())
    assert {one.address for one in Delivery.objects.filter(contact__isnull=True)} == {done.mark}
    assert AddressTest.objects.get().address == done.mark
    entries = LogEntry.objects.order_by("pk").values_list("object_repr", "change_message")
    assert list(entries) == [
        (done.mark, f"Changed {done.mark}."),
        (done.mark, f'Changed ["{done.mark}", "{done.mark}"].'),
    ]
    assert triggers.missing(connection) == []


def test_others_with_the_same_name_stay():
    for address in ("jane@müller.example.org", "jane@mueller.example", "mary.jane@müller.example"):
        closed(objected(address=address))
    before = sorted(Objection.objects.values_list("address", flat=True))
    assert erase_address(IN_ASCII, by="p", at=NOW).mark == ""
    assert sorted(Objection.objects.values_list("address", flat=True)) == before
    assert "erased-" not in every_text_in_the_database()


def test_an_answer_to_another_that_names_it_is_sent_before_it_is_blanked():
    other = objected(address="joe@j.example", grounds="")
    delivery = answered(other, f"Dear Joe,\n\nwe wrote to {IN_UNICODE} too.")
    closed(other)
    with pytest.raises(CommandError) as refused:
        call_command("eraseperson", IN_ASCII, by="ada")
    said = f"An answer to objection {other.number} names it:"
    assert f"{said} run this again once it has been sent." in str(refused.value)
    desk = Client()
    desk.force_login(make_person("paula", "Publisher"))
    page = Page(desk.post("/admin/person/", {"address": IN_ASCII, "act": "erase"}))
    assert f"{said} erase it once that has been sent." in page.text
    delivery.refresh_from_db()
    assert (delivery.state, delivery.message.source != b"") == ("waiting", True)
    sent()
    assert erase_address(IN_ASCII, by="p", at=LATER).kept_objections == ()
    assert stands_anywhere() == []


def test_it_goes_from_the_texts_of_the_objections_of_others():
    other = objected(address="joe@j.example", grounds=f"As {IN_CAPITALS} says.")
    answered(other, f"Dear Joe,\n\nwe wrote to {IN_UNICODE} too.")
    answered(other, "Dear Joe,\n\nnothing new.")
    sent()
    closed(other, f"Agreed with {IN_ASCII} by phone.")
    send_address_test(IN_UNICODE, facts=FACTS, by="p", at=NOW)
    done = erase_address(IN_ASCII, by="p", at=NOW)
    assert stands_anywhere() == []
    other.refresh_from_db()
    assert (other.address, other.grounds) == ("joe@j.example", f"As {done.mark} says.")
    assert ObjectionEvent.objects.get(what="closed").words == f"Agreed with {done.mark} by phone."
    first, second = StoredMessage.objects.filter(purpose="answer").order_by("pk")
    assert first.source == b""
    assert first.digest
    assert b"nothing new" in second.source
    assert triggers.missing(connection) == []


def test_it_goes_from_whatever_else_somebody_wrote_into_an_objection():
    wrote = {"organisation": f"{'o' * 280} {IN_UNICODE}", "name": f"Joe, not {IN_ASCII}"}
    other = closed(objected(address="joe@j.example", grounds="", **wrote))
    done = erase_address(IN_CAPITALS, by="p", at=NOW)
    assert stands_anywhere() == []
    other.refresh_from_db()
    assert other.organisation == f"{'o' * 280} {done.mark}"[:300]
    assert other.name == f"Joe, not {done.mark}"
    assert done.recipients == 2


def test_the_desk_finds_what_only_the_texts_of_others_say_and_erases_it():
    other = objected(address="joe@j.example", grounds=f"As {IN_UNICODE} says.")
    send_address_test(IN_UNICODE, facts=FACTS, by="p", at=NOW)
    desk = Client()
    desk.force_login(make_person("paula", "Publisher"))

    def said(act):
        return Page(desk.post("/admin/person/", {"address": IN_ASCII, "act": act})).text

    looked_up = said("look")
    assert f"Named in another objection: {other.number}" in looked_up
    assert "Tested as the address for objections" in looked_up
    assert f"Objection {other.number} is open: close it first." in looked_up
    given = json.loads(give_out(IN_ASCII, by="p", at=NOW))
    assert given["other_objections_that_name_it"] == [other.number]
    assert given["tests_as_address_for_objections"] == [
        {"asked_at": NOW.isoformat(), "answered_at": None}
    ]
    assert "joe" not in json.dumps(given)
    closed(other)
    assert "Nothing is kept under this address." not in said("look")
    gone = said("erase")
    assert "The address was erased." in gone
    assert "Nothing is kept under this address." in gone
    assert stands_anywhere() == []


def test_more_objections_take_no_more_queries():
    def queries():
        with CaptureQueriesContext(connection) as asked:
            give_out(IN_ASCII, by="p", at=NOW)
        return len(asked)

    objected(address="joe@j.example", grounds=f"As {IN_UNICODE} says.")
    before = queries()
    for number in range(3):
        objected(address=f"joe{number}@j.example", grounds=f"As {IN_UNICODE} says.")
    assert queries() == before


def test_where_a_contract_address_came_from_goes_with_it(settings):
    settings.CONTRACT_KEPT_YEARS = 0
    octo = a_customer("Octo", ended_on=at("2026-01-31").date())
    contact = a_contact(
        octo, IN_UNICODE, source=f"Mail of {IN_ASCII}", source_on=at("2024-01-01").date()
    )
    with signed([contact], "paula", f"{'w' * 70} {IN_CAPITALS}"):
        contact.save()
    done = erase_address(IN_UNICODE, by="p", at=LATER)
    assert stands_anywhere() == []
    contact.refresh_from_db()
    assert (contact.address, contact.source, contact.source_on) == (done.mark, "", None)
    last = contact.history.latest()
    assert (last.by_name, last.history_change_reason) == ("paula", f"{'w' * 70} {done.mark}"[:100])


def test_where_an_objection_that_is_kept_names_it_this_is_said():
    other = objected(address="joe@j.example", grounds=f"As {IN_UNICODE} says.")
    with pytest.raises(CommandError) as refused:
        call_command("eraseperson", IN_ASCII, by="ada")
    assert f"Objection {other.number} is open. Close it on the desk first." in str(refused.value)
    other.refresh_from_db()
    assert other.grounds == f"As {IN_UNICODE} says."


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("jane@müller.example.", "X."),
        ("<JANE@MU\N{COMBINING DIAERESIS}LLER.EXAMPLE>", "<X>"),
        ("to:jane@xn--mller-kva.example,", "to:X,"),
        (r'"jane@m\u00dcller.example"', '"X"'),
        ("jane@müller.example.org", "jane@müller.example.org"),
        ("mary.jane@müller.example", "mary.jane@müller.example"),
        ("jane@", "jane@"),
    ],
)
def test_a_text_is_read_for_every_way_to_write_it(text, becomes):
    assert blank_address_in(text, IN_ASCII, "X") == becomes
    assert blank_address_in(text, IN_UNICODE, "X") == becomes
