"""Which customer an address speaks for, and until when that customer may object.

Whoever was told in time has the days of the version. Whoever was told late has their own, counted
from the day on which they were told. Whoever was not told has none: no period runs against them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from subprocessors.archive import deadlines
from subprocessors.archive.notice_rule import NoticeDays
from subprocessors.archive.notice_timing import notice_timing
from subprocessors.models.list_on_day import day_at
from subprocessors.models.mail_addresses import written_ways
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.notifying.delivery_timings import rules_for, takings


@dataclass(frozen=True)
class CustomerDeadline:
    """The ``customer`` of a contract address, when they were told of a change (None: not yet),
    and the last day (a date) on which they may object; None where none runs."""

    customer: Customer
    notified_at: datetime | None
    until_on: date | None


def customer_deadline(address, organisation, change):
    """The CustomerDeadline of whoever writes from ``address``; None where it is no customer's.

    Of several customers who share the address, the one who is called ``organisation``. Three
    queries, and the same work, whatever the address is: its time says nothing.
    """
    customers = _customers_with(address)
    notices = _notices_of(address, change)
    rule = rules_for([change.publication_id]).get(change.publication_id)
    if len(customers) > 1:
        name = organisation.strip().casefold()
        customers = [one for one in customers if one.name.casefold() == name]
    if len(customers) != 1:
        return None
    customer = customers[0]
    notified_at = min((at for pk, at in notices if pk == customer.pk), default=None)
    if notified_at is None:
        return CustomerDeadline(customer, None, None)
    on = day_at(notified_at, change.publication.time_zone)
    return CustomerDeadline(customer, notified_at, own_last_day(change, customer, rule, on))


def own_last_day(change, customer, rule, arrived_on):
    """The last day to object (a date) of a customer who was told of ``change`` on a day.

    ``rule`` is the NoticeRule that its version applied, or None. Gives None where the change states
    no day; never one before the day that it states.
    """
    until, counted_from = change.objection_until_on, change.counted_from_on
    if until is None or counted_from is None or counted_from < change.publication.published_on:
        return until  # what is moved later keeps the days of its first notice
    try:
        days = _days_of(change, customer, rule, arrived_on)
    except deadlines.CannotCount:  # a promise beyond the calendar
        return until
    return max(until, days.objection_until(change.effective_on))


def _days_of(change, customer, rule, arrived_on):
    """The NoticeDays of this customer, by the rule of the version and what they were promised."""
    periods = [] if rule is None else [(rule.kind, rule.number)]
    if customer.promised_number is not None:
        periods.append((customer.promised_kind, customer.promised_number))
    timing = notice_timing(
        arrived_on,
        counted_from=change.counted_from_on,
        earliest=change.earliest_effective_on,
        starts=change.effective_on,
        periods=periods,
        country=rule.country if rule else "",
    )
    start, window = max(arrived_on, change.counted_from_on), None
    if rule is not None and rule.objection_days is not None:
        window = deadlines.last_day(
            deadlines.CALENDAR_DAYS, rule.objection_days, rule.country, start
        )
    return NoticeDays(start, timing.earliest, window)


def _customers_with(address):
    contacts = NoticeContact.objects.filter(_is_spelled(address, "address"))
    contacts = contacts.select_related("customer").order_by("customer_id")
    return list({one.customer_id: one.customer for one in contacts}.values())


def _notices_of(address, change):
    """(key of the customer, instant) of each notice of ``change`` that a mail server took.

    Of one that came back since, none.
    """
    found = takings().filter(
        _is_spelled(address, "delivery__contact__customer__contacts__address"),
        delivery__state=Delivery.State.ACCEPTED,
        delivery__message__purpose=StoredMessage.Purpose.NOTICE,
        delivery__message__publication=change.publication_id,
    )
    columns = ("delivery__contact__customer", "at", "delivery__message__positions")
    return [
        (pk, at)
        for pk, at, positions in found.values_list(*columns)
        if change.position in positions
    ]


def _is_spelled(address, field):
    """That ``field`` holds the address, however it is written."""
    found = Q()
    for one in written_ways(address):
        found |= Q(**{f"{field}__iexact": one})
    return found
