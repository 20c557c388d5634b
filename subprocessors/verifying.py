"""Whether the archive still holds: chain, parts, changes, redactions, triggers.

Everything is recomputed from the stored bytes, one publication at a time, in constant
memory.
"""

import zlib
from dataclasses import dataclass

from subprocessors import changes as typed
from subprocessors import digests, immutability, snapshots, unsealing
from subprocessors.listing import facts_of
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot

#: What is raised where a column or the stored bytes hold what never was written there.
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


def verify(*, progress=None):
    """Verifies every publication, oldest first; gives a Report. Raises Broken at the first fault.

    ``progress``, if given, is called with the Report after each publication.
    """
    missing = immutability.missing()
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
            if progress:
                progress(report)
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


def _demand(condition, why):
    if not condition:
        raise digests.Unsound(why)


def _verified(publication, previous, report, reader):
    """The document of ``publication``, verified against its predecessor's."""
    _demand(hasattr(publication, "snapshot"), "its snapshot is missing")
    document = reader.read(publication.snapshot.data)
    _check_chain(document["head"], publication, previous)
    _check_columns(document, publication)
    report.redacted_parts += _check_redactions(document, publication)
    _check_change_rows(document, publication, previous)
    _check_difference(document, previous)
    return document


def _check_chain(head, publication, previous):
    before = previous["head"] if previous else None
    _demand(head["schema"] == digests.SCHEMA, f"schema {head['schema']!r} is unknown")
    expected = before["number"] + 1 if before else 1
    _demand(publication.number == head["number"] == expected, f"number {expected} was to come")
    _demand(
        head["previous"] == (previous["digest"] if previous else None),
        "it does not follow the fingerprint of the version before",
    )
    if before:
        for name in ("published_at", "published_on"):
            _demand(head[name] >= before[name], f"its {name} is before its predecessor's")
    if head["corrects"] is not None:
        _demand(1 <= head["corrects"] < head["number"], "it corrects no earlier version")


def _check_columns(document, publication):
    head = document["head"]
    stated = {
        "digest": (publication.digest, document["digest"]),
        "uid": (publication.uid, Publication.uid_for(document["digest"])),
        "published_at": (snapshots.instant(publication.published_at), head["published_at"]),
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
        _demand(column == hashed, f"its column {name} says {column!r}, what was hashed {hashed!r}")


def _text(document, name):
    return next(iter(digests.values_of(document, name)), "")


def _check_redactions(document, publication):
    records = {record.part: record for record in publication.redactions.all()}
    blanks = {
        part["h"]: part["redacted"]
        for listed in document["parts"].values()
        for part in listed
        if "redacted" in part
    }
    for part, said in blanks.items():
        record = records.pop(part, None)
        _demand(record is not None, f"part {part[:12]} is blank and no redaction is recorded")
        recorded = {"on": record.redacted_on.isoformat(), "why": record.why}
        _demand(said == recorded, f"part {part[:12]} states another redaction than is recorded")
    _demand(not records, "a redaction is recorded whose part is not blank")
    return len(blanks)


def _check_change_rows(document, publication, previous):
    rows = list(publication.changes.all())
    parts = document["parts"]["changes"]
    _demand(len(rows) == len(parts), f"it states {len(parts)} changes and has {len(rows)} rows")
    new = typed.by_slug(digests.values_of(document, "rows"))
    old = _settled_before(document, previous)
    for position, (row, part) in enumerate(zip(rows, parts, strict=True)):
        _demand(row.position == position, f"change {position} is missing")
        if "redacted" in part:
            blank = not (row.fields or row.slug or row.name or row.reason or row.services)
            _demand(blank, f"change {position} is redacted and its row is not blank")
            continue
        slug = row.slug
        _demand(row.part == part["value"], f"the row of change {position} ({slug}) differs")
        known = slug in new or slug in old
        if known and not (digests.redacted_of(document, "rows") and slug not in new):
            states = old.get(slug), new.get(slug)
            services = Change.services_column(typed.concerned_services(*states))
            names = {(states[1] or states[0])["now"]["name"], *_blanked_name(publication)}
            _demand(row.name in names, f"the name of change {position} ({slug}) differs")
            if not (previous and digests.redacted_of(previous, "rows")):
                _demand(row.services == services, f"the services of change {position} differ")


def _blanked_name(publication):
    return [""] if publication.redactions.all() else []


def _settled_before(document, previous):
    day = document["head"]["published_on"]
    rows = digests.values_of(previous, "rows") if previous else []
    return {row["slug"]: snapshots.settled(row, day) for row in rows}


def _check_difference(document, previous):
    """That the changes are what ``compare`` finds between the settled neighbours."""
    head = document["head"]
    on, kind = head["published_on"], head["kind"]
    stated = digests.values_of(document, "changes")
    for change in stated:
        quiet = kind in (Publication.Kind.OPENING, Publication.Kind.IMPORTED)
        _demand(not (quiet and change["material"]), f"a change of kind {kind} is material")
    old = _settled_before(document, previous)
    new = typed.by_slug(digests.values_of(document, "rows"))
    found = {c["slug"]: c for c in typed.compare(old.values(), new.values(), on=on)}
    said = {change["slug"]: change for change in typed.merged(stated)}
    excused = _beside_redacted(document, previous, old, new)
    blanked = len(digests.redacted_of(document, "changes"))
    for slug in sorted(found.keys() | said):
        if slug in excused:
            continue
        if blanked and slug not in said:
            blanked -= 1
            continue
        same = found.get(slug) == said.get(slug)
        partly_blank = digests.redacted_of(document, "changes") and slug in found
        _demand(same or partly_blank, f"its changes of {slug} are not what changed")
    for change in stated:
        if change["slug"] not in excused:
            _check_effective_day(change, new.get(change["slug"]), on)


def _beside_redacted(document, previous, old, new):
    """Slugs whose other side may be a redacted row, so that nothing can be said of them."""
    excused = set()
    if previous and digests.redacted_of(previous, "rows"):
        excused |= new.keys() - old.keys()
    if digests.redacted_of(document, "rows"):
        excused |= old.keys() - new.keys()
        excused |= {c["slug"] for c in digests.values_of(document, "changes")} - new.keys()
    return excused


def _check_effective_day(change, row, on):
    day = change["effective_on"]
    days = {
        sides["after"]["next"]["on"]
        for sides in change["fields"].values()
        if "next" in sides.get("after", {})
    }
    if row is not None:
        days.add(row["now"].get("effective_on"))
        if "ended_on" in row["now"]:
            days.add(snapshots.day_after(row["now"]["ended_on"]))
    _demand(
        day <= on or day in days,
        f"the change of {change['slug']} takes effect on {day}, which nothing in it says",
    )
