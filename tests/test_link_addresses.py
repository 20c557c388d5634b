"""No page links to what is no web address, whatever the database holds."""

import pytest

from subprocessors.models.named_links import Document
from subprocessors.models.portal import Portal
from subprocessors.publishing import publish
from tests.pages import opened
from tests.stories import add_row, at, make_portal

pytestmark = pytest.mark.django_db

EVIL = "javascript:alert(1)"
PAGES = ("/", "/subprocessors/", "/subprocessors/acme/", "/changes/", "/subscribe/", "/developers/")


@pytest.fixture
def hostile():
    """A portal whose addresses were written past the desk."""
    make_portal()
    Portal.objects.update(contact_url=EVIL, contact_email="", footer_links=f"Terms | {EVIL}")
    Document.objects.create(name="Our agreement", url=EVIL)
    fields = ("website", "privacy_url", "dpa_url", "subprocessors_url", "contact")
    add_row("Acme", **dict.fromkeys(fields, EVIL))
    publish(at=at("2026-11-02"))


@pytest.mark.parametrize("address", PAGES)
def test_every_link_is_one_that_may_be_followed(client, hostile, address):
    found = [link.get("href") for link in opened(client, address).all("a")]
    assert found
    for href in found:
        assert href.startswith(("/", "#", "?", "http://", "https://", "mailto:")), href


def test_signing_in_with_a_next_that_leads_elsewhere_leads_to_the_desk(client, admin_user):
    said = {"username": "admin", "password": "password"}
    response = client.post("/admin/login/?next=https://evil.example/", said)
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
