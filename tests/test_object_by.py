"""Until when and where customers may object: on every page, feed and file that they may read."""

import csv
import io

import pytest
from icalendar import Calendar

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, ShortNotice, publish
from tests.pages import Page, words
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
MATERIAL, PLACES = ("acme", "material"), ("acme", "places")
OBJECT_BY = "Object by 3 December 2026, 24:00 CET, by mail to privacy@example.com"


@pytest.fixture
def told(client, time_machine):
    """Acme goes to Ireland on 4 December 2026, told on 2 November; that is today."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30)
    add_row("Acme", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    edit_row(Subprocessor.objects.get(), places=["IE"])
    publish(decisions=Decisions(days={MATERIAL: "2026-12-04"}))
    return client


@pytest.fixture
def short(told):
    """Bolt is in use from 3 November, which was told the day before."""
    add_row("Bolt", effective_on="2026-11-03", places=["IE"])
    notice = ShortNotice("urgent_replacement", "Beta stopped working.")
    publish(decisions=Decisions(short_notices={("bolt", "material"): notice}))
    return told


def text_of(client, address):
    return Page(client.get(address)).text


def test_the_answer_says_how_soon_and_the_announcement_the_rest(told):
    [answer] = Page(told.get("/subprocessors/")).of_class("answer")
    assert words(answer) == ("1 sub-processor. 1 change is coming, in 32 days.")


def test_the_rule_stands_in_one_line_near_the_top_and_its_words_on_follow(told):
    page = Page(told.get("/subprocessors/"))
    [rule] = page.of_class("rule-line")
    assert words(rule).startswith("Notice: 30 days before a change takes effect.")
    assert page.text.index(words(rule)) < page.text.index("Nature of processing")
    assert rule.find("a").get("href") == "/subscribe/#_notice"
    assert Page(told.get("/subscribe/")).by_id("_notice") is not None


def test_an_announcement_and_the_page_of_the_row_say_it(told):
    page = Page(told.get("/subprocessors/"))
    assert [words(one) for one in page.of_class("object-by")] == [
        "Object by 3 December 2026, in 31 days."
    ]
    assert f"{OBJECT_BY}, in 31 days" in text_of(told, "/subprocessors/acme/")


def test_the_version_the_log_and_the_feeds_say_it(told):
    for address in ("/changes/2/", "/changes/"):
        assert OBJECT_BY in text_of(told, address)
    for address in ("/feeds/changes.rss", "/feeds/changes.atom", "/feeds/changes.json"):
        assert OBJECT_BY in told.get(address).content.decode()


def test_json_and_csv_say_it(told):
    [row] = told.get("/subprocessors.json").json()["subprocessors"]
    assert row["notices"] == [
        {
            "publication": 2,
            "fields": ["places"],
            "effective_on": "2026-12-04",
            "counted_from_on": "2026-11-03",
            "earliest_effective_on": "2026-12-04",
            "objection_until_on": "2026-12-03",
            "short_notice": None,
        }
    ]
    text = told.get("/subprocessors.csv").content.decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text))
    assert (line["Object by"], line["Short notice"]) == ("2026-12-03", "")
    change = told.get("/changes.json").json()["publications"][1]["changes"][0]
    assert change["objection_until_on"] == "2026-12-03"


def events(client):
    calendar = Calendar.from_ical(client.get("/feeds/deadlines.ics").content)
    return {
        str(event["uid"]): (
            str(event["summary"]),
            event.decoded("dtstart").isoformat(),
            str(event["status"]),
            event["sequence"],
        )
        for event in calendar.walk("VEVENT")
        if "object" in str(event["summary"])
    }


def test_the_calendar_holds_the_last_day_moves_it_and_calls_it_off(told):
    first = events(told)
    [uid] = first
    summary = "Last day to object to a change of a sub-processor: Acme (places of processing)"
    assert first[uid] == (summary, "2026-12-03", "CONFIRMED", 0)
    publish(at=at("2026-11-02", 10), decisions=Decisions(moved={PLACES: "2027-01-15"}))
    assert events(told) == {uid: (summary, "2027-01-14", "CONFIRMED", 1)}
    publish(at=at("2026-11-02", 11), decisions=Decisions(dropped=frozenset({PLACES})))
    off = f"No longer asked: {summary}"
    assert events(told) == {uid: (off, "2027-01-14", "CANCELLED", 2)}


def summaries(client):
    calendar = Calendar.from_ical(client.get("/feeds/deadlines.ics").content)
    return {
        (event.decoded("dtstart").isoformat(), str(event["summary"]))
        for event in calendar.walk("VEVENT")
    }


def test_the_calendar_tells_a_new_vendor_from_a_change_also_where_its_start_moves(told):
    bolt = add_row("Bolt", effective_on="2026-12-24")
    publish(at=at("2026-11-02", 10))
    said = "Last day to object to a new sub-processor: Bolt"
    assert ("2026-12-23", said) in summaries(told)
    edit_row(bolt, effective_on="2027-01-15")
    publish(at=at("2026-11-02", 11))
    assert ("2027-01-14", said) in summaries(told)
    edit_row(bolt, withdrawn_on="2026-11-02")
    publish(at=at("2026-11-02", 12))
    assert ("2027-01-14", f"No longer asked: {said}") in summaries(told)


def test_where_contracts_ask_for_approval_nothing_reads_as_if_it_came_by_itself(told):
    Portal.objects.update(authorisation="specific")
    add_row("Bolt", effective_on="2026-12-24", places=["IE"])
    row = Subprocessor.objects.get(slug="acme")
    edit_row(row, website="https://acme.example")
    add_row("Gone", effective_on="2024-01-01", ended_on="2026-12-31")
    short = ShortNotice("omitted", "It was forgotten.", since="2024-01-01")
    publish(decisions=Decisions(short_notices={("gone", "material"): short}))
    assert summaries(told) == {
        (
            "2026-12-03",
            "Last day to approve or refuse a change of a sub-processor: Acme (places of"
            " processing)",
        ),
        (
            "2026-12-04",
            "Sub-processor changes: Acme (places of processing), subject to your approval",
        ),
        ("2026-12-03", "Last day to approve or refuse a new sub-processor: Gone"),
        ("2026-12-23", "Last day to approve or refuse a new sub-processor: Bolt"),
        ("2026-12-24", "Sub-processor starts: Bolt, subject to your approval"),
        ("2026-12-31", "Last day of sub-processor: Gone"),
    }
    asked = "Your approval is needed by 3 December 2026, 24:00 CET, by mail to privacy@example.com"
    text = told.get("/feeds/deadlines.ics").content.decode().replace("\r\n ", "")
    assert asked.replace(",", "\\,") in text
    assert "object" not in text.lower()
    for address in ("/subprocessors/", "/subprocessors/acme/", "/changes/3/"):
        page = text_of(told, address)
        assert "pproval" in page, address
        assert "Object" not in page, address


def test_a_vendor_dropped_before_its_start_calls_its_last_day_to_object_off(told, time_machine):
    bolt = add_row("Bolt", effective_on="2026-12-24")
    publish(at=at("2026-11-02", 10))
    edit_row(bolt, withdrawn_on="2026-11-02")
    publish(at=at("2026-11-02", 11))
    assert [one[2] for one in events(told).values() if "Bolt" in one[0]] == ["CANCELLED"]


def test_short_notice_stands_wherever_customers_read_of_it(short, time_machine):
    said = "Short notice: urgent replacement. Beta stopped working."
    for day in ("2026-11-02", "2026-11-10"):
        time_machine.move_to(at(day))
        for address in ("/subprocessors/", "/subprocessors/bolt/", "/changes/3/", "/changes/"):
            assert said in text_of(short, address), (day, address)
        assert said in short.get("/feeds/changes.atom").content.decode()
        ics = short.get("/feeds/deadlines.ics").content.decode().replace("\r\n ", "")
        assert "Short notice: urgent replacement." in ics
        rows = short.get("/subprocessors.json").json()["subprocessors"]
        [row] = [row for row in rows if row["slug"] == "bolt"]
        assert row["notices"][0]["short_notice"]["reason"] == "urgent_replacement"
        text = short.get("/subprocessors.csv").content.decode("utf-8-sig")
        cells = {line["Slug"]: line["Short notice"] for line in csv.DictReader(io.StringIO(text))}
        assert cells == {"acme": "", "bolt": said}


def test_the_list_of_a_service_answers_with_its_own_short_notice_alone(told, time_machine):
    chat, desk = (
        Service.objects.create(slug=slug, label=slug.title(), order=order)
        for order, slug in enumerate(("chat", "desk"), start=1)
    )
    add_row("Bolt", effective_on="2026-11-03", services=[chat])
    add_row("Crab", effective_on="2026-11-04", services=[desk])
    urgent = ShortNotice("urgent_replacement", "Beta stopped working.")
    short_notices = {(slug, "material"): urgent for slug in ("bolt", "crab")}
    publish(decisions=Decisions(short_notices=short_notices))
    time_machine.move_to(at("2026-11-10"))
    for service, name in (("chat", "Bolt"), ("desk", "Crab")):
        for address in ("/subprocessors/", "/embed/"):
            [answer] = Page(told.get(address, {"service": service})).of_class("answer")
            assert f"{name}: Object by " in words(answer), (service, address)
            assert words(answer).count("Object by") == 1


def test_the_reason_of_a_correction_is_said_once_where_it_stands_above(told):
    publish(decisions=Decisions(dropped=frozenset({PLACES})), at=at("2026-11-02", 9))
    edit_row(Subprocessor.objects.get(), places=["CA"])
    why = "It was Canada all along."
    publish(decisions=Decisions(corrects=1, reason=why), at=at("2026-11-02", 10))
    for address in ("/changes/4/", "/feeds/changes.atom"):
        text = told.get(address).content.decode()
        assert text.count(why) == 1, address
        assert "Short notice: stated wrongly." in text
    for address in ("/subprocessors/", "/subprocessors/acme/"):
        assert f"Short notice: stated wrongly. {why}" in text_of(told, address)


def test_the_table_is_quiet_of_short_notice_once_the_time_to_object_is_over(short, time_machine):
    time_machine.move_to(at("2026-12-04"))
    assert "Short notice" not in text_of(short, "/subprocessors/")
    for address in ("/changes/3/", "/subprocessors/bolt/"):
        assert "Short notice" in text_of(short, address), "the log and the row's own history say it"


def test_what_was_dropped_asks_nobody_to_object(told):
    publish(at=at("2026-11-02", 10), decisions=Decisions(dropped=frozenset({PLACES})))
    for address in ("/subprocessors/", "/subprocessors/acme/"):
        assert "Object by" not in text_of(told, address)


def test_what_a_sealed_version_says_does_not_depend_on_the_day(told, time_machine):
    before = told.get("/changes/2/").content
    time_machine.move_to(at("2027-06-01"))
    assert OBJECT_BY in text_of(told, "/changes/2/")
    assert before.count(b"Object by") == told.get("/changes/2/").content.count(b"Object by")


def test_a_past_day_says_what_could_be_objected_to_then(told, time_machine):
    time_machine.move_to(at("2027-01-15"))
    assert "Object by 3 December 2026" in text_of(told, "/subprocessors/on/2026-11-10/")
    assert "Object by" not in text_of(told, "/subprocessors/on/2026-12-10/")


def test_the_list_asks_for_notices_once_however_many_rows_there_are(
    told, django_assert_max_num_queries
):
    for number in range(20):
        add_row(f"Row {number}", effective_on="2026-12-24")
    publish()
    assert Publication.objects.count() == 3
    told.get("/subprocessors/")
    with django_assert_max_num_queries(12):
        told.get("/subprocessors/")
