"""The stream of changes: every version once, in order, however it is read."""

from datetime import UTC, datetime

import pytest

from subprocessors.archive.digests import SCHEMA
from subprocessors.exports import stream
from subprocessors.models.publication import Publication
from subprocessors.publishing import Decisions, publish
from subprocessors.publishing.redacting import redact
from tests.json_rules import checked
from tests.publications import a_row, publish_rows
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))


def publish_versions(count, rows=1):
    """An opening, and versions after it in each of which the notes of every row change."""
    for number in range(1, count + 1):
        publish_rows(
            [a_row(f"row-{place}", notes=f"Note {number}") for place in range(rows)],
            number=number,
            published_at="2026-11-02",
            kind="opening" if number == 1 else "change",
        )


def read(client, query=""):
    return checked(client.get(f"/changes.json{query}"), "changes")


def read_all(client, query="?after=0"):
    """Every page that a client which follows ``next`` gets."""
    pages = [read(client, query)]
    while pages[-1]["next"]:
        address = pages[-1]["next"]
        assert address.startswith("https://trust.example.com/changes.json?after=")
        pages.append(read(client, address.removeprefix("https://trust.example.com/changes.json")))
    return pages


def numbers(pages):
    return [publication["number"] for page in pages for publication in page["publications"]]


def test_a_client_that_follows_next_gets_every_version_once(client, monkeypatch):
    monkeypatch.setattr(stream, "MOST_PUBLICATIONS", 3)
    publish_versions(8)
    pages = read_all(client)
    assert [len(page["publications"]) for page in pages] == [3, 3, 2]
    assert numbers(pages) == list(range(1, 9))


def test_a_page_ends_where_its_changes_become_many(client, monkeypatch):
    monkeypatch.setattr(stream, "MOST_CHANGES", 5)
    publish_versions(3, rows=3)
    assert [len(page["publications"]) for page in read_all(client)] == [1, 1, 1]
    monkeypatch.setattr(stream, "MOST_CHANGES", 1)
    assert numbers(read_all(client)) == [1, 2, 3]


def test_who_keeps_last_is_told_what_is_new_and_nothing_twice(client):
    publish_versions(2)
    kept = read(client)["last"]
    assert kept == 2
    nothing = read(client, f"?after={kept}")
    assert (nothing["publications"], nothing["last"], nothing["next"]) == ([], 2, None)
    publish_rows([a_row("row-0", notes="New")], number=3, published_at="2026-11-20")
    assert numbers([read(client, f"?after={kept}")]) == [3]


def test_a_change_has_its_before_and_after(client):
    make_portal()
    acme = add_row("Acme", purpose="E-mail", places=["US"])
    publish(at=at("2026-10-01"))
    edit_row(acme, places=["IE"], notes="Moved.")
    days = {("acme", "material"): "2026-12-03"}
    publish(at=at("2026-11-02"), decisions=Decisions(days=days))
    opening, second = read(client)["publications"]
    assert (opening["kind"], [c["material"] for c in opening["changes"]]) == ("opening", [False])
    material, editorial = second["changes"]
    assert (material["slug"], material["name"], material["kind"]) == ("acme", "Acme", "changed")
    assert (material["material"], material["effective_on"]) == (True, "2026-12-03")
    assert material["fields"]["places"] == {
        "before": {"now": ["US"]},
        "after": {"now": ["US"], "next": {"on": "2026-12-03", "value": ["IE"]}},
    }
    assert (editorial["material"], list(editorial["fields"])) == (False, ["notes"])


def test_a_correction_says_what_it_corrects_and_why(client):
    publish_versions(1)
    publish_rows(
        [a_row("row-0", notes="Right")],
        number=2,
        published_at="2026-11-03",
        kind="correction",
        corrects=1,
        reason="It was misspelt.",
        note="**Sorry**",
    )
    (told,) = read(client, "?after=1")["publications"]
    assert (told["kind"], told["corrects"], told["reason"]) == ("correction", 1, "It was misspelt.")
    assert told["note"] == "**Sorry**"


def test_up_to_a_day_it_stops_with_the_version_of_that_day(client, monkeypatch):
    monkeypatch.setattr(stream, "MOST_PUBLICATIONS", 1)
    publish_versions(2)
    publish_rows([a_row("row-0", notes="New")], number=3, published_at="2026-11-20")
    pages = read_all(client, "?after=0&on=2026-11-19")
    assert numbers(pages) == [1, 2]
    assert {page["publication"]["number"] for page in pages} == {2}
    assert client.get("/changes.json?after=3&on=2026-11-19").status_code == 404


def test_what_was_redacted_is_gone_and_says_why(client):
    make_portal()
    acme = add_row("Acme", notes="Jane Doe")
    publish(at=at("2026-10-01"))
    edit_row(acme, notes="")
    publish(at=at("2026-11-02"))
    redact("Jane Doe", why="Erasure", by="anna", at=at("2026-11-10"))
    response = client.get("/changes.json")
    assert "Jane" not in response.content.decode()
    for told in checked(response, "changes")["publications"]:
        assert {"on": "2026-11-10", "why": "Erasure"} in told["redacted"]
        (change,) = told["changes"]
        assert change["is_redacted"] is True
        assert (change["slug"], change["name"], change["url"], change["fields"]) == (
            None,
            None,
            None,
            {},
        )


@pytest.mark.parametrize(
    ("after", "status"),
    [
        ("3", 404),
        ("2147483648", 400),
        ("-1", 400),
        ("01", 400),
        ("1.0", 400),
        ("x", 400),
        ("%00", 400),
        ("9" * 400, 400),
    ],
)
def test_what_is_no_number_or_beyond_the_last_is_answered_plainly(client, after, status):
    publish_versions(2)
    said = checked(client.get(f"/changes.json?after={after}"), "problem", status=status)
    assert said["reason"] == ("unknown-version" if status == 404 else "no-number")


def test_a_page_costs_as_little_however_long_the_history(client, django_assert_num_queries):
    publish_versions(12)
    client.get("/subprocessors.json")  # the list of the day is worked out by then
    for query in ("?after=0", "?after=11", "?after=2&on=2026-11-02"):
        with django_assert_num_queries(4):
            assert client.get(f"/changes.json{query}").status_code == 200


def test_each_version_as_hashed_follows_its_schema(client):
    make_portal()
    acme = add_row("Acme", notes="Jane Doe")
    publish(at=at("2026-10-01"))
    edit_row(acme, notes="")
    publish(at=at("2026-11-02"))
    redact("Jane Doe", why="Erasure", by="anna", at=at("2026-11-10"))
    for number in (1, 2):
        document = checked(client.get(f"/changes/{number}.json"), "version")
        assert document["head"]["schema"] == SCHEMA == 1
        assert document["digest"] == Publication.objects.get(number=number).digest
