"""Which coding a client gets, and what is in it."""

import gzip

import brotli
import pytest

from subprocessors.front import codings


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("gzip;q=0", ""),
        ("gzip; q=0.0, br;q=0", ""),
        ("*", "br"),
        ("*;q=0.1, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=1.000", "gzip"),
        ("gzip;q=x", ""),
        ("gzip;q=-1", ""),
        ("gzip;q=nan", ""),
        ("gzip;q=0.99999999999", ""),
        ("gzipped", ""),
        ("x-gzip", ""),
        (", ,;,gzip;;", "gzip"),
    ],
)
def test_a_client_gets_the_coding_that_it_prefers(header, coding):
    assert codings.chosen(header) == coding


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_what_is_coded_unpacks_to_what_it_was_and_is_the_same_bytes_each_time(coding, unpack):
    body = "Sub-processors of Example GmbH, Köln. ".encode() * 200
    packed = codings.coded(body, coding)
    assert unpack(packed) == body
    assert len(packed) < len(body) / 10
    assert codings.coded(body, coding) == packed
    assert unpack(codings.coded(b"", coding)) == b""


def test_without_a_coding_the_bytes_are_left_alone():
    assert codings.coded(b"as it is", "") == b"as it is"


def test_each_coding_has_an_etag_of_its_own():
    tags = [codings.tagged("0f", coding) for coding in ("", "gzip", "br")]
    assert tags == ['W/"0f"', 'W/"0f-gzip"', 'W/"0f-br"']
