"""All that shows what one customer was told: addresses, notices, answers, confirmations."""

from dataclasses import dataclass

from subprocessors.ledger.lines import lines_of
from subprocessors.ledger.message_texts import message_text
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Customer, NoticeContact


@dataclass(frozen=True)
class StatedAddress:
    """A NoticeContact, and when it came and was replaced, by whom and why (records, or None)."""

    contact: NoticeContact
    came: object
    replaced: object


@dataclass(frozen=True)
class StatedNotice:
    """One message: ``lines`` are the LedgerLines of all addresses of the customer, in order."""

    message: StoredMessage
    text: str
    lines: tuple

    @property
    def publication(self):
        """The version that it tells."""
        return self.message.publication


@dataclass(frozen=True)
class CustomerStatement:
    """The addresses of a Customer and the notices to them, the oldest first."""

    customer: Customer
    addresses: tuple
    notices: tuple


def customer_statement(customer):
    """The CustomerStatement. Eight queries, however many notices there are."""
    contacts = list(customer.contacts.select_related("successor").order_by("pk"))
    found = Delivery.objects.filter(
        contact__in=[one.pk for one in contacts],
        message__purpose=StoredMessage.Purpose.NOTICE,
    )
    lines = {}
    for line in lines_of(found.order_by("pk")):
        lines.setdefault(line.delivery.message_id, []).append(line)
    messages = StoredMessage.objects.filter(pk__in=lines).select_related("publication")
    notices = tuple(
        StatedNotice(message, message_text(message), tuple(lines[message.pk]))
        for message in messages.order_by("pk")
    )
    return CustomerStatement(customer, _addresses(contacts), notices)


def _addresses(contacts):
    records = {}
    history = NoticeContact.history.filter(id__in=[one.pk for one in contacts])
    for record in history.order_by("history_date", "history_id"):
        came, replaced = records.get(record.id, (record, None))
        if replaced is None and record.successor_id is not None:
            replaced = record
        records[record.id] = (came, replaced)
    return tuple(StatedAddress(one, *records.get(one.pk, (None, None))) for one in contacts)
