"""Taking an address out of the texts of objections that name it, of others too."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from subprocessors.models.mail_addresses import blank_address_in
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.objecting.keeping import kept_objection


@dataclass(frozen=True)
class Mentions:
    """Where an address stands: new texts by the keys of their rows, ``grounds`` of Objections and
    ``words`` of ObjectionEvents; keys of the latter whose ``answers`` name it; and the ``kept``
    KeptObjections, whose texts stay."""

    grounds: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    answers: list = field(default_factory=list)
    kept: list = field(default_factory=list)


def mentions_of(address, mark, *, at, but_of):
    """The Mentions of ``address``, with ``mark`` in its place; not those of ``but_of``."""
    events = ObjectionEvent.objects.select_related("delivery__message")
    found = Objection.objects.filter(erased_at=None).exclude(pk__in=[one.pk for one in but_of])
    mentions = Mentions()
    for objection in found.prefetch_related(Prefetch("events", events)).order_by("pk"):
        grounds, words, answers = _named_in(objection, address, mark)
        if not (grounds or words or answers):
            continue
        if held := kept_objection(objection, at=at):
            mentions.kept.append(held)
            continue
        mentions.grounds.update(grounds)
        mentions.words.update(words)
        mentions.answers.extend(answers)
    return mentions


def blank_mentions(mentions):
    """Writes the new grounds and words of Mentions, whose answers are blank by now (see
    ``keeping.blank_objections``); gives how many texts that makes."""
    for pk, grounds in mentions.grounds.items():
        Objection.objects.filter(pk=pk).update(grounds=grounds)
    for pk, words in mentions.words.items():
        ObjectionEvent.objects.filter(pk=pk).update(words=words)
    return len(mentions.grounds) + len(mentions.words) + len(mentions.answers)


def _named_in(objection, address, mark):
    events, what = objection.events.all(), ObjectionEvent.What.ANSWERED
    texts = (
        {objection.pk: objection.grounds},
        {one.pk: one.words for one in events},
        {one.pk: one.delivery.message.text for one in events if one.what == what},
    )
    return [
        {
            pk: blanked
            for pk, text in found.items()
            if (blanked := blank_address_in(text, address, mark)) != text
        }
        for found in texts
    ]
