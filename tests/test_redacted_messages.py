"""A redaction reaches the messages that were stored, and stops those that wait."""

from email import message_from_bytes, policy

import pytest
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.models.publication import Publication
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.notifying.sending_again import send_again
from subprocessors.notifying.stopping import resume_notices, stop_notices
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact
from tests import mail_servers
from tests.mail_servers import serving
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
    assert found == {(2, False), (2, True), (3, True)}
    assert list(StoredMessage.objects.values_list("digest", flat=True))[:4] == digests
    first = Delivery.objects.filter(repeats=None)
    states = first.values_list("message__publication", "state", "due_at")
    assert {(number, state, due is None) for number, state, due in states} == {
        (2, "stopped", True),
        (3, "waiting", False),
    }
    assert list(DeliveryAttempt.objects.values_list("answer", flat=True)) == ["", "550 no"]
    assert triggers.missing(connection) == []
    assert not Delivery.objects.filter(message__publication__gt=3).exists()


def test_what_is_stopped_says_since_when(queued):
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    stopped = Delivery.objects.filter(state="stopped")
    assert set(stopped.values_list("settled_at", flat=True)) == {at("2026-11-04")}


def test_what_is_in_doubt_stays_so_and_its_second_sending_is_the_mended_notice(queued):
    one, other = Delivery.objects.filter(message__publication=2)
    doubtful = {"state": "in_doubt", "doubts": 1, "settled_at": at("2026-11-03")}
    Delivery.objects.filter(pk=one.pk).update(**doubtful)
    Delivery.objects.filter(pk=other.pk).update(**doubtful, due_at=None)  # for good
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    of_two = Delivery.objects.filter(pk__in=[one.pk, other.pk])
    assert set(of_two.values_list("state", "due_at", "settled_at")) == {
        ("in_doubt", None, at("2026-11-03"))
    }
    assert [(found.repeats, found.state, found.due_at) for found in mended()] == [
        (one, "waiting", one.due_at)
    ]


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


def mended():
    return list(Delivery.objects.exclude(repeats=None).select_related("message"))


def text_of(message):
    parsed = message_from_bytes(message.source, policy=policy.default)
    return " ".join(parsed.get_body(("plain",)).get_content().split())


def test_whoever_still_waited_is_sent_the_change_without_the_words(queued):
    due = set(Delivery.objects.filter(message__publication=2).values_list("due_at", flat=True))
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    found = mended()
    assert {one.address for one in found} == {"zoe.planted@a.example", "privacy@c.example"}
    assert {(one.state, one.repeats.state) for one in found} == {("waiting", "stopped")}
    assert {one.due_at for one in found} == due
    assert {one.message.publication_id for one in found} == {2}
    assert {one.message.audience for one in found} == {"subscribers", "contacts"}
    for one in found:
        text = text_of(one.message)
        assert "Zoë" not in one.message.source.decode() + text + one.message.subject
        assert "Crow" in one.message.subject
        assert "Support by [redacted], in words enough" in text
        assert "Takes effect: 15 December 2026" in text
        assert Publication.objects.get(number=2).digest in text
        assert ("leave" in text) is (one.message.audience == "subscribers")


def test_what_somebody_had_stopped_stays_stopped_until_it_is_resumed(queued):
    publication = Publication.objects.get(number=2)
    stop_notices(publication, by="ada", at=at("2026-11-03"))
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    assert {(one.state, one.due_at) for one in mended()} == {("stopped", None)}
    assert resume_notices(publication, by="ada", at=at("2026-11-05")) == 2
    assert {one.state for one in mended()} == {"waiting"}


def test_whoever_has_it_already_or_is_being_sent_it_is_sent_nothing_more(queued):
    one, other = Delivery.objects.filter(message__publication=2)
    Delivery.objects.filter(pk=one.pk).update(state="sending", claim="x")
    Delivery.objects.filter(pk=other.pk).update(state="accepted", due_at=None)
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    assert mended() == []


def test_whoever_refused_it_is_sent_again_what_was_mended(queued):
    of_two = Delivery.objects.filter(message__publication=2)
    of_two.update(state="refused", due_at=None)
    publication = Publication.objects.get(number=2)
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    assert mended() == []
    keys = list(of_two.values_list("pk", flat=True))
    assert send_again(publication, keys, by="ada", at=at("2026-11-05")) == 2
    assert {"Zoë" in text_of(one.message) for one in mended()} == {False}
    assert {"[redacted]" in text_of(one.message) for one in mended()} == {True}


def test_words_that_are_a_name_and_stand_in_a_slug_go_too(queued):
    redact("Crow", why="Secrecy", by="ada", at=at("2026-11-04"), instead="A bird")
    found = mended()
    assert len(found) == 2
    for one in found:
        assert "crow" not in (one.message.source.decode() + one.message.subject).lower()
        assert "A bird from 15 December 2026" in one.message.subject


def test_the_mended_notice_leaves_by_the_sender(queued, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    allow_sending(by="ada", at=at("2026-11-04"))
    redact("Zoë Planted", why="Erasure", by="ada", at=at("2026-11-04"))
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        Sender(now=lambda: at("2026-11-04", hour=12)).run()
        taken = [post.read(number) for number in range(len(post.taken))]
    texts = [message.get_body(("plain",)).get_content() for message in taken]
    assert len(texts) == 4  # two of the other version
    assert sum("[redacted]" in text for text in texts) == 2
    assert not any("Zoë" in text for text in texts)
