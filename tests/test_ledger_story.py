"""A customer is told by real mail, confirms in a browser, and counsel prints the statement."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import Delivery
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from tests.browsing import follow, watched_page
from tests.ledgers import SENT_AT, told_portal
from tests.mail_servers import serving, use
from tests.recipients import a_contact, a_customer
from tests.stories import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = 'J. "Doe", =1+1; Legal'


def tell(settings):
    """Publishes, sends by a real mail server, and gives the link that the mail holds."""
    with serving() as (post, place):
        use(settings, f"smtp://{place}")
        Sender(now=lambda: SENT_AT).run()
        text = post.read().get_body(("plain",)).get_content()
    return re.search(r"https?://\S+/subscribe/email/acknowledge/\?t=\S+", text)[0]


def test_told_confirmed_found_and_printed(live_server, page, settings, tmp_path, time_machine):
    time_machine.move_to(SENT_AT)
    settings.DATA_DIR, settings.PUBLIC_URL = tmp_path, live_server.url
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    told_portal(lambda: a_contact(a_customer("Acme", reference="C-17"), "legal@acme.example"))
    allow_sending(by="paula", at=SENT_AT)
    make_person("paula", "Publisher")
    link = tell(settings)
    assert urlsplit(link).netloc == urlsplit(live_server.url).netloc

    # The customer opens the link, looks, and presses the button.
    page.goto(link)
    expect(page.get_by_text("was sent to legal@acme.example")).to_be_visible()
    assert not Acknowledgement.objects.exists()
    page.get_by_label("Your name").fill("x\u202ey")
    follow(page, page.get_by_role("button", name="Confirm the receipt"))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Your name").fill(NAME)
    follow(page, page.get_by_role("button", name="Confirm the receipt"))
    expect(page.get_by_role("heading", name="The receipt is confirmed")).to_be_visible()
    assert page.context.cookies() == []
    assert Acknowledgement.objects.get().name == NAME

    # Counsel asks: was Acme told?
    page.goto(live_server.url + "/admin/")
    page.fill("#id_username", "paula")
    page.fill("#id_password", "a long enough one")
    follow(page, page.locator("[type=submit]"))
    follow(page, page.get_by_role("link", name="Who was told"))
    page.get_by_label("Customer or address").fill("acme")
    follow(page, page.get_by_role("button", name="Find"))
    said = page.locator(".ledger tbody td").nth(2)
    expect(said).to_contain_text("Sent 2 November 2026, 32 days before start: in time; taken by")
    expect(said).to_contain_text(f"by somebody who gave the name {NAME}, on 2 November 2026")
    follow(page, page.get_by_role("link", name="Attempts and message"))
    expect(page.locator("pre").first).to_contain_text("?t=...")
    page.go_back()
    follow(page, page.get_by_role("link", name="Acme", exact=True))

    # The statement is printed.
    page.emulate_media(media="print")
    expect(page.locator("#header")).to_be_hidden()
    expect(page.locator(".breadcrumbs")).to_be_hidden()
    expect(page.get_by_text("Made by paula on 2 November 2026")).to_be_visible()
    expect(page.get_by_text("What this cannot show")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_of_the_ledger_scrolls_sideways(
    live_server, browser, settings, tmp_path, width, time_machine
):
    time_machine.move_to(SENT_AT)
    settings.DATA_DIR = tmp_path
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"
    told_portal(lambda: a_contact(a_customer("Acme" * 30), address))
    make_person("paula", "Publisher")
    with watched_page(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(live_server.url + "/admin/")
        page.fill("#id_username", "paula")
        page.fill("#id_password", "a long enough one")
        follow(page, page.locator("[type=submit]"))
        for address in (
            "/admin/ledger/",
            "/admin/customers/{}/statement/",
            "/admin/sending/delivery/{}/",
        ):
            one = Delivery.objects.select_related("contact").get()
            key = one.contact.customer_id if "customers" in address else one.pk
            page.goto(live_server.url + address.format(key))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
