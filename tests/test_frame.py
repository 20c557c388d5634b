"""Tests of the frame in which every page stands."""

import html5lib
import pytest

from tests.pages import Page, opened, words
from tests.publications import FACTS, a_row, noon, publish_rows

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/subprocessors/",
    "/subprocessors/acme/",
    "/subprocessors/gone/",
    "/subprocessors/on/2026-11-02/",
    "/subprocessors/on/1999-01-01/",
    "/subprocessors/on/?day=x",
    "/changes/compare/",
    "/changes/compare/?from=1999-01-01",
    "/subscribe/",
    "/developers/",
    "/changes/",
    "/changes/1/",
    "/nowhere",
    "/subprocessors/?q=%00",
)


@pytest.fixture
def published():
    facts = {
        **FACTS,
        "introduction": "We *tell* you.",
        "notice_rule": "Thirty days.",
        "legal_address": "Hafenstraße 12\n20457 Hamburg",
        "contact_email": "privacy@example.com",
        "certifications": [{"name": "SOC 2"}],
    }
    coming = {"places": {"on": "2099-01-01", "value": ["IE", "US"]}}
    rows = [
        a_row("acme", places=["US"], next_=coming),
        a_row("bolt", effective_on="2099-01-01", category="core"),
        a_row("gone", ended_on="2020-01-01"),
    ]
    return publish_rows(
        rows, number=1, published_at=noon("2026-11-02"), facts=facts, time_zone="Europe/Berlin"
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_built_so_that_all_can_read_it(client, published, address):
    page = opened(client, address)
    root = page.one("body")
    assert page.tree.get("lang") == "en-gb"
    assert len(page.all("h1")) == 1
    assert words(page.one("title")).endswith("Example GmbH")
    assert [len(page.all(landmark)) for landmark in ("header", "main", "footer")] == [1, 1, 1]
    skip = root.find("a")
    assert skip.get("href") == f"#{page.one('main').get('id')}"
    for menu in page.all("nav"):
        assert menu.get("aria-label")
    for table in page.all("table"):
        assert words(table.find("caption"))
        assert all(head.get("scope") for head in table.iter("th"))
        assert {row.get("role") for row in table.iter("tr")} == {"row"}
    for control in [*page.all("input"), *page.all("select")]:
        assert page.one(f"label[@for='{control.get('id')}']") is not None


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_written_without_a_mistake(client, published, address):
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(client.get(address, follow=True).content.decode())
    assert parser.errors == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_loads_from_here_alone_and_runs_one_file_at_most(client, published, address):
    page = opened(client, address)
    scripts = [(one.get("src"), one.get("defer"), words(one)) for one in page.all("script")]
    assert scripts in ([], [("/static/list.js", "", "")])
    assert page.all("style") == []
    for element in page.tree.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        loaded = element.get("src") or (element.tag == "link" and element.get("href")) or "/"
        assert loaded.startswith(("/", "https://trust.example.com/"))
    policy = page.response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_ids_are_unique_and_those_of_the_page_keep_clear_of_rows(client, published, address):
    ids = [
        element.get("id")
        for element in opened(client, address).tree.iter()
        if "id" in element.attrib
    ]
    assert len(ids) == len(set(ids))
    assert {name for name in ids if not name.startswith("_")} <= {"acme", "bolt", "gone"}


def test_the_colophon_names_version_instant_and_fingerprint(client, published):
    page = opened(client, "/subprocessors/")
    on_paper, on_screen = page.of_class("colophon")
    assert words(on_paper) == words(on_screen)
    assert words(on_screen).startswith(
        "Version 1 · published 2 November 2026, 13:00 CET · fingerprint "
    )
    shown = words(on_screen.find(".//code")).replace(" ", "").replace("…", "")
    assert shown == published.digest
    links = [link.get("href") for link in on_screen.iter("a")]
    assert links == ["/changes/1/", "/changes/1/#_check"]
    assert page.response.context["shown"].publication == published
    assert opened(client, "/changes/1/").by_id("_check") is not None


def test_an_import_says_whose_word_it_is(client):
    publish_rows(
        [a_row("acme")],
        number=1,
        published_at="2024-09-06",
        kind="imported",
        source={"by": "Example GmbH", "file": "list.json"},
    )
    page = opened(client, "/subprocessors/")
    assert "from before this portal, as stated by Example GmbH" in page.text


def test_address_and_contact_stand_at_the_foot(client, published):
    page = opened(client, "/subprocessors/")
    (imprint,) = page.of_class("imprint")
    assert words(imprint) == ("Example GmbH Hafenstraße 12 20457 Hamburg privacy@example.com")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Example GmbH\nHafen 12\n20457 Hamburg", "Example GmbH Hafen 12 20457 Hamburg"),
        ("example GmbH & Co. KG, Hafen 12", "example GmbH & Co. KG, Hafen 12"),
        ("Example GmbHs-Platz 1\nHamburg", "Example GmbH Example GmbHs-Platz 1 Hamburg"),
        ("Example GmbH-Platz 1\nHamburg", "Example GmbH Example GmbH-Platz 1 Hamburg"),
        ("Example GmbH", "Example GmbH"),
        ("Hafen 12\nHamburg", "Example GmbH Hafen 12 Hamburg"),
    ],
)
def test_an_address_that_begins_with_the_company_names_it_once(client, address, said):
    facts = {**FACTS, "legal_address": address}
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", facts=facts)
    (imprint,) = opened(client, "/subprocessors/").of_class("imprint")
    assert words(imprint) == said


def test_pages_announce_feeds_calendar_and_data(client, published):
    links = opened(client, "/subprocessors/").all("link[@rel='alternate']")
    assert [link.get("type") for link in links] == [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
        "text/calendar",
        "application/json",
        "text/csv",
        "application/json",
    ]


def test_the_menu_knows_where_one_is(client, published):
    def marked(address):
        return [words(link) for link in opened(client, address).all("header//a[@aria-current]")]

    assert marked("/subprocessors/acme/") == ["Sub-processors"]
    assert marked("/changes/1/") == ["Changes"]
    assert marked("/subscribe/") == ["Follow"]
    assert marked("/") == []


def test_absolute_links_never_follow_the_host_that_was_asked(client, published):
    for address in ADDRESSES:
        page = Page(client.get(address, headers={"host": "127.0.0.1"}))
        assert "127.0.0.1" not in page.source
