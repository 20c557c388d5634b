"""Tests of entries of many changes, of filters of the log, and of entries rendered once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from subprocessors.archive import triggers
from subprocessors.models.list_on_day import newest_list
from subprocessors.models.publication import Publication, Redaction
from subprocessors.presenting import log_pages
from subprocessors.presenting.log_filters import count_changes
from subprocessors.presenting.log_questions import LogQuestion
from subprocessors.views import changes as views
from tests.pages import opened, words
from tests.publications import FACTS, a_row, noon, publish_rows, services
from tests.test_log import redact

pytestmark = pytest.mark.django_db

CHAT = services(chat="Chat", mail="Mail")
IRELAND = {"places": {"on": "2026-12-03", "value": ["IE"]}}


def the_opening(count=12):
    """Version 1 of 1 October 2026, with rows of two services in turn."""
    rows = [a_row(f"row-{at}", services=["mail" if at % 2 else "chat"]) for at in range(count)]
    publish_rows(rows, number=1, published_at="2026-10-01", kind="opening", vocabulary=CHAT)


def many_changes(**options):
    """Version 2: places stated for six, one announced, one ends, four reworded."""
    rows = []
    for at in range(12):
        values = {"services": ["mail" if at % 2 else "chat"]}
        if at < 6:
            values["places"] = ["US"]
        if at >= 8:
            values["purpose"] = "Hosting"
        if at == 7:
            values["ended_on"] = "2026-12-31"
        rows.append(a_row(f"row-{at}", **values))
    rows.append(a_row("new", effective_on="2026-12-03", services=["chat"]))
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT, **options)
    return rows


SUM = (
    "12 changes: 1 announced; 1 ends; places of processing stated for 6;"
    " nature of processing stated for 4"
)


def test_an_entry_of_many_changes_folds_to_what_they_come_to(client):
    the_opening()
    many_changes()
    page = opened(client, "/changes/")
    (fold,) = page.of_class("fold")
    assert fold.tag == "details"
    assert "open" not in fold.attrib
    assert words(fold.find("summary")) == SUM
    assert len(fold.findall(".//li")) == 12


def test_on_its_own_page_a_version_of_many_changes_is_open_and_summed_up(client):
    the_opening()
    many_changes()
    page = opened(client, "/changes/2/")
    assert not page.of_class("fold")
    assert words(page.of_class("sum")[0]) == SUM


def test_what_was_dropped_or_listed_by_mistake_is_not_summed_up_as_removed(client):
    coming = [a_row(f"row-{at}", effective_on="2026-12-03") for at in range(4)]
    listed = [a_row(f"old-{at}") for at in range(4)]
    publish_rows([*coming, *listed], number=1, published_at="2026-10-01", kind="opening")
    for row in (*coming, *listed[:2]):
        row["now"]["withdrawn_on"] = "2026-11-02"
    listed[2]["now"]["ended_on"] = "2026-10-31"
    publish_rows(
        [*coming, *listed], number=2, published_at="2026-11-02", kind="correction", corrects=1
    )
    page = opened(client, "/changes/2/")
    assert words(page.of_class("sum")[0]) == (
        "7 changes: 1 removed; 4 dropped before start; 2 listed by mistake"
    )


def test_five_changes_are_not_folded(client):
    the_opening()
    rows = [a_row(f"row-{at}", services=["mail" if at % 2 else "chat"]) for at in range(12)]
    for at in range(5):
        rows[at]["now"]["purpose"] = "Hosting"
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT)
    assert not opened(client, "/changes/").of_class("fold")
    assert not opened(client, "/changes/2/").of_class("sum")


def test_the_sum_counts_changes_that_are_cut_from_the_log_too(client):
    the_opening(1)
    rows = [a_row(f"more-{number:03}", effective_on="2026-12-03") for number in range(60)]
    publish_rows(
        [a_row("row-0", services=["chat"]), *rows],
        number=2,
        published_at="2026-11-02",
        vocabulary=CHAT,
    )
    (fold,) = opened(client, "/changes/").of_class("fold")
    assert words(fold.find("summary")) == "60 changes: 60 announced"
    assert len(fold.findall(".//li")) == 20
    assert "40 more changes" in words(fold)


def test_a_redacted_change_is_counted_and_its_words_are_not_read(client):
    the_opening()
    many_changes()
    assert "redacted" not in opened(client, "/changes/").text
    second = Publication.objects.get(number=2)
    redact(second, change=second.changes.get(position=0))
    (fold,) = opened(client, "/changes/").of_class("fold")
    assert "1 redacted" in words(fold.find("summary"))
    assert "This change was redacted." in words(fold)


def test_many_kinds_of_change_end_in_and_more(client):
    the_opening()
    rows = [a_row(f"row-{at}", services=["mail" if at % 2 else "chat"]) for at in range(12)]
    fields = ("purpose", "legal_name", "notes", "website", "data_categories", "dpo_contact")
    for at, field in enumerate(("purpose", "legal_name", "data_categories", "notes")):
        for row in rows[: 8 - at]:
            row["now"][field] = "https://example.com" if field in fields[3:4] else "Something"
    rows += [a_row("new", effective_on="2026-12-03"), a_row("old", ended_on="2026-12-31")]
    rows[11]["now"]["ended_on"] = "2026-12-31"
    for row in rows[:2]:
        row["now"]["places"] = ["US"]
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT)
    text = words(opened(client, "/changes/2/").of_class("sum")[0])
    assert text.endswith("; and more")
    assert text.count(";") == 5


def test_what_was_not_stated_before_is_said_in_one_line(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-10-01", kind="opening")
    publish_rows([a_row("acme", places=["US"])], number=2, published_at="2026-11-02")
    (line,) = opened(client, "/changes/2/").of_class("one-line")
    assert words(line) == "Places of processing United States not stated before"
    publish_rows(
        [a_row("acme", {"purpose": {"on": "2026-12-03", "value": "Mail"}}, places=["US"])],
        number=3,
        published_at="2026-11-02",
    )
    (line,) = opened(client, "/changes/3/").of_class("one-line")
    assert "Mail from 3 December 2026; not stated until then" in words(line)


# Filters


def options(page, name):
    """The choices of a filter, as they read."""
    return [words(option) for option in page.by_id(f"_{name}")]


def the_filtered_log():
    """20 changes in three versions, of both services and all kinds."""
    the_opening()
    rows = many_changes()
    for row in rows[:7]:
        row["now"]["notes"] = "Something"
    rows.append(a_row("third", effective_on="2026-12-03", services=["mail"]))
    publish_rows(rows, number=3, published_at="2026-11-03", vocabulary=CHAT)


def test_the_log_is_filtered_by_kind_and_service_with_counts(client):
    the_filtered_log()
    page = opened(client, "/changes/")
    assert options(page, "service") == ["All services", "Chat (10)", "Mail (10)"]
    assert options(page, "kind") == ["All changes", "Added (2)", "Changed (17)", "Removed (1)"]


def test_a_choice_counts_what_it_would_leave_and_none_leads_nowhere(client):
    the_filtered_log()
    page = opened(client, "/changes/", kind="removed")
    assert options(page, "service") == ["All services", "Mail (1)"]
    for service in ("chat", "mail"):
        for option in opened(client, "/changes/", service=service).by_id("_kind"):
            asked = {"service": service, "kind": option.get("value", "")}
            found = opened(client, "/changes/", **asked)
            lines = [one for one in found.of_class("lines-of-change") for one in one]
            if asked["kind"]:
                assert len(lines) == int(re.search(r"\((\d+)\)", words(option))[1])
            assert lines


def test_a_filtered_entry_shows_what_was_asked_for_and_how_much_more_there_is(client):
    the_filtered_log()
    page = opened(client, "/changes/", kind="added")
    assert "New starts on 3 December 2026." in page.text
    assert "11 more changes" in page.text
    assert "7 more changes" in page.text
    assert "First published here" not in page.text
    assert "Kind of change: Added remove" in page.text


def test_a_question_that_nothing_answers_says_so_and_leads_back(client):
    the_filtered_log()
    for asked in ({"service": "gone"}, {"kind": "moved"}, {"service": "chat", "kind": "removed"}):
        page = opened(client, "/changes/", **asked)
        assert page.response.status_code == 200
        assert "No version has such a change. All changes" in page.text


def test_a_filtered_log_goes_on_as_it_is_filtered(client):
    the_opening()
    for number in range(2, 30):
        rows = [a_row(f"row-{at}", services=["mail" if at % 2 else "chat"]) for at in range(12)]
        rows[number % 2]["now"]["purpose"] = str(number)
        publish_rows(rows, number=number, published_at="2026-11-02", vocabulary=CHAT)
    page = opened(client, "/changes/", service="mail")
    (link,) = [a for a in page.all("a") if a.get("rel") == "next"]
    assert re.fullmatch(r"/changes/\?service=mail&before=\d+", link.get("href"))
    assert client.get(link.get("href")).status_code == 200


def test_a_filtered_page_below_which_there_is_nothing_is_not_found(client):
    the_filtered_log()
    for asked in ({"service": "chat"}, {"kind": "removed"}, {"service": "mail", "kind": "added"}):
        assert client.get("/changes/", asked).status_code == 200
        assert client.get("/changes/", {**asked, "before": 2}).status_code == 404


def test_an_unknown_question_leads_back_whatever_the_page(client):
    the_filtered_log()
    page = opened(client, "/changes/", service="gone", before=2)
    assert page.response.status_code == 200
    assert "No version has such a change. All changes" in page.text


def test_questions_that_nobody_can_answer_push_no_page_out_of_what_is_made(monkeypatch):
    the_filtered_log()
    client, made = Client(), []
    page_of = views.log_page
    monkeypatch.setattr(views, "log_page", lambda *of, **by: made.append(of) or page_of(*of, **by))
    for _twice in range(2):
        client.get("/changes/")
    assert len(made) == 1
    for number in range(40):
        client.get("/changes/", {"service": f"no-{number}"})
    made.clear()
    client.get("/changes/")
    assert not made


def test_a_service_that_nobody_knows_counts_not_even_what_concerns_all():
    rows = [a_row("acme")]
    publish_rows(rows, number=1, published_at="2026-10-01", kind="opening", vocabulary=CHAT)
    rows = [a_row("acme", purpose="Mail"), a_row("bolt", services=["mail"])]
    publish_rows(rows, number=2, published_at="2026-11-02", vocabulary=CHAT)
    shown = newest_list(at=noon("2026-11-03"))
    asked = [LogQuestion.of({"service": slug}, shown) for slug in ("chat", "mail", "gone")]
    assert [count_changes(shown, one) for one in asked] == [1, 2, 0]


def test_a_short_history_has_no_filters(client):
    the_opening()
    many_changes()
    assert not opened(client, "/changes/").all("select")


# Rendered once


def test_after_a_publication_only_the_new_entry_is_read_and_rendered(client, monkeypatch):
    the_opening()
    rows = many_changes()
    client.get("/changes/")
    rendered = []
    render = log_pages.render_to_string
    monkeypatch.setattr(
        log_pages,
        "render_to_string",
        lambda name, context: (
            rendered.append(context["entry"].publication.number) or render(name, context)
        ),
    )
    rows[0]["now"]["purpose"] = "Mail"
    publish_rows(rows, number=3, published_at="2026-11-03", vocabulary=CHAT)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text = opened(client, "/changes/").text
    assert rendered == [3]
    assert SUM in text
    assert len(asked) <= 5


def test_what_is_said_of_an_entry_later_is_rendered_anew(client):
    the_opening()
    rows = many_changes()
    client.get("/changes/")
    publish_rows(
        rows,
        number=3,
        published_at="2026-11-04",
        kind="correction",
        corrects=2,
        title="Oops",
        facts={**FACTS, "contact_email": "law@example.com"},
        vocabulary=services(chat="Talk", mail="Mail"),
    )
    text = opened(client, "/changes/").text
    assert "Corrected by version 3" in text
    assert "Talk and Mail" in text


def test_a_correction_alone_is_told_in_the_entry_that_it_corrects(client):
    the_opening()
    rows = many_changes()
    client.get("/changes/")
    publish_rows(
        rows,
        number=3,
        published_at="2026-11-04",
        kind="correction",
        corrects=2,
        vocabulary=CHAT,
    )
    assert "Corrected by version 3" in opened(client, "/changes/").text


def lines_of_the_log(client):
    """What each line of the newest version in the log says."""
    log = opened(client, "/changes/").of_class("lines-of-change")[0]
    return [words(line.find("div")) for line in log.findall("li")]


def test_in_a_restored_archive_another_redaction_of_the_same_day_is_told(client):
    """A copy without the redaction is put back; then another part is redacted, later that day."""
    the_opening()
    many_changes()
    second, blank = Publication.objects.get(number=2), "This change was redacted."
    first, last = second.changes.order_by("position")[0], second.changes.order_by("position").last()
    before = lines_of_the_log(client)
    redact(second, change=first)
    assert lines_of_the_log(client) == [blank, *before[1:]]
    triggers.remove(connection)
    Redaction.objects.all().delete()
    first.save()
    triggers.install(connection)
    redact(second, change=last, at=noon("2026-11-10") + timedelta(hours=1))
    assert lines_of_the_log(client) == [*before[:-1], blank]


def test_in_a_restored_archive_what_others_say_of_a_redacted_change_is_told_anew(client):
    """Version 2 names Beta, as version 1 does: blanked there, it is blank in both."""
    rows = [a_row("acme"), a_row("beta")]
    first = publish_rows(rows, number=1, published_at="2026-10-01", kind="opening")
    rows.append(a_row("gamma", effective_on="2026-12-03", replaces="beta"))
    publish_rows(rows, number=2, published_at="2026-11-02")
    acme, beta = first.changes.order_by("position")
    before = lines_of_the_log(client)
    assert "replaces Beta" in before[0]
    redact(first, change=beta)
    assert "Beta" not in lines_of_the_log(client)[0]
    triggers.remove(connection)
    Redaction.objects.all().delete()
    beta.save()
    triggers.install(connection)
    redact(first, change=acme, at=noon("2026-11-10") + timedelta(hours=1))
    assert lines_of_the_log(client) == before
