"""The statement for a customer: all that shows what it was told, on one page to print."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.customers.successions import replace_contact
from subprocessors.ledger.acknowledging import acknowledge
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact
from tests.ledgers import settle, told_portal
from tests.pages import Page
from tests.recipients import a_contact, a_customer
from tests.stories import add_row, at, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, time_machine):
    """Acme was told at two addresses, of which one was replaced since; Paula looks at it."""
    time_machine.move_to(at("2026-11-01"), tick=False)

    def recipients():
        acme = a_customer("Acme", reference="C-17")
        a_contact(acme, "legal@acme.example", source="DPA, section 12", source_on="2024-05-01")
        a_contact(acme, "old@acme.example")
        a_contact(a_customer("Other"), "legal@other.example")

    told_portal(recipients)
    client.paula = make_person("paula", "Publisher")
    acknowledge(settle("legal@acme.example"), name="J. Doe", at=at("2026-11-04"))
    settle("old@acme.example", "refused", code=550, answer="5.1.1 unknown")
    settle("legal@other.example")
    time_machine.move_to(at("2026-11-10"), tick=False)
    old = NoticeContact.objects.get(address="old@acme.example")
    replace_contact(old, address="new@acme.example", reason="It left", by=client.paula)
    client.force_login(client.paula)
    return client


def address_of(name="Acme"):
    return f"/admin/customers/{Customer.objects.get(name=name).pk}/statement/"


def test_it_says_what_was_sent_where_when_and_who_made_it(desk):
    page = Page(desk.get(address_of()))
    for said in (
        "What Example Cloud sent to Acme by e-mail",
        "Made by paula on 10 November 2026, 10:00 CET.",
        "Our reference: C-17.",
        "legal@acme.example: from DPA, section 12, dated 1 May 2024; entered on 1 November 2026;"
        " in force.",
        "old@acme.example: where it comes from is not recorded; entered on 1 November 2026;"
        " replaced on 10 November 2026 by new@acme.example.",
        "Version 2, published 2 November 2026",
        "Example Cloud: Mistral AI from 4 December 2026",
        "Sent 2 November 2026, 32 days before start: in time; taken by mx.a.example,"
        " 250 2.0.0 queued as 4F2A.",
        "Not told: refused on 2 November 2026 by mx.a.example, 550 5.1.1 unknown.",
        "by somebody who gave the name J. Doe, on 4 November 2026.",
        "@octo.example>",
        "ab" * 32,
        "Example Cloud gives notice of a change to its sub-processors.",
        "/subscribe/email/acknowledge/?t=...",
        "it does not show that somebody read it",
    ):
        assert said in page.text, said
    assert "other.example" not in page.source


def test_the_texts_can_be_left_out(desk):
    page = Page(desk.get(address_of() + "?texts=no"))
    assert "Mistral AI from 4 December 2026" in page.text
    assert page.all("pre") == []


def test_words_that_were_redacted_do_not_come_back(desk):
    redact("Mistral", why="Erasure", by="ada", at=at("2026-11-10"))
    page = Page(desk.get(address_of()))
    assert "The words of this message were redacted." in page.text
    assert "Mistral" not in page.source


def test_a_customer_who_was_never_sent_anything_is_told_so(desk):
    a_customer("New")
    page = Page(desk.get(address_of("New")))
    assert "No notice was ever written for this customer." in page.text
    assert "None was ever entered." in page.text


def test_auditors_make_it_and_editors_do_not(desk):
    desk.force_login(make_person("aude", "Auditor"))
    assert "Made by aude" in Page(desk.get(address_of())).text
    form = f"/admin/subprocessors/customer/{Customer.objects.get(name='Acme').pk}/change/"
    assert address_of() in [one.get("href") for one in Page(desk.get(form)).all("a")]
    desk.force_login(make_person("edith", "Editor"))
    assert desk.get(address_of()).status_code == 403
    desk.force_login(desk.paula)
    assert desk.get("/admin/customers/9999999/statement/").status_code == 404


def queries_of(desk):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address_of()).status_code == 200
    return len(queries)


def test_many_versions_and_addresses_take_no_more_queries(desk, time_machine):
    before = queries_of(desk)
    acme = Customer.objects.get(name="Acme")
    for number in range(20):
        a_contact(acme, f"more{number}@acme.example")
    for day in range(11, 16):
        time_machine.move_to(at(f"2026-11-{day}"), tick=False)
        add_row(f"Vendor {day}", effective_on="2027-02-01")
        publish(at=at(f"2026-11-{day}"))
    desk.force_login(desk.paula)
    assert queries_of(desk) <= before
