"""What is worked out of the list once, and made anew as soon as it may be another."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import translation

from subprocessors import wording
from subprocessors.front.http import _with_snapshot
from subprocessors.front.list_now import list_now
from subprocessors.front.newest_rows import read_newest_rows
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Redaction
from tests.publications import a_row, listed, noon, publish_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    Portal.objects.create(pk=1, organisation="Example GmbH")
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")


def test_what_was_made_once_is_given_again_in_the_same_language():
    shown, made = listed([a_row("acme")]), []

    def make():
        made.append(translation.get_language())
        return len(made)

    assert [shown.once("key", make) for _again in range(3)] == [1, 1, 1]
    with translation.override("de"):
        assert [shown.once("key", make) for _again in range(2)] == [2, 2]
    assert shown.once("other", make) == 3


def test_what_was_not_used_for_long_is_dropped():
    shown = listed([a_row("acme")])
    for number in range(100):
        shown.once(number, lambda: "first")
        shown.once("often", lambda: "first")
    assert shown.once(0, lambda: "again") == "again"
    assert shown.once("often", lambda: "again") == "first"


def test_of_threads_that_ask_at_once_one_makes_it_and_the_others_wait():
    shown, made, may_end = listed([a_row("acme")]), [], threading.Event()

    def make():
        made.append(may_end.wait(10))
        return shown.once("part", lambda: "made")

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(shown.once, "whole", make) for _thread in range(3)]
        may_end.set()
        assert [one.result(10) for one in asked] == ["made"] * 3
    assert made == [True]


def redact(at, why="Asked for."):
    return Redaction.objects.create(
        number=1,
        publication_id=1,
        part="0" * 64,
        redacted_at=at,
        redacted_on=at.date(),
        why=why,
        by="test",
    )


@pytest.mark.parametrize("is_redacted", [False, True])
def test_a_second_page_asks_for_one_small_thing(
    published, client, django_assert_max_num_queries, is_redacted
):
    """What the page shows was worked out for the first one, also where a redaction stands."""
    if is_redacted:
        redact(noon("2026-11-10"))
    client.get("/subprocessors/?q=x")
    with django_assert_max_num_queries(1):
        client.get("/subprocessors/?q=acme")


def test_another_redaction_that_counts_alike_is_worked_out_anew(published):
    """As in a database that was restored from a copy."""

    def shown_with(at):
        redact(at)
        try:
            return list_now(read_newest_rows(), noon("2026-12-01"), _with_snapshot().newest)
        finally:
            transaction.savepoint_rollback(before)

    before = transaction.savepoint()
    first, again, other = map(shown_with, map(noon, ("2026-11-10", "2026-11-10", "2026-11-11")))
    assert first is again
    assert first is not other


def test_what_was_published_after_the_newest_rows_were_read_is_kept_as_what_it_is(published):
    def fetch():
        return _with_snapshot().newest()

    at, before = noon("2026-12-01"), read_newest_rows()
    publish_rows([a_row("acme", purpose="Storing")], number=2, published_at="2026-11-03")
    later = list_now(before, at, fetch)
    assert later.publication.number == 2
    assert list_now(read_newest_rows(), at, lambda: pytest.fail("it is kept")) is later


def test_before_anything_is_published_there_is_no_list(db):
    assert list_now(read_newest_rows(), noon("2026-12-01"), _with_snapshot().newest) is None


@pytest.mark.parametrize("address", ["/subprocessors/?q=acme", "/changes/", "/feeds/changes.rss"])
def test_a_new_version_is_worked_out_anew(published, client, address):
    before = client.get(address).content
    publish_rows([a_row("acme", purpose="Storing")], number=2, published_at="2026-11-03")
    after = client.get(address).content
    assert after != before
    assert b"Storing" in after


def test_a_new_day_is_worked_out_anew(client, time_machine):
    announced = a_row("acme", {"places": {"on": "2026-12-03", "value": ["IE"]}}, places=["US"])
    publish_rows([announced], number=1, published_at="2026-11-02", kind="opening")
    time_machine.move_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert b"United States</span>" in client.get("/subprocessors/?q=acme").content
    time_machine.move_to(datetime(2026, 12, 3, 12, tzinfo=UTC))
    assert b"Ireland</span>" in client.get("/subprocessors/?q=acme").content


def test_days_and_labels_are_looked_up_by_language():
    assert wording.day("2026-12-03") == "3 December 2026"
    with translation.override("de"):
        assert wording.day("2026-12-03") == "3 Dezember 2026"
    assert wording.day("2026-12-03") == "3 December 2026"
