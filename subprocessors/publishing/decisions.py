"""What legal decides in the review."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MATERIAL, WORDING, FIRST_STATED = "material", "wording", "first_stated"
RENAMED = "renamed"
#: Edits of a row are decided in groups, in this order: what is proposed as a change that owes
#: notice, a vendor's own rename, what states something for the first time, and other wording.
GROUPS = (MATERIAL, RENAMED, FIRST_STATED, WORDING)


@dataclass(frozen=True)
class ShortNotice:
    """Why something may take effect before its notice has run.

    ``reason`` is one of ``owing.SHORT_NOTICE_REASONS``, ``words`` are legal's own, ``since`` is
    the ISO day since which something left out by mistake is in use: these are published. The
    ``clause`` relied on never is.
    """

    reason: str = ""
    words: str = ""
    since: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Decisions:
    """What legal decided in the review. ISO days; a *group* is one of GROUPS.

    ``days``, ``material``, ``reasons`` and ``short_notices`` are by (slug, group), or by (slug,
    field) for a field of it that goes its own way: the day it takes effect on ("" for one that
    was emptied), whether it is published as material, the public reason why not, and a
    ShortNotice. ``moved`` maps (slug, field) of a pending announcement to its new day;
    ``dropped`` names those that will not happen, ``today`` those whose value in force a
    correction puts right, ``kept_words`` words that stay although the codes beside them change.
    ``joined`` says of a set that holds what is pending and more whether all of it takes the new
    day (True), or the pending part keeps its own (False). ``included`` and ``left_out`` are
    slugs. With ``reissues`` a correction states again what the corrected version stated.

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
    short_notices: Mapping = field(default_factory=dict)
    moved: Mapping = field(default_factory=dict)
    dropped: frozenset = frozenset()
    today: frozenset = frozenset()
    kept_words: frozenset = frozenset()
    joined: Mapping = field(default_factory=dict)
    proposes: bool = False
    is_review: bool = False
    corrects: int | None = None
    reissues: bool = False
    title: str = ""
    note: str = ""
    reason: str = ""
    internal_reason: str = ""

    def is_material(self, slug, group, name=""):
        """Whether the edits of the row in ``group``, or its field, owe notice as a change."""
        return self.of_field(self.material, slug, name, group, group == MATERIAL)

    def of_field(self, answers, slug, name, group, default=None):
        """The answer on a field among ``answers``: its own, else its group's, else the default."""
        return answers.get((slug, name), answers.get((slug, group), default))
