"""Tests of pages on paper, in a real browser."""

import re

import pytest

from tests.browsing import watched_page
from tests.publications import FACTS, a_row, publish_rows

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(live_server):
    """Version 2: places stated for thirty rows."""
    rows = [a_row(f"row-{at}", legal_name=f"Row {at} Ltd") for at in range(30)]
    publish_rows(rows, number=1, published_at="2026-10-01", kind="opening")
    rows = [a_row(f"row-{at}", legal_name=f"Row {at} Ltd", places=["US"]) for at in range(30)]
    facts = {**FACTS, "contact_url": "https://example.com/privacy"}
    return publish_rows(rows, number=2, published_at="2026-11-02", facts=facts)


#: A word of the style sheet, as it is on the sheet's margin.
SAID = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"


@pytest.mark.parametrize("address", ["/subprocessors/", "/changes/", "/changes/2/", "/subscribe/"])
def test_each_sheet_says_whose_it_is_and_which_version(browser, live_server, second, address):
    with watched_page(browser) as page:
        page.goto(live_server.url + address)
        page.emulate_media(media="print")
        said = {name: page.evaluate(SAID, f"--{name}") for name in ("company", "address")}
        assert "Example GmbH" in said["company"]
        assert said["address"].strip('"').endswith(address)
        version = page.evaluate(SAID, "--version")
        assert "Version 2 · published 2 November 2026, 12:00 UTC" in version
        fingerprint = page.evaluate(SAID, "--fingerprint").strip('"').replace(" ", "")
        assert fingerprint == second.digest
        assert not page.locator(".only-print").is_visible()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_version_of_thirty_changes_takes_three_sheets(browser, live_server, second, paper):
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/changes/2/")
        sheets = len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(format=paper)))
        assert 1 < sheets <= 3


def test_what_is_folded_on_a_screen_is_printed(browser, live_server, second):
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/changes/")
        line = page.locator(".fold li").nth(3)
        assert not line.is_visible()
        assert page.evaluate("document.documentElement.scrollHeight") < 1200
        page.emulate_media(media="print")
        assert line.bounding_box()["height"] > 10


def test_links_are_written_out_with_their_host(browser, live_server, second):
    after = "e => getComputedStyle(e, '::after').content"
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/changes/2/")
        page.emulate_media(media="print")
        script = page.get_by_role("link", name="short script")
        assert re.search(r"https?://[^ ]+.*/verify\.py", script.evaluate(after))
        contact = page.get_by_role("link", name="Contact")
        assert "https://example.com/privacy" in contact.evaluate(after)
