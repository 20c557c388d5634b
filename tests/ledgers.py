"""Notices that were sent, refused or taken late, for tests of the ledger."""

from datetime import timedelta

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.publishing import publish
from tests.stories import TOLD_AT, add_row, at, make_portal

State = Delivery.State
#: When the sender hands notices over that were published at TOLD_AT.
SENT_AT = TOLD_AT + timedelta(minutes=11)


def told_portal(recipients=lambda: None):
    """A portal with 30 days' notice; ``recipients()`` makes whom version 2 is told to."""
    make_portal(notice_days=30)
    add_row("Bolt", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    recipients()
    add_row("Mistral AI", effective_on="2026-12-04")
    publish(at=TOLD_AT)


def settle(address, state="accepted", *, when=SENT_AT, code=250, answer=None, host="mx.a.example"):
    """Writes down how the delivery to ``address`` ended; gives the Delivery."""
    delivery = Delivery.objects.get(address=address, message__purpose="notice")
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        due_at=None,
        settled_at=when,
        dated_at=when,
        header_id=f"<{delivery.pk}@octo.example>",
        sender="Octo <notices@octo.example>",
        sha256="ab" * 32,
    )
    DeliveryAttempt.objects.create(
        delivery=delivery,
        at=when,
        host=f"{host}:25",
        phase="dot" if state == "accepted" else "rcpt",
        code=code,
        answer=answer or "2.0.0 queued as 4F2A",
        state=state,
    )
    delivery.refresh_from_db()
    return delivery
