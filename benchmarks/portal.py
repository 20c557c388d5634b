"""A portal of a size that few companies reach, with a history as long as wanted."""

import json
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from subprocessors.archive.changes import compare, split
from subprocessors.archive.digests import values_of
from subprocessors.archive.snapshots import make_row
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, Draft, editing, publish
from subprocessors.publishing.sealing import seal

PLACES = ("US", "IE", "DE", "JP", "BR", "EU", "IN", "AU")
BEGINNING = datetime(2024, 1, 1, 9, tzinfo=UTC)
STEP = timedelta(hours=4)  # 5,000 of them lie in the past


def make(rows):
    """The portal and its working list of so many ``rows``; nothing is published yet."""
    Portal.objects.create(pk=1, organisation="Example Cloud", time_zone="UTC", notice_days=30)
    services = [Service.objects.create(slug=f"s{n}", label=f"Service {n}") for n in range(6)]
    categories = [Category.objects.create(slug=f"c{n}", label=f"Category {n}") for n in range(5)]
    for n in range(rows):
        row = Subprocessor(
            name=f"Example Vendor {n}",
            legal_name=f"Example Vendor {n} International Holdings Inc.",
            address=f"{n} Long Street\nSome City 12345\nA Country",
            country=PLACES[n % 4],
            contact="privacy@vendor.example",
            website="https://vendor.example/",
            category=categories[n % 5],
            purpose="Storing and delivering what customers upload",
            description="Stores and delivers files for as long as the contract runs. " * 4,
            data_categories="Name, e-mail address, content of files",
            data_subjects="Customers' employees",
            places=sorted({PLACES[n % 8], PLACES[(n + 3) % 8]}),
            transfer_mechanisms=["dpf", "scc"],
            notes="As of version 0",
            effective_on=date(2023, 5, 1) + timedelta(days=n % 240),  # all are in use
        )
        editing.save(row, by=None, services=services[: n % 4])


@transaction.atomic
def publish_until(count, *, material=4):
    """Publishes until there are ``count`` publications; after the opening, one edit in each.

    The last ``material`` edits are material, so that feeds have an entry of each; those before
    are wording. They are drafted here rather than from the working list, which comes along
    at the end: thousands are made within minutes.
    """
    publication = Publication.objects.newest() or publish(at=next_instant())
    document, edited = publication.snapshot.document, set()
    while publication.number < count:
        field = "notes" if publication.number < count - material else "purpose"
        draft = _one_edit(publication, document, field)
        edited |= {change["slug"] for change in draft.changes}
        publication, document = seal(draft)
    rows = {row["slug"]: row["now"] for row in values_of(document, "rows")}
    for slug in edited:
        row = Subprocessor.objects.get(slug=slug)
        row.notes, row.purpose = rows[slug]["notes"], rows[slug]["purpose"]
        editing.save(row, by=None)


def _one_edit(base, document, field):
    """The Draft after ``base`` in which one row says something new, in force at once."""
    number, at = base.number + 1, base.published_at + STEP
    rows = values_of(document, "rows")
    place = number % len(rows)
    old = rows[place]
    new = make_row(old["slug"], {**old["now"], field: f"As of version {number}"})
    [change] = compare([old], [new], on=at.date().isoformat())
    return Draft(
        at=at,
        on=at.date(),
        time_zone="UTC",
        base=base,
        base_document=document,
        kind=Publication.Kind.CHANGE,
        rows=(*rows[:place], new, *rows[place + 1 :]),
        changes=tuple(split(change, new=new, on=at.date().isoformat())),
        facts=tuple(values_of(document, "facts")),
        vocabulary=tuple(values_of(document, "vocabulary")),
    )


def edit_every_row():
    """A new purpose for each row, not published yet."""
    Subprocessor.objects.update(purpose=f"After version {Publication.objects.count()}")


def publish_every_row():
    """Publishes the edits of all rows as material changes, announced 40 days ahead."""
    at = next_instant()
    day = (at.date() + timedelta(days=40)).isoformat()
    slugs = Subprocessor.objects.values_list("slug", flat=True)
    decisions = Decisions(days={(slug, "material"): day for slug in slugs})
    publication = publish(at=at, decisions=decisions)
    assert publication.changes.count() == len(slugs)


def next_instant():
    """A step after the newest publication: the whole history lies in the past."""
    newest = Publication.objects.newest()
    return newest.published_at + STEP if newest else BEGINNING


def history(versions, rows):
    """Dated versions of a list as JSON Lines; in each, one row says something new."""
    listed = [
        {
            "name": f"Example Vendor {n}",
            "purpose": "Storing and delivering what customers upload",
            "location": "Ireland",
            "url": "https://vendor.example/",
        }
        for n in range(rows)
    ]
    lines = []
    for number in range(versions):
        row = listed[number % rows]
        listed[number % rows] = {**row, "purpose": f"Storing uploads, as of version {number}"}
        at = (BEGINNING + number * STEP).isoformat()
        lines.append(json.dumps({"at": at, "source": {"file": "list.md"}, "rows": listed}))
    return "\n".join(lines)
