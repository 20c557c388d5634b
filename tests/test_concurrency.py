"""Two at once: people who publish at the same moment, each on a connection of their own."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from subprocessors.customers.successions import replace_contact
from subprocessors.front.client_limits import may_send_form
from subprocessors.models.form_clients import ClientCount
from subprocessors.models.list_on_day import newest_list
from subprocessors.models.objections import Objection
from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.models.register import Subprocessor
from subprocessors.notifying import repeating, sending_again
from subprocessors.notifying.claims import claim_one
from subprocessors.notifying.newcomers import send_to_newcomers
from subprocessors.notifying.repeating import repeat_delivery
from subprocessors.notifying.sending_again import CannotSendAgain, send_again
from subprocessors.objecting.closing import answer_objection
from subprocessors.objecting.meant_changes import meant_changes
from subprocessors.objecting.receiving import receive_objection, record_objection
from subprocessors.publishing import Decisions, NothingToPublish, ReviewOutdated, prepare, publish
from subprocessors.publishing.sealing import lock
from subprocessors.subscribing.signing_up import ask_for_notices
from subprocessors.verifying import verify
from tests.recipients import a_contact, a_customer
from tests.stories import add_row, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(tmp_path):
    """Runs acts at the same moment, each in a thread with its own connection; gives results.

    What an act raises is its result. SQLite's database of the test run is in memory, where
    nothing is as on disk: there, the acts share a copy of it in a file.
    """
    file = tmp_path / "portal.sqlite3"

    def run(*acts):
        barrier = threading.Barrier(len(acts))
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(lambda act: _connected(act, barrier, file), acts))

    return run


def _connected(act, barrier, file):
    if connection.vendor == "sqlite":
        own = connections.create_connection("default")
        own.settings_dict = {**own.settings_dict, "NAME": file}
        connections["default"] = own
    try:
        barrier.wait(timeout=10)
        return act()
    except Exception as error:
        return error
    finally:
        connections["default"].close()


@pytest.fixture
def two_rows(tmp_path):
    """A portal whose opening is published, and one edit that waits."""
    make_portal()
    acme = add_row("Acme", effective_on="2024-01-01")
    add_row("Bolt", effective_on="2024-01-01")
    publish()
    edit_row(acme, notes="Waiting")
    make_person("paula", "Publisher")
    share_copy(tmp_path)


@pytest.fixture
def waiting_notice(tmp_path):
    """A version whose notice to a contract address is due."""
    make_portal()
    add_row("Acme", effective_on="2024-01-01")
    publish()
    a_contact(a_customer("Octo"), "old@c.example")
    add_row("Bolt", effective_on="2099-01-01")
    publish()
    Delivery.objects.update(due_at=timezone.now())
    share_copy(tmp_path)


def share_copy(tmp_path):
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "portal.sqlite3") as copy:
            connection.connection.backup(copy)
            # As a portal's file is. Of several that switch to it at once, SQLite refuses some
            # without waiting.
            copy.execute("PRAGMA journal_mode=WAL")


def test_of_two_who_save_one_form_at_once_the_second_is_told(two_rows, at_once):
    acme = Subprocessor.objects.get(slug="acme")
    address = reverse("admin:subprocessors_subprocessor_change", args=[acme.pk])
    shown = {"name": "Acme", "effective_on": "2024-01-01", "seen": acme.history.first().pk}

    def save(purpose):
        client = Client()
        client.force_login(User.objects.get(username="paula"))
        return client.post(address, {**shown, "purpose": purpose}).status_code

    results = at_once(lambda: save("Mail"), lambda: save("Chat"))
    assert sorted(results) == [200, 302]


def test_of_two_who_publish_what_they_reviewed_one_does_and_the_other_is_told(two_rows, at_once):
    seen = prepare(at=timezone.now()).digests
    results = at_once(*[lambda: publish(seen=seen)] * 2)
    assert {type(result) for result in results} == {Publication, ReviewOutdated}
    [number] = at_once(lambda: verify().publications)
    assert number == 2


def test_of_many_who_ask_at_once_for_one_address_one_mail_comes(two_rows, at_once):
    form = {"shown": newest_list(at=timezone.now()), "privacy_notice": "https://example.com"}

    def ask(address):
        may = may_send_form("192.0.2.7", at=timezone.now())
        ask_for_notices(address, [], at=timezone.now(), **form)
        return may

    spelled = ("ada@a.example", "Ada@A.example", "ada@a.example", "ADA@a.example")
    results = at_once(*[lambda address=address: ask(address) for address in spelled])
    assert results == [True] * 4
    [found] = at_once(
        lambda: (
            Subscriber.objects.count(),
            Delivery.objects.count(),
            ClientCount.objects.get().count,
        )
    )
    assert found == (1, 1, 4)


def test_of_many_who_object_at_once_from_one_mailbox_each_is_kept_and_one_mail_comes(
    two_rows, at_once
):
    def announce():
        add_row("Gamma", effective_on="2031-01-15")
        publish()
        listing = newest_list(at=timezone.now())
        return listing, meant_changes(listing.publication, listing)

    [(shown, [meant])] = at_once(announce)
    typed = {"organisation": "Octo", "name": "Ada", "grounds": ""}

    def say(address):
        may_send_form("192.0.2.7", at=timezone.now())
        return receive_objection(
            meant, **typed, address=address, shown=shown, privacy_notice="", at=timezone.now()
        ).number

    spelled = ("ada@a.example", "Ada@A.example", "ada+1@a.example", "ada+2@a.example")
    numbers = at_once(*[lambda address=address: say(address) for address in spelled])
    assert len(set(numbers)) == 4
    counts = lambda: (Objection.objects.count(), Delivery.objects.count())  # noqa: E731
    assert at_once(counts) == [(4, 1)]


def test_of_two_who_answer_an_objection_at_once_one_does(two_rows, at_once):
    def record():
        typed = {"organisation": "Octo", "name": "", "address": "ada@a.example", "grounds": ""}
        add_row("Gamma", effective_on="2031-01-15")
        change, now = publish().changes.get(slug="gamma"), timezone.now()
        objection = record_objection(change, **typed, received_on=now.date(), by="ada", at=now)
        return objection, objection.events.get().pk

    [(objection, seen)] = at_once(record)

    def answer():
        mails = {"facts": {}, "privacy_notice": ""}
        now = timezone.now()
        return answer_objection(objection, "No.", seen=seen, by="ada", at=now, **mails)

    results = at_once(*[answer] * 4)
    assert sorted(type(result).__name__ for result in results) == ["Delivery", *["NotAnswered"] * 3]
    assert at_once(Delivery.objects.count) == [1]


def test_many_who_edit_and_publish_make_one_chain_without_a_gap(two_rows, at_once):
    def edit_and_publish(name):
        add_row(name, effective_on="2099-01-01")
        try:
            return publish().number
        except NothingToPublish:
            return None  # somebody else's version had it already

    names = ["Crow", "Dove", "Eagle", "Finch", "Gull", "Heron"]
    results = at_once(*[lambda name=name: edit_and_publish(name) for name in names])
    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = sorted(number for number in results if number)
    assert numbers == list(range(2, 2 + len(numbers)))
    [(count, rows)] = at_once(lambda: (verify().publications, Subprocessor.objects.count()))
    assert count == 1 + len(numbers)
    assert rows == 2 + len(names)
    [waiting] = at_once(lambda: prepare(at=timezone.now()).changes)
    assert waiting == ()


def test_an_edit_waits_for_whoever_publishes_and_is_not_lost(two_rows, at_once):
    is_locked, is_edited = threading.Event(), threading.Event()

    def hold_the_lock():
        with transaction.atomic():
            lock()
            is_locked.set()
            return is_edited.wait(timeout=0.5)

    def edit():
        is_locked.wait(timeout=10)
        edit_row(Subprocessor.objects.get(slug="bolt"), notes="Meanwhile")
        is_edited.set()
        return Subprocessor.objects.get(slug="bolt").notes

    assert at_once(hold_the_lock, edit) == [False, "Meanwhile"]


def test_a_reader_is_not_kept_waiting_by_somebody_who_publishes(two_rows, at_once):
    def read_all():
        return {Publication.objects.newest().number for _ in range(50)}

    def confirm():
        return publish(decisions=Decisions(is_review=True)).number

    *published, seen = at_once(*[confirm] * 3, read_all)
    assert sorted(published) == [2, 3, 4]
    assert seen <= {1, 2, 3, 4}


def take_one():
    return claim_one(at=timezone.now(), sender="n@octo.example", domain="octo.example")


def test_an_address_that_is_replaced_while_two_senders_reach_for_its_notice(
    waiting_notice, at_once
):
    """One of them gets it, for the old address or the new one; there is no second one."""

    def replace():
        contact = NoticeContact.objects.get(address="old@c.example")
        return replace_contact(contact, address="new@c.example", by="ada", reason="Left")

    results = at_once(take_one, replace, take_one)
    assert [result for result in results if isinstance(result, Exception)] == []
    [claim] = [result for result in (results[0], results[2]) if result]
    assert at_once(take_one) == [None]
    [states] = at_once(lambda: sorted(Delivery.objects.values_list("address", "state")))
    handed_on = [("new@c.example", "sending"), ("old@c.example", "stopped")]
    assert states in ([("old@c.example", "sending")], handed_on)
    assert (claim.delivery.address, "sending") in states


@pytest.fixture
def two_replaced(waiting_notice, at_once, monkeypatch):
    """Two addresses that the notice waits for; one has followed both. Repeating takes its time."""

    def replace():
        old = Delivery.objects.get()
        other = a_contact(old.contact.customer, "other@c.example")
        values = {"message": old.message, "due_at": old.due_at, "give_up_at": old.give_up_at}
        Delivery.objects.create(contact=other, address=other.address, **values)
        for contact in (old.contact, other):
            replace_contact(contact, address="new@c.example", by="ada", reason="Left")

    def repeat_slowly(*args, **values):
        time.sleep(0.5)
        return repeat_delivery(*args, **values)

    at_once(replace)
    for module in (repeating, sending_again):
        monkeypatch.setattr(module, "repeat_delivery", repeat_slowly)


def count_for_heir():
    return Delivery.objects.filter(address="new@c.example").count()


def test_who_has_followed_two_addresses_is_sent_one_notice(two_replaced, at_once):
    results = at_once(take_one, take_one)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert at_once(count_for_heir) == [1]


def test_who_is_sent_again_what_a_sender_hands_on_is_sent_it_once(two_replaced, at_once):
    def again():
        publication, one = Publication.objects.newest(), Delivery.objects.first()
        return send_again(publication, [one.pk], by="ada", at=timezone.now())

    first = Delivery.objects.order_by("pk")[:1]
    refused = {"state": "refused", "due_at": None}
    at_once(lambda: Delivery.objects.filter(pk=first.get().pk).update(**refused))
    results = at_once(take_one, again)
    failed = [type(result) for result in results if isinstance(result, Exception)]
    assert failed in ([], [CannotSendAgain])
    assert at_once(count_for_heir) == [1]


def test_of_two_who_send_again_at_once_one_does(waiting_notice, at_once):
    def again():
        publication, one = Publication.objects.newest(), Delivery.objects.get(repeats=None)
        return send_again(publication, [one.pk], by="ada", at=timezone.now())

    at_once(lambda: Delivery.objects.update(state="refused", due_at=None))
    results = at_once(again, again)
    assert {type(result) for result in results} == {int, CannotSendAgain}
    assert at_once(Delivery.objects.count) == [2]


def test_of_two_who_send_to_newcomers_at_once_one_does(waiting_notice, at_once):
    def send():
        return send_to_newcomers(Publication.objects.newest(), by="ada", at=timezone.now())

    at_once(lambda: a_contact(a_customer("Joined"), "joined@c.example"))
    results = at_once(send, send)
    assert {type(result) for result in results} == {int, CannotSendAgain}
    assert at_once(Delivery.objects.count) == [2]
