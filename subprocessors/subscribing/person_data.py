"""What is kept of a person, as one file to be given out (GDPR, Art. 15 and 20)."""

import json

from django.db.models import Q

from subprocessors.front.addresses import absolute
from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.mail_addresses import address_key, keys_addressed
from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Subscriber
from subprocessors.objecting.address_tests import address_tests_of
from subprocessors.objecting.keeping import deliveries_of, objections_from
from subprocessors.objecting.mentions import objections_naming
from subprocessors.subscribing.desk_log import entries_naming
from subprocessors.subscribing.erasure import contacts_with


def give_out(address, *, by, at):
    """All that is kept under ``address`` as JSON (text). That it was given out is recorded."""
    data = kept_of(address)
    record_act(AddressAct.What.GIVEN_OUT, by=by, at=at, count=1)
    return json.dumps({"given_out_at": _instant(at), **data}, ensure_ascii=False, indent=2) + "\n"


def kept_of(address):
    """All that is kept under ``address``, as a dictionary for JSON; lists are empty for nothing."""
    subscribers = list(Subscriber.objects.filter(address_key=address_key(address)))
    contacts = contacts_with(address)
    is_theirs = Q(subscriber__in=subscribers) | Q(contact__in=contacts)
    is_theirs |= Q(pk__in=keys_addressed(Delivery.objects.order_by(), address))
    objections = objections_from(address)
    is_theirs |= Q(pk__in=deliveries_of(objections))
    deliveries = Delivery.objects.filter(is_theirs).select_related("message").order_by("pk")
    deliveries = deliveries.prefetch_related("attempts", "acknowledgements").defer(
        "message__content"
    )
    return {
        "address": address.strip(),
        "subscriptions": [_subscription(one) for one in subscribers],
        "contract_notice_addresses": [_contract_address(one) for one in contacts],
        "objections": [_objection(one) for one in objections],
        "other_objections_that_name_it": [
            one.number for one in objections_naming(address, but_of=objections)
        ],
        "tests_as_address_for_objections": [_test(one) for one in address_tests_of(address)],
        "entries_in_the_log_of_the_desk": [
            {"at": _instant(one.action_time)} for one in entries_naming(address)
        ],
        "messages": [_message(one) for one in deliveries],
    }


def _subscription(subscriber):
    return {
        "address": subscriber.address,
        "state": subscriber.get_state_display(),
        "services": subscriber.service_slugs or "all",
        "asked_at": _instant(subscriber.asked_at),
        "confirmed_at": _instant(subscriber.confirmed_at),
        "words_of_the_consent": subscriber.consent_words,
        "left_at": _instant(subscriber.left_at),
        "last_mail_by_form_at": _instant(subscriber.mailed_at),
    }


def _contract_address(contact):
    return {
        "address": contact.address,
        "customer": contact.customer.name,
        "where_it_comes_from": contact.source,
        "dated": contact.source_on and contact.source_on.isoformat(),
        "replaced_by": contact.successor and contact.successor.address,
        "customer_until": contact.customer.ended_on and contact.customer.ended_on.isoformat(),
    }


def _objection(objection):
    return {
        "number": objection.number,
        "version": absolute("version", objection.publication_id),
        "organisation": objection.organisation,
        "name": objection.name,
        "address": objection.address,
        "grounds": objection.grounds,
        "customer": objection.customer and objection.customer.name,
        "how_it_came": objection.get_came_by_display(),
        "received_on": objection.received_on.isoformat(),
        "object_by": objection.until_on and objection.until_on.isoformat(),
        "object_by_for_the_customer": objection.customer_until_on
        and objection.customer_until_on.isoformat(),
        "is_late": objection.is_late,
        "outcome": objection.get_outcome_display(),
        "closed_at": _instant(objection.closed_at),
        "what_was_done": [_act_of_objection(event) for event in objection.events.all()],
    }


def _act_of_objection(event):
    answer = event.delivery.message.text if event.what == event.What.ANSWERED else ""
    what = event.get_what_display()
    return {"at": _instant(event.at), "what": what, "words": event.words or answer}


def _test(test):
    return {"asked_at": _instant(test.asked_at), "answered_at": _instant(test.answered_at)}


def _message(delivery):
    message = delivery.message
    number = message.publication_id
    return {
        "address": delivery.address,
        "purpose": message.get_purpose_display(),
        "subject": message.subject,
        "version": number and absolute("version", number),
        "state": delivery.get_state_display(),
        "since": _instant(delivery.settled_at),
        "message_id": delivery.header_id,
        "from": delivery.sender,
        "date": _instant(delivery.dated_at),
        "sha256": delivery.sha256,
        "attempts": [
            {
                "at": _instant(attempt.at),
                "mail_server": attempt.host,
                "phase": attempt.get_phase_display(),
                "code": attempt.code,
                "answer": attempt.answer,
            }
            for attempt in delivery.attempts.all()
        ],
        "receipt_confirmed": [
            {"at": _instant(one.at), "name_given": one.name}
            for one in delivery.acknowledgements.all()
        ],
    }


def _instant(at):
    return at and at.isoformat()
