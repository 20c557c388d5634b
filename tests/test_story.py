"""The whole way in a real browser: sign in, edit, review, publish, see; then days go by."""

import pytest
from playwright.sync_api import expect

from subprocessors.models.publication import Publication
from subprocessors.publishing import publish
from tests.stories import TOLD_AT, add_row, at, make_person, make_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server, time_machine, settings):
    """A portal with one sub-processor published, and Paula who may publish. It is 2 November."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    time_machine.move_to(TOLD_AT)
    make_portal(introduction="Who processes personal data for our customers.")
    make_person("paula", "Publisher")
    add_row("Beta Hosting", purpose="Infrastructure", places=["DE"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    return live_server.url


def sign_in(page, url):
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill("paula")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Log in").click()


def test_from_an_edit_to_the_customers_page_and_on_to_its_day(portal, page, time_machine):
    sign_in(page, portal)
    page.get_by_role("link", name="Sub-processors", exact=True).click()
    page.get_by_role("link", name="Add sub-processor").click()
    page.get_by_label("Name:", exact=True).fill("Acme Mail")
    page.get_by_label("Nature of processing:").fill("E-mail delivery")
    page.get_by_label("In use from:").fill("2026-12-03")
    page.get_by_role("button", name="Save and review").click()

    expect(page.get_by_text("Acme Mail starts on 3 December 2026.")).to_be_visible()
    page.get_by_label("Note for customers").fill("Mail moves to **Acme**.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="See the page").click()
    preview = opened.value
    expect(preview.get_by_text("Not published yet.")).to_be_visible()
    expect(preview.get_by_role("row", name="Acme Mail")).to_be_visible()
    preview.close()

    customer = page.context.browser.new_context().new_page()
    customer.goto(f"{portal}/subprocessors/")
    expect(customer.get_by_text("Acme Mail")).to_have_count(0)

    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()

    customer.reload()
    expect(customer.get_by_text("1 change is coming")).to_be_visible()
    expect(customer.get_by_role("heading", name="Announced")).to_be_visible()
    expect(customer.get_by_text("Starts 3 December 2026").first).to_be_visible()
    customer.get_by_role("link", name="Changes", exact=True).click()
    expect(customer.get_by_role("heading", name="Acme Mail announced")).to_be_visible()
    expect(customer.get_by_text("Mail moves to Acme.")).to_be_visible()
    feed = customer.request.get(f"{portal}/feeds/changes.atom").text()
    assert "Announced: Acme Mail (E-mail delivery) from 3 December 2026" in feed

    time_machine.move_to(at("2026-11-03"))
    customer.goto(f"{portal}/subprocessors/")
    expect(customer.get_by_text("1 change is coming")).to_be_visible()

    time_machine.move_to(at("2026-12-03"))
    customer.goto(f"{portal}/subprocessors/")
    expect(customer.get_by_text("2 sub-processors. Nothing is about to change.")).to_be_visible()
    expect(customer.get_by_text("Starts 3 December 2026")).to_have_count(0)
    customer.context.close()
    assert Publication.objects.newest().number == 2
