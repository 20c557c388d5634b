"""Nonsense in an address is answered with a plain page, 404 or 400, and never with 500."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from subprocessors import urls
from tests.kept import KeptClient
from tests.publications import a_row, categories, publish_rows, services

pytestmark = pytest.mark.django_db

QUIET = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
#: An argument in a route ("<slug:slug>") or in a regular expression ("(?P<digest>...)").
_ARGUMENT = re.compile(r"\(\?P<\w+>[^)]*\)|<[^>]+>")
ROUTES = [str(pattern.pattern).strip("^$").replace("\\", "") for pattern in urls.urlpatterns]
WITH_ARGUMENTS = [route for route in ROUTES if _ARGUMENT.search(route)]
WITHOUT = [route for route in ROUTES if not _ARGUMENT.search(route)]
QUERY_NAMES = ("q", "service", "place", "category", "before", "on", "page", "", "\x00", "é")
QUERY_NAMES += ("day", "from", "to", "after")
UNWELCOME = (
    "\x00",
    "%",
    "%00",
    "%s",
    "..",
    "../../etc/passwd",
    "-1",
    "0",
    "01",
    "2147483648",
    "9" * 400,
    "٣",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\u202e\u200b",
    "x" * 5_000,
    "main",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xed\xa0\x80",
)
pieces = st.one_of(st.sampled_from(UNWELCOME), st.text(max_size=40), st.binary(max_size=20))
queries = st.lists(st.tuples(st.sampled_from(QUERY_NAMES), pieces), max_size=4)


@pytest.fixture(autouse=True)
def _published():
    """A small portal with everything that can be asked for."""
    rows = [
        a_row("acme", services=["chat"], category="core", places=["IE"]),
        a_row("bolt", effective_on="2030-01-01"),
    ]
    words = [*services(chat="Chat"), *categories(core="Core")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening", vocabulary=words)


def raw(piece):
    """A piece of an address, percent-encoded, from text or from bytes of any kind."""
    return quote(piece.encode() if isinstance(piece, str) else piece, safe="")


def ask(address):
    """GETs ``address``: an answer, or a refusal in plain words; gives the status."""
    response = KeptClient().get(address)
    assert response.status_code in (200, 301, 302, 400, 404), response.status_code
    if response.status_code in (400, 404):
        if response.headers["Content-Type"] == "application/problem+json":  # of data
            assert json.loads(response.content)["detail"]
        else:
            assert response.headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"<h1>" in response.content
    assert b"<script>" not in response.content
    return response.status_code


@QUIET
@given(route=st.sampled_from(WITH_ARGUMENTS), piece=pieces)
@example(route="changes/<number:number>/", piece="2147483648")
@example(route="changes/<number:number>.json", piece="9" * 400)
@example(route="subprocessors/<slug:slug>/", piece="x" * 5_000)
@example(route="schema/1/<slug:name>.json", piece="parts")
def test_arguments_in_an_address_may_be_nonsense(route, piece):
    ask("/" + _ARGUMENT.sub(lambda _match: raw(piece), route))


@QUIET
@given(route=st.sampled_from(WITHOUT), query=queries)
@example(route="subprocessors/", query=[("q", "x" * 5_000)])
@example(route="subprocessors/", query=[("q", "\x00")])
@example(route="subprocessors/", query=[("service", b"\xff")])
@example(route="changes/", query=[("before", "9" * 400)])
@example(route="feeds/changes.rss", query=[("service", "\x00")])
@example(route="feeds/deadlines.ics", query=[("service", "\x00")])
@example(route="subprocessors.json", query=[("on", b"\xff")])
@example(route="subprocessors.csv", query=[("on", "\x00")])
@example(route="changes.json", query=[("after", "9" * 400)])
@example(route="changes.json", query=[("after", "0"), ("on", "2026-11-02")])
def test_the_query_of_an_address_may_be_nonsense(route, query):
    ask(f"/{route}?" + "&".join(f"{raw(name)}={raw(piece)}" for name, piece in query))


@QUIET
@given(parts=st.lists(pieces, max_size=4))
def test_an_address_may_be_nonsense_from_end_to_end(parts):
    ask("/" + "/".join(map(raw, parts)))


def test_a_query_of_very_many_parts_is_refused_or_not_looked_at():
    assert ask("/subprocessors/?" + "&".join(["q=x"] * 3_000)) in (200, 400)


@pytest.mark.parametrize("name", ["If-None-Match", "If-Modified-Since", "Accept-Encoding"])
@pytest.mark.parametrize("value", ["", "*", '"', 'W/"x", "', "x" * 5_000, "\xff", "gzip;q=x"])
def test_headers_may_be_nonsense(name, value):
    response = KeptClient().get("/changes/", headers={name: value})
    assert response.status_code in (200, 304)


def test_every_address_is_tried():
    assert len(WITH_ARGUMENTS) + len(WITHOUT) == len(urls.urlpatterns)
    assert "changes/<number:number>/" in WITH_ARGUMENTS
    assert "subprocessors/" in WITHOUT
