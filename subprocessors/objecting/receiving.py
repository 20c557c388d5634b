"""Taking an objection: through the public form, or recorded by hand.

Whatever the address is, the same work is done, so that neither the answer nor its time says
whether it is a customer's.
"""

from django.db import transaction

from subprocessors.models.authorship import name_of
from subprocessors.models.list_on_day import day_at
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.notifying.mail_gap import TRIED_FOR, URGENT, was_mailed_by_form
from subprocessors.objecting.customer_deadlines import customer_deadline
from subprocessors.objecting.numbers import new_objection_number
from subprocessors.objecting.objection_mails import Purpose, queue_mail, receipt_mail

What, CameBy = ObjectionEvent.What, Objection.CameBy


@transaction.atomic
def receive_objection(meant, *, organisation, name, address, grounds, shown, privacy_notice, at):
    """Takes what somebody wrote into the form about the MeantChange ``meant``; the Objection.

    ``address`` is checked. A receipt is queued, unless a form caused a mail to the address within
    the hour. ``shown`` is the newest ListOnDay.
    """
    on = day_at(at, meant.change.publication.time_zone)
    typed = {"organisation": organisation, "name": name, "address": address, "grounds": grounds}
    objection, deadline = _stored(meant.change, typed, CameBy.FORM, on=on, at=at)
    _add_event(objection, What.RECEIVED, at=at)
    mail = receipt_mail(
        objection, meant, deadline=deadline, shown=shown, privacy_notice=privacy_notice
    )
    if not was_mailed_by_form(objection.address_key, at=at):
        Objection.objects.filter(pk=objection.pk).update(mailed_at=at)
        delivery = queue_mail(
            Purpose.RECEIPT, mail, address, at=at, give_up_at=at + TRIED_FOR, priority=URGENT
        )
        _add_event(objection, What.RECEIPT, at=at, delivery=delivery)
    return objection


@transaction.atomic
def record_objection(change, *, organisation, name, address, grounds, received_on, by, at):
    """Writes down an objection to a Change that came by other ways on a day (a date).

    No receipt is sent. Gives the Objection.
    """
    typed = {"organisation": organisation, "name": name, "address": address, "grounds": grounds}
    objection, _deadline = _stored(change, typed, CameBy.HAND, on=received_on, at=at)
    _add_event(objection, What.RECORDED, by_name=name_of(by), at=at)
    return objection


def _stored(change, typed, came_by, *, on, at):
    deadline = customer_deadline(typed["address"], typed["organisation"], change)
    until_on = deadline.until_on if deadline else change.objection_until_on
    objection = Objection.objects.create(
        number=new_objection_number(),
        publication=change.publication,
        position=change.position,
        address_key=address_key(typed["address"]),
        came_by=came_by,
        recorded_at=at,
        received_on=on,
        until_on=change.objection_until_on,
        customer=deadline and deadline.customer,
        customer_until_on=deadline and deadline.until_on,
        is_late=until_on is not None and on > until_on,
        **typed,
    )
    return objection, deadline


def _add_event(objection, what, **values):
    ObjectionEvent.objects.create(objection=objection, what=what, **values)
