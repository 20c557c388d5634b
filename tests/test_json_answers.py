"""Answers in JSON: written in one way, so that two of them can be compared line by line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.front.json_answers import json_answer
from tests.publications import a_row, publish_rows

ADDRESSES = (
    "/subprocessors.json",
    "/changes.json",
    "/changes/compare.json",
    "/feeds/changes.json",
    "/schema/1/changes.json",
    "/.well-known/subprocessors.json",
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_in_json_has_an_item_a_line_and_letters_as_they_are(client, address):
    publish_rows([a_row("mirai", name="株式会社ミライ")], number=1, published_at="2026-11-02")
    text = client.get(address).content.decode("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    assert text.count("\n") > 5


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


@given(_VALUES)
def test_whatever_it_says_it_is_written_as_pythons_own_library_does(values):
    text = json_answer(values).content.decode("utf-8", "surrogatepass")
    assert text == json.dumps(values, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.django_db
def test_what_was_hashed_is_given_as_it_was_hashed(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    text = client.get("/changes/1.json").content.decode("utf-8")
    canonical = json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert text == canonical
