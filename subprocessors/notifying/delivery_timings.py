"""How deliveries to contract addresses stand to the time that was owed, for any versions."""

from datetime import date

from subprocessors.archive.deadlines import CannotCount
from subprocessors.archive.notice_rule import NoticeRule
from subprocessors.archive.notice_timing import notice_timing
from subprocessors.models.list_on_day import day_at, facts_of
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.publication import Change, Snapshot


def delivery_timings(deliveries, *, arrived=None):
    """A NoticeTiming by key of the Delivery; of whatever states no period, there is none.

    ``deliveries`` have ``message__publication`` and ``contact__customer`` fetched. Counted is one
    that the mail server took, by the rule that its version applied (that of the version before)
    and a longer period promised to the customer, up to the first start of the changes that it
    tells. Three queries, however many there are; two where ``arrived`` says already when the
    mail server took each, by key.
    """
    taken = [one for one in deliveries if _is_counted(one)]
    if not taken:
        return {}
    numbers = {one.message.publication_id for one in taken}
    owed, rules = _owed_changes(numbers), rules_for(numbers)
    arrived = _arrivals(taken) if arrived is None else arrived
    timings = {}
    for one in taken:
        number = one.message.publication_id
        changes = [owed[number, p] for p in one.message.positions if (number, p) in owed]
        at = arrived.get(one.pk, one.settled_at)
        timing = _timing(one, at, changes, rules.get(number)) if changes else None
        if timing is not None:
            timings[one.pk] = timing
    return timings


def _is_counted(delivery):
    return delivery.state == Delivery.State.ACCEPTED and bool(
        delivery.contact_id and delivery.message.publication_id
    )


def takings():
    """The DeliveryAttempts at which a mail server took the message."""
    attempt = DeliveryAttempt
    return attempt.objects.filter(phase=attempt.Phase.DOT, state=Delivery.State.ACCEPTED)


def _arrivals(deliveries):
    """When the mail server took each, by key; a mark that was taken back moves nothing."""
    found = takings().filter(delivery__in=[one.pk for one in deliveries]).order_by("-pk")
    return dict(found.values_list("delivery_id", "at"))


def _owed_changes(numbers):
    """The changes that owe their version's own period, by number and position. One query.

    A plan that is moved later keeps the days of its first notice, and needs no time.
    """
    columns = "publication_id", "position", "effective_on", "counted_from_on"
    found = Change.objects.filter(publication__in=numbers, counted_from_on__isnull=False)
    found = found.only(*columns, "earliest_effective_on", "publication__published_on")
    return {
        (one.publication_id, one.position): one
        for one in found.select_related("publication")
        if one.counted_from_on >= one.publication.published_on
    }


def rules_for(numbers):
    """The NoticeRule that each version applied, by number; None where none was set. One query."""
    before = Snapshot.objects.filter(publication__in=[number - 1 for number in numbers])
    return {
        one.publication_id + 1: NoticeRule.from_facts(facts_of(one.document))
        for one in before.iterator(chunk_size=1)
    }


def _timing(delivery, at, changes, rule):
    customer, publication = delivery.contact.customer, delivery.message.publication
    periods = [] if rule is None else [(rule.kind, rule.number)]
    if customer.promised_number is not None:
        periods.append((customer.promised_kind, customer.promised_number))
    try:
        return notice_timing(
            day_at(at, publication.time_zone),
            counted_from=_first(changes, "counted_from_on"),
            earliest=max(change.earliest_effective_on for change in changes),
            starts=_first(changes, "effective_on"),
            periods=periods,
            country=rule.country if rule else "",
        )
    except CannotCount:  # a promise beyond the calendar
        return None


def _first(changes, name) -> date:
    return min(getattr(change, name) for change in changes)
