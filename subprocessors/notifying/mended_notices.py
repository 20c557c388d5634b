"""Notices that a redaction stopped, made anew without the words, for whoever still waited.

They tell the change, as its version did, with something else in the place of the words. Only
``publishing.redacting`` calls this: before the words are blanked, and after.
"""

from copy import copy
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.publication import Snapshot
from subprocessors.notifying.audiences import SUBSCRIBERS, material_changes
from subprocessors.notifying.inserting import insert_deliveries
from subprocessors.notifying.notice_messages import store_notice
from subprocessors.notifying.redacted_messages import messages_with
from subprocessors.notifying.rendering import rendered_notice

State = Delivery.State
#: What the blanking leaves of what waited.
_ENDED = (State.STOPPED, State.IN_DOUBT)
_TEXTS = ("title", "note", "reason")
_KEPT = ("subscriber", "contact", "address", "give_up_at", "event")


@dataclass(frozen=True)
class MendedNotice:
    """A StoredMessage that holds the words, what is said in its stead, and who waits for it.

    ``rendered`` is a Rendered; ``waiting`` are (key of the Delivery, when it is due or None).
    """

    message: StoredMessage
    rendered: object
    waiting: tuple


def mended_notices(words):
    """The MendedNotices of the RedactedWords; before anything is blanked.

    Of each notice that somebody has not got yet: it waits, is stopped, or can be sent again.
    """
    mended = []
    for message in messages_with(words):
        missed = message.deliveries.exclude(state=State.ACCEPTED).filter(repeated_by=None)
        if message.purpose != StoredMessage.Purpose.NOTICE or not missed.exists():
            continue
        with override(message.language):
            rendered = _rendered(message, words)
        if rendered is None:
            continue
        waits = Q(due_at__isnull=False) & ~Q(state=State.SENDING)
        waiting = missed.filter(waits | Q(state=State.STOPPED)).order_by("pk")
        waiting = tuple(waiting.values_list("pk", "due_at"))
        mended.append(MendedNotice(message, rendered, waiting))
    return mended


@transaction.atomic
def queue_mended(notices, *, at):
    """Stores what ``mended_notices`` gave, and queues it for whoever waited, as they waited.

    What somebody had stopped stays stopped. Of what is in doubt, that which was to go once more.
    Gives how many are queued.
    """
    count = 0
    for notice in notices:
        old = notice.message
        with override(old.language):
            new = store_notice(
                old.publication,
                old.audience,
                old.positions,
                notice.rendered,
                late_from=old.late_from,
                at=at,
            )
        due = dict(notice.waiting)
        ended = Delivery.objects.filter(message=old, state__in=_ENDED, repeated_by=None)
        ended = list(ended.order_by("pk").values("pk", "state", *_KEPT))
        count += insert_deliveries(
            _repeating(one, new, due.get(one["pk"]), at)
            for one in ended
            if one["state"] == State.STOPPED or one["pk"] in due
        )
    return count


def _repeating(kept, message, due_at, at):
    """The columns of what repeats the delivery of which ``kept`` are columns."""
    return {
        **{name: kept[name] for name in _KEPT},
        "message": message.pk,
        "repeats": kept["pk"],
        "state": State.STOPPED if due_at is None else State.WAITING,
        "due_at": due_at,
        "settled_at": at if due_at is None else None,
    }


def _rendered(message, words):
    """The notice without the words; None where they cannot be taken out of it."""
    publication = _without(words, message.publication)
    wanted = set(message.positions)
    changes = [one for one in material_changes(message.publication) if one.position in wanted]
    if not all(change.fields for change in changes):
        return None  # redacted before
    changes = [_change_without(words, change) for change in changes]
    can_leave = message.audience == SUBSCRIBERS
    rendered = rendered_notice(publication, changes, can_leave=can_leave)
    holds = words.are_in([rendered.subject, rendered.text, rendered.html])
    return None if holds else rendered


def _without(words, publication):
    """A copy of the Publication, its snapshot fetched, without the words; never saved."""
    mended = copy(publication)
    for name in _TEXTS:
        setattr(mended, name, words.replaced_in(getattr(publication, name)))
    document = Snapshot.objects.get(publication=publication).document
    parts = {
        name: [
            {**part, "value": words.replaced_in(part["value"])} if "value" in part else part
            for part in listed
        ]
        for name, listed in document["parts"].items()
    }
    Snapshot(publication=mended, content=Snapshot.pack({**document, "parts": parts}))
    return mended


def _change_without(words, change):
    """A copy of the Change without the words; never saved."""
    mended = copy(change)
    for name in ("slug", "name", "reason", "fields", "short_notice"):
        setattr(mended, name, words.replaced_in(getattr(change, name)))
    mended.services = change.services_column(words.replaced_in(change.service_slugs))
    return mended
