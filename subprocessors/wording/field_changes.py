"""What happens to one field of a change: is it put into force, announced, moved, dropped?"""

from dataclasses import dataclass
from functools import cached_property

from subprocessors.archive.fields import (
    CODES_OF,
    MEANINGFUL_WHEN_EMPTY,
    PUBLIC_FIELDS,
    SET_FIELDS,
)


@dataclass(frozen=True)
class FieldChange:
    """One field of a change, read from its two sides (see ``changes``).

    ``was`` and ``now`` are the values in force before and after, ``pending`` and
    ``announced`` the announcements ``{"on", "value"}`` before and after; None where empty.
    """

    field: str
    was: object
    now: object
    pending: dict | None
    announced: dict | None

    @classmethod
    def of(cls, field, sides):
        """The FieldChange of ``field`` between ``{"before": side, "after": side}``."""
        before, after = sides.get("before", {}), sides.get("after", {})
        return cls(
            field, before.get("now"), after.get("now"), before.get("next"), after.get("next")
        )

    @cached_property
    def is_in_force(self):
        """Whether the value in force differs."""
        return self.was != self.now

    @cached_property
    def is_announced(self):
        """Whether something is announced that was not announced so before."""
        return self.announced is not None and self.announced != self.pending

    @cached_property
    def is_moved(self):
        """Whether the same announced value now comes on another day."""
        return (
            self.is_announced
            and self.pending is not None
            and self.announced.get("value") == self.pending.get("value")
        )

    @cached_property
    def is_joined(self):
        """Whether a set that was announced comes later, together with more."""
        if self.announced is None or self.pending is None:
            return False
        return self.announced["on"] > self.pending["on"] and self._holds_pending(
            self.announced.get("value")
        )

    @cached_property
    def is_dropped(self):
        """Whether what had been announced will not happen (rather than come early, or later)."""
        if self.pending is None or self.pending == self.announced or self.is_moved:
            return False
        came_early = self.is_in_force and self.now == self.pending.get("value")
        return not (came_early or self._holds_pending(self.becomes))

    def _holds_pending(self, value):
        """Whether the set ``value`` has all that was announced, and more."""
        pending = self.pending.get("value")
        return bool(self.field in SET_FIELDS and pending and value and set(pending) < set(value))

    @property
    def becomes(self):
        """The value that the change brings: the one announced, or the one now in force."""
        return self.announced.get("value") if self.is_announced else self.now

    @property
    def has_new_value(self):
        """Whether there is more to tell than that an announcement moves or is dropped."""
        return self.is_in_force or (self.is_announced and not self.is_moved)

    @property
    def is_first_stated(self):
        """Whether nothing was stated or announced before, so that nothing is known to differ."""
        return self._is_stated_or_not and self.was is None and self.pending is None

    @property
    def is_no_longer_stated(self):
        """Whether the field is emptied; what it said may still be so."""
        return self._is_stated_or_not and self.becomes is None

    @property
    def _is_stated_or_not(self):
        return self.has_new_value and self.field not in MEANINGFUL_WHEN_EMPTY


def field_changes_of(change):
    """The FieldChanges of a change, by field."""
    return {field: FieldChange.of(field, sides) for field, sides in change["fields"].items()}


def spoken_field_changes(change):
    """The FieldChanges that sentences and titles are made of, by field.

    Words that only go because the codes beside them change say nothing of their own.
    """
    found = field_changes_of(change)
    return {field: one for field, one in found.items() if not _only_follows(one, found)}


def _only_follows(field_change, found):
    brings_words = field_change.has_new_value and field_change.becomes
    return CODES_OF.get(field_change.field) in found and not brings_words


def in_reading_order(fields):
    """Field names in the order in which a row is read."""
    return sorted(fields, key=PUBLIC_FIELDS.index)
