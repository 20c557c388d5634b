"""What the review asks of a row: how its edits are published, and what becomes of announcements."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.review_form import asks_day
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.publishing import ShortNotice
from subprocessors.publishing.decisions import FIRST_STATED, GROUPS, MATERIAL, RENAMED, WORDING
from subprocessors.publishing.notice_gate import TOO_EARLY
from subprocessors.publishing.pending_sets import ASKS_WHETHER_JOINED
from subprocessors.publishing.renames import renamed_reason
from subprocessors.publishing.row_groups import FOLLOWS, following


@dataclass(frozen=True)
class StaleWords:
    """Words that the draft empties beside codes that change, unless legal keeps them."""

    field: str
    words: str
    codes: str
    is_kept: bool


@dataclass(frozen=True)
class EditGroup:
    """What is asked of one group of a row's edits; ``key`` is one of GROUPS.

    ``change_day`` and ``wording_day`` are the ISO days ("" for none) if it is published as a
    change that owes notice, and if as wording.
    """

    key: str
    fields: str
    is_material: bool
    asks_day: bool
    change_day: str
    wording_day: str
    asks_reason: bool
    reason: str
    stale_words: list
    own: list


@dataclass(frozen=True)
class OwnAnswers:
    """What was decided of one field of a group that goes its own way; "" where it does not."""

    field: str
    label: str
    how: str
    day: str
    reason: str


@dataclass(frozen=True)
class NoticeQuestions:
    """What is asked of a row about its notice.

    ``short`` is the ShortNotice declared for it; ``asks_short`` says whether anything of it is
    too early. ``joins`` are the sets that hold what is announced and more: ``(field, day,
    answer)``, the answer "1" for one day, "0" for the announced part first, "" for none yet.
    """

    short: ShortNotice
    asks_short: bool
    joins: list


@dataclass(frozen=True)
class PendingAnnouncement:
    """A published announcement whose day is still to come: to move, to drop, or to correct."""

    field: str
    label: str
    value: str
    on: str
    day: str
    dropped: bool
    today: bool
    is_edited: bool


def edit_groups(draft, row):
    """The EditGroups of a DraftRow; none in the first version, where nothing owes notice."""
    if draft.base is None:
        return []
    is_added = any(change["kind"] == "added" for change in row.changes)
    if is_added and WORDING not in row.groups:
        return []  # nothing to decide: notice is owed of an addition, unless it only restores
    return [
        _edit_group(draft, row, group, is_added=is_added) for group in GROUPS if group in row.groups
    ]


def _edit_group(draft, row, group, *, is_added):
    is_material = draft.decisions.is_material(row.slug, group)
    day, other_day = row.group_days[group], row.other_days[group]
    return EditGroup(
        key=group,
        fields=_("the addition") if is_added else _fields_in_words(row, group),
        is_material=is_material,
        asks_day=asks_day(draft, row, group),
        change_day=day if is_material else other_day,
        wording_day=other_day if is_material else day,
        asks_reason=group in (MATERIAL, RENAMED),
        reason=draft.decisions.reasons.get(
            (row.slug, group), renamed_reason() if group == RENAMED else ""
        ),
        stale_words=_stale_words(draft, row, group),
        own=[] if is_added else _own_answers(draft, row, group),
    )


def _own_answers(draft, row, group):
    """The fields of a group of several, with what was decided of each by itself."""
    decisions, names = draft.decisions, row.groups[group]
    leading = [name for name in names if FOLLOWS.get(name) not in names]
    if len(leading) < 2:
        return []
    hows = {True: "change", False: "words", None: ""}
    return [
        OwnAnswers(
            field=name,
            label=wording.field_label(name),
            how=hows[decisions.material.get((row.slug, name))],
            day=decisions.days.get((row.slug, name), ""),
            reason=decisions.reasons.get((row.slug, name), ""),
        )
        for name in leading
    ]


def notice_questions(draft, row):
    """The NoticeQuestions of a DraftRow."""
    decisions = draft.decisions
    declared = [decisions.short_notices.get((row.slug, group)) for group in GROUPS]
    short = next(filter(None, declared), ShortNotice())
    problems = [problem for problem in draft.problems if problem.slug == row.slug]
    asked = any(problem.code in TOO_EARLY for problem in problems)
    pending = {problem.field for problem in problems if problem.code in ASKS_WHETHER_JOINED}
    pending |= {name for slug, name in decisions.joined if slug == row.slug}
    announced = (row.before or {}).get("next", {})
    answers = {True: "1", False: "0", None: ""}
    joins = [
        (name, announced[name]["on"], answers[decisions.joined.get((row.slug, name))])
        for name in sorted(pending & announced.keys())
    ]
    return NoticeQuestions(short, asked or short != ShortNotice(), joins)


def _fields_in_words(row, group):
    names = [name for name in row.groups[group] if name not in row.stale_words]
    words = wording.named_fields(names)
    if group != FIRST_STATED:
        return words
    return _("%(fields)s, stated for the first time") % {"fields": words}


def _stale_words(draft, row, group):
    return [
        StaleWords(
            field=name,
            words=row.working[name],
            codes=wording.field_words(codes),
            is_kept=(row.slug, name) in draft.decisions.kept_words,
        )
        for name, codes in row.stale_words.items()
        if codes in row.groups[group]
    ]


def pending_announcements(draft, slug, announced, context, *, edited=()):
    """The PendingAnnouncements of a row: what is ``announced`` of it, by field.

    ``edited`` are the fields that legal edited.
    """
    hidden = set(following(announced))
    return [
        _pending_announcement(draft, (slug, name), announced[name], context, edited)
        for name in sorted(announced, key=PUBLIC_FIELDS.index)
        if name not in hidden
    ]


def _pending_announcement(draft, key, announced, context, edited):
    decisions, (_slug, name) = draft.decisions, key
    is_decided = key in decisions.dropped or key in decisions.moved
    return PendingAnnouncement(
        field=name,
        label=wording.field_label(name),
        value=context.words(name, announced.get("value")),
        on=announced["on"],
        day=decisions.moved.get(key, announced["on"]),
        dropped=key in decisions.dropped,
        today=key in decisions.today,
        is_edited=name in edited and not is_decided,
    )
