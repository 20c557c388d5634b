"""The lines of the table as HTML, with every text escaped."""

import html5lib

from subprocessors.presenting.list_cells import ListCell
from subprocessors.presenting.list_html import cell_html
from subprocessors.presenting.questions import Question
from subprocessors.presenting.tables import live_table
from tests.publications import a_row, listed

NASTY = "<b>&\"'</b>"


def element(html):
    return html5lib.parseFragment(html, container="tr", namespaceHTMLElements=False)[0]


def test_a_line_holds_each_text_of_legal_as_text():
    row = a_row("acme", name=NASTY, legal_name=f"{NASTY} Inc.", purpose=NASTY, condition=NASTY)
    [group] = live_table(listed([row]), Question()).groups
    line = html5lib.parseFragment(group.html, container="tbody", namespaceHTMLElements=False)[0]
    texts = ["".join(one.itertext()) for one in line.iter() if one.tag in ("bdi", "span")]
    assert texts == [NASTY, f"{NASTY} Inc.", f"{NASTY} Inc.", NASTY, NASTY]
    [anchor] = [one for one in line.iter("a") if one.get("class") == "anchor"]
    assert anchor.get("href") == "#acme"


def test_a_cell_says_what_it_is_under_and_whether_it_is_empty():
    empty = element(cell_html(ListCell("data", NASTY)))
    assert (empty.get("class"), empty.get("data-label")) == ("of-data empty", NASTY)
    day = element(cell_html(ListCell("since", "In use since", day="2026-12-03")))
    assert day.find("time").get("datetime") == "2026-12-03"
    assert day.find("time").text == "3 Dec 2026"


def test_a_long_text_is_whole_in_the_page_with_a_way_on_for_screens():
    row = a_row("acme", purpose="word " * 40, condition="short", places=["DE"])
    [group] = live_table(listed([row]), Question()).groups
    line = html5lib.parseFragment(group.html, container="tbody", namespaceHTMLElements=False)[0]
    purpose, where = line.findall("td")
    assert purpose.find("span").get("class") == "lines long"
    assert purpose.find("span").text == ("word " * 40).strip()
    [more] = [one for one in line.iter("a") if one.get("class") == "more"]
    assert more in list(purpose)
    assert (more.get("href"), more.get("tabindex")) == ("/subprocessors/acme/", "-1")
    assert where.find("span").get("class") == "lines"


def test_words_of_legal_say_their_language_where_it_is_not_that_of_the_page():
    row = a_row("acme", legal_name="Acme GmbH", purpose="Betrieb", places=["DE"])
    for language, wanted in (("de", "de"), ("en-GB", None), ("en", None), ("", None)):
        shown = listed([row], facts={"organisation": "Octo", "language": language})
        [group] = live_table(shown, Question()).groups
        line = html5lib.parseFragment(group.html, container="tbody", namespaceHTMLElements=False)[0]
        purpose, where = line.findall("td")
        assert [one.get("lang") for one in line.iter("bdi")] == [wanted] * 2
        assert purpose.find("span").get("lang") == wanted
        assert where.find("span").get("lang") is None  # our own words
