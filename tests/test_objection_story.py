"""An objection from the form to its outcome: in a browser, at the desk, by real mail."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from subprocessors.models.objections import Objection
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from tests import mail_servers
from tests.browsing import follow, watched_page
from tests.mail_servers import serving
from tests.objecting import FORM, LEGAL, a_version_to_object_to, objected
from tests.stories import at, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GROUNDS = "Our data must stay in the US."
ANSWER = "Dear Ms Doe,\n\nfor you, Acme stays in the US."


@pytest.fixture
def portal(live_server, time_machine, settings, tmp_path):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.PUBLIC_URL, settings.DATA_DIR = live_server.url, tmp_path
    settings.MAIL_FROM = mail_sender("Example Cloud <notices@example.com>")
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_version_to_object_to()
    make_person("paula", "Publisher")
    allow_sending(by="paula", at=at("2026-11-02"))
    time_machine.move_to(at("2026-11-03"))
    return live_server


def send():
    Sender(now=lambda: at("2026-11-03") + timedelta(hours=1)).run()


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def signed_in(page, url):
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill("paula")
    page.get_by_label("Password").fill("a long enough one")
    follow(page, page.get_by_role("button", name="Log in"))


def test_a_customer_objects_in_time_and_is_answered_and_it_is_closed(
    portal, browser, page, settings
):
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        send()
        link = re.search(r"http://\S+/object/\?change=1", text_of(post.read(0)))[0]
        assert post.recipients == [LEGAL]
        post.taken.clear()

        # From the mail to the form; a mistake is met first, and nothing that was typed is lost.
        page.goto(link)
        change = page.get_by_role("radio", name=re.compile("Acme Mail"))
        expect(change).to_be_checked()
        page.get_by_label("Organisation").fill("Octo")
        page.get_by_label("Your name").fill("Jane Doe")
        page.get_by_label("E-mail address").fill("legal@octo")
        page.get_by_label("Grounds").fill(GROUNDS)
        follow(page, page.get_by_role("button", name="Send the objection"))
        expect(page.get_by_role("alert")).to_be_focused()
        field = page.get_by_label("E-mail address")
        expect(field).to_have_accessible_description(re.compile("not an e-mail address"))
        expect(page.get_by_label("Grounds")).to_have_value(GROUNDS)
        expect(change).to_be_checked()
        field.fill(LEGAL)
        follow(page, page.get_by_role("button", name="Send the objection"))
        expect(page.get_by_role("heading", name="Your objection was received")).to_be_visible()
        objection = Objection.objects.get()
        expect(page.get_by_text(objection.number)).to_be_visible()
        expect(page.get_by_text("is 23 December 2026, 24:00 CET.")).to_be_visible()
        assert page.context.cookies() == []
        send()
        receipt = post.read(0)
        assert objection.number in receipt["Subject"]
        assert "it is in time" in text_of(receipt)
        assert GROUNDS not in text_of(receipt)
        post.taken.clear()

        # At the desk it is read, answered and closed.
        with watched_page(browser, viewport={"width": 1280, "height": 900}) as desk:
            signed_in(desk, portal.url)
            follow(desk, desk.get_by_role("link", name="Open objections"))
            follow(desk, desk.get_by_role("link", name=objection.number))
            expect(desk.get_by_text(GROUNDS)).to_be_visible()
            desk.get_by_label(f"Plain text, to {LEGAL}").fill(ANSWER)
            follow(desk, desk.get_by_role("button", name="Show the mail"))
            expect(desk.get_by_text("Nothing is sent yet.")).to_be_visible()
            follow(desk, desk.get_by_role("button", name="Send this answer"))
            send()
            assert text_of(post.read(0)).startswith(ANSWER)
            assert post.recipients == [LEGAL]
            desk.get_by_label("Outcome").select_option("excluded")
            follow(desk, desk.get_by_role("button", name="Close the objection"))
            expect(desk.get_by_text(re.compile("^Closed .*: service excluded.$"))).to_be_visible()
            taken = desk.get_by_role("link", name="taken by the mail server")
            expect(taken).to_have_count(2)
    objection.refresh_from_db()
    assert (objection.outcome, str(objection.customer)) == ("excluded", "Octo")


def test_a_screen_reader_does_not_meet_the_field_for_programs(portal, page):
    page.goto(portal.url + FORM)
    read = page.locator("main").aria_snapshot()
    assert "Your name" in read
    assert "Leave this field empty" not in read


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_of_the_way_scrolls_sideways(portal, browser, width):
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenherstellungswerkstätte" * 4
    found = objected(organisation=long[:300], name=long[:200], grounds=long)
    pages = [FORM, "/changes/1/object/", "/objections/answer/"]
    own = f"/admin/subprocessors/objection/{found.pk}/change/"
    desk = [own, "/admin/subprocessors/objection/add/", "/admin/rule/"]
    desk.append("/admin/subprocessors/publication/2/change/")
    with watched_page(browser, viewport={"width": width, "height": 700}) as page:
        for address in pages:
            page.goto(portal.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        signed_in(page, portal.url)
        for address in desk:
            page.goto(portal.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
