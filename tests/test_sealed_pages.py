"""What is sealed reads the same on every day: it says what was so when it was published."""

import pytest
from django.urls import reverse

from subprocessors.models.publication import Publication
from tests.pages import opened, words
from tests.publications import a_row, noon, proposed_changes, publish_rows, services

pytestmark = pytest.mark.django_db

#: Before what was announced takes effect, and long after.
THE_DAYS = ("2026-11-27", "2028-03-01")
IRELAND = {"places": {"on": "2026-12-03", "value": ["IE"]}}
FAX = {"purpose": {"on": "2026-12-15", "value": "Fax"}}


#: Announced at once: until when one may object to it, and it starts, after the first look.
NOTICE = {
    "counted_from_on": "2026-11-19",
    "earliest_effective_on": "2026-12-20",
    "objection_until_on": "2026-12-24",
}


@pytest.fixture(autouse=True)
def story(time_machine):
    """Nine versions: announced, dropped, ended, stated first, corrected, withdrawn, with notice.

    Elm, whose last day is ahead, and Fig, whose start is, are on the list from the first one on.
    """
    time_machine.move_to(noon(THE_DAYS[0]), tick=False)
    words_of = services(chat="Chat")
    always = [a_row("elm", ended_on="2026-12-31"), a_row("fig", effective_on="2027-02-01")]
    versions = [
        ("2026-11-02", [a_row("acme", places=["US"]), a_row("bolt", purpose="Telefax")]),
        ("2026-11-04", [a_row("acme", IRELAND, places=["US"]), a_row("bolt", purpose="Telefax")]),
        ("2026-11-06", [a_row("acme", places=["US"]), a_row("bolt", FAX, purpose="Telefax")]),
        ("2026-11-08", [a_row("acme", places=["US"]), a_row("bolt", FAX, purpose="Telefax"), NEW]),
        ("2026-11-10", [a_row("acme", places=["US"], ended_on="2026-12-31"), BOLT, NEW]),
        ("2026-11-12", [a_row("acme", places=["US"], ended_on="2026-12-31"), BOLT, MOVED]),
        ("2026-11-14", [a_row("acme", places=["US"]), BOLT, MOVED]),
        ("2026-11-16", [a_row("acme", places=["US"], retention="1 year"), BOLT, GONE]),
        ("2026-11-18", [a_row("acme", places=["US"], retention="1 year"), RENAMED, GONE, DUNE]),
    ]
    before = []
    for number, (day, rows) in enumerate(versions, start=1):
        kind = "opening" if number == 1 else "change"
        changes = proposed_changes(before, [*rows, *always], on=day, kind=kind)
        before = [*rows, *always]
        publish_rows(
            before,
            number=number,
            published_at=day,
            kind=kind,
            vocabulary=words_of,
            changes=[{**one, **(NOTICE if one["slug"] == "dune" else {})} for one in changes],
        )


BOLT = a_row("bolt", FAX, purpose="Telefax")
RENAMED = a_row(
    "bolt", {**FAX, "name": {"on": "2027-01-01", "value": "Bolt AG"}}, purpose="Telefax"
)
DUNE = a_row("dune", effective_on="2026-12-25")
NEW = a_row("crab", effective_on="2026-12-20", services=["chat"])
MOVED = a_row("crab", effective_on="2027-01-20", services=["chat"])
GONE = a_row("crab", effective_on="2027-01-20", services=["chat"], withdrawn_on="2026-11-16")


def sealed_addresses():
    days = ("2026-11-04", "2026-11-09", "2026-11-18", "2026-11-26")  # the day before the first look
    for number in Publication.objects.order_by("number").values_list("number", flat=True):
        yield reverse("version", args=[number])
        yield reverse("version-data", args=[number])
    for day in days:
        yield reverse("on-day", args=[day])
        for name in ("list-data", "list-csv", "changes-data"):
            yield f"{reverse(name)}?on={day}"
    for first, last in ((days[0], days[-1]), (days[0], days[2]), (days[1], "2026-11-13")):
        for name in ("compare", "compare-data"):
            yield f"{reverse(name)}?from={first}&to={last}"


def test_every_sealed_page_is_the_same_on_two_days(client, time_machine):
    seen = []
    for day in THE_DAYS:
        time_machine.move_to(noon(day), tick=False)
        answers = {address: client.get(address) for address in sealed_addresses()}
        assert {answer.status_code for answer in answers.values()} == {200}
        seen.append({address: answer.content for address, answer in answers.items()})
    assert len(seen[0]) > 30
    assert [address for address in seen[0] if seen[0][address] != seen[1][address]] == []


def test_the_feeds_say_of_each_version_the_same_on_two_days(client, time_machine):
    seen = []
    for day in THE_DAYS:
        time_machine.move_to(noon(day), tick=False)
        seen.append(
            [client.get(f"/feeds/changes.{kind}").content for kind in ("rss", "atom", "json")]
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "Will change From 3 December 2026 Acme processes data in Ireland instead of"),
        (3, "Will not change Acme: processing in Ireland from 3 December 2026, announced in"),
        (4, "Announced Crab starts on 20 December 2026."),
        (5, "Ends 31 December 2026 is the last day of Acme."),
        (6, "Changed Crab starts on 20 January 2027, not on 20 December 2026."),
        (7, "Will not end Acme stays in use. It does not end on 31 December 2026."),
        (8, "Now stated Wording For Acme, we now state the retention period."),
        (8, "Dropped Crab was dropped before its start on 20 January 2027"),
        (9, "Will change From 1 January 2027 Bolt will be called Bolt AG."),
    ],
)
def test_long_after_a_version_says_what_was_so_on_its_day(client, time_machine, number, said):
    time_machine.move_to(noon(THE_DAYS[1]), tick=False)
    page = opened(client, f"/changes/{number}/")
    assert said in words(page.one("main"))
