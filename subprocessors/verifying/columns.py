"""Whether a publication follows the one before, and its columns say what was hashed."""

from subprocessors.archive import days, digests
from subprocessors.archive.digests import demand
from subprocessors.models.list_on_day import facts_of
from subprocessors.models.publication import Publication


def check_chain(head, publication, previous):
    """That the head follows the document ``previous`` (None: the first). Raises Unsound."""
    before = previous["head"] if previous else None
    demand(head["schema"] == digests.SCHEMA, f"schema {head['schema']!r} is unknown")
    expected = before["number"] + 1 if before else 1
    demand(publication.number == head["number"] == expected, f"number {expected} was to come")
    demand(
        head["previous"] == (previous["digest"] if previous else None),
        "it does not follow the fingerprint of the version before",
    )
    if before:
        for name in ("published_at", "published_on"):
            demand(head[name] >= before[name], f"its {name} is before its predecessor's")
    if head["corrects"] is not None:
        demand(1 <= head["corrects"] < head["number"], "it corrects no earlier version")


def check_columns(document, publication):
    """That each column says what was hashed. Raises Unsound."""
    head = document["head"]
    stated = {
        "digest": (publication.digest, document["digest"]),
        "uid": (publication.uid, Publication.uid_for(document["digest"])),
        "published_at": (days.instant(publication.published_at), head["published_at"]),
        "published_on": (publication.published_on.isoformat(), head["published_on"]),
        "kind": (publication.kind, head["kind"]),
        "corrects": (publication.corrects_id, head["corrects"]),
        "title": (publication.title, _text(document, "title")),
        "note": (publication.note, _text(document, "note")),
        "reason": (publication.reason, _text(document, "reason")),
        "source": (publication.source or "", _text(document, "source")),
    }
    facts = facts_of(document)
    if "time_zone" in facts:
        stated["time_zone"] = (publication.time_zone, facts["time_zone"])
    for name, (column, hashed) in stated.items():
        demand(column == hashed, f"its column {name} says {column!r}, what was hashed {hashed!r}")


def _text(document, name):
    return next(iter(digests.values_of(document, name)), "")


def check_redactions(document, publication):
    """That each blank part is on record, and nothing else; gives how many. Raises Unsound."""
    records = {record.part: record for record in publication.redactions.all()}
    blanks = {
        part["h"]: part["redacted"]
        for listed in document["parts"].values()
        for part in listed
        if "redacted" in part
    }
    for part, said in blanks.items():
        record = records.pop(part, None)
        demand(record is not None, f"part {part[:12]} is blank and no redaction is recorded")
        recorded = {"on": record.redacted_on.isoformat(), "why": record.why}
        demand(said == recorded, f"part {part[:12]} states another redaction than is recorded")
    demand(not records, "a redaction is recorded whose part is not blank")
    return len(blanks)
