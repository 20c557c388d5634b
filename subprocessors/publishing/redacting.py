"""Blanking text that must go: erasure, a court's order, secrecy.

The blanked part keeps its hash, so every digest and the chain still verify; a record says
when and why. This is the only place that takes the triggers away, and it puts them back in
the same transaction.
"""

from django.db import connection, transaction

from subprocessors.archive import digests, snapshots, triggers
from subprocessors.models.list_on_day import day_at
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.publishing.sealing import lock

#: Parts of the newest publication that must be free of the text: the next is built on them.
_CARRIED = ("facts", "vocabulary", "rows")


class CannotRedact(Exception):
    """Nothing was redacted; the message says why and what to do."""


@transaction.atomic
def redact(numbers, *, why, by, at, text=None, part=None):
    """Blanks in the publications ``numbers`` every part that holds ``text``, or is ``part``.

    ``part`` is the beginning of a part's hash (8 hex digits or more). ``why`` is published.
    Gives the Redaction records. Raises CannotRedact where nothing matches, a number is
    unknown, or the newest publication still carries the text.
    """
    if not why.strip():
        raise CannotRedact("Say why; the reason is published with the redaction.")
    lock()
    matches = _matcher(text, part)
    newest = Publication.objects.select_related("snapshot").newest()
    if newest is None:
        raise CannotRedact("Nothing has been published, so there is nothing to redact.")
    _refuse_if_carried(newest, matches)
    on, why = day_at(at, newest.time_zone), why.strip()
    found = {publication: _found_in(publication, matches) for publication in _chosen(numbers)}
    triggers.remove(connection)
    for publication, hashes in found.items():
        document = digests.blank_parts(
            publication.snapshot.document, hashes, on=on.isoformat(), why=why
        )
        _blank(publication, document, hashes, text)
    triggers.install(connection)
    return _recorded(found, redacted_at=at, redacted_on=on, why=why, by=by)


def holding(text):
    """The numbers of the publications in which ``text`` still stands, rising."""
    matches = _matcher(text, None)
    publications = Publication.objects.select_related("snapshot").order_by("number")
    return [
        publication.number
        for publication in publications.iterator(chunk_size=50)
        if _hashes(publication.snapshot.document, matches)
    ]


def _matcher(text, part):
    wanted = snapshots.normalised(text or "")
    if bool(wanted) == bool(part):
        raise CannotRedact("Say either the text or the part to blank.")
    if part:
        if len(part) < 8:
            raise CannotRedact(f"{part!r} is too short: give 8 or more digits of the part's hash.")
        return lambda found: found["h"].startswith(part.lower())
    return lambda found: any(wanted in piece for piece in _strings(found["value"]))


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _hashes(document, matches, names=digests.HEAD_LISTS):
    return {
        part["h"]
        for name in names
        for part in document["parts"][name]
        if "value" in part and matches(part)
    }


def _refuse_if_carried(newest, matches):
    if _hashes(newest.snapshot.document, matches, _CARRIED):
        raise CannotRedact(
            f"Version {newest.number}, the newest, still carries this. Publish a correction"
            " without it first; then redact."
        )


def _chosen(numbers):
    for number in sorted(set(numbers)):
        publication = Publication.objects.select_related("snapshot").filter(number=number).first()
        if publication is None:
            raise CannotRedact(f"There is no version {number}.")
        yield publication


def _found_in(publication, matches):
    hashes = _hashes(publication.snapshot.document, matches)
    if not hashes:
        raise CannotRedact(f"Version {publication.number} holds nothing that matches.")
    return hashes


def _recorded(found, **values):
    """Stores a Redaction for each part in ``found`` (publication -> hashes); gives them."""
    last = Redaction.objects.order_by("-number").values_list("number", flat=True).first() or 0
    parts = [(one, part) for one, hashes in found.items() for part in sorted(hashes)]
    records = [
        Redaction(number=number, publication=publication, part=part, **values)
        for number, (publication, part) in enumerate(parts, start=last + 1)
    ]
    for record in records:
        record.save(force_insert=True)
    return records


def _blank(publication, document, hashes, text):
    Snapshot.objects.filter(publication=publication).update(content=Snapshot.pack(document))
    texts = {
        name: None if name == "source" else ""
        for name in ("title", "note", "reason", "source")
        if any(part["h"] in hashes for part in document["parts"][name])
    }
    wanted = snapshots.normalised(text) if text else None
    if wanted and wanted in snapshots.normalised(publication.internal_reason):
        texts["internal_reason"] = ""  # in no part, since it is not public
    if texts:
        Publication.objects.filter(pk=publication.pk).update(**texts)
    changes = Change.objects.filter(publication=publication)
    for position, part in enumerate(document["parts"]["changes"]):
        if part["h"] in hashes:
            changes.filter(position=position).update(
                slug="",
                name="",
                reason="",
                services="",
                fields={},
                short_notice=None,
                short_notice_clause=None,
            )
    for change in changes.exclude(name="") if wanted else ():
        if wanted in change.name:
            changes.filter(position=change.position).update(name="")
