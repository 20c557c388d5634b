"""The review page's content: consequences, one block per row, what is left out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.review_form import asks_day
from subprocessors.archive.digests import values_of
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.archive.status import is_live
from subprocessors.models.publication import Publication
from subprocessors.presenting.look_back import tellings
from subprocessors.publishing.decisions import FIRST_STATED, GROUPS, MATERIAL, WORDING
from subprocessors.publishing.sealing import unsaved_changes


@dataclass(frozen=True)
class Told:
    """One change as customers will read it."""

    sign: str
    word: str
    sentence: str
    differences: list
    facts: list
    material: bool
    effective_on: str
    reason: str


@dataclass(frozen=True)
class EditGroup:
    """What is asked of one group of a row's edits; ``key`` is one of GROUPS."""

    key: str
    fields: str
    is_material: bool
    asks_day: bool
    day: str
    reason: str


@dataclass(frozen=True)
class Pending:
    """A pending announcement, to move or drop."""

    field: str
    label: str
    value: str
    on: str
    day: str
    dropped: bool
    today: bool
    is_edited: bool


@dataclass(frozen=True)
class Block:
    """One row of the review."""

    row: object
    told: list
    groups: list
    pending: list


def telling(draft):
    """The circumstances in which the sentences of ``draft`` are told: those of the log."""
    publication = Publication(number=draft.number, published_on=draft.on, kind=draft.kind)
    entries = {"service": {}, "category": {}}
    old = values_of(draft.base_document, "vocabulary") if draft.base else []
    for entry in (*old, *draft.vocabulary):
        entries[entry["of"]][entry["slug"]] = entry["label"]
    found = tellings(
        [(publication, unsaved_changes(draft, publication))],
        services=entries["service"],
        categories=entries["category"],
    )
    return found[draft.number]


def blocks(draft):
    """The Blocks of the rows that would be published, and those left out or held back."""
    told = telling(draft)
    shown = [_block(draft, row, told) for row in draft.differing]
    left_out = [block for block in shown if block.row.left_out or block.row.held_back]
    return [block for block in shown if block not in left_out], left_out


def _block(draft, row, told):
    changes = [
        Told(
            *wording.sign(change),
            sentence=wording.change_sentence(change, row.after["now"]["name"], told=told),
            differences=wording.was_and_is(change, told=told),
            facts=wording.facts_of(change, told=told) if change["kind"] == "added" else [],
            material=change["material"],
            effective_on=change["effective_on"],
            reason=change.get("reason", ""),
        )
        for change in row.changes
    ]
    return Block(row, changes, _groups(draft, row), _pending(draft, row, told))


def _groups(draft, row):
    if draft.base is None:
        return []
    decisions, found = draft.decisions, []
    is_added = any(change["kind"] == "added" for change in row.changes)
    if is_added and WORDING not in row.groups:
        return []  # nothing to decide: notice is owed of an addition, unless it only restores
    for group in GROUPS:
        names = row.groups.get(group)
        if names:
            key = (row.slug, group)
            found.append(
                EditGroup(
                    key=group,
                    fields=_("the addition") if is_added else _fields_in_words(group, names),
                    is_material=decisions.material.get(key, group == MATERIAL),
                    asks_day=asks_day(draft, row, group),
                    day=row.group_days[group],
                    reason=decisions.reasons.get(key, ""),
                )
            )
    return found


def _fields_in_words(group, names):
    words = wording.and_list(wording.field_words(name) for name in names)
    if group != FIRST_STATED:
        return words
    return _("%(fields)s, stated for the first time") % {"fields": words}


def _pending(draft, row, told):
    # What a last day stood in the way of comes after all where that day goes.
    last_day = (row.after or row.before or {"now": {}})["now"].get("ended_on")
    return pending_of(
        row.slug, row.before, draft.decisions, told, edited=row.waiting, last_day=last_day
    )


def pending_of(slug, before, decisions, told, *, edited, last_day):
    """The pending announcements of a published row, up to the ISO ``last_day`` (or None)."""
    found = []
    announced = (before or {}).get("next", {})
    for name in sorted(announced, key=PUBLIC_FIELDS.index):
        one = announced[name]
        tied = name == "former_names" and announced.get("name", {}).get("on") == one["on"]
        if tied or one["on"] > (last_day or one["on"]):
            continue
        key = (slug, name)
        found.append(
            Pending(
                field=name,
                label=wording.field_label(name),
                value=told.words(name, one.get("value")),
                on=one["on"],
                day=decisions.moved.get(key, one["on"]),
                dropped=key in decisions.dropped,
                today=key in decisions.today,
                is_edited=name in edited
                and key not in decisions.dropped
                and key not in decisions.moved,
            )
        )
    return found


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


def quiet_announcements(draft):
    """Pending announcements of rows that do not differ: ``(name, slug, [Pending])`` each."""
    told = telling(draft)
    differing = {row.slug for row in draft.differing}
    on = draft.on.isoformat()
    found = []
    for slug, row in sorted(draft.published.items()):
        if slug not in differing and is_live(row, on):
            pending = pending_of(
                slug, row, draft.decisions, told, edited=(), last_day=row["now"].get("ended_on")
            )
            if pending:
                found.append((row["now"]["name"], slug, pending))
    return found
