"""Sealed bytes read back: whatever was altered in them is found."""

import json

import pytest

from subprocessors.archive import digests
from subprocessors.archive.digests import Unsound, blank_parts, canonical, part_hash, values_of
from subprocessors.archive.snapshots import make_row
from subprocessors.archive.unsealing import Reader, read
from tests.publications import a_document

ACME = make_row("acme", {"name": "Acme Mail", "is_affiliate": True, "places": ["US"]})
BOLT = make_row("bolt", {"name": "Bolt"})


def altered(document, alter):
    """The bytes of ``document`` after ``alter`` had its way with a copy."""
    copy = json.loads(canonical(document))
    alter(copy)
    return canonical(copy)


def test_reading_gives_back_what_was_sealed():
    document = a_document(title=["Ä title"], rows=[ACME])
    assert read(canonical(document)) == document
    assert values_of(read(canonical(document)), "rows") == [ACME]


def _another_name(document):
    document["parts"]["rows"][0]["value"]["now"]["name"] = "Acme Mall"


def _another_date(document):
    document["head"]["published_on"] = "2026-11-01"


def _a_row_less(document):
    del document["parts"]["rows"][0]


def _a_row_less_in_both(document):
    del document["parts"]["rows"][0], document["head"]["rows"][0]


def _a_list_less(document):
    del document["parts"]["note"], document["head"]["note"]
    document["digest"] = digests.head_digest(document["head"])


def _a_value_less(document):
    del document["head"]["corrects"]
    document["digest"] = digests.head_digest(document["head"])


def _one_more_in_the_head(document):
    document["head"]["remark"] = "x"
    document["digest"] = digests.head_digest(document["head"])


def _a_silent_blank(document):
    del document["parts"]["rows"][0]["value"]


def _a_part_and_a_blank(document):
    document["parts"]["rows"][0]["redacted"] = {"on": "2026-12-01", "why": "x"}


def _a_row_more(document):
    document["parts"]["rows"].append(document["parts"]["rows"][0])


def _rows_exchanged(document):
    document["parts"]["rows"].reverse()


def _a_list_more(document):
    document["parts"]["zeal"] = []


def _a_word_beside(document):
    document["remark"] = "x"


def _a_short_salt(document):
    part = document["parts"]["rows"][0]
    part["salt"] = "abc"
    part["h"] = document["head"]["rows"][0] = part_hash("abc", part["value"])
    document["digest"] = digests.head_digest(document["head"])


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (_another_name, "does not hash to its fingerprint"),
        (_another_date, "does not hash to the digest"),
        (_a_row_less, "not those that the head names"),
        (_a_row_less_in_both, "does not hash to the digest"),
        (_a_list_less, "too much or too little"),
        (_a_value_less, "too much or too little"),
        (_one_more_in_the_head, "too much or too little"),
        (_a_silent_blank, "neither whole nor redacted"),
        (_a_part_and_a_blank, "neither whole nor redacted"),
        (_a_short_salt, "32 hex digits"),
        (_a_row_more, "not those that the head names"),
        (_rows_exchanged, "not those that the head names"),
        (_a_list_more, "too much or too little"),
        (_a_word_beside, "too much or too little"),
    ],
)
def test_bytes_that_were_altered_are_found(alter, words):
    document = a_document(title=["Title"], note=["Note"], rows=[ACME, BOLT])
    with pytest.raises(Unsound, match=words):
        read(altered(document, alter))
    reader = Reader()
    assert reader.read(canonical(document)) == document
    with pytest.raises(Unsound, match=words):
        reader.read(altered(document, alter))


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b"null", b"[" * 100_000, b'{"head":{},"parts":{}}', b"1e9"]
)
def test_bytes_that_are_no_publication_are_said_to_be_none(data):
    with pytest.raises(Unsound):
        read(data)


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        (b'"now":{', b'"now": {'),
        (b'"Acme Mail"', b'"Acme Ma\\u0069l"'),
        (b'"name":"Acme Mail"', b'"name":"Acme","name":"Acme Mail"'),
        (b'"is_affiliate":true,"name":"Acme Mail"', b'"name":"Acme Mail","is_affiliate":true'),
        (b'"is_affiliate":true', b'"is_affiliate":1.0'),
        (b'"rows":[{', b'"rows":[ {'),
        (b"[]}}", b"[]}}\n"),
        (b'{"digest"', b'\xef\xbb\xbf{"digest"'),
    ],
)
def test_bytes_that_say_the_same_in_another_spelling_do_not_hold(written, otherwise):
    document = a_document(rows=[ACME])
    data = canonical(document)
    assert written in data
    reader = Reader()
    reader.read(data)
    for read_it in (read, reader.read):
        with pytest.raises(Unsound):
            read_it(data.replace(written, otherwise))


def test_indented_bytes_are_said_not_to_be_canonical():
    with pytest.raises(Unsound, match="not canonical"):
        read(json.dumps(a_document(rows=[ACME]), indent=1).encode())


def test_parts_read_before_are_not_taken_on_trust():
    document = a_document(rows=[ACME])
    reader = Reader()
    reader.read(canonical(document))

    def one_for_true(copy):
        copy["parts"]["rows"][0]["value"]["now"]["is_affiliate"] = 1

    for alter in (one_for_true, _another_name):
        with pytest.raises(Unsound, match="fingerprint"):
            reader.read(altered(document, alter))


def test_a_part_that_was_blanked_since_is_read_as_blank_and_one_blank_before_as_whole():
    document = a_document(rows=[ACME, BOLT])
    blank = blank_parts(document, set(document["head"]["rows"][:1]), on="2026-12-01", why="Erasure")
    reader = Reader()
    for one in (document, blank, document):
        assert reader.read(canonical(one)) == one
