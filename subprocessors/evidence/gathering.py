"""All that shows what one version said, who was told of it, and what mail servers answered."""

import json
from dataclasses import dataclass
from importlib.resources import files

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import translation

from subprocessors.evidence.edit_history import EDIT_COLUMNS, edit_rows
from subprocessors.evidence.one_state import one_state
from subprocessors.evidence.package import EvidencePackage
from subprocessors.evidence.sent_letters import SentLetters
from subprocessors.exports.spreadsheet import list_csv
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.list_on_day import list_on
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.models.outbox import DeliveryAttempt
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Publication
from subprocessors.subscribing.blanking_recipients import without_erased_marks

_ATTEMPT_COLUMNS = ("delivery", "at", "mail_server", "phase", "code", "answer", "then", "by")
_CONFIRMED_COLUMNS = ("delivery", "at", "name_given")
_OBJECTION_COLUMNS = (
    *("number", "change", "received", "came_by", "organisation", "address", "customer"),
    *("object_by", "object_by_for_customer", "time", "state", "outcome", "closed_at", "answered"),
    "erased_at",
)
_EVENT_COLUMNS = ("at", "by", "act", "notices", "words")


@dataclass(frozen=True)
class GatheredEvidence:
    """``digest`` is the SHA-256 of the manifest, and so of all; ``count`` that of deliveries."""

    digest: str
    count: int


def gather_evidence(number, file):
    """Writes the evidence of version ``number`` as a ZIP into ``file`` (binary, for writing).

    The same state of the database gives the same bytes; it is read as of one instant, while
    notices may be going out. Gives the GatheredEvidence. Raises Publication.DoesNotExist.
    """
    with one_state(), translation.override(settings.LANGUAGE_CODE):
        found = Publication.objects.select_related("snapshot")
        publication = found.get(number=number)
        before = found.filter(number=number - 1).first()
        package = EvidencePackage(file)
        _add_what_was_published(package, publication, before)
        package.add_table("edits.csv", EDIT_COLUMNS, edit_rows(before, publication))
        letters = SentLetters(package, publication)
        letters.add()
        _add_what_happened(package, publication)
        digest = package.close(version=number, fingerprint=publication.digest)
    return GatheredEvidence(digest, letters.count)


def _add_what_was_published(package, publication, before):
    words = {"publication": publication, "before": before}
    words["organisation"] = list_on(publication, publication.published_on).facts.get("organisation")
    package.add("README.txt", [render_to_string("evidence/README.txt", words).encode()])
    script = files("subprocessors.evidence").joinpath("check_evidence.py").read_bytes()
    package.add("check.py", [script])
    package.add("version.json", [_json(_about(publication))])
    package.add("publication.json", [publication.snapshot.data])
    package.add("list-after.csv", [_list_of(publication, publication.published_on)])
    if before is not None:
        package.add("publication-before.json", [before.snapshot.data])
        package.add("list-before.csv", [_list_of(before, publication.published_on)])


def _list_of(publication, day):
    return list_csv(list_on(publication, day)).encode()


def _about(publication):
    return {
        "number": publication.number,
        "fingerprint": publication.digest,
        "published_at": publication.published_at.isoformat(),
        "time_zone": publication.time_zone,
        "kind": publication.kind,
        "corrects": publication.corrects_id,
        "published_by": publication.by_name,
        "title": publication.title,
        "note": publication.note,
        "reason": publication.reason,
        "internal_reason": publication.internal_reason,
        "changes": [
            {
                "position": change.position,
                "name": change.name,
                **change.part,
                "short_notice_clause": change.short_notice_clause,
            }
            for change in publication.changes.order_by("position")
        ],
    }


def _add_what_happened(package, publication):
    attempts = DeliveryAttempt.objects.filter(delivery__message__publication=publication)
    rows = (
        (
            *(one.delivery_id, one.at.isoformat(), one.host, one.phase, one.code),
            *(without_erased_marks(one.words), one.state, one.by_name),
        )
        for one in attempts.select_related("delivery").order_by("pk").iterator()
    )
    package.add_table("attempts.csv", _ATTEMPT_COLUMNS, rows)
    confirmed = Acknowledgement.objects.filter(delivery__message__publication=publication)
    rows = (
        (one.delivery_id, one.at.isoformat(), without_erased_marks(one.name))
        for one in confirmed.order_by("pk")
    )
    package.add_table("acknowledgements.csv", _CONFIRMED_COLUMNS, rows)
    package.add_table("objections.csv", _OBJECTION_COLUMNS, _objection_rows(publication))
    events = OutboxEvent.objects.filter(publication=publication).order_by("pk")
    # Taking the evidence must not change it.
    events = events.exclude(what__in=OutboxEvent.OF_READING)
    rows = ((one.at.isoformat(), one.by_name, one.what, one.count, one.words) for one in events)
    package.add_table("acts.csv", _EVENT_COLUMNS, rows)


def _objection_rows(publication):
    """The objections to a version, without their grounds; of an erased one nobody is named."""
    found = Objection.objects.filter(publication=publication).select_related("customer")
    answers = ObjectionEvent.objects.filter(what=ObjectionEvent.What.ANSWERED)
    answers = Prefetch("events", answers.select_related("delivery"), to_attr="answers")
    for one in found.prefetch_related(answers).order_by("pk").iterator(chunk_size=1_000):
        known = one.erased_at is None
        yield (
            *(one.number, one.position, one.received_on.isoformat(), one.came_by),
            *(one.organisation if known else "", one.address if known else ""),
            one.customer.name if one.customer else "",
            *(_day(one.until_on), _day(one.customer_until_on)),
            "late" if one.is_late else "in time",
            *("closed" if one.outcome else "open", one.outcome),
            _instant(one.closed_at),
            " ".join(f"{answer.at.isoformat()} {answer.delivery.state}" for answer in one.answers),
            _instant(one.erased_at),
        )


def _day(day):
    return day.isoformat() if day else ""


def _instant(at):
    return at.isoformat() if at else ""


def _json(value):
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
