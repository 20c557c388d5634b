"""The list in a frame on a page of another site: what it shows, and who may show it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from subprocessors.models.portal import Portal
from tests.browsing import watched_page
from tests.kept import KeptClient
from tests.pages import opened, words
from tests.publications import a_row, publish_rows, services
from tests.stories import make_person, make_portal

LATER = {"purpose": {"on": "2099-01-01", "value": "Backups"}}
VOCABULARY = services(chat="Example Chat", desk="Desk")


def publish_list(count=2):
    rows = [a_row(f"row-{number}", services=["chat"]) for number in range(count)]
    rows += [a_row("acme", services=["desk"], next_=LATER), a_row("gone", ended_on="2020-01-01")]
    publish_rows(rows, number=1, published_at="2026-11-02", vocabulary=VOCABULARY)


def policy_of(response):
    return response.headers["Content-Security-Policy"].rpartition("; ")[2]


@pytest.mark.django_db
def test_it_shows_the_answer_what_is_coming_the_table_and_the_way_to_all_else(client):
    publish_list()
    page, whole = opened(client, "/embed/"), opened(client, "/subprocessors/")
    assert page.one("base").get("target") == "_top"
    assert words(page.of_class("answer")[0]) == words(whole.of_class("answer")[0])
    assert words(page.of_class("announced")[0]) == words(whole.of_class("announced")[0])
    [table, *_ended] = whole.all("table")
    assert words(page.one("table")) == words(table)
    last = page.all("main//a")[-1]
    assert (words(last), last.get("href")) == (
        "Version 1, full list and notices",
        "/subprocessors/",
    )
    assert not page.all("nav")
    assert not page.all("form")
    assert page.one("link[@rel='canonical']").get("href") == (
        "https://trust.example.com/subprocessors/"
    )
    # Opened by itself it has a description, and a browser need not look for an icon in vain.
    for head, key in (("meta[@name='description']", "content"), ("link[@rel='icon']", "href")):
        assert page.one(head).get(key) == whole.one(head).get(key)


@pytest.mark.django_db
def test_of_one_service_it_shows_the_list_for_that_service(client):
    publish_list()
    page = opened(client, "/embed/", service="chat")
    assert words(page.one("h1")) == "Sub-processors for Example Chat"
    assert [row.get("id") for row in page.all("tbody//tr[@id]")] == ["row-0", "row-1"]
    assert not page.of_class("announced")
    assert page.all("main//a")[-1].get("href") == "/subprocessors/?service=chat"
    light = opened(client, "/embed/", service="chat", look="light")
    assert light.all("main//a")[-1].get("href") == "/subprocessors/?service=chat"
    unknown = opened(client, "/embed/", service="nobody")
    assert "There is no service “nobody” on this list." in unknown.text
    assert unknown.all("main//a")[-1].get("href") == "/subprocessors/"
    assert not unknown.all("table")
    assert client.get("/embed/", {"service": "x" * 201}).status_code == 400


@pytest.mark.django_db
def test_before_the_first_version_and_in_the_sample_it_says_so(client):
    assert "No list has been published yet." in opened(client, "/embed/").text
    Portal.objects.create(pk=1, organisation="Example GmbH", is_sample=True)
    publish_list()
    assert "This list is an example." in opened(client, "/embed/").text


@pytest.mark.django_db
def test_it_takes_no_more_queries_than_the_list(client, django_assert_max_num_queries):
    publish_list()
    with django_assert_max_num_queries(5):
        client.get("/embed/")


@pytest.mark.django_db
def test_it_alone_may_be_framed_and_only_by_the_sites_that_are_named(client, settings):
    publish_list()
    response = client.get("/embed/")
    assert policy_of(response) == "frame-ancestors 'none'"
    assert response.headers["X-Frame-Options"] == "DENY"
    settings.EMBED_PARENTS = ["https://docs.example.com", "http://localhost:3000"]
    allowed = "frame-ancestors https://docs.example.com http://localhost:3000"
    client = KeptClient()  # what was kept before a restart is not kept after it
    fresh = client.get("/embed/")
    assert policy_of(fresh) == allowed
    assert "X-Frame-Options" not in fresh.headers
    assert fresh.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    for address in ("/", "/subprocessors/", "/changes/1/", "/embed/x", "/admin/login/"):
        other = client.get(address)
        assert policy_of(other) == "frame-ancestors 'none'", address
        assert other.headers["X-Frame-Options"] == "DENY", address


@pytest.mark.django_db
def test_the_desk_shows_what_to_paste_and_what_to_set(client, settings):
    make_portal()
    publish_list()
    client.force_login(make_person("paula", "Publisher"))
    address = "/admin/subprocessors/portal/1/change/"
    assert "Set EMBED_PARENTS" in opened(client, address).text
    settings.EMBED_PARENTS = ["https://docs.example.com"]
    page = opened(client, address)
    assert "Pages of these sites may show it: https://docs.example.com." in page.text
    code = page.by_id("embed-code").text
    assert '<iframe src="https://trust.example.com/embed/"' in code
    assert 'event.origin === "https://trust.example.com"' in code
    assert "For one service, write ?service=chat after /embed/." in page.text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_page_that_stays_light_it_can_stay_light_too(browser, portal):
    Portal.objects.create(pk=1, organisation="Example GmbH", accent="#0a7a3c")
    colour = "getComputedStyle(document.querySelector('.way-out a')).color"
    with watched_page(browser, color_scheme="dark") as page:
        found = []
        for query in ("", "?look=light", "?look=pink"):
            page.goto(f"{portal}/embed/{query}")
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            found.append((ground, page.evaluate(colour)))
    dark, light, unknown = found
    assert dark == unknown == ("rgb(20, 21, 19)", "rgb(157, 184, 255)")
    assert light == ("rgb(255, 255, 255)", "rgb(10, 122, 60)")


@contextmanager
def another_site(html):
    """A site whose every page is ``html()``, at another port: another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = html().encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def code_from_desk(client):
    """What the desk shows to paste."""
    make_portal()
    client.force_login(make_person("paula", "Publisher"))
    return opened(client, "/admin/subprocessors/portal/1/change/").by_id("embed-code").text


@pytest.fixture
def portal(live_server, settings):
    publish_list(30)
    settings.PUBLIC_URL = live_server.url
    return live_server.url


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_named_site_shows_it_as_high_as_it_is_and_its_links_open_on_top(
    client, browser, settings, portal
):
    pasted = {}
    with another_site(lambda: f"<!doctype html>{pasted['code']}") as site:
        settings.EMBED_PARENTS = [site]
        pasted["code"] = code_from_desk(client)
        with watched_page(browser, viewport={"width": 1280, "height": 800}) as page:
            page.goto(site)
            frame = page.frame_locator("iframe")
            expect(frame.get_by_role("link", name="Row 29")).to_be_visible()
            inside = page.frames[1]
            page.wait_for_function("document.querySelector('iframe').offsetHeight > 1000")
            assert page.locator("iframe").bounding_box()["height"] == inside.evaluate(
                "Math.ceil(document.documentElement.getBoundingClientRect().height)"
            )
            assert inside.evaluate("document.cookie") == ""
            page.set_viewport_size({"width": 375, "height": 812})
            assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
            with page.expect_navigation():
                frame.get_by_role("link", name="Version 1, full list and notices").click()
            assert page.url == f"{portal}/subprocessors/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_scripts_it_is_the_same_list_in_a_frame_that_scrolls(
    client, browser, settings, portal
):
    pasted = {}
    with another_site(lambda: f"<!doctype html>{pasted['code']}") as site:
        settings.EMBED_PARENTS = [site]
        pasted["code"] = code_from_desk(client)
        with watched_page(browser, java_script_enabled=False) as page:
            page.goto(site)
            frame = page.frame_locator("iframe")
            link = frame.get_by_role("link", name="Row 29")
            link.scroll_into_view_if_needed()
            assert page.locator("iframe").bounding_box()["height"] == 600
            with page.expect_navigation():
                link.click()
            assert page.url == f"{portal}/subprocessors/row-29/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("parents", [[], ["https://docs.example.com"]])
def test_a_site_that_is_not_named_shows_nothing(browser, settings, portal, parents):
    settings.EMBED_PARENTS = parents
    html = f'<!doctype html><iframe src="{portal}/embed/"></iframe>'
    with another_site(lambda: html) as site:
        context = browser.new_context()
        page = context.new_page()
        refused = []
        page.on("console", lambda line: refused.append(line.text))
        page.goto(site)
        page.wait_for_timeout(500)
        assert page.frames[1].get_by_text("sub-processors").count() == 0
        assert "frame-ancestors" in " ".join(refused)
        context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_other_page_is_framed_even_by_a_named_site(browser, settings, portal):
    html = f'<!doctype html><iframe src="{portal}/subprocessors/"></iframe>'
    with another_site(lambda: html) as site:
        settings.EMBED_PARENTS = [site]
        context = browser.new_context()
        page = context.new_page()
        page.goto(site)
        page.wait_for_timeout(500)
        assert page.frames[1].get_by_text("sub-processors").count() == 0
        context.close()
