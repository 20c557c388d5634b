"""Customers and their addresses as a table, CSV or Excel, that can be imported again."""

import csv
import io
from collections import defaultdict

from openpyxl import Workbook

from subprocessors.customers.contact_columns import COLUMNS, KIND_WORDS
from subprocessors.exports.spreadsheet import safe
from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.recipients import Customer, NoticeContact

CSV_TYPE = "text/csv; charset=utf-8"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_contacts(*, by, at, as_sheet=False):
    """All customers, a row per address in force, in bytes; who took them is written down.

    A CSV is UTF-8 with its mark, for Excel.
    """
    rows, count = _rows()
    record_act(AddressAct.What.EXPORTED, by=by, at=at, count=count)
    return _sheet(rows) if as_sheet else _csv(rows)


def _csv(rows):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([safe(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _sheet(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Customers")
    sheet.append(COLUMNS)
    for row in rows:
        # As in the CSV: whoever saves the sheet as one must not make formulas of it.
        sheet.append([safe(text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows():
    """``(the rows, how many addresses they hold)``. Of an erased address a mark is left: no row."""
    current, predecessors = defaultdict(list), defaultdict(list)
    for contact in NoticeContact.objects.filter(address__contains="@").order_by("address", "pk"):
        if contact.successor_id is None:
            current[contact.customer_id].append(contact)
        else:
            predecessors[contact.successor_id].append(contact.address)
    rows, count = [], 0
    for customer in Customer.objects.order_by("name", "pk"):
        contacts = current[customer.pk]
        count += len(contacts)
        rows += [_row(customer, one, predecessors[one.pk]) for one in contacts] or [
            _row(customer, None, ())
        ]
    return rows, count


def _row(customer, contact, predecessors):
    number = customer.promised_number
    return (
        customer.name,
        customer.reference,
        contact.address if contact else "",
        "; ".join(customer.service_slugs),
        contact.source if contact else "",
        _day_text(contact.source_on) if contact else "",
        "" if number is None else str(number),
        KIND_WORDS.get(customer.promised_kind, ""),
        _day_text(customer.ended_on),
        " ".join(predecessors),
    )


def _day_text(day):
    return day.isoformat() if day else ""
