"""Whether this database may send: a copy of it must not.

The mark of the sender stands in the database, and outside of it in a file of DATA_DIR (or in the
setting SENDER_MARK), in no backup. Where both are the same, it may. A new portal takes a mark by
itself as long as it has nothing to send; the sample, and a copy, wait for somebody to say so.
"""

import secrets

from django.conf import settings
from django.db import transaction

from subprocessors.models.authorship import name_of
from subprocessors.models.outbox import Delivery, Outbox, OutboxEvent
from subprocessors.models.portal import Portal

_FILE = "sender-mark"


def outbox_row():
    """The one row of the sender, made where there is none."""
    return Outbox.objects.get_or_create(pk=1)[0]


def mark_outside():
    """The mark outside the database; "" where there is none."""
    if settings.SENDER_MARK:
        return settings.SENDER_MARK
    try:
        return (settings.DATA_DIR / _FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def may_send(outbox=None):
    """Whether this database is the one that sends. Takes a mark where it is a new portal's.

    ``outbox`` is the row of the sender, where it was read already.
    """
    mark, outside = (outbox or outbox_row()).mark, mark_outside()
    if mark:
        return mark == outside
    is_sample = Portal.objects.filter(is_sample=True).exists()
    if is_sample or Delivery.objects.exists() or (outside and not settings.SENDER_MARK):
        return False
    return _take_mark()


def allow_sending(*, by, at):
    """Lets this database send; writes down who said so."""
    with transaction.atomic():
        Outbox.objects.filter(pk=outbox_row().pk).update(mark="")
        _take_mark()
        OutboxEvent.objects.create(at=at, by_name=name_of(by), what=OutboxEvent.What.ALLOWED)


def unmark():
    """Makes this database one that may not send: it is a copy, and what waits may be sent."""
    outbox_row()
    Outbox.objects.update(mark=f"copy-{secrets.token_urlsafe(12)}")


def _take_mark():
    mark = settings.SENDER_MARK or secrets.token_urlsafe(24)
    if not Outbox.objects.filter(pk=1, mark="").update(mark=mark):
        return outbox_row().mark == mark_outside()  # another worker was first
    if not settings.SENDER_MARK:
        file = settings.DATA_DIR / _FILE
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{_FILE}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(mark + "\n", encoding="utf-8")
        draft.replace(file)
    return True
