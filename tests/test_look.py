"""Tests of the layout in a browser, at the widths people have."""

import hashlib

import pytest

from subprocessors.models.portal import Logo, Portal
from tests.browsing import follow, watched_page
from tests.publications import FACTS, a_row, categories, publish_rows, services
from tests.test_lists import STRANGE

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/subprocessors/",
    "/subprocessors/acme/",
    "/",
    "/subscribe/",
    "/developers/",
    "/changes/",
    "/nowhere",
)
PAGES += ("/subprocessors/on/2026-11-02/", "/subprocessors/on/1999-01-01/", "/changes/compare/")

CERTIFIED = {"certifications": [{"name": "ISO " + "9" * 100}]}


@pytest.fixture
def portal(live_server):
    """Six ordinary rows with an introduction of two lines, and a narrow choice of columns."""
    facts = {
        **FACTS,
        "introduction": "These companies process personal data for us. We tell you of each one"
        " here before it starts, so that you can object in time.",
    }
    rows = [a_row(name, purpose="Hosting") for name in ("acme", "bolt", "crab", "dove", "elk")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening", facts=facts)
    return live_server.url


@pytest.fixture
def strange_portal(live_server):
    """Every column filled, by names nobody thought of; something announced, something ended."""
    Portal.objects.create(pk=1, organisation="x" * 60, accent="#ffd400", is_sample=True)
    facts = {**FACTS, "organisation": "Donaudampfschifffahrtsgesellschaftskapitänsmütze GmbH"}
    filled = {"places": ["DE"], "data_categories": "Name", "effective_on": "2020-01-01"}
    rows = [
        a_row(slug, name=name, legal_name=name, purpose=name, **filled, category="core")
        for slug, name in STRANGE.items()
    ]
    coming = {"purpose": {"on": "2099-01-01", "value": "x" * 500}}
    rows.append(a_row("acme", next_=coming, description="x" * 10_000, services=["chat"], **filled))
    rows += [a_row(f"more-{number}", places=["US"]) for number in range(9)]
    rows += [a_row("gone", ended_on="2020-01-01"), a_row("soon", effective_on="2099-01-01")]
    vocabulary = [*services(chat="Chat", sms="x" * 80), *categories(core="y" * 100)]
    publish_rows(
        rows,
        number=1,
        published_at="2026-11-02",
        facts={**facts, **CERTIFIED},
        vocabulary=vocabulary,
        title="z" * 300,
    )
    return live_server.url


#: What is announced of rows that stand further down, and a list with filters.
LATER = {
    "mule": {"next_": {"places": {"on": "2099-03-01", "value": ["IE", "US"]}}, "places": ["US"]},
    "newt": {"effective_on": "2099-02-01", "replaces": "mule"},
    "oryx": {"ended_on": "2099-01-31"},
}


@pytest.fixture
def filled_portal(live_server):
    """Sixty rows of every column under two headings, three announced changes, and a rule."""
    facts = {
        **FACTS,
        "introduction": "These companies process personal data of our customers. We announce each"
        " change here before it takes effect.",
        "notice_days": 30,
    }
    filled = {
        "legal_name": "Example International Ltd.",
        "purpose": "Hosting of the application and its databases",
        "data_categories": "Name, e-mail address",
        "effective_on": "2020-01-01",
    }
    plain = [
        f"{slug}-{number}"
        for number in range(11)
        for slug in ("acme", "bolt", "crab", "dove", "elk")
    ]
    rows = [
        a_row(
            slug,
            places=["DE", "IE"],
            category="core" if slug < "crab" else "mail",
            services=["chat"],
            **filled,
        )
        for slug in plain
    ]
    rows += [
        a_row(slug, **{**filled, "category": "mail", **values}) for slug, values in LATER.items()
    ]
    vocabulary = [
        *services(chat="Example Chat", sms="Texts"),
        *categories(core="Core", mail="Mail"),
    ]
    publish_rows(rows, number=1, published_at="2026-11-02", facts=facts, vocabulary=vocabulary)
    return live_server.url


def test_with_three_changes_announced_the_first_screen_holds_five_rows(page, filled_portal):
    page.goto(f"{filled_portal}/subprocessors/")
    assert is_within(page.get_by_text("3 changes are coming"), 800)
    assert is_within(page.locator(".list tbody tr[id]").nth(4), 800)
    search, place = page.get_by_role("searchbox"), page.get_by_label("Place")
    day = page.get_by_label("The list on any day")
    assert len({round(one.bounding_box()["y"]) for one in (search, place, day)}) == 1


def test_an_announcement_takes_one_line_and_says_its_day_once(page, filled_portal):
    page.goto(f"{filled_portal}/subprocessors/")
    lines = page.locator(".announced li")
    assert [line.bounding_box()["height"] < 30 for line in lines.all()] == [True] * 3
    assert " ".join(lines.first.inner_text().split()) == "31 January 2099 Last day of Oryx."


def test_with_three_changes_a_phone_shows_the_answer_and_the_first_row(browser, filled_portal):
    options = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    with watched_page(browser, **options) as page:
        page.goto(f"{filled_portal}/subprocessors/")
        assert is_within(page.get_by_text("3 changes are coming"), 812)
        assert is_within(page.locator(".list tbody tr[id]").first, 812)
        assert not page.get_by_label("Place").is_visible()
        page.get_by_text("Filters").tap()
        page.get_by_label("Place").select_option("DE")


def is_within(element, height):
    box = element.bounding_box()
    return box["y"] + box["height"] <= height


def test_the_first_screen_holds_the_answer_a_search_and_five_rows(page, portal):
    page.goto(f"{portal}/subprocessors/")
    assert is_within(page.get_by_text("5 sub-processors."), 800)
    assert is_within(page.get_by_role("searchbox"), 800)
    for slug in ("acme", "bolt", "crab", "dove", "elk"):
        assert is_within(page.locator(f"tr#{slug}"), 800)


def test_the_first_screen_of_a_phone_holds_the_answer_and_the_first_row(browser, portal):
    options = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    with watched_page(browser, **options) as page:
        page.goto(f"{portal}/subprocessors/")
        assert is_within(page.get_by_text("5 sub-processors."), 812)
        assert is_within(page.locator("tr#acme"), 812)


@pytest.mark.parametrize("width", [320, 375, 640, 768, 1024, 1280, 1920])
def test_no_page_scrolls_sideways(browser, strange_portal, width):
    with watched_page(browser, viewport={"width": width, "height": 800}) as page:
        for address in PAGES:
            page.goto(strange_portal + address)
            widest = page.evaluate("document.documentElement.scrollWidth")
            assert widest <= width, address


def test_letters_of_twice_the_size_still_fit(browser, strange_portal):
    with watched_page(browser, viewport={"width": 1280, "height": 800}) as page:
        for address in PAGES:
            page.goto(strange_portal + address)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address


def test_on_a_phone_the_table_is_still_a_table_to_those_who_listen(browser, portal):
    with watched_page(browser, viewport={"width": 320, "height": 800}) as page:
        page.goto(f"{portal}/subprocessors/")
        assert page.get_by_role("columnheader", name="Nature of processing").count() == 1
        assert page.get_by_role("rowheader").count() == 5
        assert page.get_by_role("cell", name="Hosting").count() == 5
        row, cell = page.locator("tr#acme"), page.locator("tr#acme td").first
        assert row.bounding_box()["width"] <= 320
        assert cell.bounding_box()["y"] > page.locator("tr#acme th a").first.bounding_box()["y"]


@pytest.mark.parametrize("width", [320, 768])
def test_an_empty_cell_still_stands_beneath_its_heading_to_those_who_listen(
    browser, strange_portal, width
):
    with watched_page(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{strange_portal}/subprocessors/")
        table = page.get_by_role("table").first
        columns = table.get_by_role("columnheader").count()
        rows = [table.locator(f"tr#{slug}") for slug in ("acme", "more-1", "soon")]
        assert [row.get_by_role("cell").count() for row in rows] == [columns - 1] * 3
        assert not rows[1].locator("td.of-data").bounding_box()["height"] > 1


@pytest.mark.parametrize(("scheme", "ground"), [("light", 255), ("dark", 20)])
def test_the_page_follows_the_light_of_the_room(browser, portal, scheme, ground):
    with watched_page(browser, color_scheme=scheme) as page:
        page.goto(f"{portal}/subprocessors/")
        found = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert found.startswith(f"rgb({ground}, ")


def test_a_pale_accent_never_colours_a_link(browser, strange_portal):
    with watched_page(browser, color_scheme="light") as page:
        page.goto(f"{strange_portal}/subprocessors/")
        link = page.get_by_role("link", name="Get notified of changes")
        assert link.evaluate("e => getComputedStyle(e).color") == "rgb(27, 27, 24)"
        assert "underline" in link.evaluate("e => getComputedStyle(e).textDecorationLine")


@pytest.mark.parametrize("size", ["", 'width="700" height="140"', 'width="10" height="2"'])
def test_a_logo_of_any_size_is_seen_at_the_height_of_a_line(page, portal, size):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 10" {size}></svg>'.encode()
    owner = Portal.objects.create(pk=1, organisation="Example GmbH")
    digest = hashlib.sha256(svg).hexdigest()
    Logo.objects.create(portal=owner, content=svg, content_type="image/svg+xml", digest=digest)
    page.goto(f"{portal}/subprocessors/")
    box = page.get_by_role("img", name="Example GmbH").bounding_box()
    assert (box["width"], box["height"]) == (140, 28)


def test_by_keyboard_the_content_is_one_step_away(page, portal):
    page.goto(f"{portal}/subprocessors/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "_main"


def test_a_day_is_asked_for_without_a_script(browser, portal):
    with watched_page(browser, java_script_enabled=False) as page:
        page.goto(f"{portal}/subprocessors/")
        page.get_by_label("The list on any day").fill("2026-11-02")
        follow(page, page.get_by_role("button", name="Show"))
        assert page.url == f"{portal}/subprocessors/on/2026-11-02/"
        follow(page, page.get_by_role("link", name="Go to the current list"))
        assert page.url == f"{portal}/subprocessors/"


def test_what_is_touched_is_large_enough_for_a_finger(browser, strange_portal):
    options = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
    with watched_page(browser, **options) as page:
        page.goto(f"{strange_portal}/subprocessors/")
        found = ["#_q", ".menu a", ".list .name", ".filters summary", ".any-day summary"]
        found += [".answer + .meta a", ".announced .what a", ".as-data a", ".colophon a"]
        assert heights_below_44(page, found) == []
        page.goto(f"{strange_portal}/changes/compare/?from=2026-11-05&to=2026-11-02")
        assert heights_below_44(page, ["main > p > a"]) == []


def heights_below_44(page, found):
    boxes = {name: page.locator(f"{name}:visible").first.bounding_box() for name in found}
    return [name for name, box in boxes.items() if box["height"] < 44]


#: How many characters stand on each line of what the selector finds.
LINES = """selector => [...document.querySelectorAll(selector)].flatMap(block => {
    const lines = [0], range = document.createRange();
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let top = null;
    for (let node; (node = walker.nextNode()); ) {
        for (let at = 0; at < node.length; at++) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getClientRects()[0];
            if (!box) continue;
            if (top !== null && box.top > top + 12) lines.push(0);
            if (top === null || box.top > top + 12) top = box.top;
            lines[lines.length - 1]++;
        }
    }
    return lines;
})"""


def test_a_line_of_prose_holds_about_65_characters(page, portal):
    page.goto(f"{portal}/developers/")
    lines = page.evaluate(LINES, ".prose p")
    assert max(lines) <= 68
    assert 50 <= sorted(lines)[len(lines) * 3 // 4] <= 65


def test_a_logo_drawn_for_paper_is_seen_in_the_dark(browser, portal):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 10"></svg>'
    owner = Portal.objects.create(pk=1, organisation="Example GmbH")
    digest = hashlib.sha256(svg).hexdigest()
    Logo.objects.create(portal=owner, content=svg, content_type="image/svg+xml", digest=digest)
    with watched_page(browser, color_scheme="dark") as page:
        page.goto(f"{portal}/subprocessors/")
        logo = page.get_by_role("img", name="Example GmbH")
        assert logo.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


def test_what_the_keyboard_reaches_is_not_hidden_beneath_the_head_of_the_table(
    page, strange_portal
):
    page.goto(f"{strange_portal}/subprocessors/")
    page.locator(".list .name").nth(12).focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if not page.evaluate("document.activeElement.matches('.list .name')"):
            break
        top, height = page.evaluate(
            "(({top, height}) => [top, height])(document.activeElement.getBoundingClientRect())"
        )
        head = page.locator(".list thead th").first.bounding_box()
        is_taller_than_the_screen = height > 800  # some of it is seen wherever it begins
        assert top >= head["y"] + head["height"] or is_taller_than_the_screen


#: What can be pressed in the main part of a page, and is smaller than 24 px (WCAG 2.2, 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll("main a, main button, main input, main summary")]
  .filter(e => e.checkVisibility() && !e.matches("[tabindex='-1']"))
  .map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("width", [375, 1280])
def test_what_can_be_pressed_on_a_comparison_is_large_enough(browser, strange_portal, width):
    ended = [a_row("gone", ended_on="2020-01-01"), a_row("soon", effective_on="2099-01-01")]
    publish_rows(ended, number=2, published_at="2026-11-09", time_zone="UTC")
    correction = {"kind": "correction", "corrects": 1, "published_at": "2026-11-10"}
    publish_rows(ended, number=3, **correction)
    with watched_page(browser, viewport={"width": width, "height": 800}) as page:
        for days in ("from=2026-11-02&to=2026-11-10", "from=2026-11-10&to=2026-11-10"):
            page.goto(f"{strange_portal}/changes/compare/?{days}")
            assert page.evaluate(TOO_SMALL) == []
        page.goto(f"{strange_portal}/changes/compare/?from=2026-11-10&to=2026-11-02")
        assert page.evaluate(TOO_SMALL) == []


def test_the_head_of_the_table_is_ruled_off_where_colours_are_forced(browser, portal):
    with watched_page(browser, forced_colors="active") as page:
        page.goto(f"{portal}/subprocessors/")
        line = page.locator(".list thead th").first
        assert line.evaluate("e => getComputedStyle(e).borderBottomWidth") == "1px"


def test_a_long_text_takes_four_lines_of_a_screen_and_is_whole_on_paper(browser, live_server):
    rows = [a_row("acme", purpose="Storing what customers upload. " * 100), a_row("bolt")]
    publish_rows(rows, number=1, published_at="2026-11-02")
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/subprocessors/")
        text = page.locator("tr#acme .long")
        assert text.bounding_box()["height"] == 4 * 22
        assert page.locator("tr#acme .more").is_visible()
        page.emulate_media(media="print")
        assert text.bounding_box()["height"] > 400
        assert not page.locator("tr#acme .more").is_visible()


def test_words_of_another_script_stand_where_their_column_does(browser, live_server):
    purpose = "استضافة التطبيقات"
    publish_rows([a_row("cloud", purpose=purpose)], number=1, published_at="2026-11-02")
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/subprocessors/")
        span = page.locator("tr#cloud .of-purpose .lines")
        assert span.evaluate("e => getComputedStyle(e).textAlign") in ("left", "-webkit-left")
        assert span.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
        hyphens = page.locator("tr#cloud .of-purpose").evaluate("e => getComputedStyle(e).hyphens")
        assert hyphens == "auto"


def test_all_values_of_a_row_and_its_life_begin_on_one_edge(page, strange_portal):
    page.goto(f"{strange_portal}/subprocessors/acme/")
    edges = [page.locator(".facts dd").first, page.locator(".life .what").first]
    assert len({round(one.bounding_box()["x"]) for one in edges}) == 1
    edges = [page.locator(where).first for where in ("h1", ".answer", ".facts dt", ".life .when")]
    assert len({round(one.bounding_box()["x"]) for one in edges}) == 1


def test_a_sentence_runs_as_the_page_does_whatever_script_its_name_is_in(browser, live_server):
    rows = [a_row("cloud", name="شركة الخدمات السحابية", purpose="Hosting")]
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    publish_rows([a_row("acme"), *rows], number=2, published_at="2026-11-03")
    with watched_page(browser) as page:
        page.goto(f"{live_server.url}/changes/2/")
        sentence = page.locator(".line-sentence").first
        assert "شركة" in sentence.inner_text()
        assert sentence.evaluate("e => getComputedStyle(e).direction") == "ltr"
