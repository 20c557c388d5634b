"""What customers' programmers read: every example runs, every address answers."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from subprocessors.urls import urlpatterns
from tests.json_rules import checked
from tests.pages import Page, opened
from tests.publications import a_row, publish_rows, services

pytestmark = pytest.mark.django_db
BASE = "https://trust.example.com"


@pytest.fixture
def _published():
    words = services(chat="Chat", mail="Mail")
    rows = [a_row("acme", services=["chat"]), a_row("bolt", effective_on="2099-01-01")]
    facts = {"organisation": "Example AG", "time_zone": "UTC", "notice_days": 30}
    facts |= {"contact_email": "privacy@example.com", "notice_rule": "We **write** to you."}
    for number in (1, 2):
        rows[0]["now"]["purpose"] = f"Purpose {number}"
        publish_rows(rows, number=number, published_at="2026-11-02", vocabulary=words, facts=facts)


def examples_of(page):
    """The commands in the page's examples, in their order."""
    return ["".join(element.itertext()) for element in page.of_class("example")]


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl is installed")
@pytest.mark.usefixtures("_published")
def test_every_example_does_what_it_says(live_server, client, tmp_path):
    commands = examples_of(opened(client, "/developers/"))
    assert len(commands) >= 8
    assert all("curl" in command and BASE in command for command in commands)
    said = [run(command.replace(BASE, live_server.url), tmp_path) for command in commands]
    where, listed, then, changed, compared, _csv, calendar, of_service, again, verified = said
    assert json.loads(where)["notice"]["days"] == 30
    assert json.loads(listed)["publication"]["number"] == 2
    assert json.loads(then)["on"] == "2026-11-02"
    assert [one["number"] for one in json.loads(changed)["publications"]] == [1, 2]
    assert json.loads(compared)["from"]["day"] == "2026-11-02"
    assert json.loads(compared)["to"]["publication"]["number"] == 2
    assert [path.name.split("-")[0] for path in tmp_path.glob("*.csv")] == ["subprocessors"]
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "(Chat)" in of_service
    assert again == "304\n"
    assert json.loads((tmp_path / "list.json").read_bytes())["publication"]["number"] == 2
    assert verified == "2 publications, unbroken\n"


def run(command, folder):
    """What a command prints when it is typed into a shell; it must succeed."""
    command = command.replace("python3", sys.executable)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (command, done.stderr)
    assert done.stderr == "", command
    return done.stdout


@pytest.mark.usefixtures("_published")
def test_all_that_it_leads_to_is_there(client):
    page = opened(client, "/developers/")
    inside = {a.get("href") for a in page.all("a") if a.get("href", "").startswith("/")}
    assert len(inside) > 15
    for address in inside:
        assert client.get(address.partition("#")[0]).status_code in (200, 302), address


@pytest.mark.usefixtures("_published")
def test_the_well_known_address_leads_to_everything(client):
    data = checked(client.get("/.well-known/subprocessors.json"), "portal")
    assert data["contact"] == {"email": "privacy@example.com", "url": None}
    assert data["notice"] == {
        "days": 30,
        "number": 30,
        "kind": "clear_days",
        "country": None,
        "margin_days": 1,
        "objection_days": None,
        "objection_email": "privacy@example.com",
        "authorisation": "general",
        "rule": "We **write** to you.",
    }
    assert data["language"] == "en"
    assert data["services"][0] == {"slug": "chat", "label": "Chat"}
    assert data["publication"]["number"] == 2
    for address in [*data["addresses"].values(), *data["schemas"].values()]:
        assert address.startswith(f"{BASE}/")
        assert client.get(address.removeprefix(BASE)).status_code == 200, address


def test_before_the_first_publication_both_say_what_they_can(client):
    data = checked(client.get("/.well-known/subprocessors.json"), "portal")
    assert (data["publication"], data["organisation"], data["time_zone"]) == (None, None, None)
    assert data["addresses"]["list"] == f"{BASE}/subprocessors.json"
    page = opened(client, "/developers/")
    assert page.response.status_code == 200
    assert len(examples_of(page)) == 9


@pytest.mark.usefixtures("_published")
def test_every_page_announces_data_and_calendar(client):
    pages = ("/subprocessors/", "/subprocessors/acme/", "/changes/", "/changes/1/", "/developers/")
    for address in pages:
        links = {
            (link.get("type"), link.get("href"))
            for link in opened(client, address).all("link")
            if link.get("rel") == "alternate"
        }
        assert {
            ("application/json", "/subprocessors.json"),
            ("application/json", "/changes.json"),
            ("text/csv", "/subprocessors.csv"),
            ("text/calendar", "/feeds/deadlines.ics"),
        } <= links, address


@pytest.mark.usefixtures("_published")
def test_the_page_of_a_past_day_announces_the_data_of_that_day(client):
    page = opened(client, "/subprocessors/on/2026-11-02/")
    links = {link.get("href") for link in page.all("link") if link.get("rel") == "alternate"}
    assert "/subprocessors.json?on=2026-11-02" in links
    assert "/subprocessors.csv?on=2026-11-02" in links


@pytest.mark.usefixtures("_published")
def test_below_the_table_it_can_be_taken_along(client):
    for address, query in (
        ("/subprocessors/", ""),
        ("/subprocessors/on/2026-11-02/", "?on=2026-11-02"),
    ):
        (line,) = opened(client, address).of_class("as-data")
        links = [a.get("href") for a in line.iter("a")]
        endings = ("xlsx", "csv", "json", "md")
        assert links[:4] == [f"/subprocessors.{ending}{query}" for ending in endings]


@pytest.mark.usefixtures("_published")
def test_the_way_to_the_script_stands_beside_every_fingerprint(client):
    for address in ("/subprocessors/", "/changes/", "/developers/", "/subscribe/", "/changes/1/"):
        (foot, *_printed) = opened(client, address).of_class("colophon")
        links = [a.get("href") for a in foot.iter("a")]
        assert any(link.endswith("#_check") for link in links), address
    page = opened(client, "/changes/2/")
    (check,) = page.of_class("check")
    links = [a.get("href") for a in check.iter("a")]
    assert "/verify.py" in links
    assert "/developers/#_verify" in links
    assert Page(client.get("/developers/")).by_id("_verify") is not None


@pytest.mark.usefixtures("_published")
def test_the_fingerprint_stands_in_pages_feeds_and_exports(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))
    digest = json.loads(client.get("/changes/2.json").content)["digest"]
    for name in ("list", "changes", "follow", "developers"):
        text = Page(client.get(reverse(name))).text
        assert digest in text.replace(" ", "").replace("…", ""), name
    carrying = {"feed-rss", "feed-atom", "feed-json", "calendar"}
    carrying |= {"list-data", "list-csv", "changes-data", "portal-data", "compare-data"}
    assert carrying <= {pattern.name for pattern in urlpatterns}
    for name in carrying:
        assert digest in client.get(reverse(name)).content.decode().replace("\r\n ", ""), name


@pytest.mark.django_db
def test_a_rule_in_months_states_no_days(client):
    facts = {"organisation": "Example AG", "time_zone": "UTC", "notice_days": 6}
    facts |= {"notice_kind": "months", "notice_country": "DE", "notice_margin": 0}
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening", facts=facts)
    notice = checked(client.get("/.well-known/subprocessors.json"), "portal")["notice"]
    assert (notice["days"], notice["number"], notice["kind"]) == (None, 6, "months")
    assert (notice["country"], notice["margin_days"]) == ("DE", 0)
