"""The events of each row, worked out from its changes, publication by publication."""

import uuid
from itertools import groupby

from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.exports.events import CHANGES, ENDS, OBJECTIONS, STARTS, Event

_DAY_FIELDS = {STARTS: "effective_on", ENDS: "ended_on"}


def events_of(changes):
    """The Events that ``changes`` announce, in order of their days.

    ``changes`` come with their publications, oldest first. Redacted ones announce nothing.
    """
    rows = {}
    stated = (change for change in changes if change.fields and change.slug)
    for (_number, slug), group in groupby(
        sorted(stated, key=lambda change: (change.publication_id, change.slug)),
        key=lambda change: (change.publication_id, change.slug),
    ):
        rows.setdefault(slug, _RowEvents(slug)).read(list(group))
    found = [event for row in rows.values() for event in row.events]
    return sorted(
        found, key=lambda event: (event.day, event.last_change.slug, event.kind, event.uid)
    )


class _RowEvents:
    """The events of one row, worked out publication by publication."""

    def __init__(self, slug):
        self.slug = slug
        self.events = []
        self.latest = {STARTS: None, ENDS: None}
        self.pending = {}  # announced values by field
        self.coming = []  # the events of these announcements
        self.ended_on = None
        self.is_withdrawn = False

    def read(self, changes):
        """Brings the events up to date with the changes that one publication states of the row."""
        self.on = changes[0].publication.published_on.isoformat()
        self.sides = {name: (change, s) for change in changes for name, s in change.fields.items()}
        before = {event.uid: event.state() for event in self.events}
        for kind, name in _DAY_FIELDS.items():
            if name in self.sides:
                self._read_day(kind, name)
        if "withdrawn_on" in self.sides:
            self.is_withdrawn = "now" in self.sides["withdrawn_on"][1].get("after", {})
        self._read_announced()
        self._read_objections(changes)
        self._cancel()
        for event in self.events:
            if before.get(event.uid, event.state()) != event.state():
                event.sequence += 1
                self._update(event, self._main_change(event, changes))

    def _main_change(self, event, changes):
        """The change that says the most about ``event``."""
        names = (_DAY_FIELDS.get(event.kind), *event.fields, "withdrawn_on", "ended_on")
        said = [self.sides[name][0] for name in names if name in self.sides]
        return said[0] if said else changes[0]

    def _update(self, event, change):
        event.last_change = change
        if not change.service_slugs:
            event.services = None
        elif event.services is not None:
            event.services |= set(change.service_slugs)

    def _new(self, kind, day, change, *, fields=None):
        name = f"{self.slug} {kind} {day}"
        uid = str(uuid.uuid5(change.publication.uid, name))
        at = change.publication.published_at
        event = Event(uid, kind, day, change, fields=fields or {}, created_at=at)
        self._update(event, change)
        self.events.append(event)
        return event

    def _read_day(self, kind, name):
        change, sides = self.sides[name]
        day = sides.get("after", {}).get("now")
        if kind == ENDS:
            self.ended_on = day
        event = self.latest[kind]
        if event and event.day >= self.on:
            event.is_dropped = day is None
            event.day = day or event.day
        elif day and day >= self.on:
            self.latest[kind] = self._new(kind, day, change)

    def _read_announced(self):
        """One event for each day on which announced values of the row take effect."""
        touched = {}
        self.pending = {name: a for name, a in self.pending.items() if a["on"] > self.on}
        self.coming = [event for event in self.coming if event.day > self.on]
        for name, (change, sides) in self.sides.items():
            becomes = sides.get("after", {}).get("next")
            if name not in LIFECYCLE_FIELDS and becomes != sides.get("before", {}).get("next"):
                self.pending.pop(name, None)
                touched[name] = change
                if becomes:
                    self.pending[name] = becomes
        if touched:
            self._rearrange(touched)

    def _rearrange(self, touched):
        days = {}
        for name, announced in sorted(self.pending.items()):
            days.setdefault(announced["on"], {})[name] = announced
        free = [event for event in self.coming if event.day not in days]
        for event in self.coming:
            if event not in free:
                event.fields = days.pop(event.day)
        for event in free:
            moved_to = next((day for day in sorted(days) if days[day].keys() & event.fields), None)
            if moved_to is None:
                event.is_dropped = True
            else:
                event.day, event.fields = moved_to, days.pop(moved_to)
        self.coming = [event for event in self.coming if not event.is_dropped]
        for day, fields in sorted(days.items()):
            change = next(touched[name] for name in fields if name in touched)
            self.coming.append(self._new(CHANGES, day, change, fields=fields))

    def _read_objections(self, changes):
        """One event for the last day on which customers may object to a change.

        A new announcement of one of its fields moves it; one that is dropped cancels it.
        """
        for change in changes:
            until = change.objection_until_on and change.objection_until_on.isoformat()
            open_ones = [
                event
                for event in self.events
                if event.kind == OBJECTIONS
                and not event.is_dropped
                and event.day >= self.on
                and event.fields.keys() & change.fields.keys()
            ]
            if until is None:
                for event in open_ones:
                    event.is_dropped = not self._still_comes(event)
                continue
            for event in open_ones[1:]:
                event.is_dropped = True
            if open_ones:
                open_ones[0].day = until
                open_ones[0].fields = dict(change.fields)
            else:
                self._new(OBJECTIONS, until, change, fields=dict(change.fields))

    def _still_comes(self, event):
        """Whether something of what may be objected to is still announced, or was never ahead."""
        for name in event.fields:
            after = self.sides.get(name, (None, {}))[1].get("after", {})
            if name not in self.sides or name in self.pending:
                return True
            if name in LIFECYCLE_FIELDS and "now" in after:
                return True
        return False

    def _cancel(self):
        """Cancels what a withdrawn row would start, and what would change after a last day."""
        for event in self.events:
            is_over = event.day < self.on and event is not self.latest[STARTS]
            if is_over:
                continue
            too_late = event.kind == CHANGES and self.ended_on and event.day > self.ended_on
            event.is_cancelled = bool(event.is_dropped or self.is_withdrawn or too_late)
