"""What the working list has that is not published, without drafting a publication."""

from dataclasses import dataclass, field
from datetime import date

from subprocessors.archive.digests import values_of
from subprocessors.archive.freezing import edited_fields
from subprocessors.archive.snapshots import settled
from subprocessors.models.list_on_day import day_at, today_of
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.facts import working_facts, working_vocabulary


@dataclass(frozen=True)
class Waiting:
    """How the desk differs from the newest publication, on the day ``on``.

    ``rows`` maps the slug of each differing row to its differing fields; ``held_back`` is
    how many of them are held back; ``published`` maps slugs to the published rows, settled.
    """

    on: date
    rows: dict = field(default_factory=dict)
    held_back: int = 0
    published: dict = field(default_factory=dict)
    facts: bool = False
    vocabulary: bool = False

    @property
    def count(self):
        """How many things wait: rows, and one each for facts and vocabulary."""
        return len(self.rows) + self.facts + self.vocabulary

    def __bool__(self):
        return self.count > 0


def today_on_desk(*, at):
    """The day it is at ``at``: that of the public list; before there is one, of the portal."""
    newest = Publication.objects.newest()
    return today_of(newest, at) if newest else day_at(at, zone_on_desk())


def zone_on_desk():
    """The time zone of the newest publication, else of the portal; "UTC" before there is one."""
    newest = Publication.objects.newest() or Portal.objects.first()
    return newest.time_zone if newest else "UTC"


def what_waits(*, at):
    """The Waiting at the instant ``at``. The number of queries does not grow with the list."""
    base = Publication.objects.select_related("snapshot").newest()
    on = today_on_desk(at=at)
    document = base.snapshot.document if base else None
    published = {
        row["slug"]: settled(row, on.isoformat())
        for row in (values_of(document, "rows") if base else ())
    }
    working = Subprocessor.objects.select_related("category", "replaces")
    rows, held_back = {}, 0
    for row in working.prefetch_related("services"):
        before = published.get(row.slug)
        found = edited_fields(before, row.public_values())
        if found and not (before is None and row.withdrawn_on):
            rows[row.slug] = found
            held_back += row.held_back
    facts = vocabulary = False
    if base and Portal.objects.exists():
        facts = working_facts() != values_of(document, "facts")
        words = values_of(document, "vocabulary")
        vocabulary = working_vocabulary(published.values(), words, left_out=False) != words
    return Waiting(on, rows, held_back, published, facts, vocabulary)
