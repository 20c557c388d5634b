"""The life of a row as its page tells it."""

import pytest

from subprocessors.presenting.row_history import SHOWN_CHANGES
from tests.pages import opened, words
from tests.publications import a_row, publish_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-23T12:00:00+00:00", tick=False)


def life(client, address="/subprocessors/acme/"):
    page = opened(client, address)
    (section,) = page.of_class("life")
    return [words(item) for item in section.find("ol")]


def test_it_goes_from_what_is_to_come_down_to_the_first_day_of_use(client):
    publish_rows([a_row("acme", effective_on="2020-05-01")], number=1, published_at="2026-11-02")
    coming = {"places": {"on": "2026-12-24", "value": ["IE"]}}
    row = a_row("acme", coming, effective_on="2020-05-01", ended_on="2027-03-31")
    publish_rows([row], number=2, published_at="2026-11-20")
    told = life(client)
    assert [line.split(" Version")[0] for line in told[:2]] == [
        "31 March 2027 Last day",
        "24 December 2026 Takes effect: processes data in Ireland",
    ]
    assert told[2].startswith("20 November 2026 Version 2 ")
    assert told[-2:] == [
        "2 November 2026 Version 1 + Listed It is on the first list published here.",
        "1 May 2020 In use",
    ]


def test_a_use_that_ended_says_from_when_to_when(client):
    row = a_row("acme", effective_on="2020-05-01", ended_on="2026-11-10")
    publish_rows([row], number=1, published_at="2026-11-02")
    told = life(client)
    assert (told[0], told[-1]) == ("10 November 2026 Last day", "1 May 2020 In use")


def test_a_start_to_come_is_no_use_yet(client):
    row = a_row("acme", effective_on="2026-12-24")
    publish_rows([row], number=1, published_at="2026-11-02")
    assert life(client)[0] == "24 December 2026 Starts"
    assert not any("In use" in line for line in life(client))


def test_one_that_was_dropped_has_no_day_of_use(client):
    row = a_row("acme", effective_on="2026-11-10", withdrawn_on="2026-11-05")
    publish_rows([row], number=1, published_at="2026-11-02")
    assert [line.split()[0] for line in life(client)] == ["2"]


def test_of_a_long_life_the_days_stand_on_the_page_that_they_belong_to(client):
    for number in range(1, SHOWN_CHANGES + 3):
        row = a_row("acme", effective_on="2020-05-01", ended_on="2027-03-31", purpose=str(number))
        publish_rows([row], number=number, published_at="2026-11-02")
    first = life(client)
    assert first[0] == "31 March 2027 Last day"
    assert "1 May 2020 In use" not in first
    older = life(client, "/subprocessors/acme/?before=3")
    assert not any("Last day" in line for line in older)
    page = opened(client, "/subprocessors/acme/")
    assert "On the list since 2 November 2026, version 1" in page.text
