"""Subscribers on the desk: who sees addresses, who takes them out, who erases them."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from subprocessors.models.address_acts import AddressAct
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Subscriber
from tests.pages import Page, opened, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import at, make_person
from tests.subscribing import PRIVACY, a_portal_to_subscribe_to, sign_up, subscribe

pytestmark = pytest.mark.django_db
LIST = "/admin/subprocessors/subscriber/"
PERSON = "/admin/person/"
ADA = "ada@a.example"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_portal_to_subscribe_to()
    subscribe(ADA, "chat")
    sign_up("bob@a.example")
    a_subscriber("eve@a.example", state="left", left_at=timezone.now())
    return time_machine


def signed_in(role):
    client = Client()
    client.force_login(make_person(role.lower(), role))
    return client


def addresses_of(sheet):
    return [row[0] for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig")))][1:]


def test_an_editor_sees_counts_and_no_address():
    client = signed_in("Editor")
    page = opened(client, "/admin/")
    assert "1 subscriber receives notices by e-mail. Not confirmed yet: 1. Left: 1." in page.text
    subscriber = Subscriber.objects.get(address=ADA)
    for address in (LIST, f"{LIST}{subscriber.pk}/change/", PERSON):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert ADA not in answer.content.decode()
    for act in ("look", "give", "erase"):
        assert client.post(PERSON, {"address": ADA, "act": act}).status_code == 403
    assert client.post(LIST + "export/").status_code == 403
    assert Subscriber.objects.filter(address=ADA).exists()
    assert not AddressAct.objects.exists()


def test_an_auditor_sees_addresses_and_takes_none_out():
    client = signed_in("Auditor")
    assert ADA in opened(client, LIST).text
    assert "Export" not in opened(client, LIST).text
    assert client.post(LIST + "export/").status_code == 403
    assert client.get(PERSON).status_code == 403


def test_a_publisher_lists_subscribers_and_nobody_subscribes_or_edits_others():
    client = signed_in("Publisher")
    page = opened(client, LIST)
    assert all(address in page.text for address in (ADA, "bob@a.example", "eve@a.example"))
    assert "ada@a.example" in opened(client, LIST + "?state__exact=confirmed").text
    assert "bob@a.example" not in opened(client, LIST + "?state__exact=confirmed").text
    subscriber = Subscriber.objects.get(address=ADA)
    change = f"{LIST}{subscriber.pk}/change/"
    assert "I want Example GmbH to tell me" in opened(client, change).text
    assert client.post(change, {"address": "x@a.example"}).status_code == 403
    assert client.get(LIST + "add/").status_code == 302
    assert client.get(f"{LIST}{subscriber.pk}/delete/").status_code == 302
    assert Subscriber.objects.count() == 3


def test_exports_stand_in_the_history_without_addresses():
    client = signed_in("Publisher")
    assert client.get(LIST + "export/").status_code == 405
    a_subscriber("=cmd+1@a.example")
    sheet = client.post(LIST + "export/")
    assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in sheet.headers["Cache-Control"]
    assert addresses_of(sheet.content) == [
        "'=cmd+1@a.example",
        ADA,
        "bob@a.example",
        "eve@a.example",
    ]
    act = AddressAct.objects.get()
    assert (act.what, act.by_name, act.count, act.at) == (
        "exported",
        "publisher",
        4,
        timezone.now(),
    )
    shown = words(opened(client, LIST).of_class("desk-acts")[0])
    assert "2 November 2026, 09:00 UTC, publisher: exported addresses (4)" in shown
    assert "@" not in shown


def test_a_persons_data_are_looked_up_given_out_and_erased():
    client = signed_in("Publisher")
    found = Page(client.post(PERSON, {"address": ADA, "act": "look"}))
    assert "Subscription: confirmed" in found.text
    assert "2 messages" not in found.text
    assert "1 message" in found.text
    given = client.post(PERSON, {"address": ADA, "act": "give"})
    assert given.headers["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert "no-store" in given.headers["Cache-Control"]
    assert json.loads(given.content)["subscriptions"][0]["address"] == ADA
    gone = Page(client.post(PERSON, {"address": ADA, "act": "erase"}))
    assert "The address was erased. It is now called erased-" in gone.text
    assert "Nothing is kept under this address." in gone.text
    assert not Subscriber.objects.filter(address=ADA).exists()
    assert [one.what for one in AddressAct.objects.all()] == ["erased", "given_out"]
    assert ADA not in opened(client, LIST).text


def test_the_desk_says_why_a_contract_address_stays():
    a_contact(a_customer("Octo <AG>"), "octo@a.example")
    client = signed_in("Publisher")
    found = Page(client.post(PERSON, {"address": "octo@a.example", "act": "look"}))
    assert "The contract with Octo <AG> has notices sent to this address." in found.text
    done = Page(client.post(PERSON, {"address": "octo@a.example", "act": "erase"}))
    assert "What a contract needs was not erased; the page says why." in done.text


@pytest.mark.parametrize("address", ["", "x" * 10_000, "\x00", "nobody@a.example", "<b>"])
def test_nonsense_is_answered_in_words(address):
    client = signed_in("Publisher")
    for act in ("look", "give", "erase", "other"):
        answer = client.post(PERSON, {"address": address, "act": act})
        assert answer.status_code == 200
    assert Subscriber.objects.count() == 3
    assert not AddressAct.objects.exclude(what="given_out").exists()


def test_the_desk_says_why_nobody_can_subscribe():
    client = signed_in("Editor")
    assert "Customers cannot subscribe" not in opened(client, "/admin/").text
    Portal.objects.update(privacy_notice="")
    assert "Customers cannot subscribe by e-mail: no privacy notice is named" in (
        opened(client, "/admin/").text
    )
    assert "Customers cannot subscribe" in opened(signed_in("Publisher"), LIST).text


def test_the_privacy_notice_is_part_of_the_face_and_applies_at_once(client):
    publisher = signed_in("Publisher")
    address = reverse("admin:subprocessors_portal_change", args=[1])
    form = publisher.get(address).context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    shown = {name: value for name, value in shown.items() if value is not False}
    assert shown["privacy_notice"] == PRIVACY
    wrong = publisher.post(address, {**shown, "privacy_notice": "javascript:alert(1)"})
    assert wrong.context["adminform"].form.errors["privacy_notice"]
    other = "https://example.com/other"
    assert publisher.post(address, {**shown, "privacy_notice": other}).status_code == 302
    assert other in Client().get("/subscribe/email/").content.decode()
