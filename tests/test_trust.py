"""Tests of the trust page and of how to follow."""

import pytest

from subprocessors.models.portal import Portal
from tests.pages import Page, opened, words
from tests.publications import FACTS, a_row, publish_rows, services

pytestmark = pytest.mark.django_db

MARKS = {
    **FACTS,
    "certifications": [{"name": "SOC 2"}, {"name": "ISO 27001", "url": "https://iso.example/1"}],
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-23T12:00:00+00:00", tick=False)


@pytest.mark.parametrize("is_published", [False, True])
def test_while_there_is_nothing_else_to_show_it_leads_to_the_list(client, is_published):
    if is_published:
        publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/subprocessors/"


def test_it_shows_marks_documents_the_list_in_short_and_the_latest_changes(client):
    facts = {**MARKS, "documents": [{"name": "DPA", "url": "https://example.com/dpa.pdf"}]}
    rows = [a_row(f"row-{number:02}") for number in range(14)]
    publish_rows(
        rows, number=1, published_at="2026-11-02", facts=facts, title="First published here"
    )
    publish_rows(rows, number=2, published_at="2026-11-03", facts=facts, kind="review")
    page = opened(client, "/")
    assert words(page.one("h1")) == "Example GmbH"
    assert "14 sub-processors. Nothing is about to change." in page.text
    assert "Row 1" not in page.text
    links = {words(link): link.get("href") for link in page.all("main//a")}
    assert links["ISO 27001"] == "https://iso.example/1"
    assert links["DPA"] == "https://example.com/dpa.pdf"
    assert "SOC 2" in page.text
    assert "SOC 2" not in links
    latest = [words(item) for item in page.of_class("history")[0].iter("li")]
    assert latest == ["2 November 2026 First published here Version 1"]


def test_it_announces_what_comes_and_says_how_to_be_notified(client):
    Portal.objects.create(pk=1, privacy_notice="https://example.com/privacy")
    soon = a_row("bolt", effective_on="2026-12-24")
    publish_rows([a_row("acme"), soon], number=1, published_at="2026-11-02", facts=MARKS)
    page = opened(client, "/")
    assert "We name here the companies that process personal data on our behalf." in page.text
    assert words(page.one("main")).count("Example GmbH") == 1
    assert "1 change is coming, in 31 days." in page.text
    assert words(page.of_class("announced")[0]) == (
        "Announced 24 December 2026 Bolt starts. Version 1"
    )
    assert page.text.count("24 December 2026") == 1
    links = {words(link): link.get("href") for link in page.all("main//a")}
    assert links["By e-mail"] == "/subscribe/email/"
    assert links["By feed or calendar"] == "/subscribe/"


def test_the_trust_page_takes_five_queries_at_most(client, django_assert_max_num_queries):
    for number in range(1, 10):
        publish_rows(
            [a_row("acme", purpose=str(number))],
            number=number,
            published_at="2026-11-02",
            facts=MARKS,
        )
    with django_assert_max_num_queries(5):
        client.get("/")


def test_the_feeds_are_told_by_their_public_addresses_whatever_the_host(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    page = Page(client.get("/subscribe/", headers={"host": "localhost"}))
    for form in ("atom", "rss", "json"):
        assert f"https://trust.example.com/feeds/changes.{form}" in page.text
    assert "localhost" not in page.source
    assert page.one("link[@rel='canonical']").get("href") == "https://trust.example.com/subscribe/"


def test_each_service_has_feeds_of_its_own(client):
    publish_rows(
        [a_row("acme", services=["chat"])],
        number=1,
        published_at="2026-11-02",
        vocabulary=services(chat="Chat", desk="Desk & more"),
    )
    page = opened(client, "/subscribe/")
    links = [link.get("href") for link in page.all("main//a")]
    assert "/feeds/changes.rss?service=desk" in links
    assert "/subprocessors/?service=desk" in links
    assert "Desk & more" in page.text


def test_before_the_first_publication_one_can_follow_already(client):
    assert client.get("/subscribe/").status_code == 200


def test_following_says_whom_each_way_suits_and_what_to_paste(client):
    Portal.objects.create(pk=1, organisation="Example", privacy_notice="https://example.com/p")
    vocabulary = services(chat="Example Chat")
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", vocabulary=vocabulary)
    page = opened(client, "/subscribe/")
    assert "The notice that a contract promises comes by e-mail" in page.text
    assert "a calendar is a convenience beside it" in page.text
    said = {words(entry[0]): words(entry[1]) for entry in page.all("main//dl/div")}
    rss = "https://trust.example.com/feeds/changes.rss"
    assert said["Slack"].endswith(f"/feed subscribe {rss}")
    assert "“When a feed item is published”" in said["Microsoft Teams"]
    assert "only once a day" in said["Outlook"]
    assert "as of November 2026, and was not tried" in page.text
    links = {words(link): link.get("href") for link in page.all("main//a")}
    assert links["Receive notices by e-mail"] == "/subscribe/email/"
    assert links["The list for Example Chat"] == "/subprocessors/?service=chat"
    whole = [words(one) for one in page.all("main//p") + page.all("main//dd")]
    assert len(whole) == len(set(whole)), "something is said twice"


def test_where_no_mail_is_offered_following_does_not_lead_to_it(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    page = opened(client, "/subscribe/")
    assert "/subscribe/email/" not in page.source
    assert "The notice that a contract promises comes by e-mail" in page.text
