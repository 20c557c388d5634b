"""Answers kept in front of Django: what is kept, for whom, under which key, until when.

That a kept answer is what Django answers, byte by byte, is held by every test of the front
room: their client asks both (``tests.kept``).
"""

import gzip
import itertools
import os
import subprocess
import sys
from datetime import UTC, datetime

import brotli
import pytest
import time_machine
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection
from django.test import RequestFactory

from subprocessors.front import kept_answers
from subprocessors.front.kept_answers import KeptAnswers
from subprocessors.models.portal import Logo, Portal
from tests.publications import a_row, categories, publish_rows, services
from tests.stories import make_person

pytestmark = pytest.mark.django_db

FACTS = {
    "organisation": "Example GmbH",
    "time_zone": "Europe/Berlin",
    "certifications": [{"name": "ISO 27001"}],
}
VOCABULARY = [*services(chat="Chat", mail="Mail"), *categories(cloud="Cloud")]
KEPT = (
    *("/", "/subprocessors/", "/subprocessors/acme/", "/changes/", "/changes/1/", "/subscribe/"),
    *("/subprocessors/on/2026-11-03/", "/changes/compare/", "/developers/", "/changes/1.json"),
    "/embed/",
    *("/subprocessors.json", "/subprocessors.csv", "/changes.json", "/changes/compare.json"),
    *("/feeds/changes.rss", "/feeds/changes.atom", "/feeds/changes.json", "/feeds/deadlines.ics"),
    *("/sitemap.xml", "/verify.py", "/.well-known/subprocessors.json", "/schema/1/changes.json"),
)
LOGO = "0" * 64
NOT_KEPT = (
    *("/robots.txt", "/healthz", "/readyz", "/subprocessors/on/?day=2026-11-03", "/nothing/"),
    *("/subprocessors/nobody/", "/changes/99/", "/subprocessors/on/2026-01-01/", "/changes"),
    *(f"/logo-{LOGO}", "/face-1-0055aa-77bbff.css", "/static/nothing.css", "/admin/"),
    *("/admin/login/", "/subprocessors/?q=acme", "/subprocessors/?q=acme&service=chat"),
    *("/subprocessors/?service=nobody", "/changes/?before=999999", "/feeds/changes.rss?service=x"),
)


@pytest.fixture(autouse=True)
def _published():
    Portal.objects.create(pk=1, organisation="Example GmbH")
    Logo.objects.create(portal_id=1, content=b"x", content_type="image/png", digest=LOGO)
    publish_first()


def publish_first():
    publish_rows(
        [a_row("acme", services=["chat"])],
        number=1,
        published_at="2026-11-02",
        kind="opening",
        facts=FACTS,
        vocabulary=VOCABULARY,
        time_zone="Europe/Berlin",
    )


def publish_second(purpose="Storing"):
    publish_rows(
        [a_row("acme", services=["chat"], purpose=purpose)],
        number=2,
        published_at="2026-11-20",
        facts=FACTS,
        vocabulary=VOCABULARY,
        time_zone="Europe/Berlin",
    )


class Served:
    """A server's layer, and Django behind it; ``asked`` are the addresses that reached Django."""

    def __init__(self, *, most_bytes=2**22, token_age=0, **options):
        self.django = get_wsgi_application()
        self.asked = []
        self.meanwhile = lambda: None
        options = {"most_bytes": most_bytes, "token_age": token_age, **options}
        self.layer = KeptAnswers(self._ask, **options)

    def _ask(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        chunks = self.django(environ, start_response)
        self.meanwhile()
        return chunks

    def get(
        self, address, *, method="GET", host="testserver", https=False, straight=False, **headers
    ):
        """``(status, headers by name, body)``; ``straight``: as Django answers by itself.

        Headers are named as in the environment.
        """
        request = RequestFactory().generic(method, address, secure=https)
        environ = {**request.environ, "HTTP_HOST": host, **headers}
        said = []
        answer = self.django if straight else self.layer
        chunks = answer(environ, lambda *told: said.append(told))
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        [(status, told, *_rest)] = said
        return int(status[:3]), dict(told), body

    def reaches_django(self, address, **options):
        """Whether this request does."""
        before = len(self.asked)
        self.get(address, **options)
        return len(self.asked) > before


@pytest.fixture(autouse=True)
def _lasting_connection():
    """The test's transaction outlives its requests, as with Django's own client."""
    starts = (signals.request_started, signals.request_finished)
    for signal in starts:
        signal.disconnect(close_old_connections)
    yield
    for signal in starts:
        signal.connect(close_old_connections)


@pytest.fixture
def served():
    return Served()


# What is kept


@pytest.mark.parametrize("address", KEPT)
def test_what_was_asked_for_once_is_answered_without_django(served, address):
    first = served.get(address)
    assert first[0] == 200
    assert not served.reaches_django(address)
    assert served.get(address) == first


@pytest.mark.parametrize("address", NOT_KEPT)
def test_all_else_goes_to_django_each_time(served, address):
    for _again in range(3):
        assert served.reaches_django(address)


@pytest.mark.parametrize(
    "asked_by",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_IF_MATCH": "*"},
        {"HTTP_IF_UNMODIFIED_SINCE": "Mon, 02 Nov 2026 12:00:00 GMT"},
        {"SCRIPT_NAME": "/portal"},
        {"CONTENT_TYPE": "text/plain; charset=utf-16"},
        *[{"method": method} for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get")],
    ],
)
def test_django_itself_answers_whoever_may_be_somebody_or_asks_for_something_else(served, asked_by):
    served.get("/subprocessors/")
    assert not served.reaches_django("/subprocessors/")
    assert served.reaches_django("/subprocessors/", **asked_by)


def test_a_cookie_that_is_no_session_makes_nobody_somebody(served):
    served.get("/subprocessors/")
    assert not served.reaches_django("/subprocessors/", HTTP_COOKIE="csrftoken=x; theme=dark")


def test_what_is_answered_to_somebody_is_not_kept_for_everybody(served):
    served.get("/subprocessors/", HTTP_COOKIE="sessionid=abc")
    assert served.reaches_django("/subprocessors/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Set-Cookie", "a=b"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Vary", "*"),
        ("Cache-Control", "private, max-age=0"),
        ("ETag", None),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(served, name, value):
    django = served.django

    def altered(environ, start_response):
        def starting(status, headers):
            headers = [(one, said) for one, said in headers if one != name]
            return start_response(status, headers + ([(name, value)] if value else []))

        return django(environ, starting)

    served.django = altered
    served.get("/subprocessors/")
    assert served.reaches_django("/subprocessors/")


def test_where_a_visitor_says_that_the_portal_is_mounted_is_not_believed(served):
    """Some servers take SCRIPT_NAME from a header; links made of it would be kept for all."""
    mounted = {"SCRIPT_NAME": "//evil.example"}
    for address in ("/subprocessors/", "/changes/", "/subprocessors/acme/"):
        body = served.get(address, **mounted)[2]
        assert b"evil.example" not in body
        assert served.get(address)[2] == body


# For whom: the key


def test_one_question_is_kept_once_however_it_is_asked(served):
    served.get("/subprocessors/")
    for address in ("/subprocessors/?utm_source=mail", "/subprocessors/?q=&service=&place="):
        assert not served.reaches_django(address)
    for _second in range(2):
        served.get("/subprocessors/?service=chat&category=cloud")
    assert not served.reaches_django("/subprocessors/?category=cloud&x=1&service=chat")


def test_its_etag_is_one_as_well(served):
    tags = {
        served.get(address, straight=True)[1]["ETag"]
        for address in ("/subprocessors/", "/subprocessors/?utm=1", "/subprocessors/?service=")
    }
    assert len(tags) == 1


def test_a_question_is_kept_from_the_second_time_on(served):
    address = "/subprocessors/?service=mail"
    assert [served.reaches_django(address) for _again in range(4)] == [True, True, False, False]


ODD_ADDRESSES = (
    *("/subprocessors/?service=mail&service=chat", "/subprocessors/?service=chat&service="),
    *("/subprocessors/?service=chat;category=cloud", "/subprocessors/?SERVICE=chat"),
    *("/subprocessors/?service=%63hat", "/subprocessors/?service=ch%E4t", "/subprocessors/?%00"),
    *("/subprocessors/?", "/subprocessors/?&&", "/subprocessors/?=", "/subprocessors/?service"),
    *(f"/subprocessors/?utm={'x' * 5000}", f"/subprocessors/?service={'x' * 5000}"),
    f"/subprocessors/?{'&'.join(f'a{number}=1' for number in range(2000))}&service=chat",
    *("//subprocessors/", "/subprocessors//", "/./subprocessors/", "/subprocessors/../changes/"),
    *("/%73ubprocessors/", "/subprocessors/acm%65/", "/subprocessors/%2561cme/"),
    *("/subprocessors%2F", "/subprocessors/%0A", "/subprocessors/%FF/", "/subprocessors/acme%00/"),
    *("/subprocessors/?place=DE", "/subprocessors/?place=de", "/changes/?before=02"),
    *("/changes.json?after=0", "/changes.json?after=00", "/changes.json?after=%D9%A1"),
    *("/subprocessors.json?on=2026-11-03", "/subprocessors.json?on=2026-11-3"),
)


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_however_an_address_is_written_hit_and_miss_say_the_same(served, address):
    for method in ("GET", "HEAD", "GET"):
        kept = served.get(address, method=method)
        assert kept == served.get(address, method=method, straight=True)


def test_of_a_name_that_stands_twice_the_last_one_counts(served):
    for _second in range(2):
        served.get("/subprocessors/?service=chat")
    assert not served.reaches_django("/subprocessors/?service=mail&service=chat")
    assert served.reaches_django("/subprocessors/?service=chat&service=mail")


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "testserver:8443", "localhost"])
def test_any_port_and_case_of_an_allowed_host_is_given_the_same(served, host):
    first = served.get("/subprocessors/")
    assert not served.reaches_django("/subprocessors/", host=host)
    assert served.get("/subprocessors/", host=host) == first


@pytest.mark.parametrize("host", ["evil.example", "", "testserver.evil.example", "a b", "[::1"])
def test_a_refused_host_is_refused_whether_something_is_kept_or_not(served, host):
    before = served.get("/subprocessors/", host=host)
    served.get("/subprocessors/")
    assert served.get("/subprocessors/", host=host) == before
    assert before[0] == 400


def test_without_a_host_django_is_asked(served):
    served.get("/subprocessors/")
    request = RequestFactory().get("/subprocessors/")
    served.layer(request.environ, lambda *told: None)
    assert served.asked == ["/subprocessors/"] * 2


@pytest.fixture
def encrypted(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 3600
    return Served()


@pytest.mark.parametrize("address", [*KEPT, *NOT_KEPT])
def test_what_goes_over_https_and_http_is_the_same_on_hit_and_miss(encrypted, address):
    """Redirects and HSTS come as from Django, whatever is kept of the other scheme."""
    asked_by = [{"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_X_FORWARDED_PROTO": "http"}]
    direct = [encrypted.get(address, straight=True, **by) for by in asked_by]
    for _again in range(2):
        through = [encrypted.get(address, **by) for by in asked_by]
        for (status, headers, body), (status_2, headers_2, body_2) in zip(
            direct, through, strict=True
        ):
            assert status == status_2
            assert headers.get("Location") == headers_2.get("Location")
            hsts = "Strict-Transport-Security"
            assert headers.get(hsts) == headers_2.get(hsts)
            assert "csrf" in body.decode(errors="replace") or body == body_2
    assert direct[1][0] == (200 if address in ("/healthz", "/readyz") else 301)


@pytest.mark.parametrize("said", ["https", "http", "https, http", " https ", "HTTPS", "", None])
@pytest.mark.parametrize("is_believed", [True, False])
def test_the_scheme_is_as_django_sees_it(settings, said, is_believed):
    believed = is_believed and ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_PROXY_SSL_HEADER = believed
    for secure in (True, False):
        headers = {} if said is None else {"HTTP_X_FORWARDED_PROTO": said}
        request = RequestFactory().get("/", secure=secure, **headers)
        assert kept_answers._scheme(request.environ, believed) == request.scheme


# How it is given


CONDITIONS = [
    {},
    {"HTTP_IF_NONE_MATCH": "{etag}"},
    {"HTTP_IF_NONE_MATCH": "{strong}"},
    {"HTTP_IF_NONE_MATCH": 'W/"x", {etag}'},
    {"HTTP_IF_NONE_MATCH": '"x",{etag} , "y"'},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_NONE_MATCH": ""},
    {"HTTP_IF_NONE_MATCH": 'W/"x"'},
    {"HTTP_IF_NONE_MATCH": "x{etag}"},
    {"HTTP_IF_MODIFIED_SINCE": "{modified}"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 02 Nov 2020 12:00:00 GMT"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 02 Nov 2099 12:00:00 GMT"},
    {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
    {"HTTP_IF_NONE_MATCH": 'W/"x"', "HTTP_IF_MODIFIED_SINCE": "{modified}"},
    {"HTTP_IF_NONE_MATCH": "{etag}", "HTTP_IF_MODIFIED_SINCE": "Mon, 02 Nov 2020 12:00:00 GMT"},
    {"HTTP_RANGE": "bytes=0-9"},
]


@pytest.mark.parametrize("coding", ["", "gzip", "gzip, br", "gzip;q=0", "identity;q=0"])
@pytest.mark.parametrize("address", ["/subprocessors.csv", "/changes/1/"])
def test_whoever_has_it_or_asks_for_the_head_is_answered_as_by_django(served, address, coding):
    accepts = {"HTTP_ACCEPT_ENCODING": coding}
    _status, headers, _body = served.get(address, **accepts)
    words = {
        "etag": headers["ETag"],
        "strong": headers["ETag"].removeprefix("W/"),
        "modified": headers["Last-Modified"],
    }
    for condition, method in itertools.product(CONDITIONS, ("GET", "HEAD")):
        asked_by = {name: value.format(**words) for name, value in condition.items()} | accepts
        kept = served.get(address, method=method, **asked_by)
        assert kept == served.get(address, method=method, straight=True, **asked_by), asked_by
    assert served.asked == [address]


def test_the_three_codings_hold_the_same_and_their_etags_differ(served):
    plain, packed, brotlied = (
        served.get("/subprocessors/", HTTP_ACCEPT_ENCODING=coding) for coding in ("", "gzip", "br")
    )
    assert gzip.decompress(packed[2]) == brotli.decompress(brotlied[2]) == plain[2]
    assert len({one[1]["ETag"] for one in (plain, packed, brotlied)}) == 3
    assert [one[1].get("Content-Encoding") for one in (plain, packed, brotlied)] == [
        None,
        "gzip",
        "br",
    ]
    for one in (plain, packed, brotlied):
        assert one[1]["Content-Length"] == str(len(one[2]))
    assert len(served.asked) == 1


def test_a_head_or_a_copy_out_of_date_fills_what_is_kept(served):
    served.get("/subprocessors/", method="HEAD")
    assert not served.reaches_django("/subprocessors/")
    served.get("/changes/", HTTP_IF_NONE_MATCH='W/"old"', HTTP_ACCEPT_ENCODING="br")
    assert not served.reaches_django("/changes/")


def test_a_304_of_django_keeps_nothing_and_breaks_nothing(served):
    etag = served.get("/changes/", straight=True)[1]["ETag"]
    for _again in range(2):
        assert served.get("/changes/", HTTP_IF_NONE_MATCH=etag)[0] == 304
    assert served.get("/changes/")[0] == 200


# Until when


def test_a_new_version_is_shown_and_the_answers_of_before_are_gone(served):
    for address in KEPT:
        served.get(address)
    publish_second()
    assert all(served.reaches_django(address) for address in KEPT)
    assert b"Storing" in served.get("/subprocessors/acme/")[2]


def test_what_is_published_while_a_page_is_made_outdates_that_page(served):
    """The page may be of before; kept under what stands now it would stay for weeks."""
    served.meanwhile = publish_second
    assert b"Storing" not in served.get("/subprocessors/acme/")[2]
    assert len(served.layer._store) == 0
    served.meanwhile = lambda: None
    assert b"Storing" in served.get("/subprocessors/acme/")[2]
    assert not served.reaches_django("/subprocessors/acme/")


def test_a_page_is_not_kept_as_one_of_what_was_read_after_it(served):
    """The token that counts is the one read before Django was asked."""
    served.layer._tokens._age = 60  # what was read before the page was made still counts
    served.meanwhile = publish_second
    served.get("/subprocessors/acme/")
    served.meanwhile = lambda: None
    served.layer._tokens._age, served.layer._tokens._good_until = 0, 0
    assert b"Storing" in served.get("/subprocessors/acme/")[2]


def test_today_ends_at_the_portals_midnight_and_not_with_the_token(served):
    """Berlin is an hour ahead of UTC in winter."""
    served.layer._tokens._age = 86_400
    with time_machine.travel(datetime(2030, 1, 1, 22, 59, 59, tzinfo=UTC), tick=False) as clock:
        first = served.get("/subprocessors/")[1]["ETag"]
        assert not served.reaches_django("/subprocessors/")
        clock.shift(1)
        assert served.reaches_django("/subprocessors/")
        assert served.get("/subprocessors/")[1]["ETag"] != first


def test_a_page_that_is_made_over_midnight_is_not_kept(served):
    with time_machine.travel(datetime(2030, 1, 1, 22, 59, 59, tzinfo=UTC), tick=False) as clock:
        served.meanwhile = lambda: clock.shift(2)
        served.get("/subprocessors/")
        served.meanwhile = lambda: None
        assert served.reaches_django("/subprocessors/")


def test_a_fact_that_waits_drops_nothing(served):
    served.get("/subprocessors/")
    portal = Portal.objects.get()
    portal.organisation = "Secret AG"
    portal.save()
    make_person("paula")
    assert not served.reaches_django("/subprocessors/")


def test_the_database_is_asked_one_small_thing(served, django_assert_num_queries):
    served.get("/subprocessors/")
    with django_assert_num_queries(1):
        served.get("/subprocessors/")


def test_within_the_age_of_the_token_it_is_not_asked_at_all(django_assert_num_queries):
    served = Served(token_age=3600)
    served.get("/subprocessors/")
    with django_assert_num_queries(0):
        for _again in range(3):
            served.get("/subprocessors/", HTTP_ACCEPT_ENCODING="br")


@pytest.mark.parametrize("address", ["/healthz", "/static/style.css", "/robots.txt"])
def test_what_is_no_public_reading_waits_for_no_token(address, django_assert_num_queries):
    def read():
        raise AssertionError("asked the database")

    Served(read=read).get(address)


def test_where_the_token_cannot_be_read_django_answers(served, caplog, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own goes on

    def read():
        raise OperationalError("the server has gone away")

    served.get("/subprocessors/")
    served.layer._tokens._read = read
    assert served.reaches_django("/subprocessors/")
    assert served.get("/subprocessors/")[0] == 200
    assert "Kept answers are set aside: the server has gone away" in caplog.text

    served.layer._tokens._read = kept_answers.read_token
    assert not served.reaches_django("/subprocessors/")  # what was kept before still stands


def test_what_is_published_while_the_token_cannot_be_read_is_shown_after_it(served, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)

    def read():
        raise OperationalError("the server has gone away")

    served.get("/subprocessors/acme/")
    served.layer._tokens._read = read
    served.get("/subprocessors/acme/")
    publish_second()
    served.layer._tokens._read = kept_answers.read_token
    assert b"Storing" in served.get("/subprocessors/acme/")[2]


def test_a_clock_that_is_set_back_brings_the_day_before_back(served):
    """A computer's clock may be wrong, and put right while the portal is running."""
    after, before = (datetime(2030, 1, day, 12, tzinfo=UTC) for day in (2, 1))
    tags = []
    for at in (before, after, before):
        with time_machine.travel(at, tick=False):
            for _again in range(2):
                kept = served.get("/subprocessors/")
                assert kept == served.get("/subprocessors/", straight=True)
            tags.append(kept[1]["ETag"])
    assert tags[0] == tags[2] != tags[1]


def test_what_the_server_loads_before_it_forks_opens_no_database_and_keeps_nothing():
    """Its processes would share the connection, or wait for a lock that nobody gives back."""
    code = (
        "from trustportal.wsgi import application; from django.db import connection;"
        "print(connection.connection, application._store._lock.locked(), len(application._store))"
    )
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "CACHE": "on"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["None", "False", "0"]


# How much


def test_what_is_asked_for_by_thousands_pushes_no_page_of_today_out():
    served = Served(most_bytes=400_000)
    for address in ("/subprocessors/", "/changes/"):
        served.get(address)
    for day in range(3, 29):
        served.get(f"/subprocessors/on/2026-11-{day:02}/")
    for other in range(3, 29):
        for _second in range(2):
            served.get(f"/changes/compare/?from=2026-11-02&to=2026-11-{other:02}")
    assert served.layer._store.size <= 400_000
    assert len(served.layer._store) > 10
    assert not served.reaches_django("/subprocessors/")
    assert not served.reaches_django("/changes/")
    assert served.reaches_django("/subprocessors/on/2026-11-03/")


def test_what_comes_with_other_codings_counts_as_well():
    served = Served(most_bytes=2**22)
    served.get("/subprocessors/")
    before = served.layer._store.size
    packed = served.get("/subprocessors/", HTTP_ACCEPT_ENCODING="gzip")[2]
    assert served.layer._store.size == before + len(packed)
    served.get("/subprocessors/", HTTP_ACCEPT_ENCODING="gzip")
    assert served.layer._store.size == before + len(packed)
