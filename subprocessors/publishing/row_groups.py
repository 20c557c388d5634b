"""The groups in which the review asks about a row's edits, each decided together."""

from subprocessors.archive import changes as typed
from subprocessors.archive.fields import CODES_OF, LIFECYCLE_FIELDS, PUBLIC_FIELDS
from subprocessors.publishing.decisions import FIRST_STATED, GROUPS, MATERIAL, RENAMED, WORDING

#: Besides the kinds of ``changes``: a correction brings back what the corrected version took out.
RESTORED = "restored"
#: A field that shares the group of another, and follows it where both are announced for one day.
FOLLOWS = {"former_names": "name", **CODES_OF}


def following(announced):
    """The fields among the ``announced`` ones (field -> day and value) that follow another."""
    return [
        name
        for name, leader in FOLLOWS.items()
        if name in announced
        and leader in announced
        and announced[name]["on"] == announced[leader]["on"]
    ]


def group_of_field(kind, name, first_stated=frozenset()):
    """The group that the field ``name`` is proposed in, where its row's change is of ``kind``."""
    if kind == RESTORED and name in LIFECYCLE_FIELDS:
        return WORDING
    if not typed.is_material_by_field(kind, name):
        return WORDING
    is_first = name in first_stated and not typed.is_defining(kind, name)
    return FIRST_STATED if is_first and kind != RESTORED else MATERIAL


def grouped(kind, names, *, together, first_stated, is_renamed=False):
    """The edited fields ``names`` by group, in reading order.

    ``together`` maps a field to the one whose group it shares; ``first_stated`` are those that
    the row never stated before; ``is_renamed`` tells a vendor's own rename.
    """
    groups = {}
    for name in sorted(names, key=PUBLIC_FIELDS.index):
        leader = together.get(name, name)
        group = group_of_field(kind, leader, first_stated)
        if is_renamed and leader == "name" and kind == typed.CHANGED:
            group = RENAMED
        groups.setdefault(group, []).append(name)
    return {group: tuple(groups[group]) for group in GROUPS if group in groups}


def led_by(name, names):
    """The field whose answers hold for ``name`` too: one that it follows, where that is edited."""
    leader = FOLLOWS.get(name)
    return leader if leader in names else name
