"""What the next publication would be: a draft, computed and never stored.

A draft is the same whoever computes it, so its digest tells whether what somebody reviewed
is what is about to be published.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from subprocessors.archive import changes as typed
from subprocessors.archive.digests import canonical, redacted_of, values_of
from subprocessors.archive.snapshots import settled
from subprocessors.models.list_on_day import day_at
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.decisions import Decisions
from subprocessors.publishing.facts import working_facts, working_vocabulary
from subprocessors.publishing.refusals import NotPublishable, problem
from subprocessors.publishing.rows import RowDrafting


@dataclass(frozen=True)
class Draft:
    """The next publication, as it would be at the instant ``at`` (the day ``on``)."""

    at: datetime
    on: date
    time_zone: str
    base: Publication | None
    base_document: dict | None
    kind: str
    decisions: Decisions
    published: dict  # the newest published rows by slug, settled on the day
    rows: tuple
    changes: tuple
    facts: tuple
    vocabulary: tuple
    differing: tuple  # a DraftRow for each row that differs or waits
    facts_wait: bool  # the desk's facts differ from what is published
    vocabulary_waits: bool
    problems: tuple

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
    def changes_facts(self):
        """Whether it says anything new about the company or its vocabulary."""
        if self.base is None:
            return False
        return list(self.facts) != values_of(self.base_document, "facts") or list(
            self.vocabulary
        ) != values_of(self.base_document, "vocabulary")

    @property
    def is_empty(self):
        """Whether there is nothing to publish."""
        says_something = self.kind not in (Publication.Kind.CHANGE, Publication.Kind.IMPORTED)
        return not (says_something or self.base is None or self.changes or self.changes_facts)

    @cached_property
    def digest(self):
        """SHA-256 (hex) of everything in it that the review shows."""
        shown = {
            "base": self.base.digest if self.base else None,
            "on": self.on.isoformat(),
            "kind": self.kind,
            "corrects": self.decisions.corrects,
            "rows": list(self.rows),
            "changes": list(self.changes),
            "facts": list(self.facts),
            "vocabulary": list(self.vocabulary),
        }
        return hashlib.sha256(canonical(shown)).hexdigest()


def prepare(*, at, decisions=None, imported=None):
    """The Draft of what would be published at the instant ``at``. Writes nothing.

    ``imported`` (a source, or None) makes it an imported publication. What stands in the
    way is in ``problems``; only a missing portal raises NotPublishable.
    """
    decisions = decisions or Decisions()
    portal = Portal.objects.first()
    if portal is None:
        raise NotPublishable([problem("no_portal")])
    base = Publication.objects.select_related("snapshot").newest()
    document = base.snapshot.document if base else None
    keeps_facts = base is not None and (decisions.leave_out_facts or decisions.is_review)
    time_zone = base.time_zone if keeps_facts else portal.time_zone
    on = day_at(at, time_zone)
    if base:
        on = max(on, base.published_on)  # a zone further west would be a day behind
    drafting = RowDrafting(
        on=on.isoformat(),
        decisions=decisions,
        is_quiet=base is None or imported is not None,
        restorable=_taken_out(decisions.corrects),
    )
    published = {
        row["slug"]: settled(row, drafting.on)
        for row in (values_of(document, "rows") if base else ())
    }
    differing = () if decisions.is_review else tuple(_differing(drafting, published))
    rows = published | {row.slug: row.after for row in differing if row.after is not None}
    problems = [
        *_standing_problems(base, document, at, decisions),
        *drafting.problems,
        *_unpublished_replacements(rows, differing),
    ]
    rows = tuple(rows[slug] for slug in sorted(rows))
    return Draft(
        at=at,
        on=on,
        time_zone=time_zone,
        base=base,
        base_document=document,
        kind=_kind(base, decisions, imported),
        decisions=decisions,
        published=published,
        rows=rows,
        changes=tuple(typed.in_order(c for row in differing for c in row.changes)),
        **_stated(document, rows, decisions, keeps_facts=keeps_facts),
        differing=differing,
        problems=tuple(problems),
    )


def _differing(drafting, published):
    """A DraftRow for each row of the working list that differs or waits."""
    working = Subprocessor.objects.select_related("category", "replaces")
    for row in working.prefetch_related("services"):
        drafted = drafting.draft(row, published.get(row.slug))
        if drafted is not None:
            yield drafted


def _stated(document, rows, decisions, *, keeps_facts):
    """The draft's facts and vocabulary, and whether the desk's differ from what is published."""
    is_first = document is None
    facts = working_facts()
    old_facts = [] if is_first else values_of(document, "facts")
    old_words = [] if is_first else values_of(document, "vocabulary")
    words = working_vocabulary(rows, old_words, left_out=False)
    keeps_words = not is_first and (decisions.leave_out_vocabulary or decisions.is_review)
    used = working_vocabulary(rows, old_words, left_out=True) if keeps_words else words
    return {
        "facts": tuple(old_facts if keeps_facts else facts),
        "vocabulary": tuple(used),
        "facts_wait": not is_first and facts != old_facts,
        "vocabulary_waits": not is_first and words != old_words,
    }


def _kind(base, decisions, imported):
    kinds = Publication.Kind
    if imported is not None:
        return kinds.IMPORTED
    if base is None:
        return kinds.OPENING
    if decisions.corrects is not None:
        return kinds.CORRECTION
    return kinds.REVIEW if decisions.is_review else kinds.CHANGE


def _taken_out(corrects):
    """The slugs that the corrected version took out: restoring them is no addition."""
    if corrects is None:
        return frozenset()
    removed = Change.objects.filter(publication=corrects, kind=Change.Kind.REMOVED)
    return frozenset(removed.values_list("slug", flat=True))


def _standing_problems(base, document, at, decisions):
    if base is None:
        if decisions.corrects is not None:
            yield problem("corrects_unknown", number=decisions.corrects)
        return
    if at < base.published_at:
        yield problem(
            "clock_set_back",
            at=at.isoformat(timespec="minutes"),
            number=base.number,
            last=base.published_at.isoformat(timespec="minutes"),
        )
    if redacted_of(document, "rows"):
        yield problem("redacted_base", number=base.number)
    if decisions.corrects is not None:
        if not 1 <= decisions.corrects <= base.number:
            yield problem("corrects_unknown", number=decisions.corrects)
        if not decisions.reason.strip():
            yield problem("correction_needs_reason", field="reason")


def _unpublished_replacements(rows, differing):
    for row in differing:
        other = (row.after or {"now": {}})["now"].get("replaces")
        if other and other not in rows and row.after != row.before:
            name = Subprocessor.objects.filter(slug=other).values_list("name", flat=True).first()
            yield problem(
                "replaces_unpublished",
                slug=row.slug,
                field="replaces",
                name=row.name,
                other=name or other,
            )
