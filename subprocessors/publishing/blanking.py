"""Blanking parts of publications, and the columns beside them, with a record of each.

Only ``redacting`` calls this, while the triggers are away.
"""

from subprocessors.archive import digests
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot


def blank(found, words, *, at, on, why, by):
    """Blanks the parts ``found`` (publication -> hashes); stores and gives Redaction records.

    ``words`` are RedactedWords, or None where a part is blanked for itself; ``on`` is the day.
    """
    last = Redaction.objects.order_by("-number").values_list("number", flat=True).first() or 0
    records = []
    for publication, hashes in found.items():
        before = publication.snapshot.document
        document = digests.blank_parts(before, hashes, on=on.isoformat(), why=why)
        Snapshot.objects.filter(publication=publication).update(content=Snapshot.pack(document))
        _blank_columns(publication, document, hashes, words)
        gone = _gone_addresses(before, hashes, words)
        for part in sorted(hashes):
            records.append(
                Redaction(
                    number=last + len(records) + 1,
                    publication=publication,
                    part=part,
                    redacted_at=at,
                    redacted_on=on,
                    why=why,
                    by=by,
                    gone_address=gone.get(part),
                )
            )
    for record in records:
        record.save(force_insert=True)
    return records


def blank_beside(words):
    """Takes ``words`` out of what is in no part: internal reasons, clauses, why was redacted."""
    for publication in Publication.objects.exclude(internal_reason=""):
        if words.are_in(publication.internal_reason):
            Publication.objects.filter(pk=publication.pk).update(internal_reason="")
    for change in Change.objects.exclude(short_notice_clause=None):
        if words.are_in(change.short_notice_clause):
            Change.objects.filter(pk=change.pk).update(short_notice_clause=None)
    records = [record for record in Redaction.objects.all() if words.are_in(record.why)]
    for record in records:
        Redaction.objects.filter(pk=record.pk).update(why=words.replaced_in(record.why))
    numbers = {record.publication_id for record in records}
    for snapshot in Snapshot.objects.filter(publication__in=numbers):
        document = snapshot.document
        for listed in document["parts"].values():
            for part in listed:
                if "redacted" in part:
                    part["redacted"] = words.replaced_in(part["redacted"])
        Snapshot.objects.filter(pk=snapshot.pk).update(content=Snapshot.pack(document))


def _gone_addresses(document, hashes, words):
    """For each row among the parts whose slug holds the words, what its address answers to."""
    return {
        part["h"]: Redaction.address_hash(part["h"], part["value"]["slug"])
        for part in document["parts"]["rows"]
        if part["h"] in hashes and words and part["value"]["slug"] in words.renamed
    }


def _blank_columns(publication, document, hashes, words):
    texts = {
        name: None if name == "source" else ""
        for name in ("title", "note", "reason", "source")
        if any(part["h"] in hashes for part in document["parts"][name])
    }
    if texts:
        Publication.objects.filter(pk=publication.pk).update(**texts)
    changes = Change.objects.filter(publication=publication)
    blanked = [
        position
        for position, part in enumerate(document["parts"]["changes"])
        if part["h"] in hashes
    ]
    changes.filter(position__in=blanked).update(
        slug="",
        name="",
        reason="",
        services="",
        fields={},
        short_notice=None,
        short_notice_clause=None,
    )
    for change in changes.exclude(position__in=blanked) if words else ():
        beside = {}
        if words.are_in(change.name):
            beside["name"] = ""
        if words.are_in(change.service_slugs):
            beside["services"] = ""
        if beside:
            changes.filter(position=change.position).update(**beside)
