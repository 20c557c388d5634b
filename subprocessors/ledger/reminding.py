"""Reminding once whoever was sent a notice and has not confirmed that it was received."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subprocessors.front.addresses import absolute
from subprocessors.models.acknowledgements import is_confirmed
from subprocessors.models.list_on_day import day_at, facts_of
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.notifying.bouncing import MAY_BOUNCE
from subprocessors.notifying.composing import composed, flattened, place
from subprocessors.notifying.inserting import insert_deliveries
from subprocessors.notifying.link_tokens import ACKNOWLEDGE, acknowledge_address
from subprocessors.notifying.rendering import rendered
from subprocessors.notifying.sending_again import CannotSendAgain, begin_again, write_event

Purpose = StoredMessage.Purpose
#: So long a reminder is tried.
TRIED_FOR = timedelta(days=7)


def remindable(publication, *, at):
    """The Deliveries (a queryset) of a version whose recipients can be reminded at an instant.

    Contract addresses in force that were sent the notice, did not confirm it, and were not
    reminded of it: of one that was sent again, the last. Where an address was replaced, the notice
    is sent again instead.
    """
    on = day_at(at, publication.time_zone)
    is_customer = Q(contact__customer__ended_on=None) | Q(contact__customer__ended_on__gte=on)
    found = Delivery.objects.filter(
        is_customer,
        ~is_confirmed(),
        message__publication=publication,
        message__purpose=Purpose.NOTICE,
        state__in=MAY_BOUNCE,
        due_at=None,
        contact__successor=None,
        contact__isnull=False,
        address__contains="@",  # of an erased one a mark is left
        repeated_by=None,
        reminders=None,
    )
    return found.exclude(message__content=b"").order_by("pk")


@transaction.atomic
def remind(publication, *, by, at):
    """Queues a reminder for each of ``remindable``, due at once; gives how many. Who did is kept.

    Raises CannotSendAgain where there is nobody to remind, or sending is stopped.
    """
    publication = begin_again(publication)
    found = list(remindable(publication, at=at).select_related("contact"))
    if not found:
        raise CannotSendAgain(_("Nobody was reminded: all have confirmed, or were reminded."))
    event = write_event(OutboxEvent.What.REMINDED, publication, len(found), by=by, at=at)
    keys = {one.message_id for one in found}
    messages = {key: _stored(key, publication, at).pk for key in sorted(keys)}
    return insert_deliveries(
        {
            "message": messages[one.message_id],
            "contact": one.contact_id,
            "address": one.contact.address,
            "reminds": one.pk,
            "event": event.pk,
            "due_at": at,
            "give_up_at": at + TRIED_FOR,
        }
        for one in found
    )


def _stored(notice, publication, at):
    """The reminder of the notice with the key ``notice``, stored: a StoredMessage."""
    notice_subject = StoredMessage.objects.values_list("subject", flat=True).get(pk=notice)
    facts = facts_of(publication.snapshot.document)
    subject = flattened(_("Reminder: %(subject)s") % {"subject": notice_subject})
    context = {
        "organisation": facts.get("organisation", ""),
        "facts": facts,
        "publication": publication,
        "notice_subject": notice_subject,
        "version_address": absolute("version", publication.number),
        "list_address": absolute("list"),
        "acknowledge": acknowledge_address(place(ACKNOWLEDGE)),
    }
    return StoredMessage.objects.create(
        publication=publication,
        purpose=Purpose.REMINDER,
        audience=StoredMessage.Audience.CONTACTS,
        language=get_language(),
        subject=subject,
        made_at=at,
        **StoredMessage.pack(composed(rendered("reminder", subject, context))),
    )
