"""How a file of customers and addresses differs from what is kept. Nothing is saved."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from subprocessors.customers.customer_matching import KeptCustomers
from subprocessors.exports.spreadsheet import without_guard
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.recipients import NoticeContact


@dataclass(frozen=True)
class RecordStep:
    """What happens to one Customer or NoticeContact: ``record`` holds the values as they become.

    ``fields`` maps names of fields to ``(was, becomes)``; of a new one, all that are given.
    """

    record: object
    fields: dict
    is_new: bool


@dataclass
class ContactDifference:
    """What would be saved: RecordSteps of customers, then of addresses, then successions.

    ``replaced`` holds ``(old, new)`` NoticeContacts; ``unchanged`` counts the rows that say what
    is kept; ``absent`` are addresses in force of the file's customers that it does not name.
    """

    customers: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    revived: list = field(default_factory=list)
    unchanged: int = 0
    absent: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def is_nothing(self):
        """Whether all is kept already."""
        return not (self.customers or self.contacts or self.replaced)

    def of_kind(self, model, *, is_new):
        """The steps of one model (Customer or NoticeContact), the new ones or the others."""
        steps = self.customers if model is not NoticeContact else self.contacts
        return [step for step in steps if step.is_new == is_new]

    @property
    def digest(self):
        """A SHA-256 (hex) of what would be saved, to tell whether it was what was shown."""
        said = [
            (str(step.record), step.record.pk, step.is_new, sorted(step.fields.items()))
            for step in (*self.customers, *self.contacts)
        ]
        said += [(old.pk, new.pk, new.address) for old, new in self.replaced]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def contact_difference(rows):
    """The ContactDifference of ContactRows. Two queries."""
    kept, found = KeptCustomers(), ContactDifference()
    by_customer = defaultdict(list)
    for row in rows:
        customer, problem = kept.customer_of(row)
        if problem:
            found.problems.append(f"{row.place}: {problem}")
        else:
            by_customer[id(customer)].append((customer, row))
    for of_one in by_customer.values():
        _OneCustomer(of_one[0][0], [row for _customer, row in of_one], kept, found).compare()
    return found


class _OneCustomer:
    """Compares the rows of one customer with what is kept of them."""

    def __init__(self, customer, rows, kept, found):
        self._customer, self._rows, self._found = customer, rows, found
        self._contacts = {address_key(c.address): c for c in kept.contacts_of(customer)}
        self._replaces = {}

    def compare(self):
        if not self._is_consistent():
            return
        first = self._rows[0]
        changed = _applied(self._customer, first.customer)
        if changed is not None:
            self._found.customers.append(changed)
        named = set()
        for row in self._rows:
            if row.address:
                named.add(row.key)
                is_same = self._compare_address(row)
            else:
                is_same = True
            self._found.unchanged += is_same and changed is None
        named |= {address_key(old) for row in self._rows for old in row.replaces}
        self._found.absent += [
            contact
            for key, contact in self._contacts.items()
            if contact.pk and contact.successor_id is None and key not in named
        ]

    def _wrong(self, row, words):
        self._found.problems.append(f"{row.place}: {words}")

    def _is_consistent(self):
        """Whether the rows agree about the customer, and each address has one row and one end."""
        before, first, seen = len(self._found.problems), self._rows[0], {}
        for row in self._rows:
            for name, value in row.customer.items():
                if value != first.customer[name]:
                    label = type(self._customer)._meta.get_field(name).verbose_name
                    self._wrong(
                        row,
                        f"says another “{label}” of {first.customer['name']} than {first.place}."
                        " Write the same in both.",
                    )
            if not row.address:
                continue
            if row.key in seen:
                self._wrong(row, f"{row.address} stands in {seen[row.key]} too. Keep one of them.")
            seen[row.key] = row.place
        for row in self._rows:
            for old in row.replaces:
                if address_key(old) in seen:
                    where = seen[address_key(old)]
                    self._wrong(row, f"it replaces {old}, which has a row of its own in {where}.")
        return len(self._found.problems) == before

    def _compare_address(self, row):
        """Whether what is kept of the address of ``row`` is as the row says."""
        contact = self._contacts.get(row.key)
        olds = [self._contacts.get(address_key(old)) for old in row.replaces]
        for old, text in zip(olds, row.replaces, strict=True):
            if old is None or not old.pk:
                self._wrong(row, f"{text}, which it replaces, is no address of this customer.")
                return False
        waiting = [old for old in olds if not self._leads_to(old, contact)]
        if contact is not None and contact.successor_id is not None:
            if self._contact_of(contact.successor_id) not in waiting:
                heir = self._contact_of(contact.successor_id)
                self._wrong(
                    row,
                    f"{row.address} was replaced by {heir}. Take the row out; or, if it follows"
                    f" {heir}, write that under “replaces”.",
                )
                return False
            contact.successor = None
            self._found.revived.append(contact)
        for old in waiting:
            if old.successor_id is not None:
                heir = self._contact_of(old.successor_id)
                self._wrong(row, f"{old} was replaced by {heir} already.")
                return False
        step = self._step(contact, row)
        if step is not None:
            self._found.contacts.append(step)
            contact = step.record
        self._found.replaced += [(old, contact) for old in waiting]
        return step is None and not waiting

    def _step(self, contact, row):
        if contact is not None:
            return _applied(contact, row.contact)
        made = NoticeContact(customer=self._customer, address=row.address, **row.contact)
        return RecordStep(made, {"address": ("", row.address), **_given(row.contact)}, True)

    def _contact_of(self, pk):
        return next(contact for contact in self._contacts.values() if contact.pk == pk)

    def _leads_to(self, old, contact):
        """Whether ``contact`` has followed ``old`` already, at once or by others between."""
        seen = set()
        while contact is not None and old.successor_id is not None and old.pk not in seen:
            seen.add(old.pk)
            old = self._contact_of(old.successor_id)
            if old is contact:
                return True
        return False


def _given(values):
    return {name: ("", value) for name, value in values.items() if value not in ("", None)}


def _applied(record, values):
    """The RecordStep that gives ``record`` these ``values``; None where it has them."""
    if record.pk is None:
        return RecordStep(record, _given(values), True)
    fields = {}
    for name, value in values.items():
        was = getattr(record, name)
        if not _is_same(was, value):
            fields[name] = (was, value)
            setattr(record, name, value)
    return RecordStep(record, fields, False) if fields else None


def _is_same(was, value):
    """Whether a file says ``value`` of what is kept as ``was``: spaces, and the apostrophes of our
    own files, make no difference."""
    if was == value:
        return True
    texts = isinstance(was, str) and isinstance(value, str)
    return texts and " ".join(without_guard(was).split()) == value.strip()
