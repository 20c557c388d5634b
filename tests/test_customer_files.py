"""Customers and addresses in files: read whole or not at all, compared, brought in, written."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from subprocessors.customers.contact_export import export_contacts
from subprocessors.customers.contact_import import (
    ContactsOutdated,
    bring_in_contacts,
    compare_contacts,
)
from subprocessors.customers.successions import replace_contact
from subprocessors.importing.reading.files import Unreadable
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import publish
from tests.recipients import a_contact, a_customer
from tests.stories import add_row, at, make_person, make_portal

pytestmark = pytest.mark.django_db
HEAD = "customer,reference,address,services,source,source date,promised number,promised kind,until"


@pytest.fixture
def services():
    make_portal()
    mail = Service.objects.create(slug="mail", label="Octo Mail", is_public=True)
    Service.objects.create(slug="crm", label="CRM, for teams", is_public=True)
    add_row("Acme", services=[mail], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))


def csv_of(*lines, head=HEAD):
    return "\n".join([head, *lines]).encode()


def brought_in(*lines, head=HEAD, by="Ada", **more):
    return bring_in_contacts(csv_of(*lines, head=head), name="c.csv", by=by, **more)


def refused(*lines, head=HEAD):
    with pytest.raises(Unreadable) as refusal:
        brought_in(*lines, head=head)
    assert not Customer.objects.filter(name="Zeta").exists()
    return refusal.value.problems


ACME = "Acme GmbH,C-1,privacy@acme.example,Octo Mail; crm,DPA s. 12,2025-01-31,60,days,2027-12-31"


def test_a_row_becomes_a_customer_with_its_address_and_a_record_of_each(services):
    found = brought_in(ACME, "Acme GmbH,C-1,legal@acme.example,crm; mail,,,60,days,2027-12-31")
    assert (len(found.customers), len(found.contacts)) == (1, 2)
    customer = Customer.objects.get()
    assert (customer.name, customer.reference) == ("Acme GmbH", "C-1")
    assert customer.service_slugs == ["crm", "mail"]
    assert (customer.promised_number, customer.promised_kind) == (60, "clear_days")
    assert customer.ended_on == date(2027, 12, 31)
    first, second = customer.contacts.order_by("pk")
    assert (first.address, first.source) == ("privacy@acme.example", "DPA s. 12")
    assert first.source_on == date(2025, 1, 31)
    assert second.address == "legal@acme.example"
    for record in (customer.history.get(), first.history.get(), second.history.get()):
        assert (record.history_type, record.by_name) == ("+", "Ada")
        assert record.history_change_reason == "Imported from c.csv"


def test_the_same_file_again_changes_nothing(services):
    lines = [ACME, "Beta Oy,,beta@beta.example,,,,,,", "Gamma,,,,,,,,"]
    brought_in(*lines)
    again = brought_in(*lines)
    assert again.is_nothing
    assert again.unchanged == 3
    assert Customer.history.count() == 3
    assert NoticeContact.history.count() == 2


def test_what_a_file_says_anew_is_changed_and_the_rest_stays(services):
    brought_in(ACME, "Beta,,beta@beta.example,,,,,,")
    changed = ACME.replace("DPA s. 12", "DPA s. 13").replace("60,days", "3,months")
    found = brought_in(changed)
    assert [sorted(step.fields) for step in found.customers] == [
        ["promised_kind", "promised_number"]
    ]
    assert [step.fields for step in found.contacts] == [{"source": ("DPA s. 12", "DPA s. 13")}]
    assert Customer.objects.get(name="Acme GmbH").promised_kind == "months"
    newest = NoticeContact.objects.get(address="privacy@acme.example").history.first()
    assert (newest.history_type, newest.by_name, newest.source) == ("~", "Ada", "DPA s. 13")
    assert Customer.objects.get(name="Beta").history.count() == 1


def test_an_empty_cell_empties_and_a_column_that_is_missing_does_not(services):
    brought_in(ACME)
    assert brought_in("Acme GmbH,privacy@acme.example", head="customer,address").is_nothing
    brought_in("Acme GmbH,C-1,privacy@acme.example,", head="customer,reference,address,services")
    assert Customer.objects.get().service_slugs == []
    assert NoticeContact.objects.get().source == "DPA s. 12"


def test_a_customer_is_found_by_reference_and_so_can_change_its_name(services):
    brought_in("Acme,C-1,a@acme.example,,,,,,", "Acme,C-2,b@acme.example,,,,,,")
    assert Customer.objects.count() == 2
    found = brought_in("Acme Holding,C-2,b@acme.example,,,,,,")
    assert [step.fields for step in found.customers] == [{"name": ("Acme", "Acme Holding")}]
    brought_in("Acme,C-3,c@acme.example,,,,,,")
    [problem] = refused("Acme,x@acme.example", head="customer,address")
    assert problem == (
        "c.csv, line 2: 2 customers may be meant by Acme (references: C-1, C-3). Say by a reference"
        " of its own which one it is."
    )


def test_one_bad_row_in_ten_thousand_is_named_by_its_line_and_nothing_is_loaded(services):
    lines = [f"Customer {n},R{n},privacy@c{n}.example,,,,,," for n in range(10_000)]
    lines[6_999] = "Customer X,RX,privacy(at)x.example,,,,,,"
    assert refused(*lines) == [
        "c.csv, line 7001: “address”: This is no e-mail address. Write one such as"
        " privacy@example.com."
    ]
    assert not Customer.objects.exists()
    assert not NoticeContact.history.exists()


def test_a_long_file_takes_few_queries(services, django_assert_max_num_queries):
    lines = [f"Customer {n},R{n},privacy@c{n}.example,mail,,,,," for n in range(2_000)]
    with django_assert_max_num_queries(100):
        brought_in(*lines)
    assert NoticeContact.objects.count() == Customer.history.count() == 2_000
    with django_assert_max_num_queries(10):
        assert brought_in(*lines).unchanged == 2_000
    moved = [line.replace("mail,,,,,", "mail,,,60,days,") for line in lines]
    with django_assert_max_num_queries(60):
        brought_in(*moved)
    assert Customer.objects.filter(promised_number=60).count() == 2_000
    assert Customer.history.count() == 4_000


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Zeta,,a@b.example; c@d.example,,,,,,", "more than one address"),
        ("Zeta,,Ada <ada@b.example>,,,,,,", "without a name: ada@b.example"),
        ('Zeta,,"a@b.example\nBcc: x@y.example",,,,,,', "more than one address"),
        ("Zeta,,größe@b.example,,,,,,", "letters beyond A to Z"),
        ("Zeta,,a@b,,,,,,", "no e-mail address"),
        (",,a@b.example,,,,,,", "“customer”: This field cannot be blank."),
        (f"{'Z' * 10_000},,a@b.example,,,,,,", "at most 300 characters"),
        ("Ze\u202eta,,a@b.example,,,,,,", "cannot be seen"),
        ("Zeta,,a@b.example,fax,,,,,", "“fax” is no service that is published"),
        ("Zeta,,a@b.example,,,31.12.2026,,,", "“31.12.2026” is no day. Write it as 2026-12-31."),
        ("Zeta,,a@b.example,,,,60,,", "is empty beside a number"),
        ("Zeta,,a@b.example,,,,60,weeks,", "“weeks” is not known"),
        ("Zeta,,a@b.example,,,,0,days,", "“0” is no number"),
        ("Zeta,,a@b.example,,,,121,months,", "At most 120 can be counted"),
        ("Zeta,,a@b.example,,,,,days,", "Write how many were promised"),
        ("Zeta,,,,DPA,,,,", "has no address, but says where it comes from"),
        ("Zeta,,a@b.example,,,,,,,,x", "has a cell without a heading"),
    ],
)
def test_a_mistake_is_named_with_its_line(services, line, words):
    [problem] = refused("Good,,good@b.example,,,,,,", line)
    assert "line 3" in problem
    assert words in problem
    assert not Customer.objects.exists()


def test_rows_of_a_customer_agree_and_an_address_stands_once(services):
    problems = refused(
        "Zeta,,a@z.example,,,,,,", "Zeta,,b@z.example,mail,,,,,", "Zeta,,A@Z.example,,,,,,"
    )
    assert problems == [
        "c.csv, line 3: says another “services” of Zeta than line 2. Write the same in both.",
        "c.csv, line 4: A@Z.example stands in line 2 too. Keep one of them.",
    ]


def test_headings_are_known_or_refused(services):
    said = refused("Zeta,a@z.example,x,60", head="customer,address,colour,promised number")
    assert "“colour” is no column that is known here" in said[0]
    assert "“promised number” needs “promised kind” beside it" in said[1]
    assert "the column “address” is missing" in refused("Zeta", head="customer")[0]
    assert "stands twice" in refused("Zeta,a,b", head="customer,Address,address")[0]
    assert refused(head="") == ["c.csv: is empty."]
    found = brought_in("Zeta;a@z.example;2025-01-02", head="CUSTOMER;Address;source_date")
    assert found.contacts[0].record.source_on == date(2025, 1, 2)


def test_odd_but_right_addresses_are_taken(services):
    taken = ["notices+octo@z.example", '"""octo.,notices""@z.example"', "info@bücher.example"]
    brought_in(*(f"Zeta,,{address},,,,,," for address in taken))
    assert sorted(NoticeContact.objects.values_list("address", flat=True)) == [
        '"octo.,notices"@z.example',
        "info@bücher.example",
        "notices+octo@z.example",
    ]


WITH_SUCCESSOR = "customer,address,replaces"


def test_an_address_is_replaced_by_the_one_that_says_so(services):
    brought_in("Zeta,old@z.example", "Zeta,other@z.example", head="customer,address")
    lines = ["Zeta,new@z.example,Old@z.example"]
    found = brought_in(*lines, head=WITH_SUCCESSOR)
    assert [(old.address, new.address) for old, new in found.replaced] == [
        ("old@z.example", "new@z.example")
    ]
    assert [contact.address for contact in found.absent] == ["other@z.example"]
    later = brought_in("Zeta,new@z.example", head="customer,address")
    assert [contact.address for contact in later.absent] == ["other@z.example"]
    old = NoticeContact.objects.get(address="old@z.example")
    assert old.successor.address == "new@z.example"
    assert old.history.first().history_change_reason == "Imported from c.csv"
    assert brought_in(*lines, head=WITH_SUCCESSOR).is_nothing


def test_what_was_replaced_does_not_come_back_unasked_and_can_come_back(services):
    brought_in("Eta,old@e.example", head="customer,address")
    brought_in("Eta,new@e.example,old@e.example", head=WITH_SUCCESSOR)
    [problem] = refused("Eta,old@e.example,", head=WITH_SUCCESSOR)
    assert "old@e.example was replaced by new@e.example. Take the row out" in problem
    brought_in("Eta,old@e.example,new@e.example", head=WITH_SUCCESSOR)
    assert NoticeContact.objects.get(successor=None).address == "old@e.example"
    assert NoticeContact.objects.get(address="old@e.example").history.count() == 3


def test_a_succession_that_makes_no_sense_is_refused(services):
    brought_in("Zeta 2,a@z.example", "Zeta 2,b@z.example", head="customer,address")
    said = refused("Zeta 2,a@z.example,b@z.example", "Zeta 2,b@z.example,", head=WITH_SUCCESSOR)
    assert "it replaces b@z.example, which has a row of its own in line 3" in said[0]
    [said] = refused("Zeta 2,c@z.example,x@z.example", head=WITH_SUCCESSOR)
    assert "x@z.example, which it replaces, is no address of this customer" in said
    assert refused("Zeta 2,a@z.example,a@z.example", head=WITH_SUCCESSOR)


def test_what_is_no_longer_what_was_shown_is_not_saved(services):
    seen = compare_contacts(csv_of(ACME), name="c.csv").digest
    brought_in(ACME.replace("DPA s. 12", "Letter"))
    with pytest.raises(ContactsOutdated):
        brought_in(ACME, seen=seen)
    assert NoticeContact.objects.get().source == "Letter"


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_with_its_days_and_numbers(services):
    data = workbook(
        HEAD.split(","),
        ["Zeta", 1234, "a@z.example", "mail", None, date(2025, 1, 31), 60, "Days", None],
    )
    bring_in_contacts(data, name="c.xlsx", by="Ada")
    contact = NoticeContact.objects.get()
    assert contact.source_on == date(2025, 1, 31)
    assert (contact.customer.reference, contact.customer.promised_number) == ("1234", 60)


def test_a_formula_and_a_second_sheet_are_refused(services):
    data = workbook(["customer", "address"], ["Zeta", '="a"&"@z.example"'])
    with pytest.raises(Unreadable, match="row 2: a cell holds a formula"):
        bring_in_contacts(data, name="c.xlsx", by="Ada")
    with pytest.raises(Unreadable, match="not a whole workbook"):
        bring_in_contacts(data[:400], name="c.xlsx", by="Ada")
    book = Workbook()
    book.active.append(["customer"])
    book.create_sheet().append(["customer"])
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Unreadable, match="2 sheets hold rows"):
        bring_in_contacts(file.getvalue(), name="c.xlsx", by="Ada")


@pytest.mark.parametrize("as_sheet", [False, True])
def test_what_is_exported_can_be_imported_and_changes_nothing(services, as_sheet):
    odd = a_customer("=HYPERLINK(1); -2", "mail", "crm", promised_number=6, promised_kind="months")
    a_contact(odd, "=sum@z.example", source="'@letter", source_on=date(2025, 1, 31))
    old = a_contact(odd, "old+x@z.example", source="+1;\t=2")
    replace_contact(old, address="new@z.example", by="Ada", reason="Letter")
    a_customer("No address yet", ended_on=date(2026, 12, 31))
    gone = a_customer("Erased", "fax")
    a_contact(gone, "erased-0123456789ab")
    by = make_person("paula", "Publisher")
    data = export_contacts(by=by, at=at("2026-11-02"), as_sheet=as_sheet)
    found = bring_in_contacts(data, name="c.xlsx" if as_sheet else "c.csv", by="Ada")
    assert found.is_nothing
    assert found.unchanged == 4
    act = AddressAct.objects.get()
    assert (act.what, act.by_name, act.count) == ("exported", "paula", 2)


def test_an_exported_cell_begins_no_formula(services):
    a_contact(a_customer("=1+1", reference="@x"), "-a@z.example", source="ok; =2")
    data = export_contacts(by="Ada", at=at("2026-11-02"), as_sheet=True)
    cells = [cell.value for cell in load_workbook(io.BytesIO(data)).active[2]]
    assert cells[:5] == ["'=1+1", "'@x", "'-a@z.example", None, "ok; '=2"]


def test_the_commands_say_what_differs_and_save_it(services, tmp_path, capsys):
    file = tmp_path / "c.csv"
    file.write_bytes(csv_of(ACME, "Beta,,beta@beta.example,,,,,,"))
    call_command("importcustomers", str(file), "--dry-run", "--by", "Ada")
    assert "New customers: 2" in capsys.readouterr().out
    assert not Customer.objects.exists()
    call_command("importcustomers", str(file), "--by", "Ada")
    assert "Dry run" not in capsys.readouterr().out
    assert Customer.objects.count() == 2
    written = tmp_path / "out.csv"
    call_command("exportcustomers", str(written), "--by", "Ada")
    assert written.stat().st_mode & 0o777 == 0o600
    assert "beta@beta.example" in written.read_text()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("exportcustomers", str(written))
    assert AddressAct.objects.count() == 1
    file.write_bytes(csv_of("Beta,,beta,,,,,,"))
    with pytest.raises(CommandError, match=r"(?s)line 2: .*Nothing was imported"):
        call_command("importcustomers", str(file))
