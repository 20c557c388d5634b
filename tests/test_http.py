"""Tests of the HTTP rules of public addresses: methods, validators, caching, boundaries."""

import gzip
from datetime import UTC, datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.utils.http import parse_http_date

from subprocessors.front import validators
from subprocessors.front.http import page
from subprocessors.front.release import Release
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.publication import Redaction
from tests.kept import KeptClient
from tests.publications import a_row, noon, publish_rows

pytestmark = pytest.mark.django_db

CURRENT = (
    "/subprocessors/",
    "/subprocessors/acme/",
    "/changes/",
    "/subscribe/",
    "/feeds/changes.rss",
    "/feeds/changes.atom",
    "/feeds/changes.json",
    "/feeds/deadlines.ics",
    "/subprocessors.json",
    "/subprocessors.csv",
    "/changes.json",
    "/developers/",
    "/verify.py",
    "/schema/1/changes.json",
    "/.well-known/subprocessors.json",
    "/sitemap.xml",
)
SEALED = ("/changes/1/", "/changes/1.json", "/subprocessors.json?on=2026-11-02")
PAGES = tuple(address for address in (*CURRENT, *SEALED) if address.endswith("/"))
DATA = tuple(address for address in (*CURRENT, *SEALED) if address not in PAGES)


@pytest.fixture(autouse=True)
def _published():
    Portal.objects.create(pk=1, organisation="Example GmbH")
    publish_rows(
        [a_row("acme")],
        number=1,
        published_at="2026-11-02",
        kind="opening",
        facts={"organisation": "Example GmbH", "time_zone": "Europe/Berlin"},
        time_zone="Europe/Berlin",
    )


def publish_second():
    publish_rows(
        [a_row("acme", purpose="x")],
        number=2,
        published_at="2026-11-20",
        time_zone="Europe/Berlin",
    )


def etag(client, address, **headers):
    return client.get(address, headers=headers).headers["ETag"]


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_what_the_visitor_has_already_is_not_sent_again(
    client, address, django_assert_max_num_queries
):
    first = client.get(address)
    assert first.status_code == 200
    with django_assert_max_num_queries(2):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("ETag", "Cache-Control", "Last-Modified", "Vary"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_an_instant_serves_where_there_is_no_etag(client, address):
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        first = client.get(address)
        headers = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert client.get(address, headers=headers).status_code == 304


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_compression_does_not_change_the_validator(client, address):
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    again = client.get(
        address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    )
    assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])


READ_ONLY = (
    *(*CURRENT, *SEALED, "/", "/subprocessors/on/", "/subprocessors/on/2026-11-02/"),
    *("/changes/compare/", "/changes/compare.json", "/robots.txt", "/healthz", "/readyz"),
    *(f"/logo-{'0' * 64}", "/face-1-0055aa-77bbff.css"),
)


@pytest.mark.parametrize("address", READ_ONLY)
def test_only_safe_methods_are_answered_and_no_token_is_asked_for_first(address):
    client = KeptClient(enforce_csrf_checks=True)  # as a server does
    for method in ("post", "put", "patch", "delete", "options"):
        refused = getattr(client, method)(address)
        assert refused.status_code == 405, method
        assert refused.headers["Allow"] == "GET, HEAD"


PAST_DAYS = ("/subprocessors/on/2026-11-02/", "/changes/compare/?from=2026-11-02&to=2026-11-03")


@pytest.mark.parametrize("address", [*SEALED, *PAST_DAYS])
def test_what_is_sealed_reads_the_same_on_every_later_day(client, address):
    """Its validator names no day, so that a copy may be kept as long as one likes."""
    with time_machine.travel(noon("2026-11-05"), tick=False):
        told = [client.get(address)]
    publish_second()
    with time_machine.travel(noon("2027-01-09"), tick=False):
        told.append(client.get(address))
    assert told[0].headers["Cache-Control"] == "public, max-age=3600"
    assert told[0].headers["ETag"] == told[1].headers["ETag"]
    assert told[0].content == told[1].content


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_head_answers_as_get_does_without_a_body(client, address):
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("address", [*CURRENT, *SEALED, "/robots.txt", "/healthz", "/nothing/"])
def test_no_cookie_is_set_and_no_session_looked_at(client, address):
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", CURRENT)
def test_our_own_server_is_asked_every_time(client, address):
    assert client.get(address).headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
    )


@pytest.mark.parametrize("address", SEALED)
def test_single_publications_may_be_kept_an_hour(client, address):
    assert client.get(address).headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("address", DATA)
def test_data_may_be_read_by_any_site(client, address):
    assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_for_people(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address).headers


@pytest.mark.parametrize("address", CURRENT)
def test_a_new_version_outdates_what_was_current(client, address):
    before = etag(client, address)
    publish_second()
    assert client.get(address, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("address", SEALED)
def test_a_new_version_leaves_older_ones_as_they_were(client, address):
    before = etag(client, address)
    publish_second()
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304


def test_a_correction_outdates_the_version_it_corrects(client):
    before = etag(client, "/changes/1/")
    publish_rows(
        [a_row("acme", purpose="x")],
        number=2,
        published_at="2026-11-20",
        kind="correction",
        corrects=1,
        time_zone="Europe/Berlin",
    )
    again = client.get("/changes/1/", headers={"If-None-Match": before})
    assert "Corrected by version 2" in again.content.decode()


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_a_redaction_outdates_every_copy(client, address):
    before = etag(client, address)
    redact_first(noon("2026-11-10"))
    assert client.get(address, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_new_face_outdates_pages(client, address):
    seen = [etag(client, address)]
    Portal.objects.filter(pk=1).update(accent="#aa0000")
    seen.append(etag(client, address))
    Logo.objects.create(portal_id=1, content=b"x", content_type="image/png", digest="0" * 64)
    seen.append(etag(client, address))
    Portal.objects.filter(pk=1).update(is_sample=True)
    seen.append(etag(client, address))
    assert len(set(seen)) == 4


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_a_fact_that_waits_to_be_published_moves_no_header(client, address):
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        before = client.get(address).headers
        clock.shift(600)
        portal = Portal.objects.get()
        portal.organisation = "Secret AG"
        portal.save()
        after = client.get(address).headers
    for name in ("ETag", "Last-Modified"):
        assert after[name] == before[name]


@pytest.mark.parametrize("address", PAGES)
def test_a_new_face_moves_no_instant(client, address):
    """Each worker would see it at an instant of its own."""
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        before = client.get(address).headers
        clock.shift(600)
        Portal.objects.filter(pk=1).update(accent="#aa0000")
        after = client.get(address).headers
    assert after["Last-Modified"] == before["Last-Modified"]
    assert after["ETag"] != before["ETag"]


def instant_of(client, address, **headers):
    return client.get(address, headers=headers).headers["Last-Modified"]


@pytest.mark.parametrize("address", [*CURRENT, "/subprocessors.json?on=2029-12-31"])
def test_the_instant_is_that_of_the_last_local_midnight(client, address):
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        assert instant_of(client, address) == "Mon, 31 Dec 2029 23:00:00 GMT"


def redact_first(at):
    Redaction.objects.create(
        number=1,
        publication_id=1,
        part="0" * 64,
        redacted_at=at,
        redacted_on=at.date(),
        why="Asked for.",
        by="test",
    )


@pytest.mark.parametrize("address", [*CURRENT, *SEALED, "/subprocessors/on/2029-12-30/"])
def test_the_instant_of_a_redaction_counts(client, address):
    """Who asks by the instant alone must not keep what was blanked."""
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        before = instant_of(client, address)
        redact_first(datetime(2030, 1, 1, 11, 30, tzinfo=UTC))
        again = client.get(address, headers={"If-Modified-Since": before})
    assert (again.status_code, again.headers["Last-Modified"]) == (
        200,
        "Tue, 01 Jan 2030 11:30:00 GMT",
    )


def test_the_instant_of_a_publication_counts_and_that_of_its_correction(client, monkeypatch):
    started = Release("x", datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(validators, "release", lambda: started)
    with time_machine.travel(datetime(2026, 11, 20, 20, tzinfo=UTC), tick=False):
        assert instant_of(client, "/changes/1/") == "Mon, 02 Nov 2026 12:00:00 GMT"
        publish_rows(
            [a_row("acme", purpose="x")],
            number=2,
            published_at="2026-11-20",
            kind="correction",
            corrects=1,
            time_zone="Europe/Berlin",
        )
        for address in ("/changes/1/", "/changes/1.json", "/changes/2/", "/subprocessors/"):
            assert instant_of(client, address) == "Fri, 20 Nov 2026 12:00:00 GMT", address


def test_a_release_outdates_copies_from_the_instant_it_started(client, monkeypatch):
    started = Release("x", datetime(2030, 1, 1, 10, 15, tzinfo=UTC))
    monkeypatch.setattr(validators, "release", lambda: started)
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        for address in (*CURRENT, *SEALED):
            assert instant_of(client, address) == "Tue, 01 Jan 2030 10:15:00 GMT", address


@pytest.mark.parametrize("address", CURRENT)
def test_a_copy_grows_old_at_the_portals_midnight(client, address):
    """Berlin is an hour ahead of UTC in winter."""
    with time_machine.travel(datetime(2030, 1, 1, 22, 59, 50, tzinfo=UTC), tick=False) as clock:
        first = client.get(address)
        headers = {"If-None-Match": first.headers["ETag"]}
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        clock.shift(9)
        assert client.get(address, headers=headers).status_code == 304
        assert client.get(address, headers=since).status_code == 304
        clock.shift(1)
        assert client.get(address, headers=headers).status_code == 200
        later = client.get(address, headers=since)
        assert later.status_code == 200
        assert later.headers["Last-Modified"] == "Tue, 01 Jan 2030 23:00:00 GMT"


@pytest.mark.parametrize("address", SEALED)
def test_a_single_publication_does_not_grow_old(client, address):
    with time_machine.travel(datetime(2030, 1, 1, 22, 59, 50, tzinfo=UTC), tick=False) as clock:
        before = etag(client, address)
        clock.shift(86_400)
        assert client.get(address, headers={"If-None-Match": before}).status_code == 304


@pytest.mark.parametrize("address", [*CURRENT, *SEALED])
def test_an_instant_is_never_ahead_of_the_clock(client, address):
    with time_machine.travel(datetime(2026, 11, 2, 12, tzinfo=UTC), tick=False):
        modified = client.get(address).headers["Last-Modified"]
    assert parse_http_date(modified) <= datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp()


def test_the_validator_of_one_address_says_nothing_of_another(client):
    other = etag(client, "/changes/")
    assert client.get("/subprocessors/", headers={"If-None-Match": other}).status_code == 200
    unknown = client.get("/subprocessors/?service=nobody", headers={"If-None-Match": other})
    assert unknown.status_code == 200


def test_the_view_is_not_called_for_what_the_visitor_has(rf):
    calls = []

    def view(request, moment):
        calls.append(moment)
        return HttpResponse("fresh")

    guarded = page(view)
    first = guarded(rf.get("/"))
    again = guarded(rf.get("/", headers={"If-None-Match": first.headers["ETag"]}))
    assert (again.status_code, len(calls)) == (304, 1)
    assert calls[0].shown.publication.number == 1
