"""The list for other programs: Markdown for tools that read text, a workbook for spreadsheets."""

import io
import re
from datetime import date, datetime
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from subprocessors.models.portal import Portal
from tests.publications import a_row, publish_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(time_machine):
    time_machine.move_to("2026-11-10T12:00:00Z", tick=False)
    Portal.objects.create(pk=1, organisation="Octo *Cloud*", time_zone="Europe/Berlin")
    first = [a_row("acme", name="Acme [Mail]", effective_on="2024-01-31", purpose="=1+1\n- x")]
    facts = {"organisation": "Octo *Cloud*"}
    publish_rows(first, number=1, published_at="2026-11-02", kind="opening", facts=facts)
    rows = [
        a_row("acme", name="Acme [Mail]", effective_on="2024-01-31", purpose="<b>Hosting</b>"),
        a_row("beta", name="שלום", effective_on="2026-12-15", places=["IE", "US"]),
    ]
    publish_rows(rows, number=2, published_at="2026-11-09", facts=facts)


def sheet_of(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return book.worksheets[0]


def column(sheet, heading):
    [number] = [cell.column for cell in sheet[1] if cell.value == heading]
    return [cell.value for (cell,) in sheet.iter_rows(2, min_col=number, max_col=number)]


def test_the_workbook_has_days_as_days_a_fixed_head_and_a_filter(published, client):
    answer = client.get("/subprocessors.xlsx")
    assert answer["Content-Disposition"] == (
        'attachment; filename="subprocessors-2026-11-10-version-2.xlsx"'
    )
    sheet = sheet_of(answer)
    assert (sheet.freeze_panes, sheet.title) == ("B2", "2026-11-10")
    assert sheet.auto_filter.ref.startswith("A1:")
    assert column(sheet, "Name") == ["Acme [Mail]", "שלום"]
    assert column(sheet, "In use since") == [datetime(2024, 1, 31), None]
    assert column(sheet, "Starts") == [None, datetime(2026, 12, 15)]
    assert {value.date() for value in column(sheet, "Published")} == {date(2026, 11, 9)}
    assert sheet["A1"].font.bold


def test_the_same_list_gives_the_same_bytes_whenever_it_is_asked_for(
    published, client, time_machine
):
    first = client.get("/subprocessors.xlsx?on=2026-11-09").content
    time_machine.move_to("2026-11-20T12:00:00Z", tick=False)
    assert client.get("/subprocessors.xlsx?on=2026-11-09").content == first
    assert client.get("/subprocessors.xlsx?on=2026-11-02").content != first


def test_no_cell_is_a_formula(published, client):
    sheet = sheet_of(client.get("/subprocessors.xlsx?on=2026-11-02"))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert "'=1+1\n'- x" in [cell.value for cell in cells] or "'=1+1\n- x" in [
        cell.value for cell in cells
    ]


def purpose_in_workbook(client, text):
    """How a text stands in the workbook, and its cell's kind: "s" for text, "d" for a day."""
    Portal.objects.create(pk=1, organisation="Octo")
    publish_rows([a_row("acme", purpose=text)], number=1, published_at="2026-11-02", kind="opening")
    sheet = sheet_of(client.get("/subprocessors.xlsx"))
    [number] = [cell.column for cell in sheet[1] if cell.value == "Nature of processing"]
    cell = sheet.cell(2, number)
    return cell.value, cell.data_type


@pytest.mark.parametrize("text", ["a\x0bb", "x" * 32_767, "🐟"])
def test_a_character_that_a_workbook_cannot_hold_is_replaced(client, text):
    assert purpose_in_workbook(client, text) == (text.replace("\x0b", "\ufffd"), "s")


@pytest.mark.parametrize("text", ["x" * 32_768, "x" * 40_000, "🐟" * 20_000])
def test_a_text_that_is_too_long_for_a_cell_ends_by_saying_so(client, text):
    shown, _kind = purpose_in_workbook(client, text)
    begun, said = shown.split(" […] ")
    assert said == "(Cut here: a cell of a workbook holds no more. The whole text is on the page.)"
    assert text.startswith(begun)
    assert 32_766 <= len(shown.encode("utf-16-le")) / 2 <= 32_767


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "0000-01-01", "٢٠٢٦-١٢-٠٣", "0001-01-01", "1899-12-31", "1900-02-28"],
)
def test_what_is_no_day_of_a_workbook_stays_the_text_it_is(client, text):
    assert purpose_in_workbook(client, text) == (text, "s")


@pytest.mark.parametrize("text", ["1900-03-01", "9999-12-31", "2024-02-29"])
def test_a_day_is_the_day_it_says(client, text):
    assert purpose_in_workbook(client, text) == (datetime.fromisoformat(text), "d")


def headings(answer):
    tokens = MarkdownIt().parse(answer.text)
    return [
        (token.tag, after.content)
        for token, after in pairwise(tokens)
        if token.type == "heading_open"
    ]


def test_the_list_as_markdown_says_all_that_is_stated_and_nothing_of_it_is_markup(
    published, client
):
    answer = client.get("/subprocessors.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert headings(answer) == [
        ("h1", "Octo \\*Cloud\\*: Sub-processors"),
        ("h2", "In use"),
        ("h3", "Acme \\[Mail\\]"),
        ("h2", "Announced"),
        ("h3", "שלום"),
    ]
    shown = MarkdownIt().render(answer.text)
    assert "<li>Nature of processing: &lt;b&gt;Hosting&lt;/b&gt;</li>" in shown
    assert "Places of processing: Ireland, United States" in shown
    assert "https://trust.example.com/subprocessors/acme/" in shown
    assert client.get("/subprocessors.md?on=2026-11-02").text.count("###") == 1


def test_log_and_version_as_markdown_say_what_changed(published, client):
    log = client.get("/changes.md")
    assert [words for tag, words in headings(log) if tag == "h2"] == [
        "Version 2, 9 November 2026: Changes of 2026-11-09",
        "Version 1, 2 November 2026: Changes of 2026-11-02",
    ]
    version = client.get("/changes/2.md")
    for answer in (log, version):
        shown = MarkdownIt().render(answer.text)
        assert "Announced: שלום starts on 15 December 2026." in shown
        assert "was =1+1 - x; is now &lt;b&gt;Hosting&lt;/b&gt;" in shown
    assert "Acme \\[Mail\\]" in client.get("/changes/1.md").text
    assert client.get("/changes/9.md").status_code == 404


def test_language_models_find_where_everything_is(published, client):
    answer = client.get("/llms.txt")
    assert answer.text.startswith("# Octo \\*Cloud\\*: sub-processors\n\n> ")
    assert "](https://trust.example.com/subprocessors.md)" in answer.text


def links_of(client, text):
    """Each address that a text links to, with the status of its answer."""
    found = re.findall(r"\]\(https://trust\.example\.com([^)]+)\)", text)
    return {address: client.get(address).status_code for address in found}


def test_before_the_first_version_they_say_that_nothing_is_published(client):
    Portal.objects.create(pk=1, organisation="Octo")
    for address in ("/subprocessors.xlsx", "/subprocessors.md", "/changes.md"):
        assert client.get(address).status_code == 404
    answer = client.get("/llms.txt")
    assert answer.status_code == 200
    assert "> No list of sub-processors has been published yet." in answer.text
    assert "sealed" not in answer.text


def test_language_models_are_led_to_nothing_that_is_not_there(client):
    assert set(links_of(client, client.get("/llms.txt").text).values()) == {200}
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    links = links_of(client, client.get("/llms.txt").text)
    assert len(links) == 8
    assert set(links.values()) == {200}


def test_they_are_kept_like_the_rest(published, client):
    for address in ("/subprocessors.xlsx", "/subprocessors.md", "/changes.md", "/changes/2.md"):
        answer = client.get(address)
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
