"""Tests of the feeds: what is in them, and that readers can read them."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest

from subprocessors.models.publication import Publication, Redaction
from tests.feed_rules import ATOM, check_atom, check_json_feed, check_rss
from tests.publications import a_row, noon, publish_rows, services

pytestmark = pytest.mark.django_db

BASE = "https://trust.example.com"
CHAT = services(chat="Chat", mail="Mail")
START = "2026-12-03"


def opened(*rows, **options):
    """Version 1, an opening of 1 October 2026."""
    return publish_rows(
        rows or [a_row("acme")], number=1, published_at="2026-10-01", kind="opening", **options
    )


def announced(number=2, day="2026-11-02", **options):
    """A version that adds a row which starts in December."""
    rows = [a_row("acme"), a_row(f"bolt-{number}", effective_on=START)]
    return publish_rows(rows, number=number, published_at=day, **options)


def parsed(client, form, query=""):
    """The feed as feedparser reads it."""
    response = client.get(f"/feeds/changes.{form}{query}")
    assert response.status_code == 200
    found = feedparser.parse(
        response.content, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert found.bozo is False, found.get("bozo_exception")
    return found


def items_of(client, query=""):
    """The items of the JSON Feed."""
    return json.loads(client.get(f"/feeds/changes.json{query}").content)["items"]


def check_all(client, query=""):
    """Holds all three against feedparser and the specifications; their entries' ids."""
    identities = []
    for form, check, name in (("rss", check_rss, "guid"), ("atom", check_atom, f"{ATOM}id")):
        address = f"{BASE}/feeds/changes.{form}{query}"
        entries = check(client.get(f"/feeds/changes.{form}{query}").content, address=address)
        identities.append([entry.findtext(name) for entry in entries])
        assert len(parsed(client, form, query).entries) == len(entries)
    feed = json.loads(client.get(f"/feeds/changes.json{query}").content)
    items = check_json_feed(feed, address=f"{BASE}/feeds/changes.json{query}")
    identities.append([item["id"] for item in items])
    assert identities[0] == identities[1] == identities[2]
    return identities[0]


def test_all_three_hold_the_same_entries_and_are_valid(client):
    first, second = opened(), announced()
    assert check_all(client) == [second.uid.urn, first.uid.urn]


def test_they_are_served_as_what_they_are(client):
    opened()
    types = {
        form: client.get(f"/feeds/changes.{form}").headers["Content-Type"]
        for form in ("rss", "atom", "json")
    }
    assert types == {
        "rss": "application/rss+xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "json": "application/feed+json; charset=utf-8",
    }


def test_one_can_subscribe_before_the_first_publication(client):
    assert check_all(client) == []
    root = ElementTree.fromstring(client.get("/feeds/changes.atom").content)
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert client.get("/feeds/changes.atom?service=chat").status_code == 404


def test_the_title_carries_the_facts(client):
    opened()
    rows = [
        a_row("acme"),
        a_row(
            "acme-mail",
            legal_name="Acme Mail Inc.",
            purpose="e-mail delivery",
            places=["US"],
            effective_on=START,
        ),
    ]
    publish_rows(rows, number=2, published_at="2026-11-02")
    titles = [entry.title for entry in parsed(client, "atom").entries]
    assert titles == [
        "Announced: Acme Mail Inc. (e-mail delivery, US) from 3 December 2026",
        "First published here: 1 sub-processor",
    ]


def test_the_content_holds_sentence_and_before_and_after(client):
    opened(a_row("acme", places=["US"]))
    ireland = {"places": {"on": START, "value": ["IE"]}}
    second = publish_rows(
        [a_row("acme", ireland, places=["US"])],
        number=2,
        published_at="2026-11-02",
        note="**Please** read.",
    )
    entry = parsed(client, "atom").entries[0]
    html = entry.content[0].value
    assert (
        "From 3 December 2026 Acme processes data in Ireland instead of the United States." in html
    )
    assert "<del>United States</del>" in html
    assert "<ins>Ireland</ins>" in html
    assert "<strong>Please</strong> read." in html
    assert second.digest in html
    assert entry.link == f"{BASE}/changes/2/"


def test_wording_and_reviews_make_no_entry(client):
    opened(a_row("acme", notes="x"))
    publish_rows([a_row("acme", notes="y")], number=2, published_at="2026-11-02")
    publish_rows([a_row("acme", notes="y")], number=3, published_at="2026-11-03", kind="review")
    assert [item["_publication"]["number"] for item in items_of(client)] == [1]


def test_of_several_imports_the_newest_stands_for_the_beginning(client):
    for number, day in ((1, "2024-01-01"), (2, "2024-06-01"), (3, "2025-01-01")):
        rows = [a_row(f"row-{at}") for at in range(number)]
        publish_rows(
            rows,
            number=number,
            published_at=day,
            kind="imported",
            source={"by": "Example"},
            title=f"Import {number}",
        )
    (item,) = items_of(client)
    assert item["_publication"]["number"] == 3
    assert item["title"] == "Import 3"


def test_a_feed_of_one_service_holds_what_concerns_it(client):
    rows = [a_row("acme", services=["chat"]), a_row("bolt", services=["mail"]), a_row("core")]
    opened(*rows, vocabulary=CHAT)
    for number, slug in enumerate(("acme", "bolt", "core"), start=2):
        at = next(at for at, row in enumerate(rows) if row["slug"] == slug)
        rows[at] = a_row(slug, purpose="New", **services_of(rows[at]))
        publish_rows(rows, number=number, published_at="2026-11-02", vocabulary=CHAT)
    numbers = [item["_publication"]["number"] for item in items_of(client, "?service=chat")]
    assert numbers == [4, 2, 1]
    assert len(items_of(client)) == 4
    assert "(Chat)" in parsed(client, "rss", "?service=chat").feed.title
    check_all(client, "?service=chat")


def services_of(row):
    """The services of a row, as ``a_row`` takes them."""
    named = row["now"].get("services")
    return {"services": named} if named else {}


def test_an_entry_of_one_service_leaves_the_others_out(client):
    opened(a_row("acme", services=["chat"]), a_row("bolt", services=["mail"]), vocabulary=CHAT)
    rows = [a_row("acme", purpose="A", services=["chat"])]
    rows.append(a_row("bolt", purpose="B", services=["mail"]))
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT)
    (item, _opening) = items_of(client, "?service=mail")
    assert "Bolt" in item["content_html"]
    assert "Acme" not in item["content_html"]


def test_the_feed_of_a_service_stays_when_the_service_is_gone(client):
    opened(a_row("acme", services=["chat"]), vocabulary=CHAT)
    rows = [a_row("acme", purpose="A", services=["chat"])]
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT)
    publish_rows([a_row("acme", purpose="A")], number=3, published_at="2026-11-03")
    assert [item["_publication"]["number"] for item in items_of(client, "?service=chat")] == [
        3,
        2,
        1,
    ]


@pytest.mark.parametrize("service", ["nobody", "\x00", "a b", "%", "x" * 500, "chat,mail", "é"])
def test_an_unknown_service_is_not_found(client, service):
    opened(vocabulary=CHAT)
    for form in ("rss", "atom", "json"):
        address = f"/feeds/changes.{form}"
        assert client.get(address, {"service": service}).status_code == 404


def test_a_correction_updates_the_entry_it_corrects(client):
    opened()
    announced()
    publish_rows(
        [a_row("acme"), a_row("bolt-2", effective_on="2027-01-01")],
        number=3,
        published_at="2026-11-20",
        kind="correction",
        corrects=2,
        reason="A slip.",
    )
    correction, corrected, opening = parsed(client, "atom").entries
    assert correction.title.startswith("Correction of version 2: New start: Bolt 2")
    assert "A slip." in correction.content[0].value
    assert "Corrected by version 3" in corrected.content[0].value
    assert (corrected.published, corrected.updated) == (
        "2026-11-02T12:00:00+00:00",
        "2026-11-20T12:00:00+00:00",
    )
    assert opening.updated == opening.published
    assert parsed(client, "atom").feed.updated == "2026-11-20T12:00:00+00:00"


def test_the_newest_fifty_are_held_and_the_log_is_linked(client):
    opened()
    for number in range(2, 60):
        announced(number)
    assert len(check_all(client)) == 50
    assert items_of(client)[0]["_publication"]["number"] == 59
    assert parsed(client, "rss").feed.link == f"{BASE}/changes/"


def test_what_xml_cannot_hold_breaks_no_feed(client):
    name = "Acme \x07\x0b\ufffe 株式会社 <script> & ]]> \u202e \U0001f600"
    facts = {"organisation": "Bell \x07 Ltd", "time_zone": "UTC"}
    opened(facts=facts)
    rows = [a_row("acme"), a_row("bolt", name=name, purpose="x" * 10_000, effective_on=START)]
    publish_rows(rows, number=2, published_at="2026-11-02", facts=facts)
    check_all(client)
    title = parsed(client, "atom").entries[0].title_detail.value
    assert "株式会社" in title
    assert "\U0001f600" in title
    assert "<script" not in items_of(client)[0]["content_html"]
    assert ("x" * 10_000) in items_of(client)[0]["content_html"]


def test_what_json_feed_has_no_name_for_is_explained_where_it_says(client):
    """JSON Feed 1.1, "Extensions": "about" leads to words on the extension."""
    opened()
    [item] = items_of(client)
    about = item["_publication"]["about"].removeprefix(BASE)
    assert "<code>_publication</code>" in client.get(about).content.decode()


def test_an_import_that_changes_a_past_list_makes_no_entry_of_its_own(client):
    publish_rows(
        [a_row("acme")], number=1, published_at="2024-01-01", kind="imported", source={"by": "E"}
    )
    announced()
    assert [item["_publication"]["number"] for item in items_of(client)] == [2, 1]


def test_a_large_publication_makes_an_entry_that_can_be_read(client):
    opened()
    rows = [a_row(f"row-{number:03}", effective_on=START) for number in range(200)]
    publish_rows([a_row("acme"), *rows], number=2, published_at="2026-11-02")
    item = items_of(client)[0]
    assert item["title"].endswith("; and 197 more changes")
    assert item["content_html"].count(" starts on ") == 20
    assert "180 more changes" in item["content_html"]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_feed_takes_four_queries_however_long_the_history(
    client, django_assert_max_num_queries, form
):
    opened(vocabulary=CHAT)
    for number in range(2, 70):
        day = f"2027-01-{number % 28 + 1:02}"
        row = a_row("acme", {"places": {"on": day, "value": ["IE"]}}, places=["US"])
        publish_rows([row], number=number, published_at="2026-11-02", vocabulary=CHAT)
        if number in (4, 69):
            client.get("/subprocessors.json")  # the list of the day is worked out by then
            for query in ("", "?service=chat"):
                with django_assert_max_num_queries(4):
                    client.get(f"/feeds/changes.{form}{query}")


def test_the_id_of_an_entry_is_made_with_its_publication(client):
    second = (opened(), announced())[1]
    assert items_of(client)[0]["id"] == f"urn:uuid:{Publication.uid_for(second.digest)}"


def test_a_redaction_updates_the_entry(client):
    opened()
    second = announced()
    Redaction.objects.create(
        number=1,
        publication=second,
        part=second.snapshot.document["parts"]["changes"][0]["h"],
        redacted_at=noon("2026-11-10"),
        redacted_on="2026-11-10",
        why="A court said so.",
        by="test",
    )
    item = items_of(client)[0]
    assert datetime.fromisoformat(item["date_modified"]) == datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert "1 part was redacted on" in item["content_html"]
    assert "A court said so." in item["content_html"]
