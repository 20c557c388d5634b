"""What a calendar holds: starts, announced changes, last days, and until when to object.

An event is never deleted: what it announces may move or be cancelled. Its id comes from the
publication that announced it first; each later one that moves it, cancels it or changes what
happens raises its ``sequence`` (RFC 5545, 3.8.7.4).
"""

from dataclasses import dataclass, field

from subprocessors.models.publication import Change

STARTS, CHANGES, ENDS, OBJECTIONS = "starts", "changes", "ends", "objections"


@dataclass
class Event:
    """Something that happens to a row on ``day`` (ISO).

    ``fields`` are those that an announced change concerns, with what was announced.
    ``last_change`` is the newest Change that concerns it, ``created_at`` when it was first
    published. ``services`` are the slugs of all services it ever concerned; None stands for
    every one.
    """

    uid: str
    kind: str
    day: str
    last_change: Change
    fields: dict = field(default_factory=dict)
    services: set | None = field(default_factory=set)
    sequence: int = 0
    is_cancelled: bool = False
    created_at: object = None
    is_dropped: bool = False

    @property
    def updated_at(self):
        """When it was last announced, moved or cancelled."""
        return self.last_change.publication.published_at

    def concerns(self, service):
        """Whether it concerns a service, by slug; "" asks for any."""
        return not service or self.services is None or service in self.services

    def state(self):
        """What a reader of the calendar would see change."""
        fields = sorted(self.fields) if self.kind == OBJECTIONS else dict(self.fields)
        return self.day, self.is_cancelled, fields
