"""Putting the notices of a publication into the outbox, within the transaction that publishes."""

from django.conf import settings

from subprocessors.notifying.audiences import CONTACTS, SUBSCRIBERS, material_changes, recipients_of
from subprocessors.notifying.inserting import insert_deliveries
from subprocessors.notifying.notice_messages import NoticeMessages


def queue_notices(publication):
    """Writes one Delivery for each recipient whom ``publication`` concerns; gives how many.

    Only a material change is told. They wait ``NOTICE_WAIT``, in which they can be stopped.
    """
    changes = material_changes(publication)
    if not changes:
        return 0
    messages = NoticeMessages(publication, changes, at=publication.published_at)
    due_at = publication.published_at + settings.NOTICE_WAIT
    return insert_deliveries(
        {
            "message": messages.stored(recipient.audience, recipient.positions),
            "subscriber": recipient.pk if recipient.audience == SUBSCRIBERS else None,
            "contact": recipient.pk if recipient.audience == CONTACTS else None,
            "address": recipient.address,
            "give_up_at": messages.give_up_at(recipient.positions),
            "due_at": due_at,
        }
        for recipient in recipients_of(publication, changes)
    )
