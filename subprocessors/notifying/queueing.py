"""Putting the notices of a publication into the outbox, within the transaction that publishes."""

import zoneinfo
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.translation import get_language

from subprocessors.models.outbox import StoredMessage
from subprocessors.notifying.audiences import CONTACTS, SUBSCRIBERS, material_changes, recipients_of
from subprocessors.notifying.composing import composed
from subprocessors.notifying.inserting import insert_deliveries
from subprocessors.notifying.rendering import rendered_notice

#: A notice is tried until the change takes effect, and for so long at least.
LEAST_TRIED = timedelta(days=7)


def queue_notices(publication):
    """Writes one Delivery for each recipient whom ``publication`` concerns; gives how many.

    Only a material change is told. They wait ``NOTICE_WAIT``, in which they can be stopped.
    """
    changes = material_changes(publication)
    if not changes:
        return 0
    messages = _Messages(publication, changes)
    return insert_deliveries(
        {
            "message": messages.stored(recipient.audience, recipient.positions),
            "subscriber": recipient.pk if recipient.audience == SUBSCRIBERS else None,
            "contact": recipient.pk if recipient.audience == CONTACTS else None,
            "address": recipient.address,
            "give_up_at": messages.give_up_at(recipient.positions),
            "due_at": messages.due_at,
        }
        for recipient in recipients_of(publication, changes)
    )


class _Messages:
    """The messages of one publication, each different one rendered and stored once."""

    def __init__(self, publication, changes):
        self._publication = publication
        self._changes = {change.position: change for change in changes}
        self._keys, self._give_up = {}, {}
        self.due_at = publication.published_at + settings.NOTICE_WAIT

    def stored(self, audience, positions):
        """The key of the StoredMessage that tells an audience the changes at ``positions``."""
        key = (audience, positions)
        if key not in self._keys:
            self._keys[key] = self._store(audience, positions).pk
        return self._keys[key]

    def _store(self, audience, positions):
        can_leave = audience == SUBSCRIBERS
        changes = [self._changes[position] for position in positions]
        rendered = rendered_notice(self._publication, changes, can_leave=can_leave)
        return StoredMessage.objects.create(
            publication=self._publication,
            purpose=StoredMessage.Purpose.NOTICE,
            audience=audience,
            language=get_language(),
            positions=list(positions),
            subject=rendered.subject,
            made_at=self._publication.published_at,
            **StoredMessage.pack(composed(rendered, can_leave=can_leave)),
        )

    def give_up_at(self, positions):
        """Until when it is tried: the last of the changes takes effect, or a week is over."""
        if positions not in self._give_up:
            last = max(self._changes[position].effective_on for position in positions)
            zone = zoneinfo.ZoneInfo(self._publication.time_zone)
            begins = datetime.combine(last, time.min, zone)
            least = self._publication.published_at + LEAST_TRIED
            self._give_up[positions] = max(begins, least)
        return self._give_up[positions]
