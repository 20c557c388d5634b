"""The table in a browser: it answers as one types, with the address, and without a script."""

import gzip

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from tests.browsing import follow, watched_page
from tests.publications import a_row, categories, publish_rows, services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server):
    """Twenty rows: odd ones in Germany for Chat, even ones in the US for all services."""
    rows = [
        a_row(
            f"row-{number}",
            purpose="Backups" if number < 4 else "Mail",
            places=["DE" if number % 2 else "US"],
            services=["chat"] if number % 2 else ["chat", "desk"],
            category="core" if number < 10 else "ai",
        )
        for number in range(20)
    ]
    vocabulary = [*services(chat="Example Chat", desk="Desk"), *categories(core="Core", ai="AI")]
    publish_rows(rows, number=1, published_at="2026-11-02", vocabulary=vocabulary)
    return live_server.url


def rows_of(page):
    return page.locator(".list tbody tr[id]")


def options_of(page, name):
    return page.get_by_label(name).locator("option").all_inner_texts()


def test_it_answers_as_one_types_and_the_address_keeps_in_step(page, portal):
    page.goto(f"{portal}/subprocessors/")
    page.evaluate("window.isSamePage = true")
    page.get_by_role("searchbox").press_sequentially("backups")
    expect(rows_of(page)).to_have_count(4)
    expect(page).to_have_url(f"{portal}/subprocessors/?q=backups")
    assert page.evaluate("window.isSamePage && document.activeElement.id") == "_q"
    expect(page).to_have_title("Sub-processors: “backups” · Example GmbH")
    expect(page.get_by_role("status")).to_have_text("4 results")
    assert options_of(page, "Place") == ["All places", "Germany (2)", "United States (2)"]
    page.get_by_label("Place").select_option("DE")
    expect(rows_of(page)).to_have_count(2)
    expect(page).to_have_url(f"{portal}/subprocessors/?q=backups&place=DE")
    assert options_of(page, "Service") == ["All services", "Example Chat (2)"]
    page.reload()
    expect(rows_of(page)).to_have_count(2)
    assert page.get_by_label("Place").input_value() == "DE"


def test_what_is_taken_back_leaves_the_whole_list_at_its_plain_address(page, portal):
    page.goto(f"{portal}/subprocessors/?q=backups")
    page.get_by_role("searchbox").fill("")
    expect(rows_of(page)).to_have_count(20)
    expect(page).to_have_url(f"{portal}/subprocessors/")
    expect(page.get_by_role("status")).to_have_text(
        "20 sub-processors. Nothing is about to change."
    )


def test_no_step_is_added_to_the_history(page, portal):
    page.goto(f"{portal}/changes/")
    page.goto(f"{portal}/subprocessors/")
    page.get_by_role("searchbox").press_sequentially("mail")
    expect(rows_of(page)).to_have_count(16)
    page.go_back()
    expect(page).to_have_url(f"{portal}/changes/")


def test_the_list_for_a_service_heads_itself_and_answers_for_it(page, portal):
    page.goto(f"{portal}/subprocessors/")
    page.get_by_label("Service").select_option("desk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sub-processors for Desk")
    expect(page.locator(".answer")).to_have_text("10 sub-processors. Nothing is about to change.")
    expect(page).to_have_url(f"{portal}/subprocessors/?service=desk")


def test_where_the_network_fails_the_button_asks_for_the_page(page, portal):
    page.goto(f"{portal}/subprocessors/")
    page.route(
        "**/*q=backups*", lambda route: route.abort() if _is_fetch(route) else route.continue_()
    )
    page.get_by_role("searchbox").fill("backups")
    follow(page, page.get_by_role("button", name="Search"))
    assert page.url == f"{portal}/subprocessors/?q=backups&service=&place=&category="
    expect(rows_of(page)).to_have_count(4)


def _is_fetch(route):
    return route.request.resource_type == "fetch"


def test_without_a_script_the_form_asks_the_same(browser, portal):
    with watched_page(browser, java_script_enabled=False) as page:
        page.goto(f"{portal}/subprocessors/")
        page.get_by_role("searchbox").fill("backups")
        page.get_by_label("Place").select_option("DE")
        follow(page, page.get_by_role("button", name="Search"))
        assert rows_of(page).count() == 2
        assert options_of(page, "Service") == ["All services", "Example Chat (2)"]
        follow(page, page.get_by_role("link", name="remove “backups”"))
        assert rows_of(page).count() == 10


def test_on_a_phone_filters_unfold_with_the_button_beneath(browser, portal):
    options = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    with watched_page(browser, java_script_enabled=False, **options) as page:
        page.goto(f"{portal}/subprocessors/")
        page.get_by_text("Filters").tap()
        page.get_by_label("Service").select_option("desk")
        follow(page, page.get_by_role("button", name="Search"))
        assert rows_of(page).count() == 10


def test_the_script_is_one_small_file(page, portal):
    asked = []
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    page.goto(f"{portal}/subprocessors/")
    scripts = [url for kind, url in asked if kind == "script"]
    assert scripts == [f"{portal}/static/list.js"]
    with open(finders.find("list.js"), "rb") as script:
        assert len(gzip.compress(script.read())) < 4_000


def test_nothing_moves_while_the_page_comes(browser, portal):
    with watched_page(browser) as page:
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => list.getEntries()"
            ".forEach(one => window.moved += one.value))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(f"{portal}/subprocessors/", wait_until="networkidle")
        assert page.evaluate("window.moved") == 0


# The log, by the same script


@pytest.fixture
def log(live_server):
    """Version 2 announces four rows of Chat and changes twelve; Desk has one row, unchanged."""
    rows = [a_row(f"row-{number}", services=["chat"]) for number in range(12)]
    rows.append(a_row("other", services=["desk"]))
    vocabulary = services(chat="Example Chat", desk="Desk")
    publish_rows(rows, number=1, published_at="2026-10-01", kind="opening", vocabulary=vocabulary)
    for row in rows[:12]:
        row["now"]["purpose"] = "Mail"
    rows += [a_row(f"new-{at}", effective_on="2099-12-03", services=["chat"]) for at in range(4)]
    rows.append(a_row("newer", effective_on="2099-12-03", services=["desk"]))
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=vocabulary)
    return live_server.url


def test_filtering_the_log_says_how_many_changes_are_left(page, log):
    page.goto(f"{log}/changes/")
    status = page.get_by_role("status")
    expect(status).to_have_text("")
    page.get_by_label("Kind of change").select_option("added")
    expect(status).to_have_text("5 changes")
    page.get_by_label("Service", exact=True).select_option("desk")
    expect(status).to_have_text("1 change")
    page.get_by_label("Service").select_option("")
    page.get_by_label("Kind of change").select_option("")
    expect(status).to_have_text("17 changes")


def test_filtering_the_log_says_so_where_nothing_is_left(page, log):
    page.goto(f"{log}/changes/")
    page.get_by_label("Kind of change").select_option("changed")
    expect(page.get_by_role("status")).to_have_text("12 changes")
    page.evaluate("document.querySelector('#_service').append(new Option('Gone', 'gone'))")
    page.get_by_label("Service", exact=True).select_option("gone")
    expect(page.get_by_role("status")).to_have_text("No version has such a change.")
