"""Contract addresses that came after a version was published, while a change of it is ahead."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from subprocessors.models.list_on_day import day_at
from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Change
from subprocessors.notifying.audiences import (
    concerned_contacts,
    contacts_in_force,
    material_changes,
)
from subprocessors.notifying.heirs import last_heirs
from subprocessors.notifying.inserting import insert_deliveries
from subprocessors.notifying.notice_messages import NoticeMessages
from subprocessors.notifying.sending_again import CannotSendAgain, begin_again, write_event


def newcomers_of(publication, *, at):
    """Recipients (see ``audiences``): contract addresses of today without a notice of a version.

    Of each the positions of those changes that concern it, take effect after the day of the
    instant ``at``, and that no later version has overtaken. Whoever follows an address that was
    sent the version is none. Five queries at most.
    """
    return _newcomers(publication, _ahead(publication, at), at)


@transaction.atomic
def send_to_newcomers(publication, *, by, at):
    """Queues a notice of a version, due at once, to each of its newcomers; gives how many.

    Who asked is written down. Raises CannotSendAgain.
    """
    publication = begin_again(publication)
    changes = _ahead(publication, at)
    messages = NoticeMessages(publication, changes, at=at, stored_before=True)
    ready = []
    for recipient in _newcomers(publication, changes, at):
        message = messages.stored(recipient.audience, recipient.positions)
        if message is not None:
            ready.append((recipient, message))
    if not ready:
        raise CannotSendAgain(
            _("Nothing was sent: no contract address has come since, or they were sent it already.")
        )
    event = write_event(OutboxEvent.What.NEWCOMERS, publication, len(ready), by=by, at=at)
    return insert_deliveries(
        {
            "message": message,
            "contact": recipient.pk,
            "address": recipient.address,
            "give_up_at": messages.give_up_at(recipient.positions),
            "due_at": at,
            "event": event.pk,
        }
        for recipient, message in ready
    )


def _ahead(publication, at):
    """The material changes of a version that are still ahead, and stand as it says."""
    on = day_at(at, publication.time_zone)
    ahead = [one for one in material_changes(publication) if one.effective_on > on]
    if not ahead:
        return []
    later = Change.objects.filter(
        publication__gt=publication.number, material=True, slug__in={one.slug for one in ahead}
    )
    later = list(later.only("slug", "fields"))
    return [one for one in ahead if not any(_overtakes(other, one) for other in later)]


def _overtakes(later, change):
    """Whether ``later`` states anew what ``change`` told, or takes the row out."""
    told = {"effective_on"} if change.kind == Change.Kind.ADDED else {*change.fields}
    return later.slug == change.slug and bool({*later.fields} & {"withdrawn_on", *told})


def _newcomers(publication, changes, at):
    if not changes:
        return []
    on = day_at(at, publication.time_zone)
    sent = Delivery.objects.filter(message__publication=publication, contact__isnull=False)
    unsent = contacts_in_force(on).filter(
        ~Exists(sent.filter(contact=OuterRef("pk"))), address__contains="@"
    )
    found = list(concerned_contacts(unsent, changes))
    if not found:
        return []
    heirs = last_heirs()
    replaced = sent.filter(contact__successor__isnull=False)
    following = {heirs[pk] for pk in replaced.values_list("contact_id", flat=True).distinct()}
    return [one for one in found if one.pk not in following]
