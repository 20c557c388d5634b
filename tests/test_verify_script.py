"""The script that a stranger checks a portal with: run as they do, against a portal that serves."""

import hashlib
import json
import subprocess
import sys
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import rfc8785
from django.db import connection

from subprocessors.archive import digests, triggers
from subprocessors.exports import verify_script
from subprocessors.models.publication import Change, Publication, Snapshot
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact, redact_part
from tests.publications import a_row, publish_rows
from tests.served import free_port
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SCRIPT = Path(verify_script.__file__)


def verify(*words):
    """What the script did: ``returncode``, ``stdout``, ``stderr``. Nothing but Python is there."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", str(SCRIPT), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def publish_versions(count):
    """Versions in which the notes of 株式会社 change each time."""
    return [
        publish_rows(
            [a_row("acme", name="株式会社 & \u2028 🦆", notes=f"Note {number}")],
            number=number,
            published_at="2026-11-02",
            kind="opening" if number == 1 else "change",
        )
        for number in range(1, count + 1)
    ]


def tamper(number, change):
    """Alters what version ``number`` serves, as somebody with the database could."""
    snapshot = Snapshot.objects.get(publication=number)
    document = snapshot.document
    change(document)
    triggers.remove(connection)
    Snapshot.objects.filter(publication=number).update(
        content=zlib.compress(digests.canonical(document))
    )
    triggers.install(connection)


def reseal(document):
    """Makes a document agree with itself again, as a careful forger would."""
    for name in digests.HEAD_LISTS:
        for part in document["parts"][name]:
            part["h"] = digests.part_hash(part["salt"], part["value"])
        document["head"][name] = [part["h"] for part in document["parts"][name]]
    document["digest"] = digests.head_digest(document["head"])


def test_it_is_short_and_needs_nothing_but_python():
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 250
    assert verify("--").stderr  # runs isolated, without any installed package


def test_it_is_served_as_it_is(client):
    response = client.get("/verify.py")
    assert response.content == SCRIPT.read_bytes()
    assert response.headers["Content-Type"] == "text/x-python; charset=utf-8"


def test_an_unbroken_chain_is_counted(live_server):
    publish_versions(12)
    said = verify(live_server.url)
    assert (said.returncode, said.stdout, said.stderr) == (0, "12 publications, unbroken\n", "")


def test_one_is_one(live_server):
    publish_versions(1)
    assert verify(f"{live_server.url}/subprocessors/").stdout == "1 publication, unbroken\n"


def test_what_was_redacted_is_counted_and_breaks_nothing(live_server):
    make_portal()
    acme = add_row("Acme", notes="Jane Doe")
    publish(at=at("2026-10-01"))
    edit_row(acme, notes="Jane Doe, and more")
    publish(at=at("2026-10-02"))
    edit_row(acme, notes="")
    publish(at=at("2026-11-02"))
    redact_part(part_of(1, "rows"), why="Erasure", by="anna", at=at("2026-11-04"))
    assert verify(live_server.url).stdout == "3 publications, unbroken, 1 part redacted\n"
    redact("Jane Doe", why="Erasure", by="anna", at=at("2026-11-05"))
    assert verify(live_server.url).stdout == "3 publications, unbroken, 5 parts redacted\n"


def part_of(number, name):
    return Snapshot.objects.get(publication=number).document["parts"][name][0]["h"]


def forge_value(document):
    document["parts"]["rows"][0]["value"]["now"]["name"] = "Forged"


def forge_part(document):
    part = document["parts"]["rows"][0]
    part["value"]["now"]["name"] = "Forged"
    part["h"] = digests.part_hash(part["salt"], part["value"])


def forge_head(document):
    document["head"]["published_on"] = "2020-01-01"


def forge_all(document):
    forge_value(document)
    reseal(document)


def add_part(document):
    document["parts"]["rows"] *= 2


def blank_without_hash(document):
    document["parts"]["rows"][0] = {"h": "0" * 64, "redacted": {"on": "2026-11-04", "why": "x"}}


def take_out_parts(document):
    del document["parts"]["rows"]


def take_out_head(document):
    del document["head"]


def other_number(document):
    document["head"]["number"] = 7
    reseal(document)


@pytest.mark.parametrize(
    ("forgery", "named"),
    [
        (forge_value, 2),
        (forge_part, 2),
        (forge_head, 2),
        (forge_all, 3),  # in agreement with itself, so that the next one gives it away
        (add_part, 2),
        (blank_without_hash, 2),
        (take_out_parts, 2),
        (take_out_head, 2),
        (other_number, 2),
    ],
)
def test_the_first_version_that_does_not_hold_is_named(live_server, forgery, named):
    publish_versions(4)
    tamper(2, forgery)
    said = verify(live_server.url)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith(f"Version {named} does not hold: ")
    assert len(said.stderr.splitlines()) == 1


def test_a_newest_version_that_was_forged_in_agreement_with_itself_is_noticed(live_server):
    publish_versions(2)
    tamper(2, forge_all)
    said = verify(live_server.url)
    digest = Publication.objects.get(number=2).digest
    assert (said.returncode, said.stderr) == (1, f"No version has the fingerprint {digest}.\n")


def test_a_version_that_is_missing_is_named(live_server):
    publish_versions(3)
    triggers.remove(connection)
    Change.objects.filter(publication=2).delete()
    Snapshot.objects.filter(publication=2).delete()
    Publication.objects.filter(number=2).delete()
    triggers.install(connection)
    said = verify(live_server.url)
    assert said.returncode == 1
    assert said.stderr.startswith("Version 2 does not hold: HTTP Error 404")


def test_a_version_that_is_out_of_reach_for_now_is_not_said_to_be_broken():
    with answering({"/subprocessors.json": b'{"publication": {"number": 2}}'}) as address:
        said = verify(address)
    assert (said.returncode, said.stdout) == (2, "")
    assert "could not be checked: version 1: HTTP Error 503" in said.stderr
    assert "does not hold" not in said.stderr


@contextmanager
def answering(bodies):
    """The address of a server that has these bodies by path, and answers 503 to all else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path in bodies else 503)
            self.end_headers()
            self.wfile.write(bodies.get(self.path, b""))

        def log_message(self, *said):
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_fingerprint_that_was_kept_must_be_in_the_chain(live_server):
    first, second, third = publish_versions(3)
    grouped = " ".join(second.digest[at : at + 4] for at in range(0, 64, 4))
    kept = (first.digest, *grouped.split(), third.digest.upper())
    assert verify(live_server.url, *kept).stdout == "3 publications, unbroken\n"
    lost = "ab" * 32
    said = verify(live_server.url, second.digest, lost)
    assert (said.returncode, said.stderr) == (1, f"No version has the fingerprint {lost}.\n")
    assert verify(live_server.url, second.digest[:63]).returncode == 1


def test_what_an_old_mail_says_of_a_version_is_held_against_the_chain(live_server):
    first, second, third = publish_versions(3)
    grouped = " ".join(second.digest[at : at + 4] for at in range(0, 64, 4))
    said = verify(live_server.url, first.digest, "--known", *f"2:{grouped.upper()}".split())
    assert said.stdout == "3 publications, unbroken; version 2 is as you know it\n"
    said = verify(live_server.url, "--known", f"3:{third.digest}", "--known", f"1:{first.digest}")
    known = "; version 1 is as you know it; version 3 is as you know it"
    assert said.stdout == f"3 publications, unbroken{known}\n"
    # The number counts, not only that the fingerprint stands somewhere.
    said = verify(live_server.url, "--known", f"1:{second.digest}")
    now = f"Version 1 is another now: its fingerprint is {first.digest}.\n"
    assert (said.returncode, said.stdout, said.stderr) == (1, "", now)


def test_an_end_that_was_cut_off_is_found_by_an_old_mail(live_server):
    publish_versions(2)
    said = verify(live_server.url, "--known", f"3:{'ab' * 32}")
    gone = "Version 3 is gone: the chain ends with version 2.\n"
    assert (said.returncode, said.stderr) == (1, gone)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--known"], "After --known comes NUMBER:FINGERPRINT"),
        (["--known", "ab" * 32], "After --known comes NUMBER:FINGERPRINT"),
        (["--known", "x:" + "ab" * 32], "After --known comes NUMBER:FINGERPRINT"),
        (["--known", "1:" + "xy" * 32], "After --known comes NUMBER:FINGERPRINT"),
        (["--known", "1:abcd"], "A fingerprint has 64 digits, and 'abcd' has 4"),
        (["--known", "1:" + "ab" * 32, "ab" * 32], "A fingerprint has 64 digits"),
    ],
)
def test_what_is_no_known_version_is_refused_with_the_way_to_say_it(live_server, words, reason):
    publish_versions(1)
    said = verify(live_server.url, *words)
    assert (said.returncode, said.stdout) == (2, "")
    assert reason in said.stderr


@pytest.mark.parametrize(
    "address", ["", "trust.example.com", "ftp://", "file:///etc/", "http://[::1", "nonsense", "--"]
)
def test_an_address_that_is_none_is_told_kindly(address):
    said = verify(address)
    assert (said.returncode, said.stdout) == (2, "")
    assert "could not be checked" in said.stderr
    assert "https://trust.example.com [FINGERPRINT ...]" in said.stderr
    assert "Traceback" not in said.stderr


def test_without_an_address_it_says_how_it_is_used():
    assert "https://trust.example.com [FINGERPRINT ...]" in verify().stderr
    assert verify().returncode == 2


def test_nobody_there_is_told_kindly():
    said = verify(f"http://127.0.0.1:{free_port()}")
    assert said.returncode == 2
    assert "refused" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_portal_without_a_list_is_told_kindly(live_server):
    said = verify(live_server.url)
    assert said.returncode == 2
    assert "404" in said.stderr


def test_the_page_on_checking_says_what_the_script_says():
    page = (SCRIPT.parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")
    script = SCRIPT.read_text(encoding="utf-8")
    for words in (
        "publication",
        "unbroken",
        "redacted",
        "does not hold",
        "was altered",
        "No version has the fingerprint",
        "is as you know it",
        "is another now",
        "is gone",
        "could not be checked",
        'sort_keys=True, separators=(",", ":"), ensure_ascii=False)',
    ):
        assert words in page, words
        assert words in script, words


def test_by_hand_it_goes_as_the_page_on_checking_says(client):
    publish_versions(2)
    before = None
    for number in (1, 2):
        document = json.loads(client.get(f"/changes/{number}.json").content)
        for name, parts in document["parts"].items():
            assert [by_hand(part["salt"], part["value"]) for part in parts] == document["head"][
                name
            ]
        assert by_hand("", document["head"]) == document["digest"]
        assert document["head"]["previous"] == before
        before = document["digest"]


def by_hand(salt, value):
    """SHA-256 of a salt and of canonical JSON by another hand than ours."""
    return hashlib.sha256(salt.encode() + rfc8785.dumps(value)).hexdigest()
