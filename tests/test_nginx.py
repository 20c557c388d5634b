"""The portal behind nginx as deploy/nginx.conf sets it up: what is kept, and what never is."""

import gzip
import os
import shutil
import time

import brotli
import pytest

from tests import nginx
from tests.served import free_port, manage, running
from tests.test_kept_answers_served import PUBLISH, shell

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(
        not nginx.BINARY and not os.environ.get("REQUIRE_NGINX"), reason="nginx is not installed"
    ),
]

PUBLIC = "https://trust.example.com"
WORDS = "Words of a later version"
#: nginx counts whole seconds: what is valid for one is given for two at most.
TWO_SECONDS = 2.1
#: And the portal itself looks once a second.
THREE_SECONDS = 3.1
NOT_PUBLIC = ("/admin/login/", "/healthz", "/readyz", "/subprocessors/on/", "/nothing/")


@pytest.fixture(scope="module")
def folder(made_sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("behind")
    shutil.copytree(made_sample, folder / "data")
    return folder


@pytest.fixture(scope="module")
def served(folder):
    """The portal behind nginx: ``(Nginx, the portal's port)``."""
    with running(folder / "data", PUBLIC_URL=PUBLIC) as (address, _said):
        port = int(address.rpartition(":")[2])
        with nginx.before(port, folder) as front:
            yield front, port


@pytest.fixture
def front(served):
    return served[0]


def test_what_is_public_is_kept_for_a_second_and_then_asked_for_again(front):
    said = [front.get("/subprocessors/")[1]["x-cache"] for _again in range(5)]
    assert said[0] in ("MISS", "EXPIRED", "REVALIDATED")
    assert "HIT" in said
    time.sleep(TWO_SECONDS)
    assert front.get("/subprocessors/")[1]["x-cache"] in ("REVALIDATED", "EXPIRED")


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/healthz", "/readyz", "/subprocessors/on/", "/x"]
)
def test_what_is_not_public_is_never_kept(front, path):
    assert {front.get(path)[1]["x-cache"] for _again in range(4)} == {"MISS"}


@pytest.mark.parametrize("headers", [{"Cookie": "sessionid=x"}, {"Authorization": "Bearer x"}])
def test_whoever_is_signed_in_is_answered_by_the_portal(front, headers):
    front.get("/changes/")
    said = [front.get("/changes/", **headers)[1]["x-cache"] for _again in range(3)]
    assert said == ["BYPASS"] * 3


def test_https_is_known_to_the_portal_and_another_host_is_refused(front):
    status, headers, _body = front.get("/subprocessors/")
    assert (status, "strict-transport-security" in headers) == (200, True)
    assert front.get("/subprocessors/", Host="evil.example")[0] == 400


def test_each_client_gets_its_coding(front):
    told = {
        coding: front.get("/subprocessors/", Accept_Encoding=coding)
        for coding in ("gzip", "deflate, gzip;q=0.8, br;q=1.0", "identity", "br;q=0, gzip;q=0")
    }
    (gzipped, brotlied, plain, refused) = told.values()
    assert gzip.decompress(gzipped[2]) == brotli.decompress(brotlied[2]) == plain[2] == refused[2]
    again = front.get("/subprocessors/", Accept_Encoding="gzip", If_None_Match=gzipped[1]["etag"])
    assert (again[0], again[2]) == (304, b"")


def test_many_slow_clients_keep_nobody_else_waiting(front):
    """Fifty of them, each in the middle of its headers, are more than the portal has threads."""
    slow = [front.connect() for _client in range(50)]
    for one in slow:
        one.sendall(b"GET /subprocessors/ HTTP/1.1\r\nHost: trust.example.com\r\n")
    for _round in range(3):
        for one in slow:
            one.sendall(b"X-Line: and another\r\n")
        for path in ("/subprocessors/", "/changes/", "/admin/login/", "/healthz"):
            assert front.get(path, timeout=10)[0] == 200
    for one in slow:
        one.close()


def test_a_redaction_is_seen_and_comes_back_only_while_the_portal_is_stopped(
    sample_folder, tmp_path
):
    data, site, port = sample_folder, tmp_path / "site", str(free_port())
    site.mkdir()
    with nginx.before(port, site) as front:
        with running(data, PUBLIC_URL=PUBLIC, PORT=port):
            number, slug = shell(data, PUBLISH)
            for words in ("Other words", ""):  # the newest version must be free of them
                shell(data, PUBLISH.replace(WORDS, words))
            version, row = f"/changes/{number}/", f"/subprocessors/{slug}/"
            assert WORDS in _text(front.get(version))
            assert WORDS in _text(front.get(row))
            told = manage(data, "redact", "--text", WORDS, "--reason", "x")
            assert told.returncode == 0, told.stderr
            assert "empty it now" in told.stdout
            time.sleep(THREE_SECONDS)
            assert WORDS not in _text(front.get(version))
        # Asked for since: as it is now. Not asked for since: as it was, until that is emptied.
        assert WORDS not in _text(front.get(version))
        assert front.get(version)[1]["x-cache"] == "STALE"
        assert WORDS in _text(front.get(row))
        assert front.get("/admin/")[0] == 502
        for kept in front.cache.iterdir():
            shutil.rmtree(kept)
        assert front.get(row)[0] == 502


def test_no_log_holds_a_query_nor_who_asked(front):
    """A link in a mail holds a secret there, and a search what somebody looked for."""
    secret = "12.s3cr3t"
    for method in ("GET", "POST"):
        status, headers, _body = front.get(
            f"/subscribe/email/manage/?t={secret}", method=method, User_Agent="Planted/1"
        )
        assert status == 404
        assert headers["referrer-policy"] == "no-referrer"
        assert "x-cache" not in headers
    front.get(f"/subprocessors/?q={secret}", Referer=f"{PUBLIC}/?t={secret}")
    time.sleep(1)
    access, errors = (log.read_text() for log in front.logs)
    assert '"POST /subscribe/email/manage/ HTTP/1.1" 404' in access
    for held in (secret, "127.0.0.1", "Planted"):
        assert held not in access
    assert secret not in errors


def test_errors_of_links_are_in_no_log_either(tmp_path):
    with nginx.before(free_port(), tmp_path) as front:
        assert front.get("/subscribe/email/manage/?t=12.s3cr3t")[0] == 502
        assert front.get("/changes/")[0] == 502
        errors = front.logs[1].read_text()
    assert "/changes/" in errors
    assert "s3cr3t" not in errors


def _text(answer):
    status, _headers, body = answer
    assert status == 200
    return body.decode()
