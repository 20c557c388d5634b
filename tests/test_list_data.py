"""The list as JSON: what it says, of which day, by which schema."""

import json
from datetime import UTC, datetime

import pytest

from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, publish
from subprocessors.publishing.redacting import redact
from tests.json_rules import checked
from tests.publications import a_row, categories, publish_rows, services
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
NAMES = (
    "株式会社",
    "<script>alert(1)</script>",
    "A & B",
    "\u202eright to left",
    "🦆 Duck",
    "O'Hara",
)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture
def listed():
    """One row in use that will change, one announced, one ended, one that was dropped."""
    rows = [
        a_row(
            "acme",
            {
                "places": {"on": "2026-12-03", "value": ["IE"]},
                "purpose": {"on": "2026-12-03"},
                "notes": {"on": "2027-06-01", "value": "Never: it ends before."},
            },
            services=["chat"],
            category="core",
            places=["US"],
            purpose="E-mail",
            ended_on="2027-01-31",
            uses_ai="no",
        ),
        a_row("bolt", effective_on="2026-12-24", replaces="acme"),
        a_row("gone", {"places": {"on": "2026-12-01", "value": ["IE"]}}, ended_on="2026-11-10"),
        a_row("dropped", effective_on="2026-12-01", withdrawn_on="2026-11-12"),
    ]
    words = [*services(mail="Mail", chat="Chat"), *categories(core="Core")]
    return publish_rows(rows, number=1, published_at="2026-11-02", vocabulary=words)


def rows_of(client, query=""):
    data = checked(client.get(f"/subprocessors.json{query}"), "subprocessors")
    return {row["slug"]: row for row in data["subprocessors"]}


def test_it_names_the_version_it_was_made_from(client, listed):
    data = checked(client.get("/subprocessors.json"), "subprocessors")
    assert data["publication"] == {
        "number": 1,
        "digest": listed.digest,
        "published_at": "2026-11-02T12:00:00.000000Z",
        "published_on": "2026-11-02",
        "kind": "change",
        "url": "https://trust.example.com/changes/1/",
        "data": "https://trust.example.com/changes/1.json",
    }
    assert data["$schema"] == "https://trust.example.com/schema/1/subprocessors.json"
    assert (data["on"], data["organisation"]) == ("2026-11-23", "Example GmbH")


def test_rows_say_where_they_stand(client, listed):
    standings = {slug: row["standing"] for slug, row in rows_of(client).items()}
    assert standings == {"acme": "current", "bolt": "upcoming", "gone": "ended"}
    assert rows_of(client, "?on=2026-11-05")["gone"]["standing"] == "current"


def test_every_public_field_is_there_whether_stated_or_not(client, listed):
    acme, bolt = (rows_of(client)[slug] for slug in ("acme", "bolt"))
    assert set(PUBLIC_FIELDS) - set(acme) == {"withdrawn_on"}
    assert list(acme) == list(bolt)
    assert (acme["places"], acme["uses_ai"], acme["is_affiliate"]) == (["US"], "no", False)
    assert (bolt["places"], bolt["purpose"], bolt["uses_ai"]) == ([], None, None)
    assert bolt["effective_on"] == "2026-12-24"


def test_a_row_that_states_everything_follows_the_schema(client):
    make_portal()
    words = {"contact": "+49 30 1234", "country": "US", "uses_ai": "yes"}
    words |= {"trains_on_customer_data": "no", "is_affiliate": True, "places": ["IE", "US"]}
    words |= {"transfer_mechanisms": ["scc"], "ended_on": "2026-12-31"}
    words |= {"effective_on": "2024-01-01", "category": Category.objects.create(slug="core")}
    words |= {"replaces": add_row("Bolt", effective_on="2023-01-01", ended_on="2023-12-31")}
    texts = set(PUBLIC_FIELDS) - words.keys() - {"services", "withdrawn_on", "name"}
    acme = add_row(
        "Acme",
        services=[Service.objects.create(slug="chat")],
        **words,
        **{field: f"https://{field}.example".replace("_", "-") for field in texts},
    )
    publish(at=at("2026-11-02"))
    edit_row(acme, name="Acme Post")
    renamed = ("acme", "renamed")
    decided = Decisions(days={renamed: "2026-12-03"}, material={renamed: True})
    publish(at=at("2026-11-03"), decisions=decided)
    row = rows_of(client)["acme"]
    unstated = {"announced", "notices", "slug", "url", "standing"}
    assert [name for name, value in row.items() if not value and name not in unstated] == []
    assert row["former_names"] == ["https://former-names.example"]
    assert row["announced"]["former_names"]["value"] == ["https://former-names.example", "Acme"]


def test_former_names_are_a_list_also_where_there_are_none(client, listed):
    assert rows_of(client)["acme"]["former_names"] == []


def test_what_is_announced_has_its_day_and_what_never_happens_is_left_out(client, listed):
    assert rows_of(client)["acme"]["announced"] == {
        "places": {"on": "2026-12-03", "value": ["IE"]},
        "purpose": {"on": "2026-12-03", "value": None},
    }
    assert rows_of(client)["gone"]["announced"] == {}


def test_on_its_day_an_announced_value_is_in_force(client, listed, time_machine):
    time_machine.move_to(datetime(2026, 12, 3, 1, tzinfo=UTC))
    acme = rows_of(client)["acme"]
    assert (acme["places"], acme["purpose"], acme["announced"]) == (["IE"], None, {})


def test_words_stand_in_the_companys_order(client, listed):
    data = checked(client.get("/subprocessors.json"), "subprocessors")
    assert data["services"] == [
        {"slug": "mail", "label": "Mail"},
        {"slug": "chat", "label": "Chat"},
    ]
    assert data["categories"] == [{"slug": "core", "label": "Core"}]


def test_any_past_day_answers_with_what_stood_then(client, listed):
    publish_rows([a_row("acme", places=["DE"])], number=2, published_at="2026-11-20")
    assert set(rows_of(client)) == {"acme"}
    then = checked(client.get("/subprocessors.json?on=2026-11-19"), "subprocessors")
    assert (then["on"], then["publication"]["number"]) == ("2026-11-19", 1)
    assert then["url"] == "https://trust.example.com/subprocessors/on/2026-11-19/"
    assert client.get("/subprocessors/on/2026-11-19/").status_code == 200
    today = checked(client.get("/subprocessors.json?on=2026-11-23"), "subprocessors")
    assert today == checked(client.get("/subprocessors.json"), "subprocessors")


@pytest.mark.parametrize("form", ["subprocessors.json", "subprocessors.csv", "changes.json"])
@pytest.mark.parametrize(
    "on", ["2026-11-01", "2026-11-24", "2026-02-30", "20261119", "2026-W47-1", "today", "%00"]
)
def test_a_day_of_no_list_is_answered_plainly(client, listed, form, on):
    response = client.get(f"/{form}?on={on}")
    assert checked(response, "problem", status=404)["detail"]


TODAY_IS = "by the portal's clock it is 2026-11-23."


@pytest.mark.parametrize(
    ("address", "status", "reason", "detail"),
    [
        (
            *("/subprocessors.json?on=2026-11-01", 404, "too-early"),
            "There is no list of 2026-11-01: the first is that of 2026-11-02.",
        ),
        (
            *("/subprocessors.csv?on=2026-11-24", 404, "to-come"),
            f"There is no list of 2026-11-24 yet: {TODAY_IS}",
        ),
        (
            *("/subprocessors.json?on=tomorrow", 404, "no-day"),
            "'tomorrow' is no day of the calendar. Write a day as 2026-12-03.",
        ),
        (
            *("/changes.json?after=99", 404, "unknown-version"),
            "There is no version 99: the newest is {newest}. Was the end cut off?",
        ),
        (
            *("/changes.json?after=x", 400, "no-number"),
            "after='x' is no number of a version. Write 0, or one such as 12.",
        ),
        ("/changes/99.json", 404, "unknown-version", "There is no version 99."),
        (
            *("/changes/compare.json?from=2026-11-23&to=2026-11-20", 400, "swapped-days"),
            "2026-11-23 is after 2026-11-20. Swap the two days.",
        ),
        (
            *("/feeds/deadlines.ics?service=none", 404, "unknown-service"),
            "There is no service 'none'. Leave it out to ask for all.",
        ),
        (
            *("/feeds/changes.rss?service=none", 404, "unknown-service"),
            "There is no service 'none'. Leave it out to ask for all.",
        ),
        ("/schema/1/none.json", 404, "unknown-schema", "There is no schema 'none'."),
    ],
)
def test_a_program_of_any_site_is_told_why_there_is_no_answer(
    client, listed, address, status, reason, detail
):
    response = client.get(address)
    said = checked(response, "problem", status=status)
    assert (said["reason"], said["detail"]) == (reason, detail.format(newest=newest_number()))
    assert said["status"] == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def newest_number():
    return Publication.objects.newest().number


def test_a_failure_of_ours_is_told_to_programs_as_data(client, listed, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("subprocessors.views.data.list_data", {}.__getitem__)
    response = client.get("/subprocessors.json")
    assert checked(response, "problem", status=500)["reason"] == "failure"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address", ["/subprocessors/on/2026-11-01/", "/changes/99/", "/nothing", "/changes/?before=x"]
)
def test_a_page_that_there_is_not_is_for_people(client, listed, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("form", ["subprocessors.json", "subprocessors.csv", "changes.json"])
def test_before_the_first_publication_there_is_no_list(client, form):
    said = checked(client.get(f"/{form}"), "problem", status=404)
    assert (said["reason"], said["detail"]) == ("nothing-yet", "No list has been published yet.")


def test_names_of_every_kind_come_out_as_they_went_in(client):
    rows = [a_row(f"row-{place}", name=name) for place, name in enumerate(NAMES)]
    publish_rows(rows, number=1, published_at="2026-11-02")
    assert {row["name"] for row in rows_of(client).values()} == set(NAMES)


def test_a_redacted_row_leaves_its_reason(client):
    make_portal()
    add_row("Acme")
    secret = add_row("Secret", notes="Jane Doe")
    publish(at=at("2026-11-02"))
    edit_row(secret, notes="")
    publish(at=at("2026-11-03"))
    redact("Jane Doe", why="Erasure", by="anna", at=at("2026-11-04"))
    data = checked(client.get("/subprocessors.json?on=2026-11-02"), "subprocessors")
    assert [row["slug"] for row in data["subprocessors"]] == ["acme"]
    assert data["redacted_rows"] == [{"on": "2026-11-04", "why": "Erasure"}]


def test_it_costs_as_little_with_many_versions(client, listed, django_assert_max_num_queries):
    for number in range(2, 12):
        publish_rows([a_row("acme", notes=str(number))], number=number, published_at="2026-11-03")
    for address in (
        "/subprocessors.json",
        "/subprocessors.csv",
        "/subprocessors.json?on=2026-11-02",
    ):
        with django_assert_max_num_queries(5):
            assert client.get(address).status_code == 200


def test_json_is_read_by_any_site_and_by_no_cookie(client, listed):
    response = client.get("/subprocessors.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert json.loads(response.content)
    assert "Access-Control-Allow-Origin" not in client.get("/subprocessors/").headers


def test_a_past_day_is_kept_longer_and_today_is_not(client, listed):
    assert (
        client.get("/subprocessors.json?on=2026-11-22")["Cache-Control"] == "public, max-age=3600"
    )
    assert "max-age=0" in client.get("/subprocessors.json?on=2026-11-23")["Cache-Control"]
