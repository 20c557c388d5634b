"""Customers on the desk: who is owed notices by contract, and at which addresses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from subprocessors.customers.contact_addresses import contact_address
from subprocessors.customers.successions import replace_contact
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import publish
from tests.outbox import a_delivery
from tests.pages import Page
from tests.recipients import a_contact, a_customer
from tests.stories import TOLD_AT, add_row, at, make_person, make_portal

pytestmark = pytest.mark.django_db
LIST = "/admin/subprocessors/customer/"
IMPORT, EXPORT = "/admin/customers/import/", f"{LIST}export/"


@pytest.fixture
def desk(client, time_machine):
    """A portal with two published services, and Paula, a Publisher, at its desk."""
    time_machine.move_to(TOLD_AT)
    make_portal()
    for slug, label in (("mail", "Octo Mail"), ("crm", "Octo CRM")):
        Service.objects.create(slug=slug, label=label, is_public=True)
    add_row("Acme", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    client.force_login(make_person("paula", "Publisher"))
    return client


def address_of(customer=None):
    return f"{LIST}{customer.pk}/change/" if customer else f"{LIST}add/"


def shown_form(client, customer=None):
    """What a browser would post from the form of ``customer``, unchanged."""
    return form_in(client.get(address_of(customer)))


def form_in(page):
    """What a browser would post from a page with a customer's form, nothing touched."""
    context, data = page.context, {}
    [formset] = [inline.formset for inline in context["inline_admin_formsets"]]
    for form in (context["adminform"].form, formset.management_form, *formset.forms):
        for bound in form:
            value = bound.value()
            if (
                value is not None
                and value is not False
                and value != []
                and not bound.field.disabled
            ):
                data[bound.html_name] = value
    return data


def saved(client, customer=None, form=None, **values):
    """The answer to the form, posted with these values; None takes one away."""
    names = {name.replace("__", "-"): value for name, value in values.items()}
    data = {**(form or shown_form(client, customer)), "_save": "Save", **names}
    return client.post(
        address_of(customer), {k: v for k, v in data.items() if v is not None}, follow=True
    )


def mistakes(response):
    return Page(response).of_class("errors-of") and [
        " ".join("".join(item.itertext()).split())
        for part in Page(response).of_class("errors-of")
        for item in part.iter("li")
    ]


def test_a_customer_is_entered_with_its_address_and_the_history_says_why(desk):
    saved(
        desk,
        name="Nordwind AG",
        reference="C-1",
        services=["mail"],
        promised_number="60",
        change_reason="Contract signed",
        contacts__0__address=" privacy@nordwind.example ",
        contacts__0__source="DPA, section 12",
        contacts__0__source_on="2025-03-01",
    )
    customer = Customer.objects.get()
    assert (customer.service_slugs, customer.promised_kind) == (["mail"], "clear_days")
    contact = customer.contacts.get()
    assert (contact.address, contact.source_on) == ("privacy@nordwind.example", date(2025, 3, 1))
    for record in (customer.history.get(), contact.history.get()):
        assert (record.history_type, record.by_name) == ("+", "paula")
        assert record.history_change_reason == "Contract signed"


def test_an_edit_leaves_a_record_of_what_changed_and_of_nothing_else(desk):
    customer = a_customer("Nordwind AG", "mail")
    contact = a_contact(customer, "privacy@nordwind.example")
    saved(desk, customer, change_reason="Nothing")
    assert (customer.history.count(), contact.history.count()) == (1, 1)
    saved(desk, customer, contacts__0__seen=None)
    assert contact.history.count() == 1
    saved(desk, customer, contacts__0__source="Letter", change_reason="Sent by post")
    assert (customer.history.count(), contact.history.count()) == (1, 2)
    assert contact.history.first().history_change_reason == "Sent by post"
    saved(desk, customer, services=["crm", "mail"], contacts__1__address="two@nordwind.example")
    assert (customer.history.count(), customer.contacts.count()) == (2, 2)
    page = Page(desk.get(f"{LIST}{customer.pk}/history/"))
    assert "Was Octo MailIs now Octo CRM, Octo Mail" in page.text


def test_a_saved_address_is_replaced_and_not_edited_or_removed(desk):
    contact = a_contact(a_customer("Nordwind AG"), "privacy@nordwind.example")
    form = shown_form(desk, contact.customer)
    saved(
        desk,
        contact.customer,
        form,
        contacts__0__address="other@nordwind.example",
        contacts__0__DELETE="on",
    )
    assert NoticeContact.objects.get().address == "privacy@nordwind.example"
    page = desk.post(
        f"/admin/subprocessors/noticecontact/{contact.pk}/replace/",
        {"address": "legal@nordwind.example", "source": "Letter", "reason": "Letter of 2 November"},
        follow=True,
    )
    said = "From now on, notices go to legal@nordwind.example in place of privacy@nordwind.example."
    assert said in Page(page).text
    contact.refresh_from_db()
    assert (contact.successor.address, contact.successor.source) == (
        "legal@nordwind.example",
        "Letter",
    )
    for one in (contact, contact.successor):
        newest = one.history.first()
        assert (newest.by_name, newest.history_change_reason) == ("paula", "Letter of 2 November")
    assert "replaced by legal@nordwind.example" in Page(page).text
    history = Page(desk.get(f"/admin/subprocessors/noticecontact/{contact.pk}/history/"))
    assert "Letter of 2 November" in history.text


def test_replacing_wants_a_reason_and_another_address_and_works_once(desk):
    contact = a_contact(a_customer("Nordwind AG"), "privacy@nordwind.example")
    address = f"/admin/subprocessors/noticecontact/{contact.pk}/replace/"
    page = Page(desk.post(address, {"address": "Privacy@nordwind.example", "reason": "x"}))
    assert "This is the address itself. Write the one that follows." in page.text
    assert "This field is required." in Page(desk.post(address, {"address": "b@c.example"})).text
    assert NoticeContact.objects.count() == 1
    desk.post(address, {"address": "b@c.example", "reason": "x"})
    again = Page(desk.get(address, follow=True))
    assert "Already replaced: b@c.example follows privacy@nordwind.example." in again.text


def test_an_address_that_was_replaced_can_follow_again(desk):
    first = a_contact(a_customer("Nordwind AG"), "a@n.example")
    second = replace_contact(first, address="b@n.example", by="Ada", reason="new")
    third = replace_contact(second, address="A@n.example", by="Ada", reason="back")
    assert third == first
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.successor, second.successor) == (None, first)
    with pytest.raises(ValidationError):
        replace_contact(second, address="c@n.example", by="Ada", reason="late")


def test_the_second_of_two_who_edit_is_told_what_the_first_did(desk):
    customer = a_customer("Nordwind AG")
    contact = a_contact(customer, "privacy@nordwind.example")
    form = shown_form(desk, customer)
    replace_contact(contact, address="b@n.example", by="Ada", reason="Letter")
    page = saved(desk, customer, form, name="Nordwind SE")
    [said] = mistakes(page)
    assert "Ada edited this meanwhile" in said
    assert "replaced by. Below is what you wrote." in said
    assert Customer.objects.get().name == "Nordwind AG"
    page = saved(desk, customer, form_in(page))
    assert mistakes(page) == []
    assert Customer.objects.get().name == "Nordwind SE"
    customer.name = "Nordwind Holding"
    customer.save()
    page = saved(desk, customer, form, name="Nordwind SE", contacts__0__seen=None)
    assert "edited this meanwhile" in Page(page).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada <ada@b.example>", "Write the address alone, without a name: ada@b.example"),
        ("a@b.example, c@d.example", "more than one address"),
        ("a@b.example c@d.example", "more than one address"),
        ("a@b.example\r\nBcc: c@d.example", "cannot be seen (U+000D)"),
        ("a\u202e@b.example", "cannot be seen (U+202E)"),
        ("größe@b.example", "before the @ it has letters beyond A to Z"),
        ("a@b", "This is no e-mail address"),
        ("a b@c.example", "This is no e-mail address"),
        ("@b.example", "This is no e-mail address"),
        ("a@[192.0.2.1]", "This is no e-mail address"),
        (f"{'a' * 65}@b.example", "This is no e-mail address"),
    ],
)
def test_what_is_no_address_is_refused_with_what_to_do(text, words):
    with pytest.raises(ValidationError) as refusal:
        contact_address(text)
    assert words in refusal.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "a+tag@b.example",
        '"a.,b"@c.example',
        '"a@b"@c.example',
        "info@bücher.example",
        "=a@b.example",
    ],
)
def test_odd_addresses_that_mail_takes_are_taken(text):
    assert contact_address(f" {text} ") == text


def test_mistakes_stand_at_the_top_and_beside_their_fields(desk):
    customer = a_customer("Nordwind AG")
    a_contact(customer, "privacy@nordwind.example")
    page = saved(
        desk,
        customer,
        name="",
        promised_kind="months",
        contacts__1__address="Privacy@NORDWIND.example",
    )
    assert mistakes(page) == [
        "Address: The customer has this address already.",
        "Name: This field is required.",
        "Longer period promised: Write how many were promised, or choose nothing beside “counted"
        " in”.",
    ]
    assert customer.contacts.count() == 1


def test_two_customers_can_be_told_apart(desk):
    a_customer("Nordwind AG")
    page = saved(desk, name="nordwind ag")
    assert "There is a customer of this name and reference already." in Page(page).text
    saved(desk, name="nordwind ag", reference="C-2")
    assert Customer.objects.count() == 2


def test_a_service_whose_label_is_gone_stays_and_says_so(desk):
    customer = a_customer("Nordwind AG", "fax", "mail")
    page = Page(desk.get(address_of(customer)))
    assert "fax (no longer among your published services; kept)" in page.text
    saved(desk, customer, reference="C-1")
    customer.refresh_from_db()
    assert customer.service_slugs == ["fax", "mail"]
    saved(desk, customer, services=["mail"])
    assert "fax" not in Page(desk.get(address_of(customer))).text
    page = saved(desk, customer, services=["fax"])
    assert "not one of the available choices" in Page(page).text


def test_customers_stay_and_the_page_says_what_to_do_instead(desk):
    customer = a_customer("Nordwind AG")
    contact = a_contact(customer, "privacy@nordwind.example")
    kept = "Nordwind AG is not deleted: the record of notices names its customers."
    assert kept in Page(desk.get(address_of(customer))).text
    page = desk.post(f"{LIST}{customer.pk}/delete/", {"post": "yes"}, follow=True)
    assert kept in Page(page).text
    page = desk.post(
        f"/admin/subprocessors/noticecontact/{contact.pk}/delete/", {"post": "yes"}, follow=True
    )
    assert "Use “Replace” beside it." in Page(page).text
    answer = {"action": "delete_selected", "_selected_action": [customer.pk], "post": "yes"}
    desk.post(LIST, answer)
    assert Customer.objects.exists()
    assert NoticeContact.objects.exists()


def names_in(response):
    return [customer.name for customer in response.context["cl"].result_list]


def test_the_list_finds_by_name_reference_and_address_and_filters(desk):
    a_contact(a_customer("Ärger GmbH", reference="X-9"), "a@one.example")
    a_contact(a_customer("beta", promised_number=60, promised_kind="clear_days"), "a@two.example")
    a_contact(a_customer("Gone", ended_on=date(2026, 11, 1)), "a@three.example")
    a_customer("Until today", "mail", "fax", ended_on=date(2026, 11, 2))
    for asked, found in (
        ("q=ärger", ["Ärger GmbH"]),
        ("q=arger", ["Ärger GmbH"]),
        ("q=x-9", ["Ärger GmbH"]),
        ("q=TWO.example", ["beta"]),
        ("active=no", ["Gone"]),
        ("unreachable=yes", ["Until today"]),
        ("promised=yes", ["beta"]),
    ):
        assert names_in(desk.get(f"{LIST}?{asked}")) == found, asked
    page = Page(desk.get(LIST))
    assert "60 days" in page.text
    assert "Octo Mail" not in Page(desk.get(f"{LIST}?promised=yes")).text
    assert "fax, Octo Mail" in page.text
    assert "2 November 2026" in page.text


def test_an_address_that_was_refused_is_not_reachable_until_one_is_taken(desk):
    customer = a_customer("Nordwind AG")
    contact = a_contact(customer, "privacy@nordwind.example")
    unreachable = f"{LIST}?unreachable=yes"
    assert names_in(desk.get(unreachable)) == []
    a_delivery(contact.address, contact=contact, state=Delivery.State.BOUNCED)
    assert names_in(desk.get(unreachable)) == ["Nordwind AG"]
    page = Page(desk.get(address_of(customer)))
    assert "No address of this customer can be reached" in page.text
    assert "in force; last notice: bounced" in page.text
    a_delivery(contact.address, contact=contact, state=Delivery.State.ACCEPTED)
    a_delivery(contact.address, contact=contact, state=Delivery.State.WAITING)
    assert names_in(desk.get(unreachable)) == []
    NoticeContact.objects.update(address="erased-0123456789ab")
    assert names_in(desk.get(unreachable)) == ["Nordwind AG"]


PAGES = (LIST, f"{LIST}add/", IMPORT)


def test_editors_see_no_addresses_and_auditors_see_and_change_nothing(desk):
    contact = a_contact(a_customer("Nordwind AG"), "privacy@nordwind.example")
    form = address_of(contact.customer)
    replace = f"/admin/subprocessors/noticecontact/{contact.pk}/replace/"
    history = f"/admin/subprocessors/noticecontact/{contact.pk}/history/"
    desk.force_login(make_person("edith", "Editor"))
    for address in (*PAGES, form, replace, history):
        assert desk.get(address).status_code == 403, address
    assert desk.post(EXPORT).status_code == 403
    assert LIST not in Page(desk.get("/admin/")).source
    desk.force_login(make_person("audrey", "Auditor"))
    for address in (LIST, form, history):
        assert desk.get(address).status_code == 200, address
    assert "privacy@nordwind.example" in Page(desk.get(form)).text
    for address in (f"{LIST}add/", IMPORT, replace):
        assert desk.get(address).status_code == 403, address
    for address in (EXPORT, IMPORT, form, replace):
        assert desk.post(address, {"name": "x"}).status_code == 403, address
    assert "Export as CSV" not in Page(desk.get(LIST)).text


def test_an_export_stands_on_record_with_who_took_how_many(desk):
    a_contact(a_customer("Nordwind AG"), "privacy@nordwind.example")
    assert desk.get(EXPORT).status_code == 405
    answer = desk.post(EXPORT, {"form": "csv"})
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="customers-2026-11-02.csv"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Nordwind AG,,privacy@nordwind.example" in answer.content.decode("utf-8-sig")
    assert desk.post(EXPORT, {"form": "xlsx"}).content.startswith(b"PK")
    assert (
        list(AddressAct.objects.values_list("what", "by_name", "count"))
        == [("exported", "paula", 1)] * 2
    )
    assert "paula: 1 address" in Page(desk.get(LIST)).text


def upload(client, text, name="customers.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def hidden(page):
    return {
        field.get("name"): field.get("value")
        for field in page.all("input[@type='hidden']")
        if field.get("name") in ("source", "seen")
    }


FILE = "customer,address,replaces\nNordwind AG,new@n.example,old@n.example\nZeta,z@z.example,\n"


def test_an_import_shows_what_differs_before_it_saves_it(desk):
    a_contact(a_customer("Nordwind AG"), "old@n.example")
    page = Page(upload(desk, FILE))
    said = "new customers 1, new addresses 2, replaced addresses 1, 0 rows as before."
    assert said in page.text
    assert "Was old@n.exampleIs now new@n.example" in page.text
    assert Customer.objects.count() == 1
    done = Page(desk.post(IMPORT, hidden(page), follow=True))
    assert "4 entries were saved." in done.text
    assert NoticeContact.objects.get(address="old@n.example").successor.address == "new@n.example"
    assert NoticeContact.objects.get(address="z@z.example").history.get().by_name == "paula"
    again = Page(upload(desk, FILE))
    assert "says what is kept already. There is nothing to save." in again.text
    assert "Save these customers" not in again.text


def test_an_import_that_is_overtaken_is_shown_again(desk):
    old = a_contact(a_customer("Nordwind AG"), "old@n.example")
    page = Page(upload(desk, FILE))
    replace_contact(old, address="new@n.example", by="Ada", reason="Letter")
    shown = Page(desk.post(IMPORT, hidden(page), follow=True))
    assert "Not saved yet: somebody has edited customers since." in shown.text
    assert not Customer.objects.filter(name="Zeta").exists()
    desk.post(IMPORT, hidden(shown))
    assert Customer.objects.filter(name="Zeta").exists()


def test_a_file_with_mistakes_is_refused_line_by_line(desk):
    lines = "\n".join(f"Zeta {n},no address" for n in range(120))
    page = Page(upload(desk, f"customer,address\n{lines}"))
    assert "customers.csv, line 2: “address”: This is no e-mail address." in page.text
    assert "And 20 more." in page.text
    assert not Customer.objects.exists()
    assert "is empty" in Page(upload(desk, "")).text
    large = "customer,address\n" + "x" * 2 * 1024 * 1024
    assert "customers.csv: is too large for this page." in Page(upload(desk, large)).text
    forged = Page(desk.post(IMPORT, {"source": "x", "seen": ""}))
    assert "This page is too old. Choose the file again." in forged.text


def test_a_person_whose_edit_of_a_customer_is_on_record_is_not_deleted(desk, admin_client):
    saved(desk, name="Nordwind AG")
    paula = Customer.history.get().history_user
    page = admin_client.get(reverse("admin:auth_user_change", args=[paula.pk]))
    assert "edited or published here and stays on record" in Page(page).text
