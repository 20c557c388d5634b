"""Publications made by hand, for tests of what the front room reads.

They have real parts, salts and digests, and chain as published ones do; but nobody asks
whether they may be published. Stories about publishing use ``publishing`` itself.
"""

import zoneinfo
from datetime import UTC, date, datetime

from django.db import transaction

from subprocessors.archive import changes as comparing
from subprocessors.archive import digests, snapshots
from subprocessors.models.list_on_day import ListOnDay
from subprocessors.models.publication import Change, Publication, Snapshot

HEAD = {
    "number": 1,
    "previous": None,
    "published_at": "2026-11-02T09:14:00.000000Z",
    "published_on": "2026-11-02",
    "kind": "opening",
    "corrects": None,
}
FACTS = {"organisation": "Example GmbH", "time_zone": "UTC"}


def noon(day):
    """Noon, UTC, of an ISO day."""
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def a_document(**lists):
    """The document of an opening whose parts are these values; stored nowhere."""
    parts = {name: digests.sealed(lists.get(name, [])) for name in digests.HEAD_LISTS}
    return digests.make_document(HEAD, parts)


def a_row(slug, next_=None, **values):
    """A row in use; its name is its slug in words unless given."""
    values = {"name": slug.replace("-", " ").title(), **values}
    return snapshots.make_row(slug, snapshots.row_values(values), next_)


def services(**labels):
    """Vocabulary entries of services, in this order: ``services(chat="Chat")``."""
    return _entries("service", labels)


def categories(**labels):
    """Vocabulary entries of categories, in this order."""
    return _entries("category", labels)


def _entries(of, labels):
    return [
        {"of": of, "slug": slug, "label": label, "order": order}
        for order, (slug, label) in enumerate(labels.items(), start=1)
    ]


def listed(rows, *, on="2026-11-23", facts=FACTS, vocabulary=()):
    """A list of these rows on an ISO day, stored nowhere."""
    values = {
        "facts": [{"name": name, "value": value} for name, value in facts.items()],
        "vocabulary": list(vocabulary),
        "rows": list(rows),
    }
    parts = {name: digests.sealed(values.get(name, ())) for name in digests.HEAD_LISTS}
    document = digests.make_document({"number": 1, "kind": "change"}, parts)
    day = date.fromisoformat(on)
    publication = Publication(
        number=1, kind="change", published_at=noon(on), published_on=day, time_zone="UTC"
    )
    return ListOnDay(publication, document, day)


@transaction.atomic
def publish_rows(
    rows,
    *,
    number,
    published_at,
    kind="change",
    changes=None,
    facts=FACTS,
    vocabulary=(),
    time_zone="UTC",
    title=None,
    note="",
    reason="",
    source=None,
    corrects=None,
):
    """Stores a publication of these rows; returns it.

    ``published_at``: an aware datetime, or an ISO day (its noon in UTC). ``changes``: the
    changes as their publication states them; None compares with the publication before, by
    the proposed materiality (none is material in an opening or import).
    """
    at = noon(published_at) if isinstance(published_at, str) else published_at
    on = at.astimezone(zoneinfo.ZoneInfo(time_zone)).date().isoformat()
    previous = Publication.objects.select_related("snapshot").newest()
    old_document = previous.snapshot.document if previous else None
    old_rows = digests.values_of(old_document, "rows") if previous else []
    old_rows = [snapshots.settled(row, on) for row in old_rows]
    rows = sorted(rows, key=lambda row: row["slug"])
    if changes is None:
        changes = proposed_changes(old_rows, rows, on=on, kind=kind)
    values = {
        "title": [title or f"Changes of {on}"],
        "note": [note] if note else [],
        "reason": [reason] if reason else [],
        "source": [source] if source else [],
        "facts": [{"name": name, "value": value} for name, value in facts.items()],
        "vocabulary": list(vocabulary),
        "changes": changes,
        "rows": rows,
    }
    parts = {
        name: digests.sealed(listed, old_document["parts"][name] if previous else ())
        for name, listed in values.items()
    }
    head = {
        "number": number,
        "previous": previous.digest if previous else None,
        "published_at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "published_on": on,
        "kind": kind,
        "corrects": corrects,
    }
    document = digests.make_document(head, parts)
    publication = Publication(
        number=number,
        digest=document["digest"],
        uid=Publication.uid_for(document["digest"]),
        published_at=at,
        published_on=on,
        time_zone=time_zone,
        kind=kind,
        corrects_id=corrects,
        title=values["title"][0],
        note=note,
        reason=reason,
        source=source,
    )
    _store_changes(publication, changes, comparing.by_slug(old_rows), comparing.by_slug(rows))
    Snapshot.objects.create(publication=publication, content=Snapshot.pack(document))
    publication.save(force_insert=True)
    publication.refresh_from_db()
    return publication


def proposed_changes(old_rows, rows, *, on, kind="change"):
    """The changes from ``old_rows`` (settled on ``on``) to ``rows``, split and in order."""
    new = comparing.by_slug(rows)
    material = comparing.is_material_by_field
    if kind in ("opening", "imported"):
        material = lambda kind, field: False  # noqa: E731
    found = []
    for change in comparing.compare(old_rows, rows, on=on):
        slug = change["slug"]
        found += comparing.split(change, new=new.get(slug), on=on, material=material)
    return comparing.in_order(found)


def _store_changes(publication, changes, old, new):
    for position, change in enumerate(changes):
        before, after = old.get(change["slug"]), new.get(change["slug"])
        Change.objects.create(
            publication=publication,
            position=position,
            slug=change["slug"],
            kind=change["kind"],
            material=change["material"],
            effective_on=change["effective_on"],
            reason=change.get("reason", ""),
            reissues=change.get("reissues"),
            **Change.notice_columns(change),
            fields=change["fields"],
            name=(after or before)["now"]["name"],
            services=Change.services_column(comparing.concerned_services(before, after)),
        )
