"""Since when a row is on the list, and until when it was, where only the versions say so."""

import pytest

from subprocessors.models.list_on_day import newest_list
from subprocessors.presenting.listed_days import left_out, listed_since
from tests.pages import opened, words
from tests.publications import a_row, noon, publish_rows

pytestmark = pytest.mark.django_db

TODAY = "2026-11-23"
STRIPE, FAX = a_row("stripe", purpose="Payments"), a_row("acme", purpose="Fax", places=["DE"])


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(noon(TODAY), tick=False)


@pytest.fixture
def imported():
    """Three imported versions and an own one: Acme comes, goes, and Bolt is added."""
    publish_rows([STRIPE], number=1, published_at="2018-05-24", kind="imported")
    publish_rows([STRIPE, FAX], number=2, published_at="2019-03-14", kind="imported")
    publish_rows([STRIPE], number=3, published_at="2019-04-19", kind="imported")
    bolt = a_row("bolt", effective_on="2026-11-02", purpose="Hosting")
    publish_rows([STRIPE, bolt], number=4, published_at="2026-11-02")


def since(*slugs):
    found = listed_since(slugs, newest_list(at=noon(TODAY)))
    return {slug: (str(listed.on), listed.number) for slug, listed in found.items()}


def cells(page, slug):
    return [words(cell) for cell in page.by_id(slug).iter("td")]


# Since when


def test_a_row_without_a_start_says_since_when_it_is_on_the_list(client, imported):
    page = opened(client, "/subprocessors/")
    assert cells(page, "stripe") == [
        "Payments",
        "On the list since 24 May 2018 (version 1)",
    ]
    assert cells(page, "bolt") == ["Hosting", "2 Nov 2026"]


def test_its_page_says_so_too_and_leads_to_the_version(client, imported):
    page = opened(client, "/subprocessors/stripe/")
    assert words(page.of_class("answer")[0]) == "In use."
    assert page.text.count("On the list since 24 May 2018, version 1") == 1
    assert "/changes/1/" in [link.get("href") for link in page.all("main/p/a")]


def test_so_does_the_page_of_a_row_that_states_its_start(client, imported):
    page = opened(client, "/subprocessors/bolt/")
    assert "In use since 2 November 2026. On the list since 2 November 2026, version 4" in page.text


def test_a_row_that_is_still_to_come_is_not_on_the_list_since_it_was_announced(client):
    rows = [STRIPE, a_row("bolt", effective_on="2026-12-24", purpose="Fax")]
    publish_rows(rows, number=1, published_at="2026-11-02")
    assert cells(opened(client, "/subprocessors/"), "bolt") == ["Fax", ""]


def test_a_past_day_names_no_later_version(client, imported):
    publish_rows([], number=5, published_at="2026-11-10", kind="imported")
    publish_rows([STRIPE], number=6, published_at="2026-11-12", kind="imported")
    assert since("stripe") == {"stripe": ("2026-11-12", 6)}
    page = opened(client, "/subprocessors/on/2026-11-09/")
    assert cells(page, "stripe")[-1] == "On the list since 24 May 2018 (version 1)"


def test_a_row_that_a_correction_puts_back_counts_from_before(imported):
    wrong = a_row("stripe", purpose="Payments", withdrawn_on="2026-11-10")
    publish_rows([wrong], number=5, published_at="2026-11-10", kind="correction", corrects=4)
    publish_rows([STRIPE], number=6, published_at="2026-11-12", kind="correction", corrects=5)
    assert since("stripe") == {"stripe": ("2018-05-24", 1)}


def test_of_no_row_nothing_is_asked(imported, django_assert_num_queries):
    shown = newest_list(at=noon(TODAY))
    with django_assert_num_queries(0):
        assert listed_since((), shown) == {}


# Until when


def test_a_row_that_an_import_left_out_is_among_those_no_longer_used(client, imported):
    page = opened(client, "/subprocessors/")
    [ended] = page.of_class("ended")
    assert words(ended.find("summary")) == "No longer used 1"
    assert cells(page, "acme") == [
        "Fax",
        "Germany",
        "Was on the list until 19 April 2019 (version 3)",
    ]


@pytest.mark.parametrize("query", ["q=fax", "place=DE", "q=acme"])
def test_it_is_found_by_search_and_filter(client, imported, query):
    page = opened(client, f"/subprocessors/?{query}")
    assert "No sub-processor that is in use or announced matches this." in page.text
    assert words(page.by_id("acme")).startswith("Acme Fax")


def test_a_search_for_something_else_does_not_find_it(client, imported):
    assert "acme" not in [
        row.get("id") for row in opened(client, "/subprocessors/?q=pay").all("tr")
    ]


def test_its_page_says_until_when_it_was_on_the_list(client, imported):
    page = opened(client, "/subprocessors/acme/")
    assert words(page.of_class("answer")[0]) == "Was on the list until 19 April 2019 (version 3)."


def test_on_a_day_on_which_it_stood_it_is_not_said_to_be_gone(client, imported):
    page = opened(client, "/subprocessors/on/2019-04-18/")
    assert cells(page, "acme")[0] == "Fax"
    assert page.of_class("ended") == []
    before = opened(client, "/subprocessors/on/2019-03-01/")
    assert "Acme" not in before.text


def test_one_that_came_back_is_in_use(client, imported):
    bolt = a_row("bolt", effective_on="2026-11-02", purpose="Hosting")
    publish_rows([STRIPE, FAX, bolt], number=5, published_at="2026-11-10", kind="imported")
    assert left_out(newest_list(at=noon(TODAY))) == []
    page = opened(client, "/subprocessors/")
    assert cells(page, "acme")[-1] == "On the list since 10 November 2026 (version 5)"


def test_one_that_had_ended_before_keeps_its_last_day(client):
    over = a_row("acme", purpose="Fax", ended_on="2019-01-31")
    publish_rows([STRIPE, over], number=1, published_at="2018-05-24", kind="imported")
    publish_rows([STRIPE], number=2, published_at="2019-04-19", kind="imported")
    assert cells(opened(client, "/subprocessors/"), "acme") == ["Fax", "31 Jan 2019"]


def test_one_that_never_started_was_never_used(client):
    coming = a_row("acme", purpose="Fax", effective_on="2019-12-24")
    publish_rows([STRIPE, coming], number=1, published_at="2018-05-24", kind="imported")
    publish_rows([STRIPE], number=2, published_at="2019-04-19", kind="imported")
    assert opened(client, "/subprocessors/").of_class("ended") == []


def test_the_last_to_go_stands_first(client, imported):
    rows = [STRIPE, a_row("dove", ended_on="2026-11-10"), a_row("crab", ended_on="2018-12-31")]
    publish_rows(rows, number=5, published_at="2026-11-11")
    [ended] = opened(client, "/subprocessors/").of_class("ended")
    assert [row.get("id") for row in ended.iter("tr") if row.get("id")] == ["dove", "acme", "crab"]
