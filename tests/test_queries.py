"""What may be asked of an address by its query: known names, in one order, and known values."""

import pytest
from django.http import QueryDict

from subprocessors.front import queries
from subprocessors.front.http import page
from tests.publications import a_row, categories, listed, services

NAMES = ("q", "service", "place")


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("service=chat", "service=chat"),
        ("place=US&service=chat", "service=chat&place=US"),
        ("service=&place=US&q=", "place=US"),
        ("utm_source=mail&service=chat&fbclid=1", "service=chat"),
        ("utm_source=mail", ""),
        ("service=a&service=b", "service=b"),
        ("q=a+b%26c", "q=a+b%26c"),
        ("q=K%C3%B6ln", "q=K%C3%B6ln"),
        ("%73ervice=chat", "service=chat"),
        ("SERVICE=chat", ""),
    ],
)
def test_one_question_has_one_form(query, canonical):
    assert queries.asked(QueryDict(query), NAMES).urlencode() == canonical


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/subprocessors/", ("q", "service", "place", "category")),
        ("/changes/", ("service", "kind", "before")),
        ("/changes/compare/", ("from", "to")),
        ("/changes.json", ("on", "after")),
        ("/", ()),
        ("/admin/", None),
        ("/healthz", None),
        ("/readyz", None),
        ("/subprocessors/on/", None),
        ("/static/style.css", None),
        ("/nothing", None),
        ("/subprocessors/\xff\xfe/", None),
        ("/changes/" + "1" * 300, None),
    ],
)
def test_an_address_knows_its_names_and_what_is_no_public_reading_has_none(path, names):
    assert queries.names_at(path) == names


def test_a_query_of_too_many_names_is_left_to_django():
    many = "&".join(f"n{number}=1" for number in range(30_000))
    assert queries.canonical_query("/subprocessors/", many) is None


@pytest.mark.parametrize(
    ("query", "is_known"),
    [
        ("", True),
        ("service=chat", True),
        ("service=nobody", False),
        ("category=cloud", True),
        ("category=clouds", False),
        ("place=US", True),
        ("place=XX", False),
        ("service=chat&place=US", True),
        ("service=chat&place=XX", False),
        ("q=acme", False),
        ("before=1", True),
        ("before=2", False),
        ("before=01", False),
        ("kind=removed", True),
        ("kind=moved", False),
        ("after=0", True),
        ("after=x", False),
        ("on=2026-11-02", True),
    ],
)
def test_the_list_knows_its_own_values(query, is_known):
    vocabulary = [*services(chat="Chat"), *categories(cloud="Cloud")]
    shown = listed([a_row("acme")], vocabulary=vocabulary)
    assert queries.is_known(QueryDict(query), shown) is is_known


def test_before_there_is_a_list_no_value_is_known():
    assert queries.is_known(QueryDict(""), None)
    assert not queries.is_known(QueryDict("service=chat"), None)


def test_a_name_of_which_nothing_is_known_cannot_be_declared():
    with pytest.raises(ValueError, match=r"\?colour= is declared .* Add 'colour' to _IS_KNOWN"):
        page(lambda request, moment: None, "colour")
