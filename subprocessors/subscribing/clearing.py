"""Removing what need not be kept any longer. ``manage.py sendnotices`` calls it now and then."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from subprocessors.front.client_limits import forget_clients
from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import NoticeContact
from subprocessors.objecting.keeping import blank_objections, deliveries_of, expired_objections
from subprocessors.subscribing.blanking_recipients import MARK, blank_deliveries, new_mark
from subprocessors.subscribing.erasure import blank_contact, kept_contact
from subprocessors.subscribing.leaving import remove_expired_subscribers


def clear_expired(*, at):
    """Removes what was kept long enough at the instant ``at``; gives how many addresses.

    Unconfirmed subscribers, those who left, contract addresses out of use, closed objections,
    counts of clients: as docs/notices.md says. In transactions of its own; safe beside others, and
    at any time.
    """
    forget_clients(at=at)
    count = remove_expired_subscribers(at=at) + _erase_expired_contacts(at)
    count += _erase_expired_objections(at)
    if count:
        record_act(AddressAct.What.EXPIRED, by="", at=at, count=count)
    return count


def _erase_expired_contacts(at):
    found = [one for one in _unused_contacts(at) if kept_contact(one, at=at) is None]
    for contact in found:
        with transaction.atomic():
            mark = new_mark()
            deliveries = Delivery.objects.filter(contact=contact)
            blank_deliveries([(deliveries, contact.address, mark)], at=at)
            blank_contact(contact, mark)
    return len(found)


def _erase_expired_objections(at):
    found = expired_objections(at=at)
    for objection in found:
        with transaction.atomic():
            mark = new_mark()
            blank_deliveries([(deliveries_of([objection]), objection.address, mark)], at=at)
            blank_objections([objection], mark, at=at)
    return len(found)


def _unused_contacts(at):
    """Those that may have been kept long enough: to be looked at one by one."""
    years_ago = at - timedelta(days=365 * settings.CONTRACT_KEPT_YEARS)
    is_unused = Q(customer__ended_on__lt=years_ago.date()) | Q(successor__isnull=False)
    found = NoticeContact.objects.filter(is_unused).exclude(address__startswith=MARK)
    found = found.annotate(last=Max("deliveries__settled_at"))
    return found.filter(Q(last=None) | Q(last__lt=years_ago)).select_related("customer")
