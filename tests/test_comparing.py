"""Tests of two days side by side, as customers fetch them."""

import json

import pytest
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.archive.digests import blank_parts
from subprocessors.models.publication import Publication, Redaction, Snapshot
from subprocessors.presenting.comparing import SHOWN_VERSIONS
from tests.json_rules import checked
from tests.pages import Page, opened, words
from tests.publications import FACTS, a_row, noon, publish_rows, services

pytestmark = pytest.mark.django_db

PUBLIC_URL = "https://trust.example.com"
FIRST, SECOND, THIRD = "2026-11-02", "2026-11-10", "2026-11-20"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-23T12:00:00+00:00", tick=False)


@pytest.fixture
def story():
    """Three versions: Acme is described anew, Bolt comes, Crab ends, Dove is announced."""
    facts = {**FACTS, "notice_days": 30}
    words_of = services(chat="Chat")
    rows = [a_row("acme", purpose="Hosting of files"), a_row("crab")]
    publish_rows(
        rows, number=1, published_at=FIRST, kind="opening", facts=facts, vocabulary=words_of
    )
    rows = [a_row("acme", purpose="Hosting of databases"), a_row("crab", ended_on="2026-11-15")]
    rows.append(a_row("bolt", legal_name="Bolt Inc."))
    publish_rows(
        rows, number=2, published_at=SECOND, title="Bolt comes", facts=facts, vocabulary=words_of
    )
    coming = {"purpose": {"on": "2026-12-03", "value": "Nothing"}}
    rows[0] = a_row("acme", coming, purpose="Hosting of databases")
    rows.append(a_row("dove", effective_on="2026-12-24"))
    facts = {**facts, "notice_days": 45}
    publish_rows(
        rows, number=3, published_at=THIRD, title="Dove is announced", facts=facts,
        vocabulary=services(chat="Talk"),
    )  # fmt: skip


def compared(client, first, last):
    return opened(client, "/changes/compare/", **{"from": first, "to": last})


def data(client, first, last):
    response = client.get("/changes/compare.json", {"from": first, "to": last})
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)


def lines(page):
    """The rows that differ, as they read."""
    listed = page.of_class("compared")
    return [words(item) for item in listed[0].findall("li")] if listed else []


# What it says


def test_the_sums_stand_at_the_top(client, story):
    page = compared(client, FIRST, THIRD)
    assert words(page.of_class("answer")[0]) == "1 announced, 1 added, 1 changed and 1 removed."


def test_every_difference_is_told_with_its_words_marked(client, story):
    page = compared(client, FIRST, THIRD)
    assert lines(page) == [
        "+ Added Bolt · In use. Legal nameBolt Inc.",
        "+ Announced Dove · Starts 24 December 2026",
        "~ Changed Acme Nature of processing WasHosting of files Is nowHosting of databases",
        "\N{MINUS SIGN} Removed Crab · No longer used. Its last day was 15 November 2026.",
    ]
    assert [words(gone) for gone in page.all("del")][:1] == ["files"]
    assert [words(new) for new in page.all("ins")][:1] == ["databases"]


def test_it_says_what_counts_of_that_which_is_announced(client, story):
    page = compared(client, SECOND, THIRD)
    assert any("Dove" in line and "Announced" in line for line in lines(page))
    assert not any("Acme" in line for line in lines(page))
    assert (
        "A sub-processor counts as added from the day it is announced;"
        " an announced change counts from the day it takes effect." in page.text
    )


def test_a_row_leads_to_its_own_page(client, story):
    page = compared(client, FIRST, THIRD)
    links = [item.find(".//a").get("href") for item in page.of_class("compared")[0].iter("li")]
    assert links[-1] == "/subprocessors/crab/"
    assert client.get(links[-1]).status_code == 200


def test_both_lists_are_named_with_version_and_fingerprint(client, story):
    page = compared(client, "2026-11-05", THIRD)
    first, last = (words(side) for side in page.of_class("sides")[0].iter("dd"))
    assert first.startswith("the list on 5 November 2026Version 1 · published 2 November 2026")
    assert last.startswith("the list on 20 November 2026Version 3 · published 20 November 2026")
    for number, side in ((1, first), (3, last)):
        assert Publication.objects.get(pk=number).digest in side.replace(" ", "").replace("…", "")
    links = [link.get("href") for link in page.of_class("sides")[0].iter("a")]
    assert links == [
        "/subprocessors/on/2026-11-05/",
        "/changes/1/",
        "/subprocessors/on/2026-11-20/",
        "/changes/3/",
    ]


def test_the_versions_in_between_are_linked(client, story):
    page = compared(client, FIRST, THIRD)
    (history,) = page.of_class("history")
    assert [link.get("href") for link in history.iter("a")] == ["/changes/3/", "/changes/2/"]
    assert "Bolt comes" in words(history)


def test_many_versions_in_between_go_on_in_the_log(client):
    for number in range(1, SHOWN_VERSIONS + 4):
        rows = [a_row("acme", notes=str(number))]
        day = FIRST if number == 1 else SECOND
        publish_rows(rows, number=number, published_at=day)
    (history,) = compared(client, FIRST, SECOND).of_class("history")
    links = [link.get("href") for link in history.iter("a")]
    assert (len(links), links[-1]) == (SHOWN_VERSIONS + 1, "/changes/?before=4")
    assert client.get(links[-1]).status_code == 200


def test_what_the_company_says_of_itself_is_compared_too(client, story):
    (stated,) = compared(client, FIRST, THIRD).of_class("stated")
    assert "Notice period Was30 days Is now45 days" in words(stated)
    assert "Services WasChat Is nowTalk" in words(stated)


def test_a_day_that_passed_without_a_version_moves_the_table(client, story):
    page = compared(client, "2026-11-15", "2026-11-16")
    assert [line.split(" · ")[0] for line in lines(page)] == ["\N{MINUS SIGN} Removed Crab"]
    assert page.of_class("history") == []


def test_nothing_that_differs_is_said_in_words(client, story):
    page = compared(client, "2026-11-10", "2026-11-14")
    assert "No sub-processor was added, changed or removed." in page.text


def test_the_sentence_for_each_kind_of_row_that_came_or_went(client):
    rows = [a_row("acme", effective_on="2026-11-20"), a_row("bolt", effective_on="2026-12-24")]
    publish_rows(rows, number=1, published_at=FIRST, kind="imported")
    rows[1] = a_row("bolt", effective_on="2026-12-24", withdrawn_on="2026-11-10")
    publish_rows([*rows, a_row("crab")], number=2, published_at=SECOND, kind="imported")
    publish_rows(rows, number=3, published_at=THIRD, kind="imported")
    assert lines(compared(client, SECOND, THIRD)) == [
        "~ Started Acme · In use since 20 November 2026.",
        "\N{MINUS SIGN} Removed Crab · No longer on the list.",
    ]
    page = compared(client, FIRST, SECOND)
    assert "\N{MINUS SIGN} Dropped Bolt · Dropped before start." in lines(page)
    assert words(page.of_class("answer")[0]) == "1 added and 1 dropped before start."


def blank(number, slug):
    """Redacts the row ``slug`` in version ``number`` alone."""
    snapshot = Snapshot.objects.get(publication=number)
    rows = snapshot.document["parts"]["rows"]
    (part,) = [part["h"] for part in rows if part["value"]["slug"] == slug]
    blanked = blank_parts(snapshot.document, {part}, on="2026-11-22", why="Order of a court.")
    triggers.remove(connection)
    Snapshot.objects.filter(publication=number).update(content=Snapshot.pack(blanked))
    triggers.install(connection)


@pytest.mark.parametrize(
    ("number", "first", "last", "sums"),
    [
        (1, FIRST, THIRD, {"added": 2, "changed": 0, "removed": 1}),
        (2, FIRST, SECOND, {"added": 1, "changed": 1, "removed": 0}),
        (2, SECOND, THIRD, {"added": 1, "changed": 0, "removed": 1}),
    ],
)
def test_a_row_that_was_taken_out_was_neither_added_nor_removed(
    client, story, number, first, last, sums
):
    """Its slug is not known any more, and so not what became of it."""
    blank(number, "acme")
    page, found = compared(client, first, last), data(client, first, last)
    assert "redacted in one of the two lists on 22 November 2026 and cannot be compared" in (
        page.text
    )
    assert "It may be this one, which only the other list has: Acme." in page.text
    assert not any("Acme" in line for line in lines(page))
    assert (found["sums"], [one["slug"] for one in found["unknown"]]) == (sums, ["acme"])
    assert found["from"]["redacted_rows"] + found["to"]["redacted_rows"] == 1


def test_a_row_that_an_import_took_out_was_removed_also_beside_one_that_was_redacted(client):
    rows = [a_row("acme"), a_row("bolt"), a_row("crab")]
    publish_rows(rows, number=1, published_at=FIRST, kind="imported")
    publish_rows(rows[1:], number=2, published_at=SECOND, kind="imported")
    blank(2, "crab")
    found = data(client, FIRST, SECOND)
    assert found["sums"] == {"added": 0, "changed": 0, "removed": 1}
    assert found["changes"][0]["slug"] == "acme"
    assert [one["name"] for one in found["unknown"]] == ["Crab"]


# The form, and days that make no sense


def test_the_form_is_filled_in_with_what_is_compared(client, story):
    page = compared(client, FIRST, SECOND)
    assert (page.by_id("_from").get("value"), page.by_id("_to").get("value")) == (FIRST, SECOND)
    assert (page.by_id("_to").get("min"), page.by_id("_to").get("max")) == (FIRST, None)


def test_up_to_today_the_form_ends_with_today(client, story):
    page = opened(client, "/changes/compare/")
    for name in ("_from", "_to"):
        assert page.by_id(name).get("max") == "2026-11-23"


def test_left_out_they_are_the_first_day_and_today(client, story):
    page = opened(client, "/changes/compare/")
    days = [page.by_id(name).get("value") for name in ("_from", "_to")]
    assert days == [FIRST, "2026-11-23"]
    assert opened(client, "/changes/compare/", to=SECOND).by_id("_from").get("value") == FIRST
    assert opened(client, "/changes/compare/", **{"from": ""}).response.status_code == 200


def test_the_log_leads_there(client, story):
    links = [link.get("href") for link in opened(client, "/changes/").all("main//a")]
    assert "/changes/compare/" in links


def test_swapped_days_are_offered_the_right_way_round(client, story):
    page = compared(client, SECOND, FIRST)
    assert page.response.status_code == 400
    links = {words(link): link.get("href") for link in page.all("main//a")}
    offer = links["What changed from 2 November 2026 to 10 November 2026"]
    assert offer == "/changes/compare/?from=2026-11-02&to=2026-11-10"
    assert client.get(offer).status_code == 200
    assert (page.by_id("_from").get("value"), page.by_id("_to").get("value")) == (FIRST, SECOND)


def test_equal_days_say_that_nothing_changed(client, story):
    page = compared(client, SECOND, SECOND)
    assert page.response.status_code == 200
    assert "Both are the same day, so nothing changed." in page.text
    assert data(client, SECOND, SECOND)["changes"] == []


@pytest.mark.parametrize(
    ("first", "last", "says", "filled"),
    [
        ("2026-02-30", SECOND, "“2026-02-30” is not a date.", (None, SECOND)),
        (FIRST, "tomorrow", "“tomorrow” is not a date.", (FIRST, None)),
        ("2020-01-01", SECOND, "There was no list yet on 1 January 2020", (FIRST, SECOND)),
        (FIRST, "2027-01-01", "1 January 2027 is in the future", (FIRST, "2026-11-23")),
        ("2027-01-01", FIRST, "1 January 2027 is in the future", ("2026-11-23", FIRST)),
    ],
)
def test_impossible_days_are_answered_with_what_to_do(client, story, first, last, says, filled):
    page = compared(client, first, last)
    assert page.response.status_code == 404
    assert says in page.text
    assert (page.by_id("_from").get("value"), page.by_id("_to").get("value")) == filled


def test_with_nothing_published_there_is_nothing_to_compare(client):
    for query in ({}, {"from": FIRST, "to": SECOND}, {"from": "x"}):
        page = Page(client.get("/changes/compare/", query))
        assert page.response.status_code == 404
        assert len(page.all("h1")) == 1
        checked(client.get("/changes/compare.json", query), "problem", status=404)


# As data


def test_the_same_as_data(client, story):
    found = data(client, FIRST, THIRD)
    assert found["sums"] == {"added": 2, "changed": 1, "removed": 1}
    assert [(one["slug"], one["kind"]) for one in found["changes"]] == [
        ("bolt", "added"),
        ("dove", "added"),
        ("acme", "changed"),
        ("crab", "removed"),
    ]
    assert found["changes"][2] == {
        "slug": "acme",
        "name": "Acme",
        "kind": "changed",
        "url": "https://trust.example.com/subprocessors/acme/",
        "fields": {
            "purpose": {
                "before": {"now": "Hosting of files"},
                "after": {"now": "Hosting of databases"},
            }
        },
        "standing": {"before": "current", "after": "current"},
    }
    assert found["facts"] == {"notice_days": {"before": 30, "after": 45}}
    assert found["vocabulary"] == {
        "service": {"chat": {"before": "Chat", "after": "Talk"}},
        "category": {},
    }


def test_the_data_name_both_publications(client, story):
    found = data(client, "2026-11-05", THIRD)
    first = Publication.objects.get(number=1)
    assert found["from"] == {
        "day": "2026-11-05",
        "url": "https://trust.example.com/subprocessors/on/2026-11-05/",
        "publication": {
            "number": 1,
            "digest": first.digest,
            "published_at": "2026-11-02T12:00:00.000000Z",
            "published_on": "2026-11-02",
            "kind": "opening",
            "url": "https://trust.example.com/changes/1/",
            "data": "https://trust.example.com/changes/1.json",
        },
        "redacted_rows": 0,
    }
    assert (found["to"]["day"], found["to"]["publication"]["number"]) == (THIRD, 3)


def test_the_data_name_their_schema(client, story):
    found = data(client, FIRST, THIRD)
    assert found["$schema"] == "https://trust.example.com/schema/1/compare.json"


def test_the_data_link_the_versions_in_between(client, story):
    found = data(client, FIRST, THIRD)
    assert [(one["number"], one["url"]) for one in found["publications"]] == [
        (3, "https://trust.example.com/changes/3/"),
        (2, "https://trust.example.com/changes/2/"),
    ]
    stream = json.loads(client.get(found["stream"].removeprefix(PUBLIC_URL)).content)
    assert [one["number"] for one in stream["publications"]] == [2, 3]
    assert data(client, FIRST, SECOND)["stream"].endswith("/changes.json?after=1&on=2026-11-10")
    assert data(client, FIRST, FIRST)["publications"] == []


def test_the_page_leads_to_its_data(client, story):
    page = compared(client, FIRST, SECOND)
    link = page.one("link[@title='This comparison as data']").get("href")
    assert link == "/changes/compare.json?from=2026-11-02&to=2026-11-10"
    assert json.loads(client.get(link).content)["sums"]["added"] == 1


# HTTP


def test_what_lies_in_the_past_may_be_kept_an_hour(client, story):
    for address in ("/changes/compare/", "/changes/compare.json"):
        past = client.get(address, {"from": FIRST, "to": SECOND})
        assert past.headers["Cache-Control"] == "public, max-age=3600"
        assert "max-age=0" in client.get(address, {"from": FIRST}).headers["Cache-Control"]
    assert past.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("address", ["/changes/compare/", "/changes/compare.json"])
def test_a_redaction_of_any_version_outdates_it(client, story, address, number):
    query = {"from": FIRST, "to": "2026-11-21"}
    first = client.get(address, query)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, query, headers=headers).status_code == 304
    Redaction.objects.create(
        number=1,
        publication_id=number,
        part="0" * 64,
        redacted_at=noon("2026-11-23"),
        redacted_on="2026-11-23",
        why="Asked for.",
        by="test",
    )
    assert client.get(address, query, headers=headers).status_code == 200


def test_it_takes_five_queries_at_most(client, django_assert_max_num_queries):
    for number in range(1, 31):
        rows = [a_row("acme", notes=str(number)), a_row("bolt")]
        publish_rows(rows, number=number, published_at=FIRST if number == 1 else SECOND)
    for query in ({}, {"from": FIRST}, {"from": FIRST, "to": SECOND}):
        with django_assert_max_num_queries(5):
            assert client.get("/changes/compare/", query).status_code == 200
        with django_assert_max_num_queries(5):
            assert client.get("/changes/compare.json", query).status_code == 200


def test_search_engines_are_asked_to_keep_away(client, story):
    page = compared(client, FIRST, SECOND)
    assert page.one("meta[@name='robots']").get("content") == "noindex"


def test_strange_names_come_out_escaped(client):
    name = "<script>alert(1)</script> & \"R\" 'D' {{ x }}"
    publish_rows([a_row("acme")], number=1, published_at=FIRST, kind="opening")
    rows = [a_row("acme", name=name), a_row("bolt", name=name, purpose=name)]
    publish_rows(rows, number=2, published_at=SECOND)
    page = compared(client, FIRST, SECOND)
    assert page.all("script") == []
    assert page.text.count(name) >= 3
