"""What legal decided of one row, and what is proposed where nothing was decided."""

from subprocessors.archive import changes as typed
from subprocessors.archive.freezing import Terms
from subprocessors.archive.snapshots import normalised
from subprocessors.publishing.decisions import RENAMED
from subprocessors.publishing.renames import renamed_reason
from subprocessors.publishing.row_groups import FOLLOWS, following

MOVED, DROPPED, TODAY = "moved", "dropped", "today"


class RowDecisions:
    """The answers on one row of a draft.

    ``on`` is the ISO day of the publication, ``proposed_day`` the one proposed for what owes
    notice ("" for none); ``is_quiet`` tells an opening or an import, whose changes owe none.
    """

    def __init__(self, slug, decisions, *, on, proposed_day, is_quiet):
        self.slug, self.all = slug, decisions
        self.on, self.proposed_day, self.is_quiet = on, proposed_day, is_quiet

    @property
    def is_correction(self):
        """Whether the draft corrects a version."""
        return self.all.corrects is not None

    def is_left_out(self, touched):
        """Whether the row waits; of a correction, each that is not among the slugs ``touched``."""
        if self.slug in self.all.left_out:
            return True
        is_beside = self.is_correction and self.slug not in touched
        return self.all.proposes and is_beside and self.slug not in self.all.included

    def is_material(self, group, kind, name):
        """Whether notice is owed; of an addition it is, whatever was decided (GDPR, Art. 28(2))."""
        if self.is_quiet:
            return False
        return kind == typed.ADDED or self.all.is_material(self.slug, group, name)

    def day(self, group, name="", *, other=False):
        """The day decided for the group, else proposed: of a change the earliest, else at once.

        That of the field ``name``, where it goes its own way. With ``other``, the one proposed
        if it were decided the other way.
        """
        decisions, slug = self.all, self.slug
        is_material = decisions.is_material(slug, group, name) != other
        proposed = self.proposed_day if decisions.proposes and is_material else ""
        is_apart = (slug, name) in decisions.material and (slug, name) not in decisions.days
        if other or is_apart:  # the day of its group was for the others
            return proposed
        return decisions.of_field(decisions.days, slug, name, group, proposed)

    def reason(self, name, group, kind):
        """The public reason why the field, or its group, is wording only.

        "" where none is given, or none applies: to what owes notice, or in an opening or import.
        That of a vendor's own rename is proposed.
        """
        if self.is_quiet or self.is_material(group, kind, name):
            return ""
        proposed = renamed_reason() if group == RENAMED else ""
        return normalised(self.all.of_field(self.all.reasons, self.slug, name, group, proposed))

    def short_notice(self, name, group):
        """The ShortNotice declared for the field or its group, or None."""
        return self.all.of_field(self.all.short_notices, self.slug, name, group)

    def of_announcements(self, published, working):
        """What was decided of the row's pending announcements: field -> MOVED, DROPPED or TODAY.

        A field of FOLLOWS that is announced for the day of the other goes wherever that goes,
        be it by an edit.
        """
        pending, found = published.get("next", {}) if published else {}, {}
        for name, announced in pending.items():
            if self.all.moved.get((self.slug, name), announced["on"]) != announced["on"]:
                found[name] = MOVED
            for how, chosen in ((TODAY, self.all.today), (DROPPED, self.all.dropped)):
                if (self.slug, name) in chosen:
                    found[name] = how
        for name in following(pending):
            leader = FOLLOWS[name]
            is_edited = working.get(leader) != pending[leader].get("value")
            if leader in found:
                found[name] = found[leader]
            elif is_edited and not self.is_correction:
                is_undone = working.get(leader) == published["now"].get(leader)
                found[name] = DROPPED if is_undone else MOVED
        return found

    def terms(self, decided, days):
        """The Terms on which the row is frozen; ``decided`` is what ``of_announcements`` gave."""
        moved = {name: self.all.moved.get((self.slug, name)) for name in decided}
        for name, leader in FOLLOWS.items():
            if decided.get(name) == MOVED:
                moved[name] = moved[name] or moved.get(leader) or days.get(leader, self.on)
        return Terms(
            on=self.on,
            days=days,
            moved={name: day for name, day in moved.items() if decided[name] == MOVED},
            dropped=frozenset(name for name, how in decided.items() if how == DROPPED),
            is_correction=self.is_correction,
            today=frozenset(name for name, how in decided.items() if how == TODAY),
        )
