"""Which customer a row of a file is about: by reference, else by name."""

from collections import defaultdict

from subprocessors.models.recipients import Customer, NoticeContact


class KeptCustomers:
    """The customers that are kept, and those that a file adds; each asked for is one object."""

    def __init__(self):
        customers = {customer.pk: customer for customer in Customer.objects.order_by("pk")}
        self._contacts = defaultdict(list)
        for contact in NoticeContact.objects.order_by("pk"):
            contact.customer = customers[contact.customer_id]
            self._contacts[contact.customer_id].append(contact)
        self._by_reference, self._by_name = defaultdict(list), defaultdict(list)
        for customer in customers.values():
            self._by_name[_same_text(customer.name)].append(customer)
            if customer.reference:
                self._by_reference[_same_text(customer.reference)].append(customer)

    def contacts_of(self, customer):
        """The NoticeContacts of a customer, those that were replaced among them."""
        return self._contacts[customer.pk] if customer.pk else []

    def customer_of(self, row):
        """``(the Customer of a ContactRow, "")``, made where there is none; or ``(None, why)``."""
        name, reference = row.customer["name"], row.customer.get("reference", "")
        found = self._candidates(name, reference)
        if len(found) > 1:
            references = ", ".join(sorted(one.reference or "none" for one in found))
            return None, (
                f"{len(found)} customers may be meant by {name} (references: {references}). Say by"
                " a reference of its own which one it is."
            )
        return (found[0] if found else self._added(row, name, reference)), ""

    def _candidates(self, name, reference):
        of_name = self._by_name[_same_text(name)]
        if not reference:
            return of_name
        of_reference = self._by_reference[_same_text(reference)]
        if len(of_reference) > 1:
            of_reference = [one for one in of_reference if one in of_name] or of_reference
        # One that has no reference yet may be the same; one that has another is not.
        return of_reference or [one for one in of_name if not one.reference]

    def _added(self, row, name, reference):
        customer = Customer(**row.customer)
        self._by_name[_same_text(name)].append(customer)
        if reference:
            self._by_reference[_same_text(reference)].append(customer)
        return customer


def _same_text(text):
    return " ".join(text.split()).casefold()
