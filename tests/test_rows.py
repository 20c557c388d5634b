"""Tests of what the page of one row tells."""

from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.presenting.rows import SHOWN_FIELDS, RowPage
from tests.publications import a_row, listed, services


def page_of(slug, *rows, **kwargs):
    return RowPage(slug, listed(rows, **kwargs))


def told(page):
    """Every label with its words."""
    return {entry.label: entry.words for _heading, entries in page.sections for entry in entries}


def test_every_public_field_has_its_place_on_the_page():
    shown = [field for fields in SHOWN_FIELDS.values() for field in fields]
    assert sorted([*shown, "name"]) == sorted(PUBLIC_FIELDS)


def test_only_what_is_filled_is_shown():
    page = page_of("acme", a_row("acme", legal_name="Acme Inc.", transfer_mechanisms=["scc"]))
    assert told(page) == {
        "Legal name": "Acme Inc.",
        "Transfer mechanisms": "Standard Contractual Clauses",
    }


def test_a_row_that_names_no_service_is_used_by_all_of_them():
    page = page_of("acme", a_row("acme"), vocabulary=services(chat="Chat"))
    assert told(page) == {"Services": "All services"}


def test_where_a_row_stands_is_one_sentence():
    def standing(**values):
        return page_of("acme", a_row("acme", **values)).standing

    assert standing() == "In use."
    assert standing(effective_on="2020-03-01") == "In use since 1 March 2020."
    assert standing(effective_on="2027-03-01") == "Announced, and not in use yet."
    assert standing(ended_on="2026-11-23") == "In use."
    assert standing(ended_on="2026-11-22") == "No longer used. Its last day was 22 November 2026."


def test_a_row_dropped_before_its_start_differs_from_one_listed_by_mistake():
    dropped = a_row("acme", effective_on="2026-12-01", withdrawn_on="2026-11-02")
    mistaken = a_row("bolt", effective_on="2026-01-01", withdrawn_on="2026-11-02")
    undated = a_row("crab", withdrawn_on="2026-11-02")
    assert told(page_of("acme", dropped)) == {
        "Was to start": "1 December 2026",
        "Dropped before start": "2 November 2026",
    }
    assert told(page_of("bolt", mistaken)) == {
        "Start, as listed": "1 January 2026",
        "Taken off the list": "2 November 2026",
    }
    assert page_of("acme", dropped).standing == "Dropped before start."
    assert page_of("bolt", mistaken).standing == "Listed by mistake."
    assert page_of("crab", undated).standing == "Listed by mistake."
    assert page_of("acme", dropped).coming == []


def test_an_announced_value_stands_beneath_the_one_in_force():
    coming = {"places": {"on": "2027-02-01", "value": ["SG", "US"]}}
    page = page_of("acme", a_row("acme", places=["US"], next_=coming))
    ((_heading, (entry,)),) = page.sections
    assert (entry.words, entry.coming) == (
        "United States",
        "From 1 February 2027: also processes data in Singapore",
    )
    assert page.coming == ["From 1 February 2027: also processes data in Singapore"]


def test_a_start_to_come_is_not_called_in_use_since():
    page = page_of("acme", a_row("acme", effective_on="2027-02-01"))
    assert told(page) == {"Starts": "1 February 2027"}


def test_those_who_replace_each_other_lead_to_each_other():
    rows = (a_row("acme", ended_on="2026-11-30"), a_row("bolt", replaces="acme"))
    (entry,) = page_of("bolt", *rows).sections[-1][1]
    assert (entry.label, entry.words, entry.address) == (
        "Replaces",
        "Acme",
        "/subprocessors/acme/",
    )
    entry = page_of("acme", *rows).sections[-1][1][-1]
    assert (entry.label, entry.words, entry.address) == (
        "Replaced by",
        "Bolt",
        "/subprocessors/bolt/",
    )


def test_a_replacement_to_come_says_from_when():
    rows = (a_row("acme"), a_row("bolt", replaces="acme", effective_on="2026-12-24"))
    ((_heading, (entry,)),) = page_of("acme", *rows).sections
    assert (entry.words, entry.coming) == ("Bolt", "From 24 December 2026")


def test_one_that_was_dropped_replaces_nobody():
    rows = (
        a_row("acme"),
        a_row("bolt", replaces="acme", effective_on="2027-01-01", withdrawn_on="2026-11-02"),
    )
    assert told(page_of("acme", *rows)) == {}


def test_only_web_addresses_become_links():
    rows = (a_row("acme", website="https://acme.example"), a_row("bolt", website="javascript:x"))
    for slug, address in (("acme", "https://acme.example"), ("bolt", "")):
        ((_heading, (entry,)),) = page_of(slug, *rows).sections
        assert entry.address == address


def test_what_was_announced_for_after_the_last_day_is_not_said_to_come():
    ireland = {"places": {"on": "2026-12-15", "value": ["IE"]}}

    def coming(**values):
        page = page_of("acme", a_row("acme", ireland, places=["US"], **values))
        return [entry.coming for _heading, entries in page.sections for entry in entries]

    assert (
        "From 15 December 2026: processes data in Ireland instead of the United States" in coming()
    )
    assert not any(coming(ended_on="2026-12-01"))
    assert not any(coming(ended_on="2026-11-01"))
    assert not any(coming(withdrawn_on="2026-11-01"))
