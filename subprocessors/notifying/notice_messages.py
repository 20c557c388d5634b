"""The messages of one version, each different one rendered and stored once."""

import zoneinfo
from datetime import datetime, time, timedelta
from functools import cached_property

from django.utils.translation import get_language

from subprocessors.models.outbox import StoredMessage
from subprocessors.notifying.audiences import SUBSCRIBERS
from subprocessors.notifying.composing import composed
from subprocessors.notifying.late_from import late_from
from subprocessors.notifying.rendering import NoticeRenderer

#: A notice is tried until the change takes effect, and for so long at least.
LEAST_TRIED = timedelta(days=7)


class NoticeMessages:
    """The notices of ``publication`` that tell its material ``changes``, made ``at`` an instant.

    One that was ``stored_before`` is used again, unless its words were redacted.
    """

    def __init__(self, publication, changes, *, at, stored_before=False):
        self._publication, self._at = publication, at
        self._changes = {change.position: change for change in changes}
        self._keys = _usable(publication) if stored_before else {}
        self._give_up = {}

    def stored(self, audience, positions):
        """The key of the StoredMessage that tells an audience the changes at ``positions``.

        None where it would have to tell words that were redacted.
        """
        key = (audience, positions)
        if key not in self._keys:
            self._keys[key] = self._store(audience, positions)
        return self._keys[key]

    def _store(self, audience, positions):
        if not all(self._changes[position].fields for position in positions):
            return None
        rendered = self._renderer.notice(can_leave=audience == SUBSCRIBERS, positions=positions)
        late = late_from(self._publication, [self._changes[position] for position in positions])
        stored = store_notice(
            self._publication, audience, positions, rendered, late_from=late, at=self._at
        )
        return stored.pk

    @cached_property
    def _renderer(self):
        changes = [change for change in self._changes.values() if change.fields]
        return NoticeRenderer(self._publication, changes)

    def give_up_at(self, positions):
        """Until when it is tried: the last of the changes takes effect, or a week is over."""
        if positions not in self._give_up:
            last = max(self._changes[position].effective_on for position in positions)
            zone = zoneinfo.ZoneInfo(self._publication.time_zone)
            begins = datetime.combine(last, time.min, zone)
            self._give_up[positions] = max(begins, self._at + LEAST_TRIED)
        return self._give_up[positions]


def store_notice(publication, audience, positions, rendered, *, late_from, at):
    """Stores a Rendered notice to an audience, late from an instant; gives the StoredMessage."""
    return StoredMessage.objects.create(
        publication=publication,
        purpose=StoredMessage.Purpose.NOTICE,
        audience=audience,
        language=get_language(),
        positions=list(positions),
        subject=rendered.subject,
        made_at=at,
        late_from=late_from,
        **StoredMessage.pack(composed(rendered, can_leave=audience == SUBSCRIBERS)),
    )


def _usable(publication):
    """The newest notice of the version to each audience, by audience and positions."""
    found = StoredMessage.objects.filter(
        publication=publication, purpose=StoredMessage.Purpose.NOTICE
    ).exclude(content=b"")
    columns = found.order_by("pk").values_list("audience", "positions", "pk")
    return {(audience, tuple(positions)): pk for audience, positions, pk in columns}
