"""What was sent for a version: its messages one by one, and the table of who was sent which."""

import hashlib
import re
import tempfile
from itertools import islice

from subprocessors.evidence.package import csv_chunks, csv_line
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.addressing import letter_of
from subprocessors.notifying.delivery_timings import delivery_timings
from subprocessors.subscribing.blanking_recipients import without_erased_marks

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
        messages = StoredMessage.objects.filter(publication=self._publication).order_by("pk")
        with tempfile.TemporaryFile() as ledger:
            ledger.writelines(csv_chunks(LEDGER_COLUMNS, ()))
            for message in messages:
                name = f"messages/{message.pk}.mbox"
                self._package.add(name, self._letters(message, name, ledger))
            ledger.seek(0)
            self._package.add("ledger.csv", iter(lambda: ledger.read(1 << 20), b""))

    def _letters(self, message, name, ledger):
        """The letters as a mail program reads them from a file; their rows go to ``ledger``."""
        offset = 0
        for deliveries in _in_batches(message):
            timings = delivery_timings(deliveries)
            for delivery in deliveries:
                self.count += 1
                letter, masked, place = _masked(delivery), "", ("", "", "")
                if letter is not None:
                    masked = hashlib.sha256(letter).hexdigest()
                    quoted = _BEGINS_ALIKE.sub(rb">\1", letter) if b"From " in letter else letter
                    place = (name, offset + len(_BEGINS), len(quoted))
                    entry = _BEGINS + quoted + b"\r\n"
                    offset += len(entry)
                    yield entry
                cells = _cells(delivery, timings.get(delivery.pk))
                ledger.write(csv_line((*cells, masked, *place)))


def _in_batches(message):
    found = Delivery.objects.filter(message=message).select_related("contact__customer")
    found = found.order_by("pk").iterator(chunk_size=_AT_ONCE)
    while deliveries := list(islice(found, _AT_ONCE)):
        for delivery in deliveries:
            delivery.message = message
        yield deliveries


def _masked(delivery):
    """The bytes without the secret tokens; None where nothing was handed over, or is left.

    Nothing is left once the address was erased, or the message redacted.
    """
    if not delivery.sha256:
        return None
    try:
        return letter_of(delivery, is_masked=True).data
    except ValueError:
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
        without_erased_marks(delivery.address),
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
