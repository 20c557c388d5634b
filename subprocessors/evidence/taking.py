"""Taking evidence, or the copy of one message, out of the portal; that it was taken is recorded."""

from subprocessors.evidence.gathering import gather_evidence
from subprocessors.models.authorship import name_of
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.notifying.addressing import letter_of


def take_evidence(number, file, *, by, at):
    """``gather_evidence``; writes down who took it, with its digest. Gives the digest."""
    found = gather_evidence(number, file)
    _record(OutboxEvent.What.EVIDENCE, number, by=by, at=at, count=found.count, words=found.digest)
    return found.digest


def take_copy(delivery, *, by, at):
    """The bytes of a delivery as they were sent, links and all; writes down who took them.

    Raises ValueError or KeyError where they cannot be made again (see ``letter_of``).
    """
    data = letter_of(delivery).data
    number = delivery.message.publication_id
    what = OutboxEvent.What.COPIED
    _record(what, number, by=by, at=at, count=1, words=delivery.header_id)
    return data


def _record(what, number, *, by, at, count, words):
    OutboxEvent.objects.create(
        at=at, by_name=name_of(by), what=what, publication_id=number, count=count, words=words
    )
