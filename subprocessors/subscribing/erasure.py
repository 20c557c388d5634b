"""Erasing a person's address wherever it is kept (GDPR, Art. 17).

An address to which a contract has notices sent is evidence, and is kept for as many years as the
company says after it was used last (Art. 17(3)(e), 5(1)(e)). It is erased then.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.list_on_day import day_at
from subprocessors.models.mail_addresses import (
    address_key,
    blank_address_in,
    keys_addressed,
)
from subprocessors.models.outbox import Delivery
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.objecting.address_tests import blank_address_tests
from subprocessors.objecting.keeping import (
    blank_objections,
    deliveries_of,
    kept_objection,
    objections_from,
    years_after,
)
from subprocessors.objecting.mentions import blank_mentions, mentions_of
from subprocessors.subscribing.blanking_recipients import blank_deliveries, new_mark
from subprocessors.subscribing.desk_log import blank_log

State = Subscriber.State


@dataclass(frozen=True)
class KeptContact:
    """A contract notice address that is not erased yet: ``until`` a day; None while it is used."""

    contact: NoticeContact
    until: date | None


@dataclass(frozen=True)
class Erased:
    """What an erasure did: the ``mark`` in the address's place ("" where nothing held it), how
    many rows of recipients and deliveries were blanked, and what was kept: KeptContacts and
    KeptObjections."""

    mark: str
    recipients: int
    deliveries: int
    kept: tuple
    kept_objections: tuple = ()


@transaction.atomic
def erase_address(address, *, by, at):
    """Erases ``address`` wherever it is kept and need not be; gives Erased. Who did it is recorded.

    Once more does no harm.
    """
    address = address.strip()
    mark, contacts = new_mark(), contacts_with(address)
    kept = tuple(found for one in contacts if (found := kept_contact(one, at=at)))
    held = {one.contact.pk for one in kept}
    erased = [one for one in contacts if one.pk not in held]
    subscribers = Subscriber.objects.filter(address_key=address_key(address))
    objections = objections_from(address)
    held_objections = tuple(found for one in objections if (found := kept_objection(one, at=at)))
    still_kept = [one.objection for one in held_objections]
    objections = [one for one in objections if one not in still_kept]
    # Of a subscriber whose row is gone, of objections, and of tests of the address for them.
    loose = Delivery.objects.filter(subscriber=None, contact=None)
    loose = loose.exclude(pk__in=deliveries_of(still_kept))
    loose = Delivery.objects.filter(pk__in=keys_addressed(loose, address))
    logged = blank_log(address, mark)
    count = blank_deliveries(
        [
            (Delivery.objects.filter(subscriber__in=subscribers), address, mark),
            (loose, address, mark),
            *((Delivery.objects.filter(contact=one), one.address, mark) for one in erased),
        ],
        at=at,
    )
    rows = _blank_subscribers(subscribers, mark, at=at)
    for contact in erased:
        blank_contact(contact, mark)
    mentions = mentions_of(address, mark, at=at, but_of=(*still_kept, *objections))
    rows += len(erased) + blank_objections(objections, mark, at=at, answers=mentions.answers)
    rows += blank_mentions(mentions) + blank_address_tests(address, mark)
    held_objections = (*held_objections, *mentions.kept)
    if not (rows or count or logged):
        return Erased("", 0, 0, kept, held_objections)
    record_act(AddressAct.What.ERASED, by=by, at=at, count=rows, mark=mark)
    return Erased(mark, rows, count, kept, held_objections)


def contacts_with(address):
    """The NoticeContacts that have ``address``, however it is written."""
    found = NoticeContact.objects.select_related("customer", "successor")
    keys = keys_addressed(NoticeContact.objects.order_by(), address)
    return list(found.filter(pk__in=keys).order_by("pk"))


def kept_contact(contact, *, at):
    """The KeptContact of an address that must be kept at the instant ``at``; or None."""
    portal = Portal.objects.first()
    today = day_at(at, portal.time_zone if portal else "UTC")
    unused = unused_since(contact, today)
    if unused is None:
        return KeptContact(contact, None)
    until = years_after(unused, settings.CONTRACT_KEPT_YEARS)
    return KeptContact(contact, until) if until >= today else None


def unused_since(contact, today):
    """Since which day nothing is sent to a contract address any more, or None while it is used.

    The day of the last notice, where that was later than the end.
    """
    ended_on = contact.customer.ended_on
    ends = [ended_on] if ended_on is not None and ended_on < today else []
    if contact.successor_id is not None:
        ends.append(_replaced_on(contact))
    if not ends:
        return None
    last = contact.deliveries.aggregate(last=Max("settled_at"))["last"]
    return max([min(ends), *([last.date()] if last else [])])


def _replaced_on(contact):
    first = contact.history.exclude(successor=None).order_by("history_date").first()
    return (first or contact.history.latest()).history_date.date()


def _blank_subscribers(subscribers, mark, *, at):
    """Deletes a row that never consented; of another one the consent stays, without the address."""
    deleted, _by_model = subscribers.filter(confirmed_at=None).delete()
    subscribers.filter(state=State.CONFIRMED).update(state=State.LEFT, left_at=at)
    blanked = {"address": mark, "address_key": mark, "services": "", "mailed_at": None}
    return deleted + subscribers.update(**blanked)


def blank_contact(contact, mark):
    """Takes the address, and where it comes from, out of a contact and of its history."""
    blank = {"address": mark, "source": "", "source_on": None}
    NoticeContact.objects.filter(pk=contact.pk).update(**blank)
    contact.history.update(**blank)
    for record in contact.history.exclude(history_change_reason=None):
        why = blank_address_in(record.history_change_reason, contact.address, mark)[:100]
        contact.history.filter(pk=record.pk).update(history_change_reason=why)
