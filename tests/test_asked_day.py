"""Tests of the list of any day, as customers fetch it."""

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from subprocessors.front.asked_day import NoSuchDay, list_of
from subprocessors.importing import histories
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication, Redaction
from subprocessors.models.register import new_slug
from subprocessors.views.frame import Preview
from subprocessors.views.lists import list_page
from tests.kept import KeptClient
from tests.pages import Page, opened, words
from tests.publications import a_row, listed, noon, publish_rows

pytestmark = pytest.mark.django_db

SEED = [a_row("stripe", purpose="Payment processor"), a_row("aws", purpose="Hosting")]
FIRST, SECOND = "2026-11-02", "2026-11-10"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-23T12:00:00+00:00", tick=False)


@pytest.fixture
def two_versions():
    """Opened on 2 November; on 10 November one row is added and Ireland is announced."""
    publish_rows(SEED, number=1, published_at=FIRST, kind="opening")
    coming = {"places": {"on": "2026-11-20", "value": ["IE"]}}
    rows = [a_row("stripe", coming, purpose="Payment processor", places=["US"]), SEED[1]]
    publish_rows([*rows, a_row("bolt")], number=2, published_at=SECOND)


def on(client, day, **query):
    return opened(client, f"/subprocessors/on/{day}/", **query)


def names(page):
    return [row.get("id") for row in page.all("tbody/tr[@id]")]


# The list as it stood


def test_a_past_day_shows_the_list_of_its_end(client, two_versions):
    assert names(on(client, "2026-11-09")) == ["aws", "stripe"]
    assert names(on(client, "2026-11-10")) == ["aws", "bolt", "stripe"]


def test_announced_values_stand_as_they_stood(client, two_versions):
    before, after = on(client, "2026-11-19"), on(client, "2026-11-20")
    assert "From 20 November 2026: also processes data in Ireland" not in words(
        after.by_id("stripe")
    )
    assert "From 20 November 2026: processes data in Ireland instead of the United States" in words(
        before.by_id("stripe")
    )
    assert "Stripe: processes data in" in words(before.of_class("announced")[0])
    assert "Ireland" in words(after.by_id("stripe"))
    assert after.of_class("announced") == []
    assert words(before.of_class("answer")[0]).endswith("1 change is coming, in 1 day.")


def test_it_is_marked_as_past_with_the_way_to_now(client, two_versions):
    page = on(client, FIRST)
    (mark,) = page.of_class("standing-day")
    assert words(mark).startswith("The list as it was at the end of 2 November 2026.")
    links = {words(link): link.get("href") for link in mark.iter("a")}
    assert links["Go to the current list"] == "/subprocessors/"
    assert links["what has changed"] == "/changes/compare/?from=2026-11-02"
    assert words(page.one("h1")) == "Sub-processors 2 November 2026"
    assert words(page.one("title")) == "Sub-processors, 2 November 2026 · Example GmbH"
    assert "Get notified of changes" not in page.text


def test_the_colophon_names_its_own_version_and_fingerprint(client, two_versions):
    first, second = Publication.objects.order_by("number")
    for day, own in ((FIRST, first), (SECOND, second), ("2026-11-22", second)):
        page = on(client, day)
        (_paper, colophon) = page.of_class("colophon")
        shown = words(colophon.find(".//code")).replace(" ", "").replace("…", "")
        assert (words(colophon).split(" · ")[0], shown) == (f"Version {own.number}", own.digest)


def test_search_engines_are_asked_to_keep_away(client, two_versions):
    page = on(client, FIRST)
    assert page.one("meta[@name='robots']").get("content") == "noindex"
    assert page.all("link[@rel='canonical']") == []
    assert opened(client, "/subprocessors/").all("meta[@name='robots']") == []
    assert "/subprocessors/on/" not in client.get("/sitemap.xml").content.decode()


def test_a_day_of_change_says_when_and_what_stood_before(client, two_versions):
    (mark,) = on(client, SECOND).of_class("standing-day")
    assert "Changed on this day at 12:00 UTC by version 2" in words(mark)
    links = {words(link): link.get("href") for link in mark.iter("a")}
    assert links["by version 2"] == "/changes/2/"
    assert links["the list on 9 November 2026"] == "/subprocessors/on/2026-11-09/"
    assert "Changed on this day" not in on(client, "2026-11-11").text


def test_a_day_on_which_something_took_effect_says_so_and_what_stood_before(client, two_versions):
    (mark,) = on(client, "2026-11-20").of_class("standing-day")
    assert "Changed on this day at the start of the day, as announced Before that" in words(mark)
    links = {words(link): link.get("href") for link in mark.iter("a")}
    assert links["as announced"] == "/changes/compare/?from=2026-11-19&to=2026-11-20"
    assert links["the list on 19 November 2026"] == "/subprocessors/on/2026-11-19/"
    assert "1 changed." in opened(client, links["as announced"]).text
    for quiet in ("2026-11-19", "2026-11-21"):
        assert "Changed on this day" not in on(client, quiet).text


@pytest.mark.parametrize(
    ("kind", "says"),
    [("change", "as announced, at 12:00 UTC by version 3"), ("review", "as announced")],
)
def test_it_says_so_also_where_something_was_published_that_day(client, two_versions, kind, says):
    rows = [a_row("stripe", purpose="Payment processor", places=["IE"]), SEED[1]]
    rows.append(a_row("bolt", notes="New" if kind == "change" else ""))
    publish_rows(rows, number=3, published_at="2026-11-20", kind=kind)
    (mark,) = on(client, "2026-11-20").of_class("standing-day")
    assert f"Changed on this day at the start of the day, {says} Before that" in words(mark)


def test_a_row_whose_last_day_was_the_day_before_changes_the_list(client):
    rows = [SEED[0], {**SEED[1], "now": {**SEED[1]["now"], "ended_on": "2026-11-15"}}]
    publish_rows(rows, number=1, published_at=FIRST, kind="opening")
    assert "Changed on this day at the start of the day" in on(client, "2026-11-16").text
    assert "Changed on this day" not in on(client, "2026-11-15").text


def test_a_day_of_several_versions_names_each_in_its_order(client):
    publish_rows(SEED, number=1, published_at=FIRST, kind="opening")
    for number, hour in ((2, 8), (3, 15)):
        rows = [*SEED, a_row("bolt", notes=str(number))]
        at = datetime(2026, 11, 10, hour, 14, tzinfo=UTC)
        publish_rows(rows, number=number, published_at=at)
    publish_rows(rows, number=4, published_at=at, kind="review")
    (mark,) = on(client, SECOND).of_class("standing-day")
    assert "at 08:14 UTC by version 2, at 15:14 UTC by version 3 Before that" in words(mark)
    assert words(mark).count("by version") == 2


def test_on_the_first_day_nothing_stood_before(client, two_versions):
    (mark,) = on(client, FIRST).of_class("standing-day")
    assert "First published on this day at 12:00 UTC by version 1" in words(mark)
    assert "Before that" not in words(mark)


def test_today_is_the_list_that_stands_now_and_says_that_it_is_not_over(client, two_versions):
    page, now = on(client, "2026-11-23"), opened(client, "/subprocessors/")
    assert "Today’s list, as it is now. It may still change today." in page.text
    assert words(page.one("table")) == words(now.one("table"))


def test_every_day_until_now_is_shown_by_the_page_that_shows_now(client, two_versions):
    now = words(opened(client, "/subprocessors/").one("table"))
    assert words(on(client, "2026-11-22").one("table")) == now
    assert words(on(client, FIRST).one("table")) != now


def test_an_imported_state_says_whose_word_it_is(client):
    source = {"by": "Example GmbH"}
    publish_rows(SEED, number=1, published_at=FIRST, kind="imported", source=source)
    assert "From before this portal, as stated by Example GmbH" in words(
        on(client, "2026-11-03").of_class("standing-day")[0]
    )


def test_a_state_that_was_corrected_later_says_so(client):
    publish_rows(SEED, number=1, published_at=FIRST, kind="opening")
    rows = [a_row("stripe", purpose="Payments"), SEED[1]]
    publish_rows(rows, number=2, published_at=SECOND, kind="correction", corrects=1)
    page = on(client, FIRST)
    assert "This version was corrected later, by version 2" in page.text
    assert "Payment processor" in words(page.by_id("stripe"))


def test_searching_stays_on_the_day(client, two_versions):
    page = on(client, FIRST, q="hosting")
    assert names(page) == ["aws"]
    assert page.one("form[@role='search']").get("action") == "/subprocessors/on/2026-11-02/"
    nothing = on(client, FIRST, q="nobody")
    assert nothing.of_class("nothing")[0].find("a").get("href") == "/subprocessors/on/2026-11-02/"


# The way there


def test_a_field_on_the_table_leads_there(client, two_versions):
    page = opened(client, "/subprocessors/")
    field = page.by_id("_day")
    assert (field.get("min"), field.get("max")) == (FIRST, "2026-11-23")
    response = client.get("/subprocessors/on/", {field.get("name"): SECOND})
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/subprocessors/on/2026-11-10/",
    )
    assert on(client, SECOND).by_id("_day").get("value") == SECOND


@pytest.mark.parametrize("query", ["", "?day=", "?day=%20"])
def test_an_empty_field_leads_to_now(client, query):
    response = client.get(f"/subprocessors/on/{query}")
    assert (response.status_code, response.headers["Location"]) == (302, "/subprocessors/")


@pytest.mark.parametrize("text", ["03/04/2025", "2026-02-30", "3 December 2026", "20261102"])
def test_a_day_that_is_none_is_answered_with_how_to_write_one(client, two_versions, text):
    page = opened(client, "/subprocessors/on/", day=text)
    assert page.response.status_code == 404
    assert f"“{text}” is not a date. Write a date as year-month-day" in page.text
    assert page.by_id("_day").get("value") is None


def test_before_the_first_list_there_is_none(client, two_versions):
    page = on(client, "2026-11-01")
    assert page.response.status_code == 404
    assert words(page.one("h1")) == "There was no list yet on 1 November 2026"
    links = {words(link): link.get("href") for link in page.all("main//a")}
    assert links["that of 2 November 2026"] == "/subprocessors/on/2026-11-02/"
    assert page.by_id("_day").get("value") == FIRST


def test_a_day_to_come_is_not_known_yet(client, two_versions):
    page = on(client, "2026-11-24")
    assert page.response.status_code == 404
    assert words(page.one("h1")) == "24 November 2026 is in the future"
    assert page.by_id("_day").get("value") == "2026-11-23"


def test_with_nothing_published_there_is_no_day_at_all(client):
    page = on(client, FIRST)
    assert page.response.status_code == 404
    assert "No list has been published yet" in page.text
    assert client.get("/subprocessors/").status_code == 200


def test_the_day_turns_in_the_zone_of_the_portal(client, time_machine):
    publish_rows(SEED, number=1, published_at=FIRST, time_zone="Pacific/Auckland")
    time_machine.move_to("2026-11-23T10:59:00+00:00", tick=False)
    assert client.get("/subprocessors/on/2026-11-24/").status_code == 404
    time_machine.move_to("2026-11-23T11:00:00+00:00", tick=False)
    assert client.get("/subprocessors/on/2026-11-24/").status_code == 200


def test_no_row_takes_the_address_of_the_days():
    assert new_slug("On") not in ("on", new_slug("Off"))
    text = '{"at": "2026-01-02T00:00:00Z", "source": {}, "rows": [{"name": "On"}, {"name": "Off"}]}'
    (version,) = histories.versions(text, name="history.jsonl", now=noon("2026-11-23"))
    assert "on" not in [row["slug"] for row in version.rows]


QUIET = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
almost_days = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.from_regex(r"\d{4}-\d{2}-\d{2}", fullmatch=True),
    st.text(max_size=30),
    st.integers().map(str),
)


@QUIET
@given(text=almost_days)
@example("0001-01-01")
@example("9999-12-31")
@example("0000-00-00")
@example("2026-11-02T00:00")
@example("2026-W45-1")
@example("+02026-11-02")
@example("٢٠٢٦-١١-٠٢")
@example("2026-11-2")
@example("2026-11-02\n")
@example("2026-11-0" + "2" * 9_000)
@example("\x00")
def test_any_text_in_place_of_a_day_is_answered(two_versions, text):
    client = KeptClient()
    expected = (200, 404) if FIRST <= text <= "2026-11-23" else (404,)
    quoted = quote(text.encode("utf-8", "surrogatepass"), safe="") or "%20"
    assert client.get(f"/subprocessors/on/{quoted}/").status_code in expected
    assert client.get("/subprocessors/on/", {"day": text}).status_code in (302, 404)
    compared = client.get("/changes/compare/", {"from": text})
    assert compared.status_code in (200, 404)
    assert client.get("/changes/compare.json", {"to": text}).status_code in (200, 404)


# What it costs, and what is kept


def test_a_past_day_takes_seven_queries_at_most_however_long_the_history(
    client, django_assert_max_num_queries
):
    Portal.objects.create(pk=1, organisation="Example GmbH")
    for number in range(1, 21):
        coming = {"purpose": {"on": "2026-12-01", "value": f"Fax {number}"}}
        rows = [*SEED, a_row("acme", coming), a_row("crab", ended_on="2026-12-24")]
        publish_rows(rows, number=number, published_at=FIRST)
    with django_assert_max_num_queries(7):
        assert client.get("/subprocessors/on/2026-11-02/").status_code == 200
    publish_rows([*rows, a_row("dove")], number=21, published_at="2026-11-04")
    for day in ("2026-11-03", "2026-11-04", "2026-11-05"):
        with django_assert_max_num_queries(7):
            assert client.get(f"/subprocessors/on/{day}/").status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's words for a plan")
def test_the_day_is_found_in_the_index():
    with CaptureQueriesContext(connection) as queries:
        Publication.objects.as_of(date(2026, 11, 2))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " ".join(str(line[-1]) for line in cursor.fetchall())
    assert "USING INDEX publication_by_day" in plan
    assert "TEMP B-TREE" not in plan


def test_a_past_day_may_be_kept_an_hour_and_does_not_grow_old(client, two_versions, time_machine):
    address = "/subprocessors/on/2026-11-02/"
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    time_machine.move_to("2026-12-23T12:00:00+00:00", tick=False)
    publish_rows(SEED, number=3, published_at="2026-12-23")
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_today_is_asked_for_every_time_and_outdated_by_its_end(client, two_versions, time_machine):
    address = "/subprocessors/on/2026-11-23/"
    first = client.get(address)
    assert "max-age=0" in first.headers["Cache-Control"]
    time_machine.move_to("2026-11-24T00:00:00+00:00", tick=False)
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(address, headers=headers)
        assert (again.status_code, again.headers["Cache-Control"]) == (200, "public, max-age=3600")


def test_each_day_has_a_validator_of_its_own(client, two_versions):
    tags = {client.get(f"/subprocessors/on/2026-11-{d}/").headers["ETag"] for d in (10, 11, 12)}
    assert len(tags) == 3


@pytest.mark.parametrize("number", [1, 2])
def test_a_redaction_reaches_every_past_day(client, two_versions, number):
    address = "/subprocessors/on/2026-11-05/"
    first = client.get(address)
    Redaction.objects.create(
        number=1,
        publication_id=number,
        part="0" * 64,
        redacted_at=noon("2026-11-23"),
        redacted_on="2026-11-23",
        why="Asked for.",
        by="test",
    )
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_what_is_not_there_is_not_kept(client, two_versions):
    for address in ("/subprocessors/on/2026-11-24/", "/subprocessors/on/nothing/"):
        assert "ETag" not in client.get(address).headers


@pytest.mark.parametrize("address", ["/subprocessors/on/", "/subprocessors/on/2026-11-02/"])
def test_days_are_read_and_never_written_to(client, two_versions, address):
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(address).status_code == 405


# For others who ask for a day


def test_the_list_of_a_day_can_be_asked_for_in_one_query(two_versions, django_assert_num_queries):
    with django_assert_num_queries(1):
        shown, today = list_of("2026-11-09", noon("2026-11-23"))
    assert (shown.publication.number, shown.iso_day, today) == (1, "2026-11-09", date(2026, 11, 23))


def test_why_there_is_no_list_is_told(two_versions):
    told = {}
    for text in ("x", "2026-11-01", "2026-11-24"):
        with pytest.raises(NoSuchDay) as error:
            list_of(text, noon("2026-11-23"))
        told[text] = (error.value.reason, error.value.first, error.value.near(error.value.day))
    first = date(2026, 11, 2)
    assert told == {
        "x": ("no-day", None, None),
        "2026-11-01": ("too-early", first, first),
        "2026-11-24": ("to-come", first, date(2026, 11, 23)),
    }


def test_a_preview_asks_for_no_day(two_versions):
    listing = listed(SEED)
    page = Page(list_page(RequestFactory().get("/"), listing, preview=Preview("Not yet.")))
    assert page.all("input[@type='date']") == []


def test_a_past_day_names_the_version_that_had_announced_it_by_then(client):
    coming = {"places": {"on": "2026-12-03", "value": ["IE"]}}
    plain, planned = a_row("aws", places=["US"]), a_row("aws", coming, places=["US"])
    publish_rows([plain], number=1, published_at="2026-11-01", kind="opening")
    publish_rows([planned], number=2, published_at="2026-11-03")
    publish_rows([plain], number=3, published_at="2026-11-10")
    publish_rows([planned], number=4, published_at="2026-11-12")
    for day, number, other in (("2026-11-05", 2, 4), ("2026-11-15", 4, 2)):
        page = opened(client, f"/subprocessors/on/{day}/")
        links = [link.get("href") for link in page.of_class("announced")[0].findall(".//a")]
        assert f"/changes/{number}/" in links
        assert f"/changes/{other}/" not in links


def test_a_past_day_knows_nothing_of_a_change_that_came_later(client, two_versions):
    page = words(on(client, FIRST).one("main"))
    assert "2 November 2026" in page
    assert "10 November" not in page
