"""The ledger on the desk: was Acme told, in time or how late, or why not."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.ledger.acknowledging import acknowledge
from subprocessors.ledger.customer_search import customers_with
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.models.recipients import Customer
from subprocessors.notifying.bouncing import mark_bounced, take_back_bounce
from subprocessors.notifying.delivery_timings import delivery_timings
from tests.ledgers import SENT_AT, settle, told_portal
from tests.pages import Page, words
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import at, make_person

pytestmark = pytest.mark.django_db
LEDGER, EXPORT = "/admin/ledger/", "/admin/ledger/export/"
IN_TIME = (
    "Sent 2 November 2026, 32 days before start: in time; taken by mx.a.example,"
    " 250 2.0.0 queued as 4F2A"
)


def recipients():
    a_contact(a_customer("Acme", reference="C-17"), "legal@acme.example", source="DPA, section 12")
    a_contact(a_customer("Étoile Software"), "dpo@etoile.example")
    a_contact(a_customer("Late Ltd"), "late@late.example")
    a_contact(a_customer("Gone Ltd"), "gone@gone.example")
    a_subscriber("reader@b.example")


@pytest.fixture
def desk(client, time_machine):
    """Version 2 was told: to three in time, to one late; one address refused it."""
    time_machine.move_to(at("2026-11-10"), tick=False)
    told_portal(recipients)
    settle("legal@acme.example")
    settle("dpo@etoile.example")
    settle("reader@b.example")
    settle("late@late.example", when=at("2026-11-05"))
    settle("gone@gone.example", "refused", code=550, answer="5.1.1 [[place:to]] unknown")
    client.force_login(make_person("paula", "Publisher"))
    return client


def lines(desk, query=""):
    """Each line as the text of its cells, without the link to what it opens to."""
    rows = Page(desk.get(LEDGER + query)).all("tbody/tr")
    return [[words(cell).partition(" Attempts and message")[0] for cell in row] for row in rows]


def customers(desk, query):
    return sorted(line[1].split()[-1] for line in lines(desk, query))


def test_was_acme_told_is_one_search_away(desk):
    [line] = lines(desk, "?q=acme")
    assert line == ["Version 2 2 November 2026", "Acme legal@acme.example", IN_TIME]


def test_it_says_how_late_and_why_not(desk):
    [late] = lines(desk, "?q=Late+Ltd")
    assert late[2] == (
        "Sent 5 November 2026, 29 days before start: 2 days late, and the change starts before 6"
        " December 2026, the end of this period; taken by mx.a.example, 250 2.0.0 queued as 4F2A"
    )
    [refused] = lines(desk, "?q=gone")
    assert refused[2] == (
        "Not told: refused on 2 November 2026 by mx.a.example, 550 5.1.1 gone@gone.example unknown"
    )
    [reader] = lines(desk, "?q=reader")
    assert reader[1] == "Subscriber reader@b.example"
    assert reader[2] == "Sent 2 November 2026; taken by mx.a.example, 250 2.0.0 queued as 4F2A"


def test_a_longer_period_that_was_promised_is_not_called_in_time(desk):
    Customer.objects.filter(name="Acme").update(promised_number=60, promised_kind="clear_days")
    [line] = lines(desk, "?q=acme")
    assert (
        "in time by the rule, but the change starts before 3 January 2027, the end of the longer"
        " period that was promised"
    ) in line[2]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Waits to be sent; the last answer: mx.a.example, 451 4.7.1 Later"),
        ("sending", "Is being sent"),
        ("stopped", "Not told: stopped on 2 November 2026"),
        (
            "not_told",
            "Not told: given up on 2 November 2026; the last answer: mx.a.example, 451 4.7.1 Later",
        ),
        (
            "in_doubt",
            "In doubt since 2 November 2026: the connection broke after the message was handed"
            " over",
        ),
    ],
)
def test_every_other_state_is_said_in_words(desk, state, said):
    one = Delivery.objects.get(address="late@late.example")
    Delivery.objects.filter(pk=one.pk).update(
        state=state, claim="x", due_at=SENT_AT, settled_at=SENT_AT
    )
    DeliveryAttempt.objects.create(
        delivery=one, at=SENT_AT, host="mx.a.example:25", phase="rcpt", code=451,
        answer="4.7.1 Later", state=state,
    )  # fmt: skip
    assert lines(desk, "?q=late")[0][2] == said


def test_what_came_back_says_who_says_so_and_that_it_was_taken_before(desk):
    one = Delivery.objects.get(address="legal@acme.example")
    mark_bounced(one, why="Acme wrote that nobody reads it", by="paula", at=at("2026-11-06"))
    assert lines(desk, "?q=acme")[0][2] == (
        "Not told: it came back on 6 November 2026, as paula marked: Acme wrote that nobody reads"
        " it; before, taken on 2 November 2026 by mx.a.example, 250 2.0.0 queued as 4F2A"
    )


def test_a_mark_that_was_taken_back_leaves_the_day_on_which_it_was_sent(desk):
    one = Delivery.objects.get(address="legal@acme.example")
    mark_bounced(one, why="It came back", by="paula", at=at("2026-11-06"))
    take_back_bounce(one, why="It did not", by="paula", at=at("2026-11-07"))
    assert lines(desk, "?q=acme")[0][2] == IN_TIME
    mark_bounced(one, why="It did", by="paula", at=at("2026-11-08"))
    take_back_bounce(one, why="It did not", by="paula", at=at("2026-11-09"))
    assert lines(desk, "?q=acme&timing=in_time")[0][2] == IN_TIME


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ACME", ["legal@acme.example"]),
        ("?q=c-17", ["legal@acme.example"]),
        ("?q=c-17+acme", ["legal@acme.example"]),
        ("?q=etoile+soft", ["dpo@etoile.example"]),
        ("?q=ÉTOILE", ["dpo@etoile.example"]),
        ("?q=%25", []),
        ("?q=nobody", []),
        ("?q=.example&recipients=subscribers", ["reader@b.example"]),
        ("?timing=late", ["late@late.example"]),
        ("?timing=in_time", ["dpo@etoile.example", "legal@acme.example"]),
        ("?timing=not_told", ["gone@gone.example"]),
        ("?state=refused", ["gone@gone.example"]),
        ("?version=1", []),
        ("?version=2&recipients=customers&state=accepted&timing=late", ["late@late.example"]),
        (
            "?confirmed=no",
            ["dpo@etoile.example", "late@late.example", "legal@acme.example"],
        ),
        ("?confirmed=yes", []),
    ],
)
def test_it_is_searched_and_filtered(desk, query, found):
    assert customers(desk, query) == found


def test_what_the_database_calls_late_is_what_the_timing_says(desk):
    taken = Delivery.objects.filter(state="accepted", contact__isnull=False)
    taken = taken.select_related("message__publication", "contact__customer")
    timings = delivery_timings(list(taken))
    late = {one.pk for one in taken if timings[one.pk].is_late}
    assert late == {one.pk for one in taken if one.settled_at >= one.message.late_from}
    assert StoredMessage.objects.get(audience="contacts").late_from.isoformat() == (
        "2026-11-03T23:00:00+00:00"  # midnight in Berlin, after the day counted from
    )


def test_a_confirmation_stands_in_the_line_with_who_gave_which_name(desk):
    one = Delivery.objects.get(address="legal@acme.example")
    acknowledge(one, name="J. Doe", at=at("2026-11-04"))
    acknowledge(one, name="erased-0f3a52c1b9de", at=at("2026-11-05"))
    said = lines(desk, "?confirmed=yes")[0][2]
    assert (
        "Confirmed through the link sent to legal@acme.example, by somebody who gave the name"
        " J. Doe, on 4 November 2026"
    ) in said
    assert "by somebody whose name was erased since, on 5 November 2026" in said
    assert customers(desk, "?confirmed=no") == ["dpo@etoile.example", "late@late.example"]


def test_it_is_paged_by_key_and_no_line_is_lost_between_two_pages(desk, monkeypatch):
    monkeypatch.setattr("subprocessors.admin.ledger._SHOWN", 2)
    seen, query = [], ""
    while query is not None:
        page = Page(desk.get(LEDGER + query))
        assert "5 notices." in page.text
        seen += [words(row[1]).split()[-1] for row in page.all("tbody/tr")]
        [following] = [one.get("href") for one in page.all("a[@rel='next']")] or [None]
        query = following
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["?version=x", "?state=lost", "?timing=1", "?customer=0"])
def test_what_cannot_be_asked_shows_nothing_and_says_so(desk, query):
    page = Page(desk.get(LEDGER + query))
    assert page.response.status_code == 200
    assert "Nothing is shown" in page.text
    assert page.all("tbody/tr") == []


def test_a_word_with_a_nul_finds_nothing_and_breaks_nothing(desk):
    assert desk.get(LEDGER, {"q": "a\0b"}).status_code == 200


def exported(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_holds_all_lines_of_the_filter_and_is_written_down(desk):
    rows = exported(desk.post(EXPORT, {"recipients": "customers"}))
    assert [row["address"] for row in rows] == [
        "gone@gone.example",
        "late@late.example",
        "dpo@etoile.example",
        "legal@acme.example",
    ]
    acme = rows[-1]
    assert acme["what became of it"] == IN_TIME[0].lower() + IN_TIME[1:]
    assert (acme["customer"], acme["reference"], acme["code"]) == ("Acme", "C-17", "250")
    assert (acme["days before start"], acme["days late"]) == ("32", "0")
    assert acme["where the address comes from"] == "DPA, section 12"
    act = AddressAct.objects.get()
    assert (act.what, act.count, act.by_name) == ("exported", 4, "paula")


def test_an_export_starts_no_formula_and_breaks_no_line(desk):
    evil = '=HYPERLINK("http://x")'
    Customer.objects.filter(name="Acme").update(name=evil, reference="-1\r\nX")
    one = Delivery.objects.get(address="legal@acme.example")
    acknowledge(one, name='@"J"; =1+1', at=at("2026-11-04"))
    [row] = exported(desk.post(EXPORT, {"confirmed": "yes"}))
    assert row["customer"] == f"'{evil}"
    assert row["reference"] == "'-1\r\nX"
    assert row["names given"].startswith("'@")
    assert "; '=1" in row["names given"]


def test_the_export_is_read_in_pieces(desk, monkeypatch):
    monkeypatch.setattr("subprocessors.ledger.lines._AT_ONCE", 2)
    monkeypatch.setattr("subprocessors.ledger.line_table._AT_ONCE", 2)
    assert len(exported(desk.post(EXPORT))) == 5


def test_an_export_is_posted(desk):
    assert desk.get(EXPORT).status_code == 405
    assert desk.post(EXPORT, {"state": "lost"}).status_code == 403
    assert not AddressAct.objects.exists()


def test_auditors_see_it_and_editors_do_not(desk):
    desk.force_login(make_person("aude", "Auditor"))
    assert len(lines(desk)) == 5
    assert "Who was told" in Page(desk.get("/admin/")).text
    desk.force_login(make_person("edith", "Editor"))
    assert desk.get(LEDGER).status_code == 403
    assert desk.post(EXPORT).status_code == 403
    assert "Who was told" not in Page(desk.get("/admin/")).text


def test_whoever_may_see_no_addresses_sees_none_and_finds_none_by_them(desk):
    person = make_person("olaf")
    may = ("view_delivery", "view_customer")
    person.user_permissions.set(Permission.objects.filter(codename__in=may))
    desk.force_login(person)
    assert lines(desk, "?q=acme.example") == []
    [gone] = lines(desk, "?q=gone+ltd")
    assert gone[1] == "Gone Ltd (address not shown)"
    assert "550 5.1.1 (address not shown) unknown" in gone[2]
    source = desk.get(LEDGER).content.decode()
    source += b"".join(desk.post(EXPORT).streaming_content).decode()
    assert "@" not in source.replace("@octo.example", "").replace("notices@", "")


def queries_of(desk, address):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("query", ["", "?q=customer&version=2&timing=in_time&confirmed=no"])
def test_one_line_or_three_hundred_take_twelve_queries_at_most(client, time_machine, query):
    time_machine.move_to(at("2026-11-10"), tick=False)

    def many():
        for number in range(300):
            customer = a_customer(f"Customer {number}")
            a_contact(customer, f"legal@c{number}.example")

    told_portal(many)
    settle("legal@c1.example")
    client.force_login(make_person("paula", "Publisher"))
    assert queries_of(client, f"{LEDGER}?q=c1.example") <= 12
    Delivery.objects.update(state="accepted", due_at=None, settled_at=SENT_AT, claim="")
    for one in Delivery.objects.all()[:40]:
        acknowledge(one, name="J. Doe", at=SENT_AT)
    assert queries_of(client, LEDGER + query) <= 12


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of SQLite's plan")
@pytest.mark.parametrize("query", ["?version=2", "?version=2&q=example&confirmed=no"])
def test_of_all_that_answers_only_the_keys_are_sorted(desk, query):
    """Else the customer and the reminder of 50,000 lines are read to show 50."""
    with CaptureQueriesContext(connection) as asked:
        assert lines(desk, query)
    [read] = [one["sql"] for one in asked if "is_repeated" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {read}")
        plan = [text for _id, parent, _unused, text in cursor.fetchall() if parent == 0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_customers_are_found_among_names_of_any_script(db):
    for name in ("Acme", "Étoile", "Straße AG", "Каталог", "株式会社カタログ", "ÅNGSTRÖM"):
        a_customer(name)
    for asked, found in (
        ("acme", ["Acme"]),
        ("etoile", ["Étoile"]),
        ("STRASSE", ["Straße AG"]),
        ("каталог", ["Каталог"]),
        ("ｶﾀﾛｸﾞ", ["株式会社カタログ"]),
        ("angstrom", ["ÅNGSTRÖM"]),
        ("_", []),
    ):
        assert [one.name for one in customers_with(asked)] == found, asked


def test_a_line_opens_to_its_attempts_and_the_message_without_its_secret(desk):
    one = Delivery.objects.get(address="legal@acme.example")
    acknowledge(one, name="J. Doe", at=at("2026-11-04"))
    page = Page(desk.get(f"/admin/sending/delivery/{one.pk}/"))
    for said in (
        IN_TIME,
        "J. Doe",
        f"<{one.pk}@octo.example>",
        "ab" * 32,
        "after the final dot",
        "Example Cloud gives notice of a change",
        "/subscribe/email/acknowledge/?t=...",
        "Content-Type: multipart/alternative",
    ):
        assert said in page.text, said
    assert f"?t={one.pk}." not in page.source
    desk.force_login(make_person("aude", "Auditor"))
    page = Page(desk.get(f"/admin/sending/delivery/{one.pk}/"))
    assert "Mark as bounced" not in page.text
    assert desk.post(f"/admin/sending/delivery/{one.pk}/", {"why": "x"}).status_code == 403
    desk.force_login(make_person("edith", "Editor"))
    assert desk.get(f"/admin/sending/delivery/{one.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (31, "1 day before start: 30 days late"),
        (32, "on the day of the start: 31 days late"),
        (34, "2 days after the start: 33 days late"),
    ],
)
def test_it_counts_on_after_the_start(client, days, said):
    told_portal(lambda: a_contact(a_customer("Late Ltd"), "late@late.example"))
    settle("late@late.example", when=SENT_AT + timedelta(days=days))
    client.force_login(make_person("paula", "Publisher"))
    assert said in lines(client, "?q=late")[0][2]
