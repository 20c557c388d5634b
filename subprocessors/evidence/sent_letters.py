"""What was sent for a version: its messages one by one, and the table of who was sent which."""

import hashlib
import re
import tempfile
from itertools import islice

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.addressing import letter_of
from subprocessors.evidence.package import csv_chunks
from subprocessors.notifying.delivery_timings import delivery_timings

LEDGER_COLUMNS = (
    "delivery",
    "repeats",
    "purpose",
    "audience",
    "customer",
    "reference",
    "address",
    "address_from",
    "address_dated",
    "state",
    "since",
    "arrived_on",
    "days_before_start",
    "days_late",
    "earliest_day_of_its_own",
    "from",
    "message_id",
    "date",
    "sha256_as_sent",
    "sha256_masked",
    "file",
    "offset",
    "bytes",
)
_AT_ONCE = 1_000
#: Between two messages of a file, as mail programs read it ("mboxrd": lines of a message that
#: begin alike have one more ">").
_BEGINS = b"From portal Thu Jan  1 00:00:00 1970\r\n"
_BEGINS_ALIKE = re.compile(rb"^(>*From )", re.MULTILINE)


class SentLetters:
    """Adds to an EvidencePackage the messages of ``publication``, then their table."""

    def __init__(self, package, publication):
        self._package, self._publication = package, publication
        self.count = 0

    def add(self):
        """Adds a file for each stored message, and ledger.csv. In constant memory."""
        with tempfile.TemporaryFile() as ledger:
            for line in csv_chunks(LEDGER_COLUMNS, self._rows()):
                ledger.write(line)
            ledger.seek(0)
            self._package.add("ledger.csv", iter(lambda: ledger.read(1 << 20), b""))

    def _rows(self):
        """The rows of the ledger; each message is added to the package on the way."""
        messages = StoredMessage.objects.filter(publication=self._publication).order_by("pk")
        for message in messages:
            rows = []
            self._package.add(f"messages/{message.pk}.mbox", self._letters(message, rows))
            yield from rows

    def _letters(self, message, rows):
        file, offset = f"messages/{message.pk}.mbox", 0
        for deliveries in _in_batches(message):
            timings = delivery_timings(deliveries)
            for delivery in deliveries:
                letter = _masked(delivery)
                self.count += 1
                entry, masked, place = b"", "", ("", "", "")
                if letter is not None:
                    entry = _BEGINS + _BEGINS_ALIKE.sub(rb">\1", letter) + b"\r\n"
                    masked = hashlib.sha256(letter).hexdigest()
                    start = offset + len(_BEGINS)
                    place = (file, start, len(entry) - len(_BEGINS) - 2)
                rows.append((*_cells(delivery, timings.get(delivery.pk)), masked, *place))
                offset += len(entry)
                yield entry


def _in_batches(message):
    found = Delivery.objects.filter(message=message).select_related("contact__customer")
    found = found.order_by("pk").iterator(chunk_size=_AT_ONCE)
    while deliveries := list(islice(found, _AT_ONCE)):
        for delivery in deliveries:
            delivery.message = message
        yield deliveries


def _masked(delivery):
    """The bytes without the secret tokens; None where nothing was sent, or nothing can be made.

    None can be made once the address was erased, or the message redacted.
    """
    if delivery.dated_at is None:
        return None
    try:
        return letter_of(delivery, is_masked=True).data
    except (ValueError, KeyError):
        return None


def _cells(delivery, timing):
    contact = delivery.contact
    customer = contact and contact.customer
    return (
        delivery.pk,
        delivery.repeats_id,
        delivery.message.purpose,
        delivery.message.audience,
        customer and customer.name,
        customer and customer.reference,
        delivery.address,
        contact and contact.source,
        contact and contact.source_on,
        delivery.state,
        _instant(delivery.settled_at),
        timing and timing.arrived,
        timing and timing.days_before_start,
        timing and timing.days_late,
        timing and timing.earliest,
        delivery.sender,
        delivery.header_id,
        _instant(delivery.dated_at),
        delivery.sha256,
    )


def _instant(at):
    return at and at.isoformat()
