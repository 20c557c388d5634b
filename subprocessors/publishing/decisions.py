"""What legal decides in the review."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MATERIAL, WORDING, FIRST_STATED = "material", "wording", "first_stated"
#: Edits of a row are decided in groups, in this order: what is proposed as a change that owes
#: notice, what states something for the first time, and other wording.
GROUPS = (MATERIAL, FIRST_STATED, WORDING)


@dataclass(frozen=True)
class Decisions:
    """What legal decided in the review. ISO days; a *group* is one of GROUPS.

    ``days``, ``material`` and ``reasons`` are by (slug, group): the day it takes effect on
    ("" for one that was emptied), whether it is published as material, and the public reason
    why not. ``moved`` maps (slug, field) of a pending announcement to its new day; ``dropped``
    names those that will not happen, ``today`` those whose value in force a correction puts
    right, ``kept_words`` words that stay although the codes beside them change. ``included``
    and ``left_out`` are slugs.

    With ``proposes``, as the review asks, what was not decided is proposed: the earliest day
    for a group that owes notice; and a correction leaves out the rows that the corrected
    version did not touch, since what is new owes its notice and is no correction.
    """

    included: frozenset = frozenset()
    left_out: frozenset = frozenset()
    leave_out_facts: bool = False
    leave_out_vocabulary: bool = False
    days: Mapping = field(default_factory=dict)
    material: Mapping = field(default_factory=dict)
    reasons: Mapping = field(default_factory=dict)
    moved: Mapping = field(default_factory=dict)
    dropped: frozenset = frozenset()
    today: frozenset = frozenset()
    kept_words: frozenset = frozenset()
    proposes: bool = False
    is_review: bool = False
    corrects: int | None = None
    title: str = ""
    note: str = ""
    reason: str = ""
    internal_reason: str = ""

    def is_material(self, slug, group):
        """Whether the edits of the row in ``group`` are published as a change that owes notice."""
        return self.material.get((slug, group), group == MATERIAL)
