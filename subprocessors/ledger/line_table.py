"""The lines of the ledger as CSV, piece by piece."""

import csv
import io

from subprocessors.exports.spreadsheet import safe
from subprocessors.ledger.line_words import line_words

_COLUMNS = (
    "version",
    "published",
    "subject",
    "recipient",
    "customer",
    "reference",
    "address",
    "where the address comes from",
    "dated",
    "state",
    "since",
    "what became of it",
    "days before start",
    "days late",
    "change starts",
    "earliest day for this recipient",
    "mail server",
    "code",
    "answer",
    "Message-ID",
    "SHA-256 of the bytes sent",
    "confirmed",
    "names given",
    "reminded",
)


#: So many lines are a piece.
_AT_ONCE = 200


def table_pieces(lines):
    """Yields the CSV of LedgerLines in bytes, UTF-8 with its mark for Excel; first the headings."""
    yield _written([_COLUMNS]).encode("utf-8-sig")
    piece = []
    for line in lines:
        piece.append(_cells(line))
        if len(piece) == _AT_ONCE:
            yield _written(piece).encode()
            piece = []
    yield _written(piece).encode()


def _written(rows):
    file = io.StringIO()
    csv.writer(file).writerows([safe(_text(cell)) for cell in row] for row in rows)
    return file.getvalue()


def _cells(line):
    delivery, timing, contact = line.delivery, line.timing, line.delivery.contact
    message, customer = delivery.message, contact and contact.customer
    said, confirmations = line.taken or line.last, line.confirmations
    return (
        message.publication_id,
        message.publication.published_on,
        message.subject,
        message.audience,
        customer and customer.name,
        customer and customer.reference,
        delivery.address,
        contact and contact.source,
        contact and contact.source_on,
        delivery.state,
        delivery.settled_at,
        line_words(line),
        timing and timing.days_before_start,
        timing and timing.days_late,
        timing and timing.starts,
        timing and timing.earliest,
        said and said.host,
        said and said.code,
        said and said.words,
        delivery.header_id,
        delivery.sha256,
        confirmations[0].at if confirmations else None,
        "\n".join(one.name for one in confirmations if one.name),
        line.reminder and line.reminder[1],
    )


def _text(cell):
    if cell is None:
        return ""
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
