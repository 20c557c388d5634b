"""Taking an address out of the texts of objections that name it, of others too."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from subprocessors.models.mail_addresses import blank_address_in
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.objecting.keeping import KeptObjection, kept_objection

#: What whoever objects, or records it, writes as they like; and how long it may be.
_WRITTEN = {
    name: Objection._meta.get_field(name).max_length for name in ("organisation", "name", "grounds")
}


@dataclass(frozen=True)
class Mentions:
    """Where an address stands: new texts by the keys of their rows, ``columns`` of Objections
    ({name: text}) and ``words`` of ObjectionEvents; keys of the latter whose ``answers`` name it;
    and the ``kept`` KeptObjections, whose texts stay."""

    columns: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    answers: list = field(default_factory=list)
    kept: list = field(default_factory=list)


def mentions_of(address, mark, *, at, but_of):
    """The Mentions of ``address``, with ``mark`` in its place; not those of ``but_of``.

    Two queries, however many objections there are.
    """
    mentions = Mentions()
    for objection, columns, words, answers in _naming(address, mark, but_of):
        if held := kept_objection(objection, at=at) or _kept_while_sent(objection, answers):
            mentions.kept.append(held)
            continue
        if columns:
            mentions.columns[objection.pk] = columns
        mentions.words.update(words)
        mentions.answers.extend(answers)
    return mentions


def objections_naming(address, *, but_of):
    """The Objections that name ``address`` in a text; not those of ``but_of``. Two queries."""
    return [objection for objection, *_where in _naming(address, "", but_of)]


def blank_mentions(mentions):
    """Writes the new texts of Mentions, whose answers are blank by now (see
    ``keeping.blank_objections``); gives how many texts that makes."""
    for pk, columns in mentions.columns.items():
        Objection.objects.filter(pk=pk).update(**columns)
    for pk, words in mentions.words.items():
        ObjectionEvent.objects.filter(pk=pk).update(words=words)
    count = sum(map(len, mentions.columns.values()))
    return count + len(mentions.words) + len(mentions.answers)


def _kept_while_sent(objection, answers):
    """The KeptObjection of one that waits for an answer of ``answers``; or None.

    Blanked before it has gone, it would never reach whoever objected.
    """
    events = [one for one in objection.events.all() if one.pk in answers]
    waits = any(one.delivery.due_at is not None for one in events)
    return KeptObjection(objection, None, is_on_its_way=True) if waits else None


def _naming(address, mark, but_of):
    """Yields each Objection that names ``address``, and its texts with ``mark`` instead: by column,
    by the keys of its ObjectionEvents, and by the keys of those that sent an answer."""
    events = ObjectionEvent.objects.select_related("delivery__message")
    found = Objection.objects.filter(erased_at=None).exclude(pk__in=[one.pk for one in but_of])
    for objection in found.prefetch_related(Prefetch("events", events)).order_by("pk"):
        events = objection.events.all()
        answers = [one for one in events if one.what == one.What.ANSWERED]
        texts = (
            {name: getattr(objection, name) for name in _WRITTEN},
            {one.pk: one.words for one in events},
            {one.pk: one.delivery.message.text for one in answers},
        )
        where = [_without(some, address, mark) for some in texts]
        if any(where):
            yield objection, *where


def _without(texts, address, mark):
    """Those of ``texts`` (by a key) that name the address, with ``mark`` instead."""
    found = {key: blank_address_in(text, address, mark) for key, text in texts.items()}
    return {key: text[: _WRITTEN.get(key)] for key, text in found.items() if text != texts[key]}
