"""The desk in a browser: by ear, by keyboard, on a phone, by day and by night."""

import re

import pytest
from playwright.sync_api import expect

from subprocessors.models.publication import Publication
from subprocessors.publishing import Decisions, publish
from tests.browsing import watched_page
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

ROW = "/admin/subprocessors/subprocessor/{pk}/"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenherstellungswerkstätte"
WORDING_ONLY = "Wording only (no notice required)"


@pytest.fixture
def desk(live_server, time_machine, settings):
    """Acme published, then moved; Chat about to change; somebody who may publish. 2 November."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30, notice_margin=0)
    live_server.person = make_person("paula", "Publisher")
    live_server.row = add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    chat = add_row("Chat Desk", places=["FR"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    edit_row(chat, places=["FR", "SG"])
    days = {("chat-desk", "material"): "2026-12-24"}
    publish(at=at("2026-10-20"), decisions=Decisions(days=days))
    edit_row(live_server.row, places=["IE"], reason="Moved by the vendor")
    add_row(LONG, held_back=True)
    return live_server


def sign_in(page, url):
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill("paula")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="The desk").wait_for()


def test_no_page_of_the_desk_scrolls_sideways_on_a_phone(desk, browser):
    row = ROW.format(pk=desk.row.pk)
    pages = ["/admin/", "/admin/review/", "/admin/subprocessors/publication/2/change/"]
    pages += [row + act for act in ("change/", "end/", "replace/", "put-back/", "history/")]
    with watched_page(browser, viewport={"width": 320, "height": 700}) as page:
        sign_in(page, desk.url)
        for address in pages:
            page.goto(desk.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_history_on_a_phone_is_still_a_table_to_those_who_listen(desk, browser):
    with watched_page(browser, viewport={"width": 320, "height": 700}) as page:
        sign_in(page, desk.url)
        page.goto(desk.url + ROW.format(pk=desk.row.pk) + "history/")
        assert page.get_by_role("columnheader", name="Reason").count() == 1
        assert page.get_by_role("cell", name="Moved by the vendor").count() == 1
        cell = page.get_by_role("cell", name=re.compile("^Places of processing"))
        expect(cell).to_contain_text(re.compile(r"Was United States.*\s*Is now Ireland"))


def test_a_long_name_leaves_the_other_columns_of_the_working_list_in_sight(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/subprocessors/subprocessor/")
    results = page.locator(".results")
    assert results.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_on_a_phone_the_working_list_breaks_no_word_but_long_names(desk, browser):
    with watched_page(browser, viewport={"width": 320, "height": 700}) as page:
        sign_in(page, desk.url)
        page.goto(f"{desk.url}/admin/subprocessors/subprocessor/")
        place = page.get_by_role("cell", name="Ireland", exact=True)
        lines = place.evaluate(
            "e => { const range = document.createRange(); range.selectNodeContents(e);"
            " return range.getClientRects().length; }"
        )
        assert lines == 1


def test_each_control_of_the_review_says_which_row_it_is_about(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/review/")
    expect(page.get_by_role("checkbox", name="Include Acme Mail")).to_be_checked()
    kinds = page.get_by_role("group", name="Acme Mail: Places of processing")
    expect(kinds.get_by_role("radio", name=WORDING_ONLY)).not_to_be_checked()
    announced = page.get_by_role(
        "group", name="Chat Desk: Places of processing, announced for 24 December 2026"
    )
    expect(announced).to_be_hidden()
    page.get_by_text("Announced already").click()
    expect(announced).to_be_visible()
    held_back = page.get_by_role("link", name=f"edit {LONG}")
    expect(held_back).to_be_hidden()
    page.get_by_text("1 row left out").click()
    expect(held_back).to_be_visible()


def test_what_is_to_be_decided_is_met_first_and_leads_to_its_field(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/review/")
    page.get_by_role("radio", name=WORDING_ONLY).check()
    page.get_by_role("button", name="Update this review").click()
    expect(page.get_by_role("region", name="To be decided first")).to_be_focused()
    expect(page).to_have_title(re.compile("^To be decided: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    field = page.get_by_label("Why it is wording only (published)")
    expect(page).to_have_url(re.compile("#" + field.get_attribute("id") + "$"))
    expect(field).to_have_attribute("aria-invalid", "true")
    said = page.locator("#" + field.get_attribute("aria-describedby"))
    expect(said).to_contain_text("say why the change of places of processing is wording only")


def test_a_typo_takes_one_press_and_one_reason_and_is_seen_as_it_will_be_read(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/review/")
    block = page.get_by_role("region", name="Acme Mail")
    announced, at_once = block.locator(".as-chosen"), block.locator(".if-otherwise")
    expect(announced).to_contain_text("From 3 December 2026")
    expect(at_once).to_be_hidden()
    day = block.locator("input[type=date]:visible")
    expect(day).to_have_value("2026-12-03")
    page.get_by_role("radio", name=WORDING_ONLY).check()
    expect(announced).to_be_hidden()
    expect(at_once).to_be_visible()
    expect(at_once).to_contain_text("Wording")
    expect(at_once).not_to_contain_text("December")
    expect(day).to_have_value("")
    block.get_by_label("Why it is wording only (published)").fill("It never was in the US.")
    page.get_by_role("button", name="Publish version 3").click()
    expect(page.get_by_text("Version 3 is published.")).to_be_visible()
    change = Publication.objects.newest().changes.get()
    assert (change.material, change.effective_on.isoformat()) == (False, "2026-11-02")
    assert change.reason == "It never was in the US."


def test_what_was_typed_survives_leaving_by_a_link_and_coming_back_by_another(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/review/")
    page.get_by_label("Note for customers").fill("We move.")
    page.get_by_role("link", name="edit Acme Mail").click()
    page.locator("#id_notes").fill("By the public interface")
    page.get_by_role("button", name="Save and review").click()
    expect(page.get_by_label("Note for customers")).to_have_value("We move.")
    expect(page.get_by_text("By the public interface").first).to_be_attached()
    page.get_by_label("Internal reason").fill("Board decision")
    page.get_by_role("link", name="Home").click()
    # The browser hands over what was typed as the page goes; a test is back within milliseconds.
    for _time in range(20):
        page.goto(f"{desk.url}/admin/")
        page.get_by_role("link", name="Review and publish").first.click()
        if page.get_by_label("Internal reason").input_value():
            break
    expect(page.get_by_label("Internal reason")).to_have_value("Board decision")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Internal reason")).to_have_value("")


def test_every_problem_of_a_correction_leads_to_a_place_that_exists(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/review/?corrects=1")
    page.get_by_text("Announced already").click()
    page.get_by_role("group", name=re.compile("^Chat Desk")).get_by_label("Takes effect on").fill(
        "2026-11-10"
    )
    page.get_by_role("button", name="Update this review").click()
    links = page.get_by_role("region", name="To be decided first").get_by_role("link")
    expect(links.filter(has_text="cannot bring places of processing forward")).to_have_count(1)
    for link in links.all():
        target = link.get_attribute("href")
        assert page.locator(f"[id='{target[1:]}']").count() == 1, target


def test_the_errors_of_a_row_are_listed_and_lead_to_their_fields(desk, page):
    sign_in(page, desk.url)
    page.goto(desk.url + ROW.format(pk=desk.row.pk) + "change/")
    page.get_by_label("Website:").fill("javascript:alert(1)")
    page.get_by_label("Last day:").fill("2023-01-01")
    page.get_by_role("button", name="Save", exact=True).click()
    errors = page.locator(".errors-of")
    expect(errors).to_be_focused()
    expect(errors.get_by_role("link")).to_have_count(2)
    errors.get_by_role("link", name=re.compile("^Website: ")).click()
    expect(page).to_have_url(re.compile("#id_website$"))


def test_the_errors_of_a_new_row_are_met_first_too(desk, page):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/subprocessors/subprocessor/add/")
    expect(page.get_by_label("Name:", exact=True)).to_be_focused()
    page.get_by_label("Website:").fill("javascript:alert(1)")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors-of")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_old_and_new_can_be_read_whatever_light_somebody_chose(desk, browser, theme):
    other = {"light": "dark", "dark": "light"}[theme]
    with watched_page(browser, color_scheme=other) as page:
        sign_in(page, desk.url)
        page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
        page.goto(f"{desk.url}/admin/review/")
        ground = page.locator("ins").first.evaluate("e => getComputedStyle(e).backgroundColor")
        assert ground == {"light": "rgb(227, 243, 228)", "dark": "rgb(22, 48, 27)"}[theme]


@pytest.mark.parametrize("address", ["subprocessor/", "publication/", "service/"])
def test_a_list_is_called_by_what_it_lists(desk, page, address):
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/admin/subprocessors/{address}")
    heading = page.get_by_role("heading", level=1)
    assert not heading.inner_text().startswith("Select")
    assert page.title() == f"{heading.inner_text()} | Trust portal"


def test_the_fields_of_a_row_are_large_enough_for_a_finger(desk, browser):
    options = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    with watched_page(browser, **options) as page:
        sign_in(page, desk.url)
        page.goto(desk.url + ROW.format(pk=desk.row.pk) + "change/")
        for found in ("#id_name", "#id_country", "#id_effective_on", "input[name=_save]"):
            assert page.locator(found).bounding_box()["height"] >= 44, found


def test_the_head_of_sign_in_is_a_heading(live_server, page):
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()
