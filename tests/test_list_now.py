"""What is worked out of the list once, and made anew as soon as it may be another."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from subprocessors import wording
from subprocessors.models.portal import Portal
from tests.publications import a_row, listed, publish_rows

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


def test_a_second_page_asks_for_little(published, client, django_assert_max_num_queries):
    """The list and the face; what the page shows of it was worked out for the first one."""
    client.get("/subprocessors/?q=x")
    with django_assert_max_num_queries(2):
        client.get("/subprocessors/?q=acme")


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
