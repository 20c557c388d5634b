"""How long objections are kept, and what is left of one that is erased.

Kept for as many years as the company sets after it was closed; evidence of a contract until then
(GDPR, Art. 17(3)(e)). Then number, days, states and outcome stay; who objected, and why, goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from subprocessors.archive import triggers
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.models.outbox import Delivery, StoredMessage


def expired_objections(*, at):
    """The Objections that were kept long enough at the instant ``at``."""
    # No calendar year is shorter; each is looked at.
    years_ago = at - timedelta(days=365 * settings.OBJECTION_KEPT_YEARS)
    found = Objection.objects.filter(erased_at=None, closed_at__lte=years_ago).order_by("pk")
    return [one for one in found if _kept_until(one) <= at]


@dataclass(frozen=True)
class KeptObjection:
    """An objection that is not erased on request yet: ``until`` an instant; None while open, and
    while an answer ``is_on_its_way``."""

    objection: Objection
    until: datetime | None
    is_on_its_way: bool = False


def kept_objection(objection, *, at):
    """The KeptObjection of one that must be kept at the instant ``at``; or None.

    While it is open, and as evidence where it is a customer's (GDPR, Art. 17(3)(e)).
    """
    if not objection.outcome:
        return KeptObjection(objection, None)
    until = _kept_until(objection)
    is_evidence = objection.customer_id is not None and until > at
    return KeptObjection(objection, until) if is_evidence else None


def _kept_until(objection):
    return years_after(objection.closed_at, settings.OBJECTION_KEPT_YEARS)


def years_after(day, years):
    """So many years of the calendar after ``day`` (a date, or an instant).

    Where that year has no 29 February, it is the 28th.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def objections_from(address):
    """The Objections that name ``address``, in whatever letters it is written."""
    found = Objection.objects.filter(address_key=address_key(address)).exclude(address="")
    return list(found.select_related("customer", "publication").order_by("pk"))


def deliveries_of(objections):
    """The Deliveries of receipts and answers to these Objections."""
    events = ObjectionEvent.objects.filter(objection__in=objections).exclude(delivery=None)
    return Delivery.objects.filter(pk__in=events.values("delivery"))


def blank_objections(objections, mark, *, at, answers=()):
    """Takes out of ``objections`` who objected and why; a random ``mark`` stays. How many.

    The texts of answers go too, as they may address somebody by name; and those that the
    ObjectionEvents with the keys ``answers`` sent to others. Within a transaction; mails are held
    before objections.
    """
    keys = [one.pk for one in objections]
    events = ObjectionEvent.objects.filter(objection__in=keys)
    _blank_answers(Q(objection__in=keys) | Q(pk__in=answers))
    events.update(words="")
    return Objection.objects.filter(pk__in=keys).update(
        organisation=mark,
        name="",
        address=mark,
        address_key=mark,
        grounds="",
        customer=None,
        mailed_at=None,
        erased_at=at,
    )


def _blank_answers(condition):
    """Takes the texts out of the answers that ObjectionEvents sent, where a Q of these holds."""
    events = ObjectionEvent.objects.filter(condition)
    answers = StoredMessage.objects.filter(
        purpose=StoredMessage.Purpose.ANSWER, deliveries__objection_events__in=events
    )
    keys = list(answers.values_list("pk", flat=True))
    if keys:
        triggers.remove(connection)
        StoredMessage.objects.filter(pk__in=keys).update(content=b"")
        triggers.install(connection)
