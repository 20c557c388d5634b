"""A visitor with a browser: subscribes, confirms, changes, and leaves."""

import re

import pytest
from playwright.sync_api import expect

from subprocessors.models.recipients import Subscriber
from tests.browsing import follow, watched_page
from tests.stories import at
from tests.subscribing import FORM, a_portal_to_subscribe_to, mail_to, sign_up, subscribe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server, time_machine, settings):
    time_machine.move_to(at("2026-11-02"))
    settings.PUBLIC_URL = live_server.url
    a_portal_to_subscribe_to()
    return live_server


def test_from_the_form_to_leaving(portal, page):
    page.goto(portal.url + "/subscribe/")
    follow(page, page.get_by_role("link", name="Receive notices by e-mail"))
    page.get_by_label("E-mail address").fill("ada@a")
    page.get_by_label("Mail", exact=True).check()
    follow(page, page.get_by_role("button", name="Send me the link"))
    mistakes = page.get_by_role("alert")
    expect(mistakes).to_be_focused()
    expect(page).to_have_title(re.compile("^Please check: "))
    expect(page.get_by_label("Mail", exact=True)).to_be_checked()
    mistakes.get_by_role("link", name="E-mail address").click()
    field = page.get_by_label("E-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("not an e-mail address"))
    field.fill("ada@bücher.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Please look at your mail")).to_be_visible()
    assert "?" not in page.url

    mail = mail_to("ada@xn--bcher-kva.example")  # as browsers write it
    page.goto(portal.url + mail.link("confirm"))
    assert Subscriber.objects.get().state == "unconfirmed"
    follow(page, page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("heading", name="Your subscription is confirmed")).to_be_visible()
    follow(page, page.get_by_role("link", name="Change what you receive, or end it"))
    expect(page.get_by_label("Mail", exact=True)).to_be_checked()
    page.get_by_label("Chat & Talk").check()
    follow(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert Subscriber.objects.get().service_slugs == ["chat", "mail"]
    follow(page, page.get_by_role("button", name="End the notices"))
    expect(page.get_by_role("heading", name="Your notices have ended")).to_be_visible()
    assert Subscriber.objects.get().state == "left"
    assert page.context.cookies() == []


def test_a_page_that_a_link_leads_to_tells_no_other_page_its_address(portal, page):
    sign_up("ada@a.example")
    page.goto(portal.url + mail_to("ada@a.example").link("confirm"))
    sent = []
    page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    follow(page, page.get_by_role("link", name="Changes", exact=True))
    assert sent
    assert not [referrer for referrer in sent if "confirm" in referrer]


def test_people_do_not_meet_the_field_for_programs(portal, page):
    page.goto(portal.url + FORM)
    box = page.locator("#id_leave_empty").bounding_box()
    assert box is None or box["width"] <= 2 or box["x"] < 0 or _is_clipped(page)
    page.get_by_label("E-mail address").focus()
    names = []
    for _tab in range(4):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || document.activeElement.href"))
    assert "leave_empty" not in names
    assert "Leave this field empty" not in page.locator("main").aria_snapshot()


def test_who_filled_it_in_all_the_same_finds_it_and_what_is_wrong(portal, page):
    page.goto(portal.url + FORM)
    page.get_by_label("E-mail address").fill("ada@a.example")
    page.locator("#id_leave_empty").evaluate("field => { field.value = 'x' }")
    follow(page, page.get_by_role("button", name="Send me the link"))
    field = page.get_by_role("textbox", name="Leave this field empty")
    expect(field).to_be_visible()
    expect(field).to_have_accessible_description(re.compile("Empty it, please"))


def _is_clipped(page):
    return page.locator("#id_leave_empty").evaluate(
        "e => getComputedStyle(e.parentElement).clipPath !== 'none'"
        " && e.parentElement.getBoundingClientRect().width <= 1"
    )


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_of_the_way_scrolls_sideways(portal, browser, width):
    mail = subscribe("a-rather-long-name.of-somebody.in-privacy-and-legal@subsidiary.a.example")
    pages = [FORM, mail.link("confirm"), mail.link("manage"), mail.one_click, f"{FORM}manage/"]
    with watched_page(browser, viewport={"width": width, "height": 700}) as page:
        for address in pages:
            page.goto(portal.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
