"""Tests of search and filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.presenting.questions import NotAsked, Question
from subprocessors.presenting.table_filters import table_filters
from tests.publications import a_row, categories, listed, services

LISTING = listed(
    [
        a_row("acme", purpose="Überweisung von Geld", places=["DE"], services=["chat"]),
        a_row("bolt", legal_name="Bolt Ltd", places=["US"], category="core"),
        a_row("crab", former_names=["Lobster"], data_categories="Phone number"),
        a_row("dove", next_={"places": {"on": "2027-01-01", "value": ["US", "SG"]}}),
    ],
    vocabulary=[*services(chat="Chat", desk="Desk"), *categories(core="Core")],
)


def found(**query):
    question = Question.of(query, LISTING)
    return [slug for slug, row in sorted(LISTING.rows.items()) if question.matches(row, LISTING)]


def test_an_empty_question_finds_all():
    assert found() == found(q="", service="") == ["acme", "bolt", "crab", "dove"]
    assert not Question.of({"q": "  "}, LISTING)


def test_a_search_knows_no_case_and_no_accent():
    assert found(q="UBERWEISUNG") == ["acme"]
    assert found(q="überweisung") == ["acme"]


def test_a_search_finds_nothing_that_was_announced_and_will_not_happen():
    ireland = {"places": {"on": "2027-01-01", "value": ["IE"]}}
    rows = [a_row(f"row-{number}", places=["US", "DE"][number % 2 :]) for number in range(15)]
    gone = [a_row("egret", next_=ireland, places=["US"], ended_on="2026-12-31")]
    listing = listed(rows + gone)
    [egret] = [row for row in listing.rows.values() if row["slug"] == "egret"]
    for query, is_found in (({"q": "States"}, True), ({"q": "Ireland"}, False)):
        assert Question.of(query, listing).matches(egret, listing) is is_found
    [place] = [one for one in table_filters(listing, Question()) if one.name == "place"]
    assert choices(place) == [("DE", "Germany", 15), ("US", "United States", 9)]


def test_all_words_must_be_found_anywhere():
    assert found(q="ltd states") == ["bolt"]
    assert found(q="ltd germany") == []


def test_a_search_finds_former_names_and_labels():
    assert found(q="lobster") == ["crab"]
    assert found(q="core") == ["bolt"]


def test_a_service_is_used_by_rows_that_name_it_and_by_those_that_name_none():
    assert found(service="chat") == ["acme", "bolt", "crab", "dove"]
    assert found(service="desk") == ["bolt", "crab", "dove"]


def test_a_place_finds_what_is_announced_for_it():
    assert found(place="US") == ["bolt", "dove"]
    assert found(place="SG") == ["dove"]
    assert found(place="FR") == []


def test_parts_of_a_question_are_asked_together():
    assert found(category="core", place="US", q="bolt") == ["bolt"]
    assert found(category="core", place="DE") == []


@pytest.mark.parametrize("query", [{"service": "x"}, {"place": "XX"}, {"category": "x"}])
def test_no_row_answers_what_the_list_does_not_know(query):
    ((name, text),) = query.items()
    question = Question.of({**query, "q": "a"}, LISTING)
    assert question.unknown == (name,)
    assert found(**query) == []
    said = {part["without"]: part["unknown"] for part in question.parts(LISTING)}
    assert f"There is no {name} “{text}”" in said["q=a"]
    assert said[f"{name}={text}"] == ""


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"q": "a\x00b"}, {"place": "\x00"}])
def test_what_nobody_can_ask_is_refused(query):
    with pytest.raises(NotAsked):
        Question.of(query, LISTING)


@given(st.text(max_size=200))
def test_no_text_breaks_a_search(text):
    try:
        assert set(found(q=text)) <= {"acme", "bolt", "crab", "dove"}
    except NotAsked:
        assert "\x00" in text


def test_each_part_can_be_taken_back_alone():
    question = Question.of({"q": "a b", "place": "US", "service": "chat"}, LISTING)
    assert question.parts(LISTING) == [
        {"words": "“a b”", "without": "service=chat&place=US", "unknown": ""},
        {"words": "Service: Chat", "without": "q=a+b&place=US", "unknown": ""},
        {"words": "Place: United States", "without": "q=a+b&service=chat", "unknown": ""},
    ]


def choices(table_filter):
    return [(one.value, one.label, one.count) for one in table_filter.choices]


def test_a_short_list_has_no_filters():
    assert table_filters(LISTING, Question()) == []


def many(**query):
    """Of 16 rows: odd ones in Germany, even ones in the US; every fourth for the desk alone."""
    rows = [
        a_row(
            f"row-{number}",
            places=["DE" if number % 2 else "US"],
            services=["chat", "desk"] if number % 4 else ["desk"],
            category="core" if number < 4 else "ai",
        )
        for number in range(15)
    ]
    rows.append(
        a_row("all", places=["US"], next_={"places": {"on": "2027-01-01", "value": ["FR"]}})
    )
    vocabulary = [
        *services(chat="Chat", desk="Desk", idle="Idle"),
        *categories(core="Core", ai="AI"),
    ]
    listing = listed(rows, vocabulary=vocabulary)
    found = table_filters(listing, Question.of(query, listing))
    return {one.name: choices(one) for one in found}, listing


def test_each_choice_says_how_many_rows_it_leaves():
    offered, _listing = many()
    assert offered == {
        "service": [("chat", "Chat", 12), ("desk", "Desk", 16)],
        "place": [("FR", "France", 1), ("DE", "Germany", 7), ("US", "United States", 9)],
        "category": [("core", "Core", 4), ("ai", "AI", 11)],
    }


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "row 1"},
        {"q": "germany"},
        {"service": "chat"},
        {"place": "US"},
        {"place": "FR"},
        {"place": "US", "category": "core"},
        {"q": "row", "place": "DE", "category": "ai", "service": "desk"},
        {"category": "core", "service": "gone"},
    ],
)
def test_no_choice_leads_to_a_dead_end_and_each_counts_what_it_leaves(query):
    offered, listing = many(**query)
    rows = [*listing.current, *listing.upcoming]
    for name, found in offered.items():
        for value, _label, count in found:
            left = Question.of({**query, name: value}, listing).count(rows, listing)
            assert left == count, (name, value)
            assert count or query.get(name) == value
        given = {value for value, _label, _count in found}
        for value in {"chat", "desk", "DE", "US", "FR", "core", "ai"} - given:
            assert not Question.of({**query, name: value}, listing).count(rows, listing)


def test_the_choice_made_stays_offered_though_a_search_leaves_nothing_of_it():
    offered, _listing = many(q="row 1", category="core")
    assert ("core", "Core", 1) in offered["category"]
    offered, _listing = many(q="row 14", category="core")
    assert ("core", "Core", 0) in offered["category"]
