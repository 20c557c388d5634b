"""What the next publication would be: a draft, computed and never stored.

A draft is the same whoever computes it, so its digests tell whether what somebody reviewed
is what is about to be published.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from subprocessors.archive.digests import canonical, values_of
from subprocessors.models.list_on_day import facts_of
from subprocessors.models.publication import Publication
from subprocessors.publishing.decisions import Decisions


@dataclass(frozen=True)
class Draft:
    """The next publication, as it would be at the instant ``at`` (the day ``on``).

    ``base`` and ``base_document`` are None before the first publication; ``published`` are
    the newest published rows by slug, settled on the day; ``differing`` has a DraftRow for
    each row that differs or waits; ``working_pks`` are the keys of the working list by slug.
    ``facts_wait`` and ``vocabulary_waits`` say that those on the desk differ from what is
    published; ``problems`` are Problems. ``earliest`` is the first ISO day that is offered, by
    the rule of the base, or "".
    """

    at: datetime
    on: date
    time_zone: str
    kind: str
    base: Publication | None = None
    base_document: dict | None = None
    decisions: Decisions = field(default_factory=Decisions)
    published: dict = field(default_factory=dict)
    rows: tuple = ()
    changes: tuple = ()
    facts: tuple = ()
    vocabulary: tuple = ()
    differing: tuple = ()
    working_pks: dict = field(default_factory=dict)
    facts_wait: bool = False
    vocabulary_waits: bool = False
    problems: tuple = ()
    earliest: str = ""

    @property
    def number(self):
        """The number it would take."""
        return self.base.number + 1 if self.base else 1

    @property
    def names(self):
        """Names by slug, of every row in it or in the one before."""
        rows = (*values_of(self.base_document, "rows"), *self.rows) if self.base else self.rows
        return {row["slug"]: row["now"]["name"] for row in rows}

    @cached_property
    def applied_facts(self):
        """The facts by name whose rule of notice applies: the base's; of an opening, none."""
        return facts_of(self.base_document) if self.base else {}

    @cached_property
    def changes_facts(self):
        """Whether it says anything new about the company or its vocabulary."""
        if self.base is None:
            return False
        return list(self.facts) != values_of(self.base_document, "facts") or list(
            self.vocabulary
        ) != values_of(self.base_document, "vocabulary")

    @property
    def is_note(self):
        """Whether it corrects no row, fact or word: a title or a note was wrong."""
        is_correction = self.kind == Publication.Kind.CORRECTION
        return is_correction and not (self.changes or self.changes_facts)

    @property
    def is_empty(self):
        """Whether there is nothing to publish."""
        says_something = self.kind not in (Publication.Kind.CHANGE, Publication.Kind.IMPORTED)
        return not (says_something or self.base is None or self.changes or self.changes_facts)

    @cached_property
    def digests(self):
        """SHA-256s (hex) of what the review shows: one for each row, one for all else.

        So a review that showed a row in two ways covers whichever of them is published.
        """
        included = [row for row in self.differing if not (row.left_out or row.held_back)]
        shown = {
            "base": self.base.digest if self.base else None,
            "on": self.on.isoformat(),
            "kind": self.kind,
            "corrects": self.decisions.corrects,
            "reissues": self.decisions.reissues,
            "rows": sorted(row.slug for row in included),
            "facts": list(self.facts),
            "vocabulary": list(self.vocabulary),
        }
        rest = hashlib.sha256(canonical(shown)).hexdigest()
        return frozenset({rest, *(row.digest for row in included)})

    @cached_property
    def reviewed_digests(self):
        """``digests``, and those of the rows decided the other way: what the review shows."""
        others = (row.alternative for row in self.differing)
        return self.digests | {other.digest for other in others if other is not None}
