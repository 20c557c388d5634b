"""Told in time: from publishing to an old mail that still witnesses, against a real mail server."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication
from subprocessors.notifying.claims import LEASE, claim_one
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending, unmark
from subprocessors.notifying.sending import Sender
from subprocessors.publishing import Decisions, publish
from subprocessors.verifying import verify
from tests import mail_servers
from tests.mail_servers import serving
from tests.pages import Page
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
VERSION = "/admin/sending/2/"


def text_of(message):
    return message.get_body(("plain",)).get_content()


def test_a_change_is_told_dropped_and_told_again(client, settings, tmp_path, time_machine):
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    now = [TOLD_AT]

    def later(**pause):
        now[0] += timedelta(**pause)
        time_machine.move_to(now[0], tick=False)

    def send():
        Sender(now=lambda: now[0]).run()

    later()
    paula = make_person("paula", "Publisher")
    client.force_login(paula)
    make_portal(organisation="Octo Cloud", notice_days=30)
    row = add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    allow_sending(by=paula, at=now[0])
    a_subscriber("jane@a.example")
    octo = a_customer("Octo Ltd")
    a_contact(octo, "privacy@c.example")
    a_contact(octo, "gone@c.example")

    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        post.answers["RCPT", "gone@c.example"] = "550 5.1.1 <gone@c.example> left"

        # Published, stopped within ten minutes, and resumed the same day.
        edit_row(row, places=["IE"])
        days = Decisions(days={("acme-mail", "material"): "2026-12-15"})
        publish(at=now[0], by=paula, decisions=days)
        send()
        assert post.taken == []
        client.post(VERSION, {"stop": "1"})
        later(minutes=30)
        send()
        assert post.taken == []
        client.post(VERSION, {"resume": "1"})

        # One worker is killed within DATA; another takes the rest, and that one once more.
        left = claim_one(at=now[0], sender="n@octo.example", domain="octo.example")
        left.note_data(at=now[0], sha256="0" * 64)
        later(seconds=LEASE.total_seconds())
        send()
        assert set(post.recipients) == {"jane@a.example", "privacy@c.example"}
        page = Page(client.get(VERSION))
        assert "gone@c.example" in page.text
        assert "550 5.1.1 <gone@c.example> left" in page.text
        assert "it was refused, or came back" in page.text

        # The plan is dropped, and told to those who were told of it.
        post.taken.clear()
        later(hours=1)
        edit_row(row, places=["US"])
        publish(at=now[0], by=paula)
        later(minutes=10)
        send()
        assert "Acme Mail" in text_of(post.read())
        assert set(post.recipients) == {"jane@a.example", "privacy@c.example"}
        of_jane = next(
            post.read(n) for n, to in enumerate(post.recipients) if to == "jane@a.example"
        )

        # Jane leaves by her mail program, and is told nothing more.
        link = urlsplit(of_jane["List-Unsubscribe"].strip("<>"))
        answer = client.post(f"{link.path}?{link.query}", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code in (200, 204)
        post.taken.clear()
        add_row("Mistral AI", effective_on="2027-01-15")
        publish(at=now[0], by=paula)
        later(minutes=10)

        # A copy sends nothing; the portal itself does.
        unmark()
        send()
        assert post.taken == []
        allow_sending(by=paula, at=now[0])
        send()
        assert post.recipients == ["privacy@c.example"]

    # The old mail names a version and its fingerprint, which the chain still holds.
    number = int(re.search(r"witnesses version (\d+)", text_of(of_jane))[1])
    digest = re.search(r"\b[0-9a-f]{64}\b", text_of(of_jane))[0]
    assert Publication.objects.get(number=number).digest == digest
    assert verify().publications == 4
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {"accepted", "refused"}
