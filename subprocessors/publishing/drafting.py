"""Drafting the next publication from the desk and from what legal decided."""

from dataclasses import replace

from subprocessors.archive import changes as typed
from subprocessors.models.list_on_day import day_at, facts_of
from subprocessors.models.publication import Change, Publication
from subprocessors.publishing.decisions import Decisions
from subprocessors.publishing.desk_state import read_desk
from subprocessors.publishing.draft import Draft
from subprocessors.publishing.draft_problems import draft_problems
from subprocessors.publishing.first_notices import FirstNotices
from subprocessors.publishing.first_stated import first_stated_fields
from subprocessors.publishing.notice_gate import NoticeGate
from subprocessors.publishing.refusals import NotPublishable, problem
from subprocessors.publishing.reissuing import reissued_changes
from subprocessors.publishing.rows import RowDrafting


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
    return replace(draft, problems=(*draft_problems(draft, desk), *drafting.problems))


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
