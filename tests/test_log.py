"""Tests of the log and of the page of one version."""

import json
import re

import html5lib
import pytest
from django.db import connection

from subprocessors.archive import triggers, unsealing
from subprocessors.models.publication import Change, Publication, Redaction
from subprocessors.presenting import log, row_history
from tests.publications import a_row, noon, publish_rows, services

pytestmark = pytest.mark.django_db

CHAT = services(chat="Chat", mail="Mail")
IRELAND = {"places": {"on": "2026-12-03", "value": ["IE"]}}


def opened(*rows, **options):
    """Version 1, an opening of 1 October 2026."""
    return publish_rows(rows, number=1, published_at="2026-10-01", kind="opening", **options)


def text_of(client, address):
    """The page's words, without tags."""
    response = client.get(address)
    assert response.status_code == 200
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return " ".join(" ".join(page.itertext()).split()).replace(" :", ":")


def test_before_the_first_publication_the_log_says_that_there_is_none(client):
    assert "No list has been published yet." in text_of(client, "/changes/")


def test_the_log_tells_each_change_as_a_sentence_with_its_before_and_after(client):
    opened(a_row("acme", places=["US"]))
    publish_rows([a_row("acme", IRELAND, places=["US"])], number=2, published_at="2026-11-02")
    text = text_of(client, "/changes/")
    assert (
        "From 3 December 2026 Acme processes data in Ireland instead of the United States." in text
    )
    assert "Until then United States From 3 December 2026 Ireland" in text
    assert "Takes effect 3 December 2026" in text


def test_the_opening_counts_and_lists_no_additions(client):
    opened(a_row("acme"), a_row("bolt"), a_row("cut", ended_on="2026-09-01"), title="Welcome")
    text = text_of(client, "/changes/")
    assert "Welcome First published here: 2 sub-processors" in text
    assert "Added" not in text


def test_an_import_says_who_states_it_and_where_it_comes_from(client):
    source = {"by": "Example GmbH", "file": "list.md", "commit": "0123456789abcdef"}
    publish_rows(
        [a_row("acme")], number=1, published_at="2024-09-06", kind="imported", source=source
    )
    publish_rows(
        [a_row("acme"), a_row("bolt")],
        number=2,
        published_at="2025-01-01",
        kind="imported",
        source=source,
    )
    text = text_of(client, "/changes/")
    assert text.count("From before this portal, as stated by Example GmbH") == 2
    assert "Source list.md Commit of the source 0123456789abcdef" in text
    assert "Bolt was added to the list." in text
    assert "Wording" not in text


def test_a_review_is_in_the_log(client):
    opened(a_row("acme"))
    publish_rows([a_row("acme")], number=2, published_at="2026-11-02", kind="review")
    assert "Nothing changed." in text_of(client, "/changes/")


def test_wording_is_marked_and_says_why(client):
    opened(a_row("acme", purpose="Mail", notes="x"))
    fields = {
        "notes": {"before": {"now": "x"}, "after": {"now": "y"}},
        "purpose": {"before": {"now": "Mail"}, "after": {"now": "E-mail"}},
    }
    change = {
        "slug": "acme",
        "kind": "changed",
        "material": False,
        "effective_on": "2026-11-02",
        "reason": "A spelling.",
        "fields": fields,
    }
    publish_rows(
        [a_row("acme", purpose="E-mail", notes="y")],
        number=2,
        published_at="2026-11-02",
        changes=[change],
    )
    text = text_of(client, "/changes/")
    assert "Changed Wording For Acme, only the wording of the nature of processing changed." in text
    assert "Reason: A spelling." in text


def test_a_corrected_version_and_its_correction_point_at_each_other(client):
    opened(a_row("acme", places=["US"]))
    publish_rows([a_row("acme", IRELAND, places=["US"])], number=2, published_at="2026-11-02")
    germany = {"places": {"on": "2026-12-03", "value": ["DE"]}}
    publish_rows(
        [a_row("acme", germany, places=["US"])],
        number=3,
        published_at="2026-11-20",
        kind="correction",
        corrects=2,
        reason="We misread a notice.",
    )
    text = text_of(client, "/changes/")
    assert "Corrects version 2 Reason: We misread a notice." in text
    assert "Ireland from 3 December 2026, announced in version 2, will not happen." in text
    assert "Corrected by version 3 Changes of 2026-11-02" in text
    assert "Corrected by version 3" in text_of(client, "/changes/2/")


def test_what_is_dropped_before_its_start_names_the_start(client):
    opened(a_row("acme"))
    rows = [a_row("acme"), a_row("bolt", effective_on="2026-12-03")]
    publish_rows(rows, number=2, published_at="2026-11-02")
    rows[1] = a_row("bolt", effective_on="2026-12-03", withdrawn_on="2026-11-05")
    publish_rows(rows, number=3, published_at="2026-11-05")
    assert "Bolt was dropped before its start on 3 December 2026" in text_of(client, "/changes/")


def test_a_start_that_moves_is_not_said_to_have_come(client):
    opened(a_row("acme", effective_on="2026-12-03"))
    publish_rows([a_row("acme", effective_on="2027-01-15")], number=2, published_at="2026-11-05")
    text = text_of(client, "/changes/2/")
    assert "Acme starts on 15 January 2027, not on 3 December 2026." in text
    assert "Starts Was 3 December 2026 Is now 15 January 2027" in text
    assert "In use since" not in text


def test_a_start_that_moved_is_remembered_as_last_told(client):
    opened(a_row("acme"))
    for number, start in enumerate(("2026-12-03", "2027-01-15", "2027-02-01"), start=2):
        rows = [a_row("acme"), a_row("bolt", effective_on=start)]
        publish_rows(rows, number=number, published_at=f"2026-11-0{number}")
    rows = [a_row("acme"), a_row("bolt", effective_on="2027-02-01", withdrawn_on="2026-11-05")]
    publish_rows(rows, number=5, published_at="2026-11-05")
    assert "dropped before its start on 1 February 2027" in text_of(client, "/changes/5/")


def test_an_announcement_dropped_names_the_version_that_made_it_last(client):
    opened(a_row("acme", places=["US"]))
    for number, pending in enumerate((IRELAND, None, IRELAND, None), start=2):
        rows = [a_row("acme", pending, places=["US"])]
        publish_rows(rows, number=number, published_at=f"2026-11-0{number}")
    assert "announced in version 2, will not happen" in text_of(client, "/changes/3/")
    assert "announced in version 4, will not happen" in text_of(client, "/changes/5/")


def test_what_is_no_longer_replaced_goes_by_its_name(client):
    old = a_row("acme", name="Acme Mail Inc.")
    opened(old, a_row("bolt", effective_on="2026-12-03", replaces="acme"))
    publish_rows(
        [old, a_row("bolt", effective_on="2026-12-03")], number=2, published_at="2026-11-02"
    )
    assert "Replaces Was Acme Mail Inc. Is now Not stated" in text_of(client, "/changes/2/")


def test_what_was_dropped_and_comes_after_all_says_when(client):
    opened(a_row("acme"), a_row("bolt", effective_on="2026-12-03", withdrawn_on="2026-10-01"))
    publish_rows(
        [a_row("acme"), a_row("bolt", effective_on="2026-12-03")],
        number=2,
        published_at="2026-11-02",
    )
    assert "Bolt starts on 3 December 2026 after all." in text_of(client, "/changes/2/")


def test_a_row_listed_by_mistake_is_said_to_be_so(client):
    opened(a_row("acme"), a_row("bolt"))
    publish_rows(
        [a_row("acme"), a_row("bolt", withdrawn_on="2026-11-05")],
        number=2,
        published_at="2026-11-05",
        kind="correction",
        corrects=1,
    )
    assert "Bolt was listed by mistake." in text_of(client, "/changes/")


def test_a_replacement_names_the_one_replaced_from_an_earlier_version(client):
    opened(a_row("acme"), a_row("beta", name="Beta Ltd"))
    rows = [a_row("acme"), a_row("beta", name="Beta Ltd")]
    rows.append(a_row("gamma", effective_on="2026-12-03", replaces="beta"))
    publish_rows(rows, number=2, published_at="2026-11-02")
    assert "From 3 December 2026 Gamma replaces Beta Ltd." in text_of(client, "/changes/2/")


def test_concerned_services_are_named_and_all_of_them_said_as_all(client):
    opened(a_row("acme", services=["chat"]), a_row("bolt"), vocabulary=CHAT)
    publish_rows(
        [a_row("acme", services=["chat"], purpose="x"), a_row("bolt")],
        number=2,
        published_at="2026-11-02",
        vocabulary=CHAT,
    )
    publish_rows(
        [a_row("acme", services=["chat"], purpose="x"), a_row("bolt", purpose="y")],
        number=3,
        published_at="2026-11-03",
        vocabulary=CHAT,
    )
    assert "Concerns Chat" in text_of(client, "/changes/2/")
    assert "Concerns all services" in text_of(client, "/changes/3/")


def redact(publication, *, change, at=None):
    """Blanks a change as the redaction command does, triggers taken away for it."""
    part = publication.snapshot.document["parts"]["changes"][change.position]
    triggers.remove(connection)
    Change.objects.filter(pk=change.pk).update(fields={}, name="", reason="")
    triggers.install(connection)
    Redaction.objects.create(
        number=Redaction.objects.count() + 1,
        publication=publication,
        part=part["h"],
        redacted_at=at or noon("2026-11-10"),
        redacted_on="2026-11-10",
        why="A person asked for it.",
        by="test",
    )


def test_a_redaction_is_told_with_its_day_and_reason(client):
    opened(a_row("acme"))
    second = publish_rows([a_row("acme", purpose="Secret")], number=2, published_at="2026-11-02")
    before = client.get("/changes/2/").headers["ETag"]
    redact(second, change=second.changes.get())
    for address in ("/changes/", "/changes/2/"):
        text = text_of(client, address)
        assert "1 part was redacted on 10 November 2026: A person asked for it." in text
        assert "This change was redacted." in text
        assert "Secret" not in text.split("How to check this")[0]
    assert client.get("/changes/2/").headers["ETag"] != before


def test_years_head_the_log(client):
    opened(a_row("acme"))
    publish_rows([a_row("acme", purpose="x")], number=2, published_at="2027-01-02")
    text = text_of(client, "/changes/")
    assert text.index("2027 2 January 2027") < text.index("2026 1 October 2026")


def many_versions(count):
    """Versions 1 to ``count``, a day apart at most."""
    opened(a_row("acme", purpose="0"))
    for number in range(2, count + 1):
        publish_rows([a_row("acme", purpose=str(number))], number=number, published_at="2026-11-02")


def test_older_versions_are_reached_by_cursor(client):
    many_versions(45)
    shown = []
    address = "/changes/"
    while address:
        response = client.get(address)
        shown += map(int, re.findall(r'id="_version-(\d+)"', response.content.decode()))
        older = response.context["page"].older
        address = f"/changes/?before={older}" if older else None
    assert shown == list(range(45, 0, -1))


@pytest.mark.parametrize(
    "before", ["0", "1", "01", "-3", "x", "99", "9" * 30, "\x00", "2; DROP", "٣"]
)
def test_a_cursor_that_leads_nowhere_is_not_found(client, before):
    opened(a_row("acme"))
    publish_rows([a_row("acme", purpose="x")], number=2, published_at="2026-11-02")
    assert client.get("/changes/", {"before": before}).status_code == 404


@pytest.mark.parametrize("number", ["0", "3", "01", "2147483648", "9" * 40, "x"])
def test_an_unknown_version_is_not_found(client, number):
    opened(a_row("acme"))
    assert client.get(f"/changes/{number}/").status_code == 404
    assert client.get(f"/changes/{number}.json").status_code == 404


def test_a_large_version_is_cut_in_the_log_and_whole_on_its_page(client):
    opened(a_row("acme"))
    rows = [a_row(f"row-{number:03}", effective_on="2026-12-03") for number in range(60)]
    publish_rows([a_row("acme"), *rows], number=2, published_at="2026-11-02")
    assert "40 more changes" in text_of(client, "/changes/")
    assert text_of(client, "/changes/2/").count(" starts on 3 December 2026.") == 60


def test_a_page_of_the_log_takes_five_queries_however_long_the_history(
    client, django_assert_max_num_queries
):
    many_versions(3)
    for number in range(4, 60):
        places = {"places": {"on": f"2027-01-{number % 28 + 1:02}", "value": ["IE"]}}
        publish_rows(
            [a_row("acme", places, places=["US"])], number=number, published_at="2026-11-02"
        )
        if number in (5, 59):
            with django_assert_max_num_queries(5):
                assert b"as version " in client.get("/changes/").content


# One version


def test_the_bytes_of_a_version_are_exactly_what_was_hashed(client):
    first = opened(a_row("acme", name="株式会社"))
    response = client.get("/changes/1.json")
    assert response.content == first.snapshot.data
    assert unsealing.read(response.content)["digest"] == first.digest
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content)["head"]["number"] == 1


def test_the_page_of_a_version_leads_to_the_list_of_its_day(client):
    opened(a_row("acme"))
    page = client.get("/changes/1/").content.decode()
    assert 'href="/subprocessors/on/2026-10-01/"' in page
    assert client.get("/subprocessors/on/2026-10-01/").status_code == 200


def test_the_page_of_a_version_says_how_to_check_it(client):
    first = opened(a_row("acme"))
    second = publish_rows([a_row("acme", purpose="x")], number=2, published_at="2026-11-02")
    text = text_of(client, "/changes/2/")
    assert second.digest in text
    assert first.digest in text
    assert "None; this is the first" in text_of(client, "/changes/1/")


def test_the_page_of_a_version_shows_what_changed_in_facts_and_labels(client):
    opened(a_row("acme"), vocabulary=services(chat="Chat"))
    publish_rows(
        [a_row("acme")],
        number=2,
        published_at="2026-11-02",
        facts={"organisation": "Other AG", "time_zone": "UTC"},
        vocabulary=services(chat="Talk"),
    )
    text = text_of(client, "/changes/2/")
    assert "Organisation Was Example GmbH Is now Other AG" in text
    assert "Services Was Chat Is now Talk" in text


def test_the_page_of_an_old_version_is_headed_by_what_was_said_then(client):
    opened(a_row("acme"))
    publish_rows(
        [a_row("acme")],
        number=2,
        published_at="2026-11-02",
        facts={"organisation": "Other AG", "time_zone": "UTC"},
    )
    assert "Other AG" not in text_of(client, "/changes/1/")


def test_names_of_every_kind_come_out_escaped_and_whole(client):
    names = [
        "株式会社",
        "<script>alert(1)</script>",
        "A & B",
        "\u202eevil\u202c",
        "a\u200bb",
        "main",
    ]
    rows = [
        a_row(f"row-{at}", name=name, effective_on="2026-12-03") for at, name in enumerate(names)
    ]
    opened(a_row("acme"))
    publish_rows([a_row("acme"), *rows], number=2, published_at="2026-11-02")
    content = client.get("/changes/").content.decode()
    assert "<script>alert" not in content
    text = text_of(client, "/changes/")
    assert all(f"{name} starts on" in text for name in names)


def test_an_entry_can_be_made_of_what_is_not_saved(django_assert_num_queries):
    publication = Publication(
        number=2, title="To come", published_on=noon("2026-11-02").date(), kind="change"
    )
    change = Change(
        publication=publication,
        position=0,
        slug="bolt",
        kind="added",
        material=True,
        effective_on=noon("2026-12-03").date(),
        fields={
            "name": {"after": {"now": "Bolt"}},
            "effective_on": {"after": {"now": "2026-12-03"}},
        },
        name="Bolt",
    )
    with django_assert_num_queries(0):
        entry = log.log_entry(publication, [change])
        assert entry.lines[0].sentence == "Bolt starts on 3 December 2026."
        assert entry.takes_effect == "3 December 2026"


def foot_of(client, address):
    found = html5lib.parse(client.get(address).content.decode(), namespaceHTMLElements=False)
    return [
        " ".join("".join(one.itertext()).split())
        for one in found.findall(".//*[@class='entry-foot']/div")
    ]


def test_of_an_end_the_last_day_is_said_and_not_the_day_after(client):
    opened(a_row("acme"), a_row("bolt"))
    rows = [a_row("acme", ended_on="2026-12-31"), a_row("bolt", IRELAND)]
    publish_rows(rows, number=2, published_at="2026-11-02")
    rows[0] = a_row("acme", ended_on="2027-01-31")
    publish_rows(rows, number=3, published_at="2026-11-03")
    rows[0] = a_row("acme")
    publish_rows(rows, number=4, published_at="2026-11-04")
    assert foot_of(client, "/changes/2/")[:2] == [
        "Takes effect 3 December 2026",
        "Last day 31 December 2026",
    ]
    assert foot_of(client, "/changes/3/")[0] == "Last day 31 January 2027"
    assert foot_of(client, "/changes/4/")[0] == "Takes effect 4 November 2026"


def test_what_comes_and_has_an_end_takes_effect_when_it_starts(client):
    opened(a_row("acme"))
    rows = [a_row("acme"), a_row("bolt", effective_on="2026-12-03", ended_on="2026-12-31")]
    publish_rows(rows, number=2, published_at="2026-11-02")
    assert foot_of(client, "/changes/2/")[0] == "Takes effect 3 December 2026"


def test_a_row_whose_last_day_is_that_of_the_opening_was_listed_then(client):
    opened(a_row("acme"), a_row("bolt", ended_on="2026-10-01"), a_row("cut", ended_on="2026-09-30"))
    assert "First published here: 2 sub-processors" in text_of(client, "/changes/")


def test_a_version_says_the_same_on_whatever_page_it_stands(client):
    """Crab's start is moved and Crab dropped in one version; a later one looks back as well."""
    opened(a_row("acme", IRELAND, places=["US"]))
    crab = a_row("crab", effective_on="2026-12-20")
    publish_rows([a_row("acme", IRELAND, places=["US"]), crab], number=2, published_at="2026-11-02")
    gone = a_row("crab", effective_on="2027-01-20", withdrawn_on="2026-11-03")
    publish_rows([a_row("acme", IRELAND, places=["US"]), gone], number=3, published_at="2026-11-03")
    publish_rows([a_row("acme", places=["US"]), gone], number=4, published_at="2026-11-04")
    said = "Crab was dropped before its start on 20 December 2026, and will not be used."
    for address in ("/changes/3/", "/changes/", "/subprocessors/crab/"):
        assert said in text_of(client, address), address


def test_pages_of_a_long_history_of_a_row_leave_no_version_out(client, monkeypatch):
    monkeypatch.setattr(row_history, "SHOWN_CHANGES", 4)
    opened(a_row("acme", places=["DE"]))
    for number in range(2, 11):
        row = a_row("acme", notes=f"Note {number}", places=["US", "IE"][: number % 2 + 1])
        publish_rows([row], number=number, published_at=f"2026-11-{number:02}")
    address, seen = "/subprocessors/acme/", set()
    while address:
        html = client.get(address).content.decode()
        seen |= set(map(int, re.findall(r'href="/changes/(\d+)/"', html.partition("_history")[2])))
        older = re.search(r'href="(/subprocessors/acme/\?before=\d+)#_history" rel="next"', html)
        address = older and older[1]
    assert seen == set(range(1, 11))
