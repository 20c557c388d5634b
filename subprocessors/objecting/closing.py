"""What legal does about objections: answers, closes, opens again."""

from datetime import timedelta

from django.db import transaction

from subprocessors.models.authorship import name_of
from subprocessors.models.mail_addresses import checked_address
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.objecting.objection_mails import Purpose, answer_mail, queue_mail

#: So long an answer is tried.
ANSWER_TRIED_FOR = timedelta(days=7)
#: With notices, after what visitors wait for.
_PRIORITY = 1
What = ObjectionEvent.What
_BY_LEGAL = (What.ANSWERED, What.CLOSED, What.REOPENED)


class NotAnswered(ValueError):
    """An answer cannot be sent, or an objection not closed so; the message says why."""


@transaction.atomic
def answer_objection(objection, text, *, seen, facts, privacy_notice, by, at):
    """Queues the answer ``text`` to whoever objected; gives its Delivery. Who wrote it is kept.

    ``seen`` is the key of the newest ObjectionEvent that was shown to whoever answers (0: none);
    ``facts`` are those of the company by name. Raises NotAnswered where there is nothing to say or
    no address to say it to, and where legal has done something since.
    """
    if not text.strip():
        raise NotAnswered("There is no answer to send.")
    if not can_be_answered(objection):
        raise NotAnswered(f"Objection {objection.number} names no address to answer to.")
    rendered = answer_mail(objection, text, facts=facts, privacy_notice=privacy_notice)
    delivery = queue_mail(
        Purpose.ANSWER,
        rendered,
        checked_address(objection.address),
        at=at,
        give_up_at=at + ANSWER_TRIED_FOR,
        priority=_PRIORITY,
    )
    _refuse_outdated(objection, seen)
    ObjectionEvent.objects.create(
        objection=objection, what=What.ANSWERED, by_name=name_of(by), at=at, delivery=delivery
    )
    return delivery


def _refuse_outdated(objection, seen):
    """Raises NotAnswered where legal has done something since ``seen``; of two the second waits.

    Called once the mail is queued, as an erasure holds mails before it holds objections.
    """
    Objection.objects.select_for_update().get(pk=objection.pk)
    since = ObjectionEvent.objects.filter(objection=objection, pk__gt=seen, what__in=_BY_LEGAL)
    last = since.last()
    if last is not None:
        raise NotAnswered(
            f"Nothing was sent: since you opened the page, objection {objection.number} was"
            f" {last.get_what_display()} by {last.by_name}. Its history says how."
        )


def can_be_answered(objection):
    """Whether an objection names an address, which was not erased since."""
    return objection.erased_at is None and "@" in objection.address


@transaction.atomic
def close_objection(objection, outcome, *, words, by, at):
    """Closes an open objection with one of its Outcomes; ``words`` are kept for ourselves.

    Raises NotAnswered where it is closed already, also by another request.
    """
    outcome = Objection.Outcome(outcome)
    still_open = Objection.objects.filter(pk=objection.pk, outcome="")
    if not still_open.update(outcome=outcome, closed_at=at):
        raise NotAnswered(f"Objection {objection.number} is closed already.")
    objection.outcome, objection.closed_at = outcome, at
    ObjectionEvent.objects.create(
        objection=objection,
        what=What.CLOSED,
        outcome=outcome,
        words=words.strip(),
        by_name=name_of(by),
        at=at,
    )


@transaction.atomic
def reopen_objection(objection, *, words, by, at):
    """Opens an objection again. Raises NotAnswered where it is open, or was erased."""
    closed = Objection.objects.filter(pk=objection.pk, erased_at=None).exclude(outcome="")
    if not closed.update(outcome="", closed_at=None):
        raise NotAnswered(f"Objection {objection.number} is open, or was erased.")
    objection.outcome, objection.closed_at = "", None
    ObjectionEvent.objects.create(
        objection=objection, what=What.REOPENED, words=words.strip(), by_name=name_of(by), at=at
    )
