"""Whether somebody reads the address for objections: a mail whose link must be confirmed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.front.addresses import absolute
from subprocessors.models.authorship import name_of
from subprocessors.models.objections import AddressTest
from subprocessors.notifying.composing import flattened
from subprocessors.notifying.link_tokens import link_token, pk_in
from subprocessors.notifying.rendering import rendered
from subprocessors.objecting.objection_mails import Purpose, queue_mail

#: So long the link works, and the mail is tried.
ANSWER_WITHIN = timedelta(days=7)
_PURPOSE = "answer-address-test"


@transaction.atomic
def send_address_test(address, *, facts, by, at):
    """Queues the mail that asks ``address`` (checked) to answer; gives the AddressTest."""
    test = AddressTest.objects.create(address=address, asked_at=at, by_name=name_of(by))
    organisation = facts.get("organisation", "")
    subject = _("%(organisation)s: does somebody read this address?")
    context = {
        "organisation": organisation,
        "facts": facts,
        "answer_address": _answer_address(test),
        "list_address": absolute("list"),
    }
    mail = rendered("address_test", flattened(subject % {"organisation": organisation}), context)
    test.delivery = queue_mail(
        Purpose.TEST, mail, address, at=at, give_up_at=at + ANSWER_WITHIN, priority=0
    )
    test.save(update_fields=["delivery"])
    return test


def address_test_in(token, *, at):
    """The AddressTest that a token names and that may still be answered; or None."""
    pk = pk_in(token, _PURPOSE)
    if pk is None:
        return None
    return AddressTest.objects.filter(pk=pk, asked_at__gt=at - ANSWER_WITHIN).first()


def note_answer(test, *, at):
    """Writes down that the address answered; the first time counts."""
    AddressTest.objects.filter(pk=test.pk, answered_at=None).update(answered_at=at)


def _answer_address(test):
    return f"{settings.PUBLIC_URL}/objections/answer/?t={link_token(_PURPOSE, test.pk)}"
