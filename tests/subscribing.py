"""Somebody who subscribes, as the server sees them; and the mails that wait for them."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from subprocessors.models.outbox import Delivery
from subprocessors.notifying.addressing import letter_of
from tests.pages import Page
from tests.publications import a_row, publish_rows, services
from tests.stories import make_portal

PRIVACY = "https://example.com/privacy"
FORM = "/subscribe/email/"
FACTS = {
    "organisation": "Example GmbH",
    "time_zone": "UTC",
    "contact_email": "privacy@example.com",
    "legal_address": "Hafenstraße 12\n20457 Hamburg",
}


def a_portal_to_subscribe_to(**values):
    """A portal that is published, with two services and a privacy notice for its forms."""
    words = services(chat="Chat & Talk", mail="Mail")
    publish_rows(
        [a_row("acme", services=["chat"])],
        number=1,
        published_at="2026-10-01",
        kind="opening",
        vocabulary=words,
        facts=FACTS,
    )
    return make_portal(**{"organisation": "Example GmbH", "privacy_notice": PRIVACY, **values})


def browser():
    """A browser without cookies; Django's own check of forms is not switched off."""
    return Client(enforce_csrf_checks=True)


def form_token_of(client, address=FORM):
    """The token in the form that is shown to ``client``."""
    return re.search(r'name="form_token" value="([^"]+)"', client.get(address).content.decode())[1]


def sign_up(address, *slugs, client=None, **fields):
    """Opens the form, fills it in and sends it; gives the answer."""
    client = client or browser()
    form = {"form_token": form_token_of(client), "address": address, "services": slugs}
    return client.post(FORM, {**form, **fields})


def waiting():
    """The Deliveries that wait, in the order in which they are sent."""
    return list(Delivery.objects.filter(state="waiting").order_by("priority", "due_at", "pk"))


class ReadMail:
    """A delivery as its recipient reads it, as if it had been sent now."""

    def __init__(self, delivery):
        if not delivery.dated_at:
            delivery.header_id, delivery.sender = f"<{delivery.pk}@example.com>", "n@example.com"
            delivery.dated_at = timezone.now()
            delivery.save()
        self.data = letter_of(delivery).data
        self.message = message_from_bytes(self.data, policy=policy.default)
        self.subject, self.to = str(self.message["Subject"]), str(self.message["To"])
        self.text = self.message.get_body(("plain",)).get_content()
        self.html = self.message.get_body(("html",)).get_content()

    def link(self, page):
        """The path and query of the link that leads to ``page`` ("confirm", "manage")."""
        (found,) = set(re.findall(rf"https?://\S+/subscribe/email/{page}/\?t=[\w.=-]+", self.text))
        assert found in self.html
        return _here(found)

    @property
    def one_click(self):
        """Where a mail program posts to, to leave (RFC 8058)."""
        assert self.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return _here(str(self.message["List-Unsubscribe"]).strip("<> "))


def _here(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def mail_to(address):
    """The ReadMail of the only delivery that waits for ``address``."""
    (found,) = (one for one in waiting() if one.address == address)
    return ReadMail(found)


def subscribe(address, *slugs):
    """Signs up and confirms; gives the ReadMail. It counts as sent."""
    sign_up(address, *slugs)
    mail = mail_to(address)
    Delivery.objects.filter(address=address, state="waiting").update(
        state="accepted", due_at=None, settled_at=timezone.now()
    )
    assert browser().post(mail.link("confirm")).status_code == 200
    return mail


def page_at(address):
    """The page at ``address``, parsed."""
    return Page(browser().get(address))
