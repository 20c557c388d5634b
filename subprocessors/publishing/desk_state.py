"""The desk and the newest publication, read once for whatever compares the two."""

from dataclasses import dataclass
from functools import cached_property

from subprocessors.archive.digests import values_of
from subprocessors.archive.snapshots import settled
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.facts import (
    facts_on_desk,
    frozen_vocabulary,
    labels_on_desk,
    words_on_desk,
)


@dataclass(frozen=True)
class DeskState:
    """What the desk holds, and the newest publication, as they stood when they were read.

    ``rows`` are the Subprocessors of the working list by name, with category, replaces and services
    fetched. ``facts`` is ``[{"name", "value"}, ...]``, empty before there is a portal;
    ``words`` what ``words_on_desk`` gives. ``base`` and ``document`` are None before the first
    publication.
    """

    portal: Portal | None
    rows: tuple
    facts: list
    words: tuple
    base: Publication | None
    document: dict | None

    @cached_property
    def values(self):
        """The public values of the rows by slug; a ValueError for those that cannot be frozen."""
        found = {}
        for row in self.rows:
            try:
                found[row.slug] = row.public_values()
            except ValueError as error:
                found[row.slug] = error
        return found

    def published(self, name):
        """The values of the newest publication's parts ``name``, such as "rows"; else []."""
        return values_of(self.document, name) if self.document else []

    def published_rows(self, on):
        """The rows of the newest publication by slug, settled on the ISO day ``on``."""
        return {row["slug"]: settled(row, on) for row in self.published("rows")}

    @property
    def service_labels(self):
        """The labels of the desk's services by slug."""
        words, _always_shown = self.words
        return {slug: entry["label"] for (of, slug), entry in words.items() if of == "service"}

    def vocabulary(self, rows, *, left_out=False):
        """The vocabulary that a publication of ``rows`` would freeze."""
        published = self.published("vocabulary")
        return frozen_vocabulary(rows, published, desk=self.words, left_out=left_out)


def read_desk():
    """The DeskState now. Five queries, however long the list is."""
    portal = Portal.objects.first()
    base = Publication.objects.select_related("snapshot").newest()
    rows = Subprocessor.objects.select_related("category", "replaces").prefetch_related("services")
    labels = labels_on_desk()
    return DeskState(
        portal=portal,
        rows=tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.slug))),
        facts=facts_on_desk(portal, labels) if portal else [],
        words=words_on_desk(labels),
        base=base,
        document=base.snapshot.document if base else None,
    )
