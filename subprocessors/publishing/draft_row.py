"""One row of a draft: as it is published, as it would be, and what differs."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from subprocessors.archive import changes as typed
from subprocessors.archive.digests import canonical
from subprocessors.publishing.decisions import MATERIAL

_NOT_SHOWN = frozenset({"reason", "counted_from_on", "earliest_effective_on"})


def _as_reviewed(change):
    found = {name: value for name, value in change.items() if name not in _NOT_SHOWN}
    if "short_notice" in found:
        found["short_notice"] = {**found["short_notice"], "words": ""}
    return found


@dataclass(frozen=True)
class DraftRow:
    """One row of the review: as it is published, as it would be, and what differs."""

    slug: str
    name: str
    pk: int | None
    before: dict | None
    after: dict | None
    working: Mapping = field(default_factory=dict)  # the public values of the working list
    waiting: tuple = ()  # fields in which the working list differs from what is published
    groups: Mapping = field(default_factory=dict)  # group -> its fields, as proposed
    group_days: Mapping = field(default_factory=dict)  # group -> its day, decided or proposed
    other_days: Mapping = field(default_factory=dict)  # the same, decided the other way
    changes: tuple = ()
    stale_words: Mapping = field(default_factory=dict)  # words field -> the codes it is beside
    left_out: bool = False
    held_back: bool = False
    redraft: Callable | None = field(default=None, compare=False, repr=False)

    @cached_property
    def alternative(self):
        """The row if its material group were decided the other way; None where it cannot be.

        That is as wording only what is a change that owes notice, and the reverse.
        """
        is_added = any(change["kind"] == typed.ADDED for change in self.changes)
        if self.redraft is None or MATERIAL not in self.groups or is_added:
            return None
        found = self.redraft()
        return found if found.changes else None

    @cached_property
    def digest(self):
        """SHA-256 (hex) of what the review shows of it.

        Reasons are left out: legal writes them, also those of a correction, which are the words
        of its short notice. So are the days that a period was counted by: an hour later they may
        be others, while customers read the same.
        """
        changes = list(map(_as_reviewed, self.changes))
        shown = {"slug": self.slug, "row": self.after, "changes": changes}
        return hashlib.sha256(canonical(shown)).hexdigest()
