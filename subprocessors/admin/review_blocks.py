"""What the review page shows of a draft: a block for each row, and the facts."""

from dataclasses import dataclass

from subprocessors import wording
from subprocessors.admin.recent_edits import recent_edits, recent_edits_of_facts
from subprocessors.admin.review_questions import (
    edit_groups,
    notice_questions,
    pending_announcements,
)
from subprocessors.archive.digests import values_of
from subprocessors.archive.snapshots import still_to_come
from subprocessors.archive.status import is_live
from subprocessors.models.publication import Publication
from subprocessors.presenting.look_back import look_back
from subprocessors.publishing.sealing import unsaved_changes


@dataclass(frozen=True)
class ChangeAsRead:
    """One change as customers will read it."""

    sign: str
    word: str
    sentence: str
    differences: list
    facts: list
    material: bool
    effective_on: str
    reason: str
    object_by: str
    short_notice: str


@dataclass(frozen=True)
class RowBlock:
    """One row of the review: its DraftRow, what customers will read, and what is asked.

    ``edits`` are its RecentEdits; ``has_problems`` says that something is to be decided.

    ``otherwise`` is what they will read if the edits proposed as a change are published as
    wording, or the reverse; None where that is no question.
    """

    row: object
    changes: list
    otherwise: list | None
    groups: list
    pending: list
    edits: list
    has_problems: bool
    notice: object


def sentence_context(draft):
    """What the sentences on ``draft`` must know beside its changes, as the log will."""
    publication = Publication(number=draft.number, published_on=draft.on, kind=draft.kind)
    entries = {"service": {}, "category": {}}
    old = values_of(draft.base_document, "vocabulary") if draft.base else []
    for entry in (*old, *draft.vocabulary):
        entries[entry["of"]][entry["slug"]] = entry["label"]
    found = look_back(
        [(publication, unsaved_changes(draft, publication))],
        services=entries["service"],
        categories=entries["category"],
    )
    return found[draft.number]


def row_blocks(draft, context):
    """The RowBlocks of the rows that would be published, and those left out or held back."""
    since = draft.base and draft.base.published_at
    edits = recent_edits(draft.differing, since=since, zone=draft.time_zone)
    shown = [_block(draft, row, context, edits.get(row.pk, [])) for row in draft.differing]
    left_out = [block for block in shown if block.row.left_out or block.row.held_back]
    return [block for block in shown if block not in left_out], left_out


def _block(draft, row, context, edits):
    return RowBlock(
        row=row,
        changes=_changes_as_read(draft, row, context),
        otherwise=_changes_as_read(draft, row.alternative, context) if row.alternative else None,
        groups=edit_groups(draft, row),
        pending=pending_announcements(
            draft, row.slug, _to_decide(row), context, edited=row.waiting
        ),
        edits=edits,
        notice=notice_questions(draft, row),
        has_problems=any(problem.slug == row.slug for problem in draft.problems),
    )


def _to_decide(row):
    """What was announced of the drafted row and will happen unless legal decides otherwise.

    What a last day stood in the way of comes after all where that day goes.
    """
    if row.before is None:
        return {}
    return still_to_come({**row.before, "now": (row.after or row.before)["now"]})


def reissued_as_read(draft):
    """What a correction tells again, as customers will read it."""
    again = [change for change in draft.changes if "reissues" in change]
    names, context = draft.names, sentence_context(draft) if again else None
    sentences = [
        wording.change_sentence(change, names[change["slug"]], context=context) for change in again
    ]
    return _as_read(draft, again, sentences, context)


def _changes_as_read(draft, row, context):
    sentences = [_sentence(draft, row, change, context) for change in row.changes]
    return _as_read(draft, row.changes, sentences, context)


def _as_read(draft, changes, sentences, context):
    facts = {fact["name"]: fact["value"] for fact in draft.facts}
    return [
        ChangeAsRead(
            sign=wording.sign(change),
            word=wording.change_word(change, context=context),
            sentence=sentence,
            differences=wording.was_and_is(change, context=context),
            facts=wording.stated_values(change, context=context)
            if change["kind"] == "added"
            else [],
            material=change["material"],
            effective_on=change["effective_on"],
            reason=change.get("reason", ""),
            **_notice_as_read(change, draft.time_zone, facts),
        )
        for change, sentence in zip(changes, sentences, strict=True)
    ]


def _notice_as_read(change, time_zone, facts):
    until, short = change.get("objection_until_on"), change.get("short_notice")
    return {
        "object_by": wording.object_by(until, time_zone, facts) if until else "",
        "short_notice": wording.short_notice_words(short) if short else "",
    }


def _sentence(draft, row, change, context):
    if draft.base is None:
        return wording.first_listed_sentence(row.after, draft.on.isoformat())
    return wording.change_sentence(change, row.after["now"]["name"], context=context)


def facts_of_opening(draft):
    """What the first version states about the company, as (label, text); else []."""
    if draft.base is not None:
        return []
    return wording.stated_facts({fact["name"]: fact["value"] for fact in draft.facts})


def facts_edits(draft):
    """The newest edits of facts and vocabulary, where they are part of the review."""
    if draft.decisions.is_review:
        return []
    if not (draft.base is None or draft.facts_wait or draft.vocabulary_waits):
        return []
    since = draft.base and draft.base.published_at
    return recent_edits_of_facts(since=since, zone=draft.time_zone)


def facts_differences(draft):
    """What is stated anew about the company and its vocabulary: Differences, as customers read."""
    if draft.base is None:
        return []
    sides = (
        {name: values_of(draft.base_document, name) for name in ("facts", "vocabulary")},
        {"facts": draft.facts, "vocabulary": draft.vocabulary},
    )
    return wording.stated_differences(
        *(
            ({fact["name"]: fact["value"] for fact in side["facts"]}, side["vocabulary"])
            for side in sides
        )
    )


def announcements_of_other_rows(draft, context):
    """What is announced for the rows that nobody edited: ``(name, slug, announcements)`` each."""
    differing = {row.slug for row in draft.differing}
    on = draft.on.isoformat()
    found = []
    for slug, row in sorted(draft.published.items()):
        if slug not in differing and is_live(row, on):
            pending = pending_announcements(draft, slug, still_to_come(row), context)
            if pending:
                found.append((row["now"]["name"], slug, pending))
    return found
