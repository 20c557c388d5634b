"""What is frozen, how it settles, and how it is sealed."""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, date, datetime

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from subprocessors.archive.days import day_after
from subprocessors.archive.digests import (
    HEAD_LISTS,
    blank_parts,
    canonical,
    part_hash,
    redacted_of,
    sealed,
    values_of,
)
from subprocessors.archive.snapshots import (
    is_empty,
    make_row,
    normalised,
    row_values,
    settled,
    still_to_come,
)
from subprocessors.archive.unsealing import read
from tests.publications import a_document

ACME = {
    "slug": "acme",
    "now": {"name": "Acme Mail", "places": ["US"], "effective_on": "2024-01-01"},
    "next": {"places": {"on": "2026-12-03", "value": ["IE"]}},
}


# Fields


def test_a_name_outside_the_whitelist_is_refused_rather_than_frozen():
    with pytest.raises(ValueError, match="internal_notes"):
        row_values({"name": "Acme", "internal_notes": "they are late with the audit"})


# Values


@pytest.mark.parametrize("value", [None, "", [], {}, False])
def test_what_counts_as_empty_is_left_out(value):
    assert is_empty(value)
    assert normalised({"name": "Acme", "purpose": value}) == {"name": "Acme"}


def test_nought_and_the_word_no_are_values():
    assert not is_empty(0)
    assert normalised({"order": 0, "uses_ai": "no"}) == {"order": 0, "uses_ai": "no"}


def test_what_is_empty_inside_is_empty_outside():
    assert normalised({"a": [" ", None, []], "b": {"c": ["\r\n"]}, "d": "x"}) == {"d": "x"}


def test_text_is_put_into_nfc_with_lf_line_ends_and_trimmed():
    assert normalised("  Cafe\u0301\r\nParis\rLyon\n ") == "Caf\u00e9\nParis\nLyon"


def test_words_in_other_scripts_emoji_and_zero_width_characters_stay_as_they_are():
    text = "株式会社 \u200bشركة\u200f 🦊‍🔥"
    assert normalised(text) == unicodedata.normalize("NFC", text)


def test_set_like_values_are_sorted_and_unique():
    values = {"places": ["US", "DE", "US"], "services": ["chat", " chat", "api"]}
    assert row_values(values) == {"places": ["DE", "US"], "services": ["api", "chat"]}


def test_former_names_keep_their_order():
    assert row_values({"former_names": ["Zed", "Abe"]}) == {"former_names": ["Zed", "Abe"]}


def test_a_day_is_frozen_as_iso_8601():
    assert normalised(date(2026, 12, 3)) == "2026-12-03"


@pytest.mark.parametrize(
    "value", [1.5, "nul \x00", "half \ud83e", b"bytes", datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_what_has_no_place_in_a_row_is_refused(value):
    with pytest.raises(ValueError, match="cannot be"):
        normalised({"name": value})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
@example(" \u0301")
def test_normalising_twice_is_normalising_once(value):
    try:
        once = normalised(value)
    except ValueError:
        return
    assert normalised(once) == once


# Time


def test_an_announced_value_comes_into_force_on_its_day_and_not_before():
    assert settled(ACME, "2026-12-02") == ACME
    assert settled(ACME, "2026-12-03") == make_row("acme", {**ACME["now"], "places": ["IE"]})


def test_an_announced_emptying_empties_on_its_day():
    row = make_row("acme", {"name": "Acme", "purpose": "Mail"}, {"purpose": {"on": "2026-12-03"}})
    assert settled(row, "2026-12-02")["now"]["purpose"] == "Mail"
    assert settled(row, "2026-12-03") == make_row("acme", {"name": "Acme"})


def test_each_announced_value_has_its_own_day():
    row = make_row(
        "acme",
        {"name": "Acme"},
        {"purpose": {"on": "2026-12-03", "value": "Mail"}, "notes": {"on": "2027-01-01"}},
    )
    assert settled(row, "2026-12-03") == make_row(
        "acme", {"name": "Acme", "purpose": "Mail"}, {"notes": {"on": "2027-01-01"}}
    )


def test_what_was_announced_for_after_the_last_day_never_happens():
    row = make_row("acme", {**ACME["now"], "ended_on": "2026-11-30"}, ACME["next"])
    assert settled(row, "2027-01-01") == row


def test_what_was_announced_for_the_last_day_itself_happens():
    row = make_row("acme", {**ACME["now"], "ended_on": "2026-12-03"}, ACME["next"])
    assert settled(row, "2027-01-01")["now"]["places"] == ["IE"]


def test_what_is_still_to_come_comes_by_the_last_day_and_of_no_withdrawn_row():
    announced = {"on": "2026-12-03", "value": ["IE"]}

    def coming(**now):
        return still_to_come(make_row("acme", now, {"places": announced}))

    assert coming() == coming(ended_on="2026-12-03") == {"places": announced}
    assert coming(ended_on="2026-12-02") == coming(withdrawn_on="2026-12-01") == {}
    assert still_to_come(make_row("acme", {"name": "Acme"})) == {}


def test_settling_leaves_the_row_it_was_given_alone():
    before = json.dumps(ACME)
    settled(ACME, "2030-01-01")
    assert json.dumps(ACME) == before


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-12-31", "2027-01-01"),
        ("2028-02-28", "2028-02-29"),
        ("0999-12-31", "1000-01-01"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_the_day_after(day, after):
    assert day_after(day) == after


# Canonical JSON

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
@example({"a": '\u2028\x7f\x1f\b\f\n\r\t"\\/<>&', "B": "€😀\ufeff", "": [0, -1, True, None]})
def test_canonical_json_is_what_another_implementation_of_rfc_8785_writes(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(json_values)
def test_canonical_json_reads_back_as_it_was(value):
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("value", [1.0, {"ä": 1}, {1: 2}, 2**53, "\ud800", (1,), date(2026, 1, 1)])
def test_canonical_json_refuses_what_it_cannot_hold(value):
    with pytest.raises(ValueError, match=r"canonical JSON|surrogates"):
        canonical([value])


# Sealing


def test_a_part_hashes_to_the_sha_256_of_its_salt_and_canonical_json():
    [part] = sealed([{"slug": "acme", "now": {"name": "Ä"}}])
    text = part["salt"] + '{"now":{"name":"Ä"},"slug":"acme"}'
    assert re.fullmatch("[0-9a-f]{32}", part["salt"])
    assert part["h"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_is_the_sha_256_of_the_head_which_names_every_part_by_its_hash():
    document = a_document(title=["First published here"], rows=[ACME])
    head = document["head"]
    assert document["digest"] == hashlib.sha256(rfc8785.dumps(head)).hexdigest()
    assert head["rows"] == [document["parts"]["rows"][0]["h"]]
    assert set(head) == {
        *("schema", "number", "previous", "published_at", "published_on", "kind", "corrects"),
        *("title", "note", "reason", "source", "facts", "vocabulary", "changes", "rows"),
    }
    assert set(document["parts"]) == set(HEAD_LISTS)


def test_a_part_that_did_not_change_keeps_its_salt_and_hash():
    other = make_row("zed", {"name": "Zed"})
    earlier = sealed([ACME, other])
    renamed = make_row("zed", {"name": "Zed Ltd"})
    same, changed = sealed([ACME, renamed], earlier)
    assert same == earlier[0]
    assert changed["salt"] != earlier[1]["salt"]


def test_equal_values_sealed_apart_have_different_hashes():
    assert sealed([ACME])[0]["h"] != sealed([ACME])[0]["h"]


def test_a_redacted_part_lends_its_salt_to_nothing():
    document = a_document(rows=[ACME])
    blank = blank_parts(document, set(document["head"]["rows"]), on="2026-12-01", why="Court")
    [part] = sealed([ACME], blank["parts"]["rows"])
    assert part["h"] != document["head"]["rows"][0]


def test_an_integer_is_not_taken_for_the_yes_that_python_says_it_equals():
    earlier = sealed([{"is_affiliate": True}])
    [part] = sealed([{"is_affiliate": 1}], earlier)
    assert part["h"] == part_hash(part["salt"], {"is_affiliate": 1})


def test_redaction_blanks_value_and_salt_and_keeps_hash_and_digest():
    document = a_document(
        title=["Acme Mail is in trouble"], rows=[ACME, make_row("b", {"name": "B"})]
    )
    secret = document["head"]["rows"][0]
    blank = blank_parts(document, {secret}, on="2026-12-01", why="Court order")
    assert blank["digest"] == document["digest"]
    assert blank["head"] == document["head"]
    assert blank["parts"]["rows"] == [
        {"h": secret, "redacted": {"on": "2026-12-01", "why": "Court order"}},
        document["parts"]["rows"][1],
    ]
    assert read(canonical(blank)) == blank
    assert values_of(blank, "rows") == [make_row("b", {"name": "B"})]
    assert redacted_of(blank, "rows") == [{"on": "2026-12-01", "why": "Court order"}]
    assert document["parts"]["rows"][0]["salt"].encode() not in canonical(blank)


def test_a_part_is_blanked_once_so_that_its_first_record_stands():
    document = a_document(rows=[ACME])
    hashes = set(document["head"]["rows"])
    first = blank_parts(document, hashes, on="2026-12-01", why="Court order")
    assert blank_parts(first, hashes, on="2026-12-24", why="Another") == first


@given(st.data())
def test_redacting_any_parts_keeps_the_publication_sound(data):
    document = a_document(
        title=["Title"], note=["Note"], reason=["Reason"], rows=[ACME, make_row("b", {"name": "B"})]
    )
    everything = [part["h"] for listed in document["parts"].values() for part in listed]
    hashes = data.draw(st.sets(st.sampled_from(everything)))
    blank = blank_parts(document, hashes, on="2026-12-01", why="Erasure")
    assert read(canonical(blank))["digest"] == document["digest"]
    left = {p["h"] for listed in blank["parts"].values() for p in listed if "value" in p}
    assert left == set(everything) - hashes
