"""What is kept of recipients: removed in time, given out, and erased."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from subprocessors.archive import triggers
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.subscribing.clearing import clear_expired
from subprocessors.subscribing.erasure import erase_address
from subprocessors.subscribing.person_data import give_out
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import at, make_person
from tests.subscribing import a_portal_to_subscribe_to, mail_to, sign_up, subscribe, waiting

pytestmark = pytest.mark.django_db
ADA = "ada.lovelace@a.example"
#: Addresses of nobody, though others hold them as a part.
NOBODY = (ADA, "", " ", "@", "%", "b", "_ob@a.example", "ob@a.example", "bob@a.exampl", "bob@a")
NOBODY += ("bob@", "@a.example", "nobody@a.example", "\u202e", "x" * 10_000)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_portal_to_subscribe_to()
    return time_machine


def every_text_in_the_database():
    """What each column of each table of the portal and of Django's log holds, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found += [
                    bytes(cell).decode("latin-1")
                    if isinstance(cell, bytes | memoryview)
                    else str(cell)
                    for cell in row
                ]
    found += [one.source.decode("latin-1") for one in StoredMessage.objects.all()]
    return "\n".join(found).casefold()


def attempt(delivery, answer):
    return DeliveryAttempt.objects.create(
        delivery=delivery, at=timezone.now(), phase="rcpt", code=550, answer=answer, state="refused"
    )


def notice_to(recipient, *, state="accepted", **values):
    """A delivery of a notice to a Subscriber or NoticeContact."""
    message, _new = StoredMessage.objects.get_or_create(
        purpose="notice",
        audience="contacts",
        language="en-gb",
        subject="Acme moves",
        defaults={"made_at": timezone.now(), **StoredMessage.pack(b"Subject: Acme moves\r\n\r\n")},
    )
    is_contact = isinstance(recipient, NoticeContact)
    return Delivery.objects.create(
        message=message,
        address=recipient.address,
        state=state,
        give_up_at=timezone.now(),
        settled_at=timezone.now(),
        **{"contact" if is_contact else "subscriber": recipient},
        **values,
    )


# In time


def test_who_does_not_confirm_is_removed_after_seven_days(clock):
    sign_up(ADA)
    sign_up("bob@a.example")
    subscribe("eve@a.example")
    assert clear_expired(at=at("2026-11-09") - timedelta(seconds=1)) == 0
    assert clear_expired(at=at("2026-11-09")) == 2
    assert [one.address for one in Subscriber.objects.all()] == ["eve@a.example"]
    assert not waiting()
    assert ADA not in every_text_in_the_database()
    act = AddressAct.objects.get()
    assert (act.what, act.count) == ("expired", 2)
    assert clear_expired(at=at("2026-11-10")) == 0
    assert AddressAct.objects.count() == 1


def test_a_link_that_still_works_keeps_the_address(clock):
    sign_up(ADA)
    clock.move_to(at("2026-11-03"), tick=False)
    mail_to(ADA)
    assert clear_expired(at=at("2026-11-09")) == 0
    assert clear_expired(at=at("2026-11-10")) == 1


def test_who_left_is_removed_when_the_setting_says(settings, clock):
    settings.SUBSCRIBER_KEPT_DAYS = 30
    ada = a_subscriber(ADA, state="left", left_at=at("2026-11-02"))
    delivery = notice_to(ada, sha256="0" * 64)
    attempt(delivery, "250 ok")
    assert clear_expired(at=at("2026-12-02") - timedelta(seconds=1)) == 0
    assert clear_expired(at=at("2026-12-02")) == 1
    assert not Subscriber.objects.exists()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sha256, delivery.subscriber) == ("accepted", "", None)
    assert ADA not in every_text_in_the_database()


def test_who_left_and_asked_again_is_not_removed_while_the_link_works(settings, clock):
    settings.SUBSCRIBER_KEPT_DAYS = 0
    a_subscriber(ADA, state="left", left_at=at("2026-11-01"))
    sign_up(ADA)
    assert clear_expired(at=at("2026-11-08")) == 0
    assert clear_expired(at=at("2026-11-09")) == 1


def test_many_are_removed_in_batches(monkeypatch):
    monkeypatch.setattr("subprocessors.subscribing.leaving._AT_ONCE", 2)
    for name in "abcde":
        a_subscriber(f"{name}@a.example", state="unconfirmed", confirmed_at=None)
    assert clear_expired(at=at("2026-11-09")) == 5


# Erasure


def test_an_erased_address_is_nowhere_and_a_mark_stands_in_its_place(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    subscribe(ADA, "chat")
    ada = Subscriber.objects.get()
    first = Delivery.objects.get()
    other = notice_to(a_subscriber("bob@a.example"))
    waits = notice_to(ada, state="waiting", due_at=timezone.now(), sha256="1" * 64)
    attempt(first, "250 2.1.5 <Ada.Lovelace@A.example> ok for ada.lovelace")
    kept = attempt(other, "250 ok bob@a.example")
    for delivery in (first, other):
        (tmp_path / "mail" / f"mail-{delivery.pk}.eml").write_text(f"To: {delivery.address}")
    user = make_person("paula", "Publisher")
    LogEntry.objects.create(
        user=user, action_flag=CHANGE, object_repr=ADA, change_message=f"Changed {ADA.upper()}"
    )
    assert "ada.lovelace" in every_text_in_the_database()
    done = erase_address(f" {ADA.upper()} ", by=user, at=timezone.now())
    text = every_text_in_the_database()
    assert "lovelace" not in text
    assert "bob@a.example" in text
    ada.refresh_from_db()
    assert ada.address == ada.address_key == done.mark
    assert (ada.state, ada.left_at, ada.service_slugs) == ("left", timezone.now(), [])
    assert ada.confirmed_at
    assert ada.consent_words
    waits.refresh_from_db()
    assert (waits.address, waits.state, waits.sha256) == (done.mark, "not_told", "")
    answer = DeliveryAttempt.objects.get(delivery=first).answer
    assert answer == f"250 2.1.5 <{done.mark}> ok for {done.mark}"
    kept.refresh_from_db()
    assert kept.answer == "250 ok bob@a.example"
    assert [file.name for file in (tmp_path / "mail").iterdir()] == [f"mail-{other.pk}.eml"]
    assert triggers.missing(connection) == []
    act = AddressAct.objects.get()
    assert (act.what, act.by_name, act.count, act.mark) == ("erased", "paula", 1, done.mark)
    assert (done.recipients, done.deliveries, done.kept) == (1, 2, ())


def test_erasing_twice_or_what_is_not_there_does_nothing():
    subscribe(ADA)
    assert erase_address(ADA, by="ada", at=timezone.now()).mark
    subscribe("bob@a.example")
    user = make_person("paula")
    entry = LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr="bob@a.example")
    for address in NOBODY:
        done = erase_address(address, by="ada", at=timezone.now())
        assert (done.mark, done.recipients, done.deliveries) == ("", 0, 0)
        entry.refresh_from_db()
        assert entry.object_repr == "bob@a.example", address
    assert Subscriber.objects.filter(address="bob@a.example").exists()
    assert AddressAct.objects.count() == 1


def test_an_address_that_stands_in_the_log_of_the_desk_alone_is_kept_there():
    user = make_person("paula", "Publisher")
    entry = LogEntry.objects.create(
        user=user, action_flag=CHANGE, object_repr="Acme", change_message=f"Changed {ADA}"
    )
    LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr=f"{ADA}.example")
    desk = Client()
    desk.force_login(user)

    def said(act):
        return desk.post("/admin/person/", {"address": ADA, "act": act}).content.decode()

    assert "Named in the log of the desk" in said("look")
    given = json.loads(give_out(ADA, by=user, at=timezone.now()))
    assert given["entries_in_the_log_of_the_desk"] == [{"at": entry.action_time.isoformat()}]
    assert "The address was erased." in said("erase")
    entry.refresh_from_db()
    act = AddressAct.objects.first()
    assert entry.change_message == f"Changed {act.mark}"
    assert (act.what, act.count) == ("erased", 0)
    assert "Nothing is kept under this address." in said("look")
    assert not erase_address(ADA, by=user, at=timezone.now()).mark


def test_an_erased_person_may_subscribe_again_and_old_links_do_nothing():
    mail = subscribe(ADA)
    erase_address(ADA, by="ada", at=timezone.now())
    sign_up(ADA)
    assert mail_to(ADA)
    from tests.subscribing import browser  # noqa: PLC0415

    assert b"have ended" in browser().get(mail.link("manage")).content
    assert browser().post(mail.link("confirm")).status_code == 410
    assert sorted(Subscriber.objects.values_list("state", flat=True)) == ["left", "unconfirmed"]


def test_one_that_never_consented_leaves_no_row():
    sign_up(ADA)
    done = erase_address(ADA, by="ada", at=timezone.now())
    assert (done.recipients, done.deliveries) == (1, 1)
    assert not Subscriber.objects.exists()
    assert Delivery.objects.get().address == done.mark


def test_a_contract_address_in_use_is_not_erased():
    contact = a_contact(a_customer("Octo"), ADA)
    notice_to(contact)
    done = erase_address(ADA, by="ada", at=timezone.now())
    (kept,) = done.kept
    assert (done.mark, kept.contact, kept.until) == ("", contact, None)
    assert Delivery.objects.get().address == ADA


def test_evidence_of_a_contract_is_kept_for_years_and_then_erased(settings, clock):
    settings.CONTRACT_KEPT_YEARS = 3
    customer = a_customer("Octo", ended_on=date(2026, 12, 31))
    contact = a_contact(customer, ADA)
    delivery = notice_to(contact)
    clock.move_to(at("2027-03-01"), tick=False)
    assert erase_address(ADA, by="ada", at=timezone.now()).kept[0].until == date(2029, 12, 31)
    assert clear_expired(at=at("2029-12-31")) == 0
    assert erase_address(ADA, by="ada", at=at("2029-12-31")).kept
    assert ADA in every_text_in_the_database()
    assert clear_expired(at=at("2030-01-01")) == 1
    assert ADA not in every_text_in_the_database()
    delivery.refresh_from_db()
    contact.refresh_from_db()
    assert delivery.address == contact.address
    assert delivery.contact == contact
    assert {one.address for one in contact.history.all()} == {contact.address}


def test_the_years_begin_with_the_successor_or_the_last_notice(settings, clock):
    settings.CONTRACT_KEPT_YEARS = 1
    customer = a_customer("Octo")
    old, new = a_contact(customer, ADA), a_contact(customer, "new@a.example")
    clock.move_to(at("2026-11-10"), tick=False)
    old.successor = new
    old.save()
    assert erase_address(ADA, by="ada", at=timezone.now()).kept[0].until == date(2027, 11, 10)
    clock.move_to(at("2026-11-20"), tick=False)
    notice_to(old)
    assert erase_address(ADA, by="ada", at=timezone.now()).kept[0].until == date(2027, 11, 20)
    assert clear_expired(at=at("2027-11-20")) == 0
    assert clear_expired(at=at("2027-11-22")) == 1
    assert NoticeContact.objects.filter(address="new@a.example").exists()


def test_who_is_subscriber_and_contract_address_is_erased_as_the_first_alone():
    subscribe(ADA)
    notice_to(a_contact(a_customer("Octo"), ADA))
    done = erase_address(ADA, by="ada", at=timezone.now())
    assert done.mark
    assert len(done.kept) == 1
    addresses = Delivery.objects.order_by("pk").values_list("address", flat=True)
    assert list(addresses) == [done.mark, ADA]


# Given out


def test_what_is_kept_of_a_person_is_one_file(clock):
    subscribe(ADA, "chat")
    attempt(Delivery.objects.get(), "250 ok")
    notice_to(a_contact(a_customer("Octo"), ADA.upper(), source="DPA, section 12"))
    subscribe("bob@a.example")
    given = json.loads(give_out(ADA, by="paula", at=timezone.now()))
    (subscription,) = given["subscriptions"]
    assert subscription["words_of_the_consent"].startswith("I want Example GmbH to tell me")
    assert subscription["confirmed_at"] == timezone.now().isoformat()
    assert subscription["services"] == ["chat"]
    (contact,) = given["contract_notice_addresses"]
    assert (contact["customer"], contact["where_it_comes_from"]) == ("Octo", "DPA, section 12")
    assert [one["subject"] for one in given["messages"]] == [
        "Example GmbH: please confirm that you want notices by e-mail",
        "Acme moves",
    ]
    assert given["messages"][0]["attempts"][0]["answer"] == "250 ok"
    assert "bob" not in json.dumps(given)
    act = AddressAct.objects.get()
    assert (act.what, act.by_name, act.count, act.mark) == ("given_out", "paula", 1, "")
    assert ADA not in f"{act.by_name}{act.mark}"


def test_of_a_stranger_nothing_is_given_out():
    given = json.loads(give_out("nobody@a.example", by="paula", at=timezone.now()))
    assert [given[name] for name in given if isinstance(given[name], list)] == [[]] * 7


def test_the_commands_give_out_and_erase(capsys, monkeypatch):
    subscribe(ADA)
    call_command("persondata", ADA, by="paula")
    assert json.loads(capsys.readouterr().out)["subscriptions"]
    call_command("eraseperson", ADA, by="paula")
    said = capsys.readouterr().out
    assert "Erased: it is now called erased-" in said
    assert ADA not in every_text_in_the_database()
    call_command("eraseperson", ADA, by="paula")
    assert "Nothing is kept under this address." in capsys.readouterr().out
    assert list(AddressAct.objects.values_list("what", "by_name")) == [
        ("erased", "paula"),
        ("given_out", "paula"),
    ]


def test_the_command_says_what_it_leaves_and_why(capsys):
    a_contact(a_customer("Octo"), ADA)
    with pytest.raises(CommandError, match="in use by the contract with Octo"):
        call_command("eraseperson", ADA)
