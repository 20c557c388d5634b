"""What the next publication would be: a draft, computed and never stored.

A draft is the same whoever computes it, so its digests tell whether what somebody reviewed
is what is about to be published.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from subprocessors.archive import changes as typed
from subprocessors.archive.digests import canonical, redacted_of, values_of
from subprocessors.models.list_on_day import day_at, facts_of
from subprocessors.models.publication import Change, Publication
from subprocessors.publishing.decisions import Decisions
from subprocessors.publishing.desk_state import read_desk
from subprocessors.publishing.first_notices import FirstNotices
from subprocessors.publishing.first_stated import first_stated_fields
from subprocessors.publishing.notice_gate import NoticeGate
from subprocessors.publishing.refusals import NotPublishable, problem
from subprocessors.publishing.reissuing import reissued_changes
from subprocessors.publishing.rows import RowDrafting


@dataclass(frozen=True)
class Draft:
    """The next publication, as it would be at the instant ``at`` (the day ``on``).

    ``base`` and ``base_document`` are None before the first publication; ``published`` are
    the newest published rows by slug, settled on the day; ``differing`` has a DraftRow for
    each row that differs or waits; ``working_pks`` are the keys of the working list by slug.
    ``facts_wait`` and ``vocabulary_waits`` say that those on the desk differ from what is
    published; ``problems`` are Problems. ``earliest`` is the first ISO day for which notice is
    given in time, by the rule of the base, or "".
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


def prepare(*, at, decisions=None, imported=None, desk=None):
    """The Draft of what would be published at the instant ``at``. Writes nothing.

    ``imported`` (a source, or None) makes it an imported publication. What stands in the
    way is in ``problems``; only a missing portal raises NotPublishable. Reads the desk once,
    unless a DeskState is given.
    """
    decisions, desk = decisions or Decisions(), desk or read_desk()
    if desk.portal is None:
        raise NotPublishable([problem("no_portal")])
    time_zone, on = _zone_and_day(desk, decisions, at)
    published = desk.published_rows(on.isoformat())
    gate, touched = _notice_gate(desk, decisions, published, at=at, time_zone=time_zone, on=on)
    drafting = RowDrafting(
        on=on.isoformat(),
        decisions=decisions,
        is_quiet=desk.base is None or imported is not None,
        # A correction says what is true already.
        proposed_day=on.isoformat() if decisions.corrects is not None else gate.earliest,
        touched=touched,
        restorable=gate.owing.restored,
        services=desk.service_labels,
        gate=gate,
    )
    differing = _differing(drafting, desk, published)
    rows = published | {row.slug: row.after for row in differing if row.after is not None}
    rows = tuple(rows[slug] for slug in sorted(rows))
    draft = Draft(
        at=at,
        on=on,
        time_zone=time_zone,
        base=desk.base,
        base_document=desk.document,
        kind=_kind(desk.base, decisions, imported),
        decisions=decisions,
        published=published,
        rows=rows,
        changes=_changes(differing, rows, decisions, on=on.isoformat()),
        **_facts_and_vocabulary(desk, rows, decisions),
        differing=differing,
        working_pks={row.slug: row.pk for row in desk.rows},
        earliest=gate.earliest,
    )
    problems = (
        *_base_problems(draft),
        *_correction_problems(draft),
        *drafting.problems,
        *_unpublished_replacements(desk, draft),
    )
    return replace(draft, problems=problems)


def _keeps_facts(desk, decisions):
    return desk.base is not None and (decisions.leave_out_facts or decisions.is_review)


def _zone_and_day(desk, decisions, at):
    source = desk.base if _keeps_facts(desk, decisions) else desk.portal
    on = day_at(at, source.time_zone)
    if desk.base:
        on = max(on, desk.base.published_on)  # a zone further west would be a day behind
    return source.time_zone, on


def _notice_gate(desk, decisions, published, *, at, time_zone, on):
    """The NoticeGate, and the slugs that a version to be corrected touched."""
    touched, taken_out = _rows_of_version(decisions.corrects)
    gate = NoticeGate(
        facts=facts_of(desk.document) if desk.base else {},
        at=at,
        time_zone=time_zone,
        on=on,
        decisions=decisions,
        earlier=FirstNotices(published, _perhaps_moved(desk, decisions, published)),
        restored=taken_out,
    )
    return gate, touched


def _perhaps_moved(desk, decisions, published):
    """The slugs of rows whose start, or something announced, may be moved."""
    starts = {row.slug: row.effective_on.isoformat() for row in desk.rows if row.effective_on}
    moved = {slug for slug, _name in decisions.moved if slug in published}
    for slug, row in published.items():
        if row["now"].get("effective_on", "") not in ("", starts.get(slug)):
            moved.add(slug)
    return moved


def _changes(differing, rows, decisions, *, on):
    found = typed.in_order(change for row in differing for change in row.changes)
    if decisions.reissues and decisions.corrects is not None:
        found += reissued_changes(decisions.corrects, rows, on=on)
    return tuple(found)


def _rows_of_version(number):
    """The slugs that version ``number`` (or None) touched, and those that it took out."""
    found = () if number is None else Change.objects.filter(publication=number)
    kinds = [(change.slug, change.kind) for change in found]
    removed = {slug for slug, kind in kinds if kind == Change.Kind.REMOVED}
    return frozenset(slug for slug, _kind in kinds), frozenset(removed)


def _differing(drafting, desk, published):
    """A DraftRow for each row of the working list that differs or waits."""
    if drafting.decisions.is_review:
        return ()
    working = {slug: v for slug, v in desk.values.items() if not isinstance(v, ValueError)}
    first_stated = {} if drafting.is_quiet else first_stated_fields(working, published)
    found = []
    for row in desk.rows:
        slug = row.slug
        if slug not in working:
            drafting.refuse_text(row, desk.values[slug])
            continue
        first = first_stated.get(slug, frozenset())
        found.append(drafting.draft(row, working[slug], published.get(slug), first_stated=first))
    return tuple(row for row in found if row is not None)


def _facts_and_vocabulary(desk, rows, decisions):
    """The draft's facts and vocabulary, and whether the desk's differ from what is published."""
    is_first = desk.base is None
    old_facts, old_words = desk.published("facts"), desk.published("vocabulary")
    words = desk.vocabulary(rows)
    keeps_words = not is_first and (decisions.leave_out_vocabulary or decisions.is_review)
    used = desk.vocabulary(rows, left_out=True) if keeps_words else words
    return {
        "facts": tuple(old_facts if _keeps_facts(desk, decisions) else desk.facts),
        "vocabulary": tuple(used),
        "facts_wait": not is_first and desk.facts != old_facts,
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


def _base_problems(draft):
    base = draft.base
    if base is None:
        return
    if draft.at < base.published_at:
        yield problem(
            "clock_set_back",
            at=draft.at.isoformat(timespec="minutes"),
            number=base.number,
            last=base.published_at.isoformat(timespec="minutes"),
        )
    if redacted_of(draft.base_document, "rows"):
        yield problem("redacted_base", number=base.number)


def _correction_problems(draft):
    number, words = draft.decisions.corrects, draft.decisions
    if number is None:
        return
    if not 1 <= number < draft.number:
        yield problem("corrects_unknown", number=number)
        return
    is_edited = any(not (row.left_out or row.held_back) for row in draft.differing)
    is_told_again = any("reissues" in change for change in draft.changes)
    if words.reissues and not is_told_again:
        yield problem("nothing_to_reissue", number=number)
    corrects_something = is_edited or draft.changes_facts or words.reissues
    if not corrects_something and not words.note.strip():
        yield problem("nothing_corrected", field="note", number=number)
    # Where only the title or the note of that version was wrong, this version's note says so.
    if corrects_something and not words.reason.strip():
        yield problem("correction_needs_reason", field="reason")


def _unpublished_replacements(desk, draft):
    names = {row.slug: row.name for row in desk.rows}
    published = {row["slug"] for row in draft.rows}
    for row in draft.differing:
        other = (row.after or {"now": {}})["now"].get("replaces")
        if other and other not in published and row.after != row.before:
            yield problem(
                "replaces_unpublished",
                slug=row.slug,
                field="replaces",
                name=row.name,
                other=names.get(other, other),
            )
