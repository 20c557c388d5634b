"""Objections whose plan a later version dropped: closed with one answer, once legal has read it."""

from django.db import transaction
from django.db.models import Q

from subprocessors.models.objections import Objection
from subprocessors.models.publication import Change
from subprocessors.notifying.broken_plans import broken_plans
from subprocessors.objecting.closing import answer_objection, can_be_answered, close_objection
from subprocessors.wording.field_changes import FieldChange


def objections_dropped_by(publication):
    """The open Objections to plans that ``publication`` drops, the first to come first.

    Plans that it moves are not dropped. Three queries at most, and one where none is open.
    """
    if not Objection.objects.filter(outcome="", publication__lt=publication.number).exists():
        return []
    changes = [one for one in Change.objects.filter(publication=publication) if _drops(one)]
    broken = broken_plans(changes, on=publication.published_on.isoformat()) if changes else {}
    meant = Q()
    for number, position in {plan for plans in broken.values() for plan in plans}:
        meant |= Q(publication=number, position=position)
    if not meant:
        return []
    found = Objection.objects.filter(meant, outcome="").select_related("publication")
    return list(found.order_by("pk"))


@transaction.atomic
def close_dropped(objections, text, *, by, at, **answering):
    """Answers each of ``objections`` with ``text`` and closes it as dropped; how many answered.

    ``answering`` is what ``answer_objection`` takes. Where no address is known it is closed without
    an answer. Raises NotAnswered, and does nothing, where one is closed already, legal has done
    something since, or there is no text.
    """
    answered = 0
    for objection in objections:
        if can_be_answered(objection):
            answer_objection(objection, text, by=by, at=at, **answering)
            answered += 1
        close_objection(objection, Objection.Outcome.DROPPED, words="", by=by, at=at)
    return answered


def _drops(change):
    fields = {name: FieldChange.of(name, sides) for name, sides in change.fields.items()}
    if "withdrawn_on" in fields and fields["withdrawn_on"].now:
        return True
    return any(one.is_dropped for one in fields.values())
