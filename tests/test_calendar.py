"""The calendar: starts, announced changes and last days, moved and called off in the open."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from subprocessors.exports.calendar import deadlines
from subprocessors.models.list_on_day import list_on
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, publish
from subprocessors.publishing.redacting import redact
from tests.calendar_rules import check_calendar
from tests.publications import a_row, proposed_changes, publish_rows, services
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
ADDRESS = "/feeds/deadlines.ics"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))


def told(rows, number, day, **options):
    """Publishes these rows as version ``number``; an opening if it is the first."""
    kind = {} if number > 1 else {"kind": "opening"}
    return publish_rows(rows, number=number, published_at=day, **{**kind, **options})


def events(client, query=""):
    """The events, checked by our own rules and read by the library: a list of dictionaries."""
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    checked = check_calendar(response.content)
    read = [
        {
            "uid": str(event["UID"]),
            "day": event["DTSTART"].dt.isoformat(),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "summary": str(event["SUMMARY"]),
            "text": str(event["DESCRIPTION"]),
            "stamp": event["DTSTAMP"].dt,
            "url": str(event["URL"]),
        }
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]
    assert [event["uid"] for event in read] == [event["UID"] for event in checked]
    return read


def test_a_start_a_change_and_a_last_day_each_last_all_day(client):
    told([a_row("acme", places=["US"]), a_row("gone")], 1, "2026-10-01")
    ireland = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    second = told(
        [
            a_row("acme", ireland, places=["US"]),
            a_row("bolt", effective_on="2026-12-24"),
            a_row("gone", ended_on="2026-12-31"),
        ],
        2,
        "2026-11-02",
    )
    found = events(client)
    assert [(event["day"], event["summary"]) for event in found] == [
        ("2026-12-03", "Sub-processor changes: Acme (places of processing)"),
        ("2026-12-24", "Sub-processor starts: Bolt"),
        ("2026-12-31", "Last day of sub-processor: Gone"),
    ]
    assert {(event["status"], event["sequence"]) for event in found} == {("CONFIRMED", 0)}
    first = found[0]["text"]
    assert "Ireland" in first
    assert f"Version 2: {found[0]['url']}\nFingerprint: {second.digest}" in first
    assert found[0]["url"] == "https://trust.example.com/changes/2/"


def test_stamps_are_of_the_publication_and_not_of_now(client, time_machine):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    (event,) = events(client)
    assert event["stamp"] == datetime(2026, 11, 2, 12, tzinfo=UTC)
    before = client.get(ADDRESS).content
    time_machine.move_to(datetime(2026, 12, 23, 8, tzinfo=UTC))
    assert client.get(ADDRESS).content == before


def test_a_start_that_moves_keeps_its_id_and_raises_its_sequence(client):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    (first,) = events(client)
    told([a_row("acme"), a_row("bolt", effective_on="2027-01-15")], 3, "2026-11-20")
    (moved,) = events(client)
    assert moved["uid"] == first["uid"]
    assert (moved["day"], moved["sequence"]) == ("2027-01-15", 1)
    assert moved["stamp"] == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_what_is_told_again_moves_nothing(client):
    told([a_row("acme")], 1, "2026-10-01")
    second = told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    rows = [a_row("acme"), a_row("bolt", effective_on="2027-01-15")]
    told(rows, 3, "2026-11-10")
    before = events(client)
    again = {**second.changes.get().part, "reissues": 2}
    told(rows, 4, "2026-11-20", changes=[again])
    assert events(client) == before


def test_what_is_dropped_stays_as_cancelled(client):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    (first,) = events(client)
    dropped = a_row("bolt", effective_on="2026-12-24", withdrawn_on="2026-11-20")
    told([a_row("acme"), dropped], 3, "2026-11-20")
    (event,) = events(client)
    assert (event["uid"], event["status"], event["sequence"]) == (first["uid"], "CANCELLED", 1)
    assert event["day"] == "2026-12-24"
    assert event["summary"] == "Will not happen: Sub-processor starts: Bolt"
    assert "dropped" in event["text"]


def test_a_dropped_one_that_comes_back_is_the_same_event_again(client):
    bolt = {"effective_on": "2026-12-24"}
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", **bolt)], 2, "2026-11-02")
    (first,) = events(client)
    told([a_row("acme"), a_row("bolt", **bolt, withdrawn_on="2026-11-03")], 3, "2026-11-03")
    told([a_row("acme"), a_row("bolt", **bolt)], 4, "2026-11-04")
    (event,) = events(client)
    assert (event["uid"], event["status"], event["sequence"]) == (first["uid"], "CONFIRMED", 2)


def test_an_announcement_that_is_put_back_is_cancelled(client):
    ireland = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    told([a_row("acme", ireland, places=["US"])], 2, "2026-11-02")
    told([a_row("acme", places=["US"])], 3, "2026-11-20")
    (event,) = events(client)
    assert (event["status"], event["sequence"], event["day"]) == ("CANCELLED", 1, "2026-12-03")
    assert event["summary"] == "Will not happen: Sub-processor changes: Acme (places of processing)"


def test_an_announcement_that_is_amended_is_told_again(client):
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    for number, code, day in ((2, "IE", "2026-11-02"), (3, "DE", "2026-11-20")):
        row = a_row("acme", {"places": {"on": "2026-12-03", "value": [code]}}, places=["US"])
        told([row], number, day)
    (event,) = events(client)
    assert (event["status"], event["sequence"], event["day"]) == ("CONFIRMED", 1, "2026-12-03")
    assert "Germany" in event["text"]


def test_what_was_announced_together_and_parts_becomes_two_events(client):
    places = {"on": "2026-12-03", "value": ["IE"]}
    purpose = {"on": "2026-12-03", "value": "Mail"}
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    told([a_row("acme", {"places": places, "purpose": purpose}, places=["US"])], 2, "2026-11-02")
    (first,) = events(client)
    assert first["summary"].endswith("(nature of processing and places of processing)") or (
        first["summary"].endswith("(places of processing and nature of processing)")
    )
    later = {**places, "on": "2027-01-15"}
    told([a_row("acme", {"places": later, "purpose": purpose}, places=["US"])], 3, "2026-11-20")
    stays, parted = events(client)
    assert (stays["uid"], stays["day"], stays["sequence"]) == (first["uid"], "2026-12-03", 1)
    assert stays["summary"] == "Sub-processor changes: Acme (nature of processing)"
    assert (parted["day"], parted["sequence"], parted["status"]) == ("2027-01-15", 0, "CONFIRMED")
    assert parted["uid"] != first["uid"]


def test_what_is_announced_for_the_same_day_joins_the_event(client):
    places = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    both = {**places, "purpose": {"on": "2026-12-03", "value": "Mail"}}
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    told([a_row("acme", places, places=["US"])], 2, "2026-11-02")
    (first,) = events(client)
    told([a_row("acme", both, places=["US"])], 3, "2026-11-20")
    (event,) = events(client)
    assert (event["uid"], event["sequence"]) == (first["uid"], 1)


def test_a_later_announcement_of_the_same_field_is_an_event_of_its_own(client, time_machine):
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    row = a_row("acme", {"places": {"on": "2026-11-10", "value": ["IE"]}}, places=["US"])
    told([row], 2, "2026-10-02")
    row = a_row("acme", {"places": {"on": "2026-12-24", "value": ["DE"]}}, places=["IE"])
    told([row], 3, "2026-11-20")
    past, coming = events(client)
    assert [past["day"], coming["day"]] == ["2026-11-10", "2026-12-24"]
    assert [past["sequence"], coming["sequence"]] == [0, 0]


def test_a_change_after_the_last_day_will_not_happen_unless_the_end_is_taken_back(client):
    ireland = {"places": {"on": "2026-12-24", "value": ["IE"]}}
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    told([a_row("acme", ireland, places=["US"])], 2, "2026-11-02")
    told([a_row("acme", ireland, places=["US"], ended_on="2026-11-30")], 3, "2026-11-10")
    last_day, change = events(client)
    assert (last_day["day"], last_day["status"]) == ("2026-11-30", "CONFIRMED")
    assert (change["status"], change["sequence"]) == ("CANCELLED", 1)
    told([a_row("acme", ireland, places=["US"])], 4, "2026-11-20")
    last_day, change = events(client)
    assert (last_day["status"], last_day["sequence"]) == ("CANCELLED", 1)
    assert (change["status"], change["sequence"]) == ("CONFIRMED", 2)


def test_a_vendor_that_returns_starts_anew(client, time_machine):
    told([a_row("acme", effective_on="2026-10-05")], 1, "2026-10-01")
    told([a_row("acme", effective_on="2026-10-05", ended_on="2026-10-31")], 2, "2026-10-10")
    told([a_row("acme", effective_on="2026-12-24")], 3, "2026-11-10")
    found = events(client)
    assert [event["day"] for event in found] == ["2026-10-05", "2026-10-31", "2026-12-24"]
    assert {event["status"] for event in found} == {"CONFIRMED"}
    assert {event["sequence"] for event in found} == {0}


def test_one_that_was_listed_by_mistake_never_started(client):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-11-05")], 2, "2026-10-02")
    wrong = a_row("bolt", effective_on="2026-11-05", withdrawn_on="2026-11-20")
    told([a_row("acme"), wrong], 3, "2026-11-20", kind="correction", corrects=2)
    (event,) = events(client)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_wording_and_what_was_there_before_make_no_events(client):
    rows = [a_row("acme", effective_on="2020-01-01"), a_row("bolt", ended_on="2025-12-31")]
    told(rows, 1, "2026-10-01")
    told([a_row("acme", effective_on="2020-01-01", notes="x"), rows[1]], 2, "2026-11-02")
    assert events(client) == []


def test_what_is_long_past_is_left_out(client, time_machine):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    time_machine.move_to(datetime(2027, 12, 24, 12, tzinfo=UTC))
    assert len(events(client)) == 1
    time_machine.move_to(datetime(2028, 1, 1, 12, tzinfo=UTC))
    assert events(client) == []


def test_what_was_dropped_years_before_its_day_stays_cancelled(client, time_machine):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2028-06-01")], 2, "2026-11-02")
    dropped = a_row("bolt", effective_on="2028-06-01", withdrawn_on="2026-11-20")
    told([a_row("acme"), dropped], 3, "2026-11-20")
    before = events(client)
    time_machine.move_to(datetime(2028, 1, 1, 12, tzinfo=UTC))
    assert events(client) == before
    assert [event["status"] for event in before] == ["CANCELLED"]


def test_what_is_moved_by_years_keeps_its_id_all_the_while(client, time_machine):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    told([a_row("acme"), a_row("bolt", effective_on="2028-06-01")], 3, "2026-11-20")
    before = events(client)
    time_machine.move_to(datetime(2028, 1, 1, 12, tzinfo=UTC))
    assert events(client) == before
    assert [event["sequence"] for event in before] == [1]


def test_of_a_service_it_holds_what_concerns_it(client):
    words = services(chat="Chat", mail="Mail")
    told([a_row("acme")], 1, "2026-10-01", vocabulary=words)
    rows = [
        a_row("acme"),
        a_row("for-all", effective_on="2026-12-01"),
        a_row("for-chat", effective_on="2026-12-02", services=["chat"]),
    ]
    told(rows, 2, "2026-11-02", vocabulary=words)
    assert [event["day"] for event in events(client, "?service=chat")] == [
        "2026-12-01",
        "2026-12-02",
    ]
    assert [event["day"] for event in events(client, "?service=mail")] == ["2026-12-01"]
    for unknown in ("nothing", "%00", "x" * 3000, "%ff", "chat%20mail"):
        assert client.get(f"{ADDRESS}?service={unknown}").status_code == 404


def test_one_that_leaves_a_service_stays_in_its_calendar(client):
    words = services(chat="Chat", mail="Mail")
    told([a_row("acme")], 1, "2026-10-01", vocabulary=words)
    for number, service, day in ((2, "chat", "2026-12-02"), (3, "mail", "2026-12-05")):
        bolt = a_row("bolt", effective_on=day, services=[service])
        told([a_row("acme"), bolt], number, f"2026-11-0{number}", vocabulary=words)
    for service in ("chat", "mail"):
        assert [event["day"] for event in events(client, f"?service={service}")] == ["2026-12-05"]


def test_one_can_subscribe_before_there_is_anything(client):
    assert events(client) == []
    assert client.get(f"{ADDRESS}?service=chat").status_code == 404
    told([a_row("acme")], 1, "2026-10-01")
    assert events(client) == []


def test_the_calendar_names_company_version_and_fingerprint(client):
    publication = told([a_row("acme")], 1, "2026-10-01", vocabulary=services(chat="Chat"))
    calendar = Calendar.from_ical(client.get(f"{ADDRESS}?service=chat").content)
    title = "Example GmbH: sub-processors, upcoming dates (Chat)"
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == title
    assert publication.digest in calendar["DESCRIPTION"]
    assert calendar["DESCRIPTION"].startswith("As of version 1, published on 1 October 2026.")


@pytest.mark.parametrize(
    "name",
    [
        "株式会社" * 30,
        "A, B; C\\D\nE",
        "<script>alert(1)</script>",
        "\u202eright to left\u200b",
        "🦆" * 60,
        "bell\x07 and\x1b[31m escape",
        "BEGIN:VEVENT",
        "x" * 3000,
    ],
)
def test_names_of_every_kind_are_escaped_and_folded(client, name):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", name=name, effective_on="2026-12-24")], 2, "2026-11-02")
    (event,) = events(client)
    shown = name.replace("\x07", "\ufffd").replace("\x1b", "\ufffd")
    assert shown[:20] in event["summary"].replace("\u2026", "") or shown[:20] in event["text"]


def test_the_last_day_of_the_calendar_breaks_nothing(client):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme", ended_on=date.max.isoformat())], 2, "2026-11-02")
    (event,) = events(client)
    assert event["day"] == "9999-12-31"


def test_a_redacted_change_leaves_the_calendar(client):
    make_portal()
    add_row("Acme")
    publish(at=at("2026-10-01"))
    bolt = add_row("Jane Doe Ltd", effective_on="2026-12-24")
    publish(at=at("2026-11-02"))
    edit_row(bolt, name="Bolt")
    publish(at=at("2026-11-03"))
    bolt.refresh_from_db()
    edit_row(bolt, former_names="")
    publish(at=at("2026-11-04"))
    assert "Jane" in client.get(ADDRESS).content.decode()
    redact("Jane Doe Ltd", why="Erasure", by="anna", at=at("2026-11-10"))
    assert "Jane" not in client.get(ADDRESS).content.decode()
    check_calendar(client.get(ADDRESS).content)


def test_what_the_desk_publishes_arrives_in_the_calendar(client):
    make_portal()
    Service.objects.create(slug="chat", label="Chat")
    acme = add_row("Acme", places=["US"])
    publish(at=at("2026-10-01"))
    edit_row(acme, places=["IE"])
    add_row("Bolt", effective_on="2026-12-24")
    days = {("acme", "material"): "2026-12-03"}
    publish(at=at("2026-11-02"), decisions=Decisions(days=days))
    assert [event["day"] for event in events(client)] == ["2026-12-03", "2026-12-24"]
    edit_row(acme, places=["US"])
    publish(at=at("2026-11-10"))
    assert [event["status"] for event in events(client)] == ["CANCELLED", "CONFIRMED"]


def test_it_costs_as_little_however_long_the_history(client, django_assert_max_num_queries):
    told([a_row("acme")], 1, "2026-10-01")
    for number in range(2, 30):
        rows = [a_row("acme"), a_row("bolt", effective_on=f"2026-12-{number:02}")]
        told(rows, number, "2026-11-02")
    with django_assert_max_num_queries(4):
        (event,) = events(client)
    assert (event["sequence"], event["day"]) == (27, "2026-12-29")


def test_a_list_read_before_the_newest_version_tells_nothing_of_that_one():
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    told([a_row("acme", places=["US"]), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    second = Publication.objects.select_related("snapshot").get(number=2)
    shown = list_on(second, date(2026, 11, 23))
    before = deadlines(shown)
    ireland = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    rows = [a_row("acme", ireland, places=["US"]), a_row("bolt", effective_on="2027-01-24")]
    told(rows, 3, "2026-11-23")
    assert deadlines(shown) == before


def test_an_event_stays_a_year_and_a_day(client, time_machine):
    told([a_row("acme")], 1, "2026-10-01")
    told([a_row("acme"), a_row("bolt", effective_on="2026-12-24")], 2, "2026-11-02")
    time_machine.move_to(datetime(2027, 12, 25, 12, tzinfo=UTC))
    assert len(events(client)) == 1
    time_machine.move_to(datetime(2027, 12, 26, 12, tzinfo=UTC))
    assert events(client) == []


def test_a_last_day_that_is_today_is_called_off_where_the_row_was_listed_by_mistake(client):
    told([a_row("acme"), a_row("bolt", effective_on="2026-01-01")], 1, "2026-10-01")
    ends = {"effective_on": "2026-01-01", "ended_on": "2026-11-23"}
    told([a_row("acme"), a_row("bolt", **ends)], 2, "2026-11-02")
    mistake = a_row("bolt", **ends, withdrawn_on="2026-11-23")
    told([a_row("acme"), mistake], 3, "2026-11-23", kind="correction", corrects=1)
    assert [(event["day"], event["status"]) for event in events(client)] == [
        ("2026-11-23", "CANCELLED")
    ]


def test_on_its_last_day_a_time_to_object_is_moved_rather_than_told_twice(client):
    def announced(number, day, until, on):
        row = a_row("acme", {"places": {"on": on, "value": ["IE"]}}, places=["US"])
        notice = {
            "counted_from_on": day,
            "earliest_effective_on": on,
            "objection_until_on": until,
        }
        before = [a_row("acme", places=["US"])] if number == 2 else rows[-1]
        [change] = proposed_changes(before, [row], on=day)
        told([row], number, day, changes=[{**change, **notice}])
        rows.append([row])

    rows = []
    told([a_row("acme", places=["US"])], 1, "2026-10-01")
    announced(2, "2026-11-02", "2026-11-23", "2026-12-24")
    announced(3, "2026-11-23", "2026-12-30", "2027-01-24")
    assert [event["day"] for event in events(client)] == ["2026-12-30", "2027-01-24"]
