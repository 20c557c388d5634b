"""Whether the archive still holds: chain, parts, changes, redactions, triggers.

Everything is recomputed from the stored bytes, one publication at a time, in constant
memory.
"""

import zlib
from dataclasses import dataclass

from django.db import connection

from subprocessors.archive import digests, triggers, unsealing
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.verifying.changes import check_change_rows, check_difference
from subprocessors.verifying.columns import check_chain, check_columns, check_redactions

#: Errors raised where a column or the stored bytes hold something that we never write.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, zlib.error)


@dataclass
class Report:
    """What was verified so far."""

    publications: int = 0
    redacted_parts: int = 0


class Broken(Exception):
    """A publication does not hold. ``number`` is None where the archive as a whole does not."""

    def __init__(self, number, why):
        self.number, self.why = number, why
        where = f"Version {number} does not hold" if number else "The archive does not hold"
        super().__init__(f"{where}: {why}.")


def in_words(report):
    """What was verified, in a sentence or two."""
    said = f"{report.publications} publications, unbroken."
    if report.publications == 1:
        said = "1 publication, unbroken."
    if report.redacted_parts:
        parts = "1 part" if report.redacted_parts == 1 else f"{report.redacted_parts} parts"
        said += f" {parts} redacted."
    return said


def verify():
    """Verifies every publication, oldest first, and gives a Report.

    Raises Broken at the first fault.
    """
    missing = triggers.missing(connection)
    if missing:
        raise Broken(None, f"these triggers are missing: {', '.join(missing)}")
    report, previous, reader = Report(), None, unsealing.Reader()
    number = None
    try:
        for publication in _whole().iterator(chunk_size=50):
            number = publication.number
            previous = _verified(publication, previous, report, reader)
            report.publications += 1
            number = None
    except digests.Unsound as error:
        raise Broken(number, str(error)) from error
    except _UNREADABLE as error:
        number = number or _first_unreadable(above=report.publications)
        raise Broken(number, f"what is stored cannot be read ({error!r})") from error
    _check_orphans()
    return report


def _whole():
    """Publications with all that belongs to them, oldest first."""
    found = Publication.objects.order_by("number")
    return found.prefetch_related("snapshot", "changes", "redactions")


def _first_unreadable(*, above):
    """The number of the first publication ``above`` that one which cannot even be fetched.

    Many are fetched at a time, so the failure itself does not say which it was.
    """
    numbers = Publication.objects.filter(number__gt=above).order_by("number")
    for number in numbers.values_list("number", flat=True):
        try:
            _whole().get(number=number)
        except _UNREADABLE:
            return number
    return None


def _check_orphans():
    """That nothing is left of a publication that was taken away, such as the newest."""
    published = Publication.objects.values("number")
    kinds = ((Snapshot, "a snapshot"), (Change, "changes"), (Redaction, "redactions"))
    for model, words in kinds:
        orphans = model.objects.exclude(publication_id__in=published).order_by("publication_id")
        number = orphans.values_list("publication_id", flat=True).first()
        if number is not None:
            raise Broken(number, f"it has {words} and is not there itself")


def _verified(publication, previous, report, reader):
    """The document of ``publication``, verified against its predecessor's."""
    digests.demand(hasattr(publication, "snapshot"), "its snapshot is missing")
    document = reader.read(publication.snapshot.data)
    check_chain(document["head"], publication, previous)
    check_columns(document, publication)
    report.redacted_parts += check_redactions(document, publication)
    check_change_rows(document, publication, previous)
    check_difference(document, previous)
    return document
