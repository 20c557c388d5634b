"""A redaction reaches the messages that were stored, and stops those that wait."""

import pytest
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import add_row, at, make_portal

pytestmark = pytest.mark.django_db
LONG_AGO = {"effective_on": "2026-12-15"}


@pytest.fixture
def queued():
    """A version that tells of Zoë Planted and one that tells of Bolt, each to two addresses."""
    make_portal()
    a_subscriber("zoe.planted@a.example")
    a_contact(a_customer("Octo"), "privacy@c.example")
    add_row("Acme")
    publish(at=at("2026-10-01"))
    add_row(
        "Crow",
        purpose="Support by Zoë Planted, " + "in words enough for many lines " * 9,
        **LONG_AGO,
    )
    publish(at=at("2026-11-02"))
    add_row("Bolt", **LONG_AGO)
    publish(at=at("2026-11-03"))
    first = Delivery.objects.filter(message__publication=2).first()
    for answer in ("550 no Zoë Planted here", "550 no"):
        DeliveryAttempt.objects.create(
            delivery=first, at=at("2026-11-02"), phase="rcpt", answer=answer, state="refused"
        )


def test_messages_that_hold_the_words_are_blanked_and_waiting_ones_stopped(queued):
    digests = list(StoredMessage.objects.values_list("digest", flat=True))
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    found = {(one.publication_id, bool(one.source)) for one in StoredMessage.objects.all()}
    assert found == {(2, False), (3, True)}
    assert list(StoredMessage.objects.values_list("digest", flat=True)) == digests
    states = Delivery.objects.values_list("message__publication", "state", "due_at")
    assert {(number, state, due is None) for number, state, due in states} == {
        (2, "stopped", True),
        (3, "waiting", False),
    }
    assert list(DeliveryAttempt.objects.values_list("answer", flat=True)) == ["", "550 no"]
    assert triggers.missing(connection) == []
    assert not Delivery.objects.filter(message__publication__gt=3).exists()


def test_what_is_sent_or_being_sent_keeps_its_state(queued):
    one, other = Delivery.objects.filter(message__publication=2)
    Delivery.objects.filter(pk=one.pk).update(state="sending", claim="x")
    Delivery.objects.filter(pk=other.pk).update(state="accepted", due_at=None)
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    assert Delivery.objects.get(pk=one.pk).state == "sending"
    assert Delivery.objects.get(pk=other.pk).state == "accepted"


def test_addresses_of_recipients_are_no_published_words(queued):
    redact("zoe.planted", why="Erasure", by="ada", at=at("2026-11-04"))
    assert Delivery.objects.filter(address="zoe.planted@a.example").count() == 2
