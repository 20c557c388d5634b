"""Whether somebody reads the address for objections: a mail whose link must be confirmed."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.front.addresses import absolute
from subprocessors.models.authorship import name_of
from subprocessors.models.mail_addresses import keys_addressed
from subprocessors.models.objections import AddressTest
from subprocessors.notifying.composing import flattened, place
from subprocessors.notifying.link_tokens import ANSWER_TEST, answer_test_address, pk_in
from subprocessors.notifying.mail_gap import URGENT
from subprocessors.notifying.rendering import rendered
from subprocessors.objecting.objection_mails import Purpose, queue_mail

#: So long the link works, and the mail is tried.
ANSWER_WITHIN = timedelta(days=7)


@transaction.atomic
def send_address_test(address, *, facts, by, at):
    """Queues the mail that asks ``address`` (checked) to answer; gives the AddressTest.

    ``facts`` are those of the company by name.
    """
    organisation = flattened(facts.get("organisation", ""))
    subject = _("%(organisation)s: does somebody read this address?")
    context = {
        "organisation": organisation,
        "facts": facts,
        "answer_address": answer_test_address(place(ANSWER_TEST)),
        "list_address": absolute("list"),
    }
    mail = rendered("address_test", subject % {"organisation": organisation}, context)
    give_up_at = at + ANSWER_WITHIN
    delivery = queue_mail(
        Purpose.TEST, mail, address, at=at, give_up_at=give_up_at, priority=URGENT
    )
    return AddressTest.objects.create(
        address=address, asked_at=at, by_name=name_of(by), delivery=delivery
    )


def address_test_in(token, *, at):
    """The AddressTest that a token names and that may still be answered; or None."""
    pk = pk_in(token, ANSWER_TEST)
    if pk is None:
        return None
    return AddressTest.objects.filter(delivery=pk, asked_at__gt=at - ANSWER_WITHIN).first()


def note_answer(test, *, at):
    """Writes down that the address answered; the first time counts."""
    AddressTest.objects.filter(pk=test.pk, answered_at=None).update(answered_at=at)


def address_tests_of(address):
    """The AddressTests (a queryset) of ``address``, however it is written."""
    keys = keys_addressed(AddressTest.objects.order_by(), address)
    return AddressTest.objects.filter(pk__in=keys)


def blank_address_tests(address, mark):
    """Puts ``mark`` in the place of ``address`` in the tests of it; gives how many."""
    return address_tests_of(address).update(address=mark)
