"""Somebody who objects, as the server sees them, and what becomes of it."""

from django.utils import timezone

from subprocessors.models.objections import Objection
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.publishing import Decisions, publish
from tests.pages import Page
from tests.recipients import a_contact, a_customer
from tests.stories import add_row, at, edit_row, make_portal
from tests.subscribing import PRIVACY, browser, form_token_of

#: Announces Beta (from 15 January 2027), and that Acme moves to Ireland (on 24 December).
FORM = "/changes/2/object/"
ACME, BETA = "1", "0"
LEGAL = "legal@octo.example"
WRITTEN = {
    "organisation": "Octo Ltd",
    "name": "Jane Doe",
    "address": "jane@octo.example",
    "grounds": "Ireland is too far.",
}


def a_version_to_object_to(**values):
    """Two versions of 1 October and 2 November 2026, 30 days of notice; gives the portal.

    Octo, a customer with the contract address LEGAL, waits to be notified of the second.
    """
    facts = {"notice_days": 30, "objection_email": "objections@example.com"}
    portal = make_portal(**{"privacy_notice": PRIVACY, **facts, **values})
    acme = add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    a_contact(a_customer("Octo"), LEGAL)
    edit_row(acme, places=["IE"])
    add_row("Beta AI", effective_on="2027-01-15", purpose="Answers")
    days = Decisions(days={("acme-mail", "material"): "2026-12-24"})
    publish(at=at("2026-11-02"), decisions=days)
    return portal


def tell(address=LEGAL, *, at=None):
    """The mail server takes what waits for ``address``, at the instant ``at``."""
    at = at or timezone.now()
    for delivery in Delivery.objects.filter(address=address, state="waiting"):
        DeliveryAttempt.objects.create(
            delivery=delivery, at=at, phase="dot", code=250, state="accepted"
        )
        Delivery.objects.filter(pk=delivery.pk).update(state="accepted", due_at=None, settled_at=at)


def object_to(change=ACME, *, client=None, form=FORM, **fields):
    """Opens the form, fills it in and sends it; gives the answer."""
    client = client or browser()
    token = form_token_of(client, form)
    data = {"form_token": token, "change": change, **WRITTEN, **fields}
    return client.post(form, {name: value for name, value in data.items() if value is not None})


def objected(*args, **fields):
    """The Objection that ``object_to`` makes."""
    answer = object_to(*args, **fields)
    assert answer.status_code == 200, Page(answer).text
    return Objection.objects.latest("pk")
