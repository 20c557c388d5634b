"""What is kept of an objection: given out, erased on request, and once its years are over."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from subprocessors.archive import triggers
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.objections import Objection
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.objecting.closing import (
    NotAnswered,
    answer_objection,
    close_objection,
    reopen_objection,
)
from subprocessors.objecting.keeping import KeptObjection, kept_objection
from subprocessors.subscribing.clearing import clear_expired
from subprocessors.subscribing.erasure import erase_address
from subprocessors.subscribing.person_data import give_out
from subprocessors.verifying import verify
from tests.objecting import LEGAL, a_version_to_object_to, objected, tell
from tests.pages import Page
from tests.stories import at, make_person
from tests.test_erased_recipients import every_text_in_the_database

pytestmark = pytest.mark.django_db
JANE = "jane@octo.example"
#: What stands in an objection, and in an answer, of whoever wrote it.
SAID = ("octo ltd", "jane doe", JANE, "ireland is too far", "dear jane", "agreed by phone")


@pytest.fixture(autouse=True)
def clock(time_machine, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_version_to_object_to()
    time_machine.move_to(at("2026-11-03"), tick=False)
    return time_machine


def answered(objection):
    facts = {"organisation": "Example Cloud"}
    return answer_objection(
        objection, "Dear Jane Doe,\n\nno.", seen=0, facts=facts, privacy_notice="", by="p", at=NOW
    )


NOW = at("2026-11-03")


def closed(objection, words="Agreed by phone."):
    close_objection(objection, "resolved", words=words, by="paula", at=NOW)
    return objection


def a_closed_one(**fields):
    objection = objected(**fields)
    delivery = answered(objection)
    DeliveryAttempt.objects.create(
        delivery=delivery, at=NOW, phase="dot", code=250, answer=f"for {JANE}", state="accepted"
    )
    return closed(objection)


# In time


def test_after_the_years_number_days_and_outcome_stay_and_nothing_that_was_said(settings):
    settings.OBJECTION_KEPT_YEARS = 3
    found = a_closed_one()
    over = at("2029-11-03")
    assert clear_expired(at=over - timedelta(seconds=1)) == 0
    assert clear_expired(at=over) == 1
    assert clear_expired(at=over) == 0
    texts = every_text_in_the_database()
    assert not [said for said in SAID if said in texts]
    kept = Objection.objects.get()
    assert (kept.number, kept.outcome, kept.erased_at) == (found.number, "resolved", over)
    assert (kept.received_on, kept.until_on, kept.is_late) == (
        found.received_on,
        found.until_on,
        False,
    )
    assert (kept.publication_id, kept.position, kept.closed_at) == (2, 1, NOW)
    assert [event.what for event in kept.events.all()] == [
        "received",
        "receipt",
        "answered",
        "closed",
    ]
    (answer,) = Delivery.objects.filter(message__purpose="answer")
    assert answer.address == kept.address
    assert answer.address.startswith("erased-")
    assert (answer.message.source, answer.sha256) == (b"", "")
    assert answer.message.digest
    assert triggers.missing(connection) == []
    assert verify().publications == 2
    act = AddressAct.objects.get()
    assert (act.what, act.count) == ("expired", 1)


@pytest.mark.parametrize(
    ("closed_on", "years", "over_on"),
    [
        ("2026-11-03", 10, "2036-11-03"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2027-02-28", 1, "2028-02-28"),
        ("2027-03-01", 1, "2028-03-01"),
        ("2026-11-03", 0, "2026-11-03"),
    ],
)
def test_its_years_are_those_of_the_calendar(settings, closed_on, years, over_on):
    """And what is erased by itself, and on request, goes at the same instant."""
    settings.OBJECTION_KEPT_YEARS = years
    tell()
    objected(address=LEGAL)
    found = Objection.objects.get()
    assert found.customer
    close_objection(found, "resolved", words="", by="paula", at=at(closed_on))
    over, before = at(over_on), at(over_on) - timedelta(seconds=1)
    assert kept_objection(found, at=before) == KeptObjection(found, over)
    assert clear_expired(at=before) == 0
    assert kept_objection(found, at=over) is None
    assert clear_expired(at=over) == 1


def test_one_that_is_open_or_was_opened_again_stays(settings):
    settings.OBJECTION_KEPT_YEARS = 0
    objected()
    again = closed(objected(address="joe@j.example"))
    reopen_objection(again, words="They wrote.", by="paula", at=NOW)
    assert clear_expired(at=at("2036-11-03")) == 0
    assert Objection.objects.filter(erased_at=None).count() == 2


def test_what_was_erased_is_neither_answered_nor_opened_again(settings):
    settings.OBJECTION_KEPT_YEARS = 0
    found = a_closed_one()
    clear_expired(at=NOW + timedelta(days=1))
    found.refresh_from_db()
    with pytest.raises(NotAnswered):
        answered(found)
    with pytest.raises(NotAnswered):
        reopen_objection(found, words="x", by="paula", at=NOW)
    client = Client()
    client.force_login(make_person("paula", "Publisher"))
    page = Page(client.get(f"/admin/subprocessors/objection/{found.pk}/change/"))
    assert "Who objected, and why, was erased." in page.text
    assert "Answer by mail" not in page.text
    assert "Open it again" not in page.text


def test_what_waits_is_not_sent_once_it_was_erased(settings):
    settings.OBJECTION_KEPT_YEARS = 0
    a_closed_one()
    clear_expired(at=NOW + timedelta(days=1))
    states = Delivery.objects.filter(message__purpose__in=("receipt", "answer"))
    assert set(states.values_list("state", "due_at")) == {("not_told", None)}


# On request


def test_all_of_it_is_given_out_with_what_was_answered():
    found = a_closed_one()
    data = json.loads(give_out("JANE@octo.example", by="paula", at=NOW))
    (given,) = data["objections"]
    assert (given["number"], given["grounds"]) == (found.number, "Ireland is too far.")
    assert given["outcome"] == "resolved by a measure"
    assert "Dear Jane Doe," in [act["words"] for act in given["what_was_done"]][2]
    assert len(data["messages"]) == 2
    assert json.loads(give_out("nobody@n.example", by="paula", at=NOW))["objections"] == []


def test_one_of_nobody_we_know_is_erased_on_request_once_it_is_closed():
    found = objected()
    done = erase_address(JANE, by="paula", at=NOW)
    assert (done.mark, [one.until for one in done.kept_objections]) == ("", [None])
    assert Objection.objects.get().address == JANE
    assert Delivery.objects.get(message__purpose="receipt").state == "waiting"
    closed(found)
    done = erase_address(JANE, by="paula", at=NOW)
    assert (done.kept_objections, done.recipients, done.deliveries) == ((), 1, 1)
    assert Objection.objects.get().address == done.mark
    assert JANE not in every_text_in_the_database()


def test_that_of_a_customer_is_kept_as_evidence_for_its_years(settings):
    settings.OBJECTION_KEPT_YEARS = 2
    tell()
    a_closed_one(address=LEGAL)
    done = erase_address(LEGAL, by="paula", at=NOW)
    (kept,) = done.kept_objections
    assert kept.until == at("2028-11-03")
    assert Objection.objects.get().address == LEGAL
    clear_expired(at=at("2028-11-03"))
    kept = Objection.objects.get()
    assert (kept.customer, kept.address[:7]) == (None, "erased-")


def test_the_desk_and_the_command_say_what_is_kept_and_why():
    found = objected()
    with pytest.raises(CommandError) as refused:
        call_command("eraseperson", JANE, by="ada")
    assert f"Objection {found.number} is open. Close it on the desk first." in str(refused.value)
    client = Client()
    client.force_login(make_person("paula", "Publisher"))
    page = Page(client.post("/admin/person/", {"address": JANE, "act": "look"}))
    assert f"Objection: {found.number}" in page.text
    assert f"Objection {found.number} is open: close it first." in page.text
    page = Page(client.post("/admin/person/", {"address": JANE, "act": "erase"}, follow=True))
    assert "was not erased; the page says why" in page.text
