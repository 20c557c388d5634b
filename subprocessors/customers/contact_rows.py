"""Rows of text as customers and addresses: each value is checked, and each mistake has its line."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from subprocessors.archive.days import day_in
from subprocessors.customers import contact_columns as columns
from subprocessors.customers.contact_addresses import contact_address
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.publication import Change
from subprocessors.models.recipients import Customer, NoticeContact

#: Addresses parted by spaces or ";", where a quoted part may hold both.
_ADDRESSES = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^\s;"])+')
_KINDS = {words: kind for kind, words in columns.KIND_WORDS.items()}
_PLAIN_TEXT = {
    columns.CUSTOMER: Customer._meta.get_field("name"),
    columns.REFERENCE: Customer._meta.get_field("reference"),
    columns.SOURCE: NoticeContact._meta.get_field("source"),
}
#: Which values are the customer's, and which the address's: fields of the models.
OF_CUSTOMER = ("name", "reference", "services", "promised_number", "promised_kind", "ended_on")
OF_CONTACT = ("source", "source_on")


@dataclass
class ContactRow:
    """A row of the file. ``customer`` and ``contact`` map fields of the models to values.

    A field is there if its column is. ``address`` is "" for a customer without one; ``replaces``
    are the addresses that this one follows.
    """

    place: str
    customer: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    address: str = ""
    replaces: tuple = ()

    @property
    def key(self):
        """The text by which the address is looked up."""
        return address_key(self.address)


def checked_rows(rows, *, services, held=frozenset()):
    """``(ContactRows, problems)`` of CellsOfRow; a problem is a sentence that names its line.

    ``services`` maps slugs to labels; ``held`` are slugs that customers hold already, which stay
    allowed when their label is gone.
    """
    known = {slug.casefold(): slug for slug in held}
    known |= {label.casefold(): slug for slug, label in services.items()}
    known |= {slug.casefold(): slug for slug in services}
    made, problems = [], []
    for row in rows:
        reading = _Reading(row, known)
        made.append(reading.row)
        problems += reading.problems
    return made, problems


class _Reading:
    """Reads one row; what is wrong is in ``problems``."""

    def __init__(self, row, known):
        self.row, self.problems = ContactRow(row.place), []
        self._cells, self._known = row.cells, known
        self._read_customer()
        self._read_contact()

    def _wrong(self, words):
        self.problems.append(f"{self.row.place}: {words}")

    def _text(self, column):
        text = self._cells[column]
        try:
            return _PLAIN_TEXT[column].clean(text, None)
        except ValidationError as error:
            self._wrong(f"“{column}”: {' '.join(error.messages)}")
            return text[:20]

    def _day(self, column):
        text = self._cells[column]
        found = day_in(text) if text else None
        if text and found is None:
            self._wrong(f"“{column}”: “{text[:40]}” is no day. Write it as 2026-12-31.")
        return found

    def _read_customer(self):
        values = self.row.customer
        values["name"] = self._text(columns.CUSTOMER)
        if columns.REFERENCE in self._cells:
            values["reference"] = self._text(columns.REFERENCE)
        if columns.SERVICES in self._cells:
            values["services"] = self._services()
        if columns.NUMBER in self._cells:
            values["promised_number"] = self._number()
            values["promised_kind"] = self._kind()
        if columns.UNTIL in self._cells:
            values["ended_on"] = self._day(columns.UNTIL)
        self._check_whole()

    def _check_whole(self):
        """The customer as a whole: its name as it may be, its period as it can be counted."""
        if self.problems:
            return
        customer = Customer(**self.row.customer)
        try:
            customer.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column = {"name": columns.CUSTOMER}.get(name, columns.NUMBER)
                self._wrong(f"“{column}”: {' '.join(messages)}")

    def _read_contact(self):
        text = self._cells[columns.ADDRESS]
        if text:
            self.row.address = self._address(columns.ADDRESS, text)
        if columns.SOURCE in self._cells:
            self.row.contact["source"] = self._text(columns.SOURCE)
        if columns.SOURCE_DATE in self._cells:
            self.row.contact["source_on"] = self._day(columns.SOURCE_DATE)
        replaces = self._cells.get(columns.REPLACES, "")
        self.row.replaces = tuple(
            self._address(columns.REPLACES, one) for one in _ADDRESSES.findall(replaces)
        )
        if not text and (any(self.row.contact.values()) or replaces):
            self._wrong("has no address, but says where it comes from. Write the address.")

    def _address(self, column, text):
        try:
            return contact_address(text)
        except ValidationError as error:
            self._wrong(f"“{column}”: {' '.join(error.messages)}")
            return ""

    def _services(self):
        slugs, unknown = set(), []
        for part in filter(None, map(str.strip, self._cells[columns.SERVICES].split(";"))):
            one = self._known.get(part.casefold())
            several = [one] if one else list(map(self._slug, part.split(",")))
            slugs.update(filter(None, several))
            unknown += [] if all(several) else [part]
        for part in unknown:
            self._wrong(
                f"“{columns.SERVICES}”: “{part[:80]}” is no service that is published. Write its"
                " label or slug, several parted by “;”, or nothing for all services."
            )
        return Change.services_column(sorted(slugs))

    def _slug(self, text):
        return self._known.get(text.strip().casefold())

    def _number(self):
        text = self._cells[columns.NUMBER]
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text)):
            self._wrong(f"“{columns.NUMBER}”: “{text[:40]}” is no number of days or months.")
            return None
        return int(text)

    def _kind(self):
        text = self._cells[columns.KIND].casefold()
        if text not in _KINDS and (text or self._cells[columns.NUMBER]):
            said = f"“{text[:40]}” is not known" if text else "is empty beside a number"
            self._wrong(f"“{columns.KIND}”: {said}. Write one of: {', '.join(_KINDS)}.")
        return _KINDS.get(text, "")
