"""Tests of search and filters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.presenting.questions import NotAsked, Question, filters
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
    [place] = [one for one in filters(listing, Question()) if one["name"] == "place"]
    assert dict(place["choices"]) == {"DE": "Germany", "US": "United States"}


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


def test_a_short_list_has_no_filters():
    assert filters(LISTING, Question()) == []


def test_a_long_list_has_filters_for_what_it_holds():
    rows = [a_row(f"row-{number}", places=["DE" if number % 2 else "US"]) for number in range(15)]
    (found,) = filters(listed(rows, vocabulary=services(chat="Chat")), Question(place="DE"))
    assert (found["name"], str(found["label"]), found["chosen"]) == ("place", "Place", "DE")
    assert found["choices"] == [("DE", "Germany"), ("US", "United States")]
