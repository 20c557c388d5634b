"""Kinds of lists that are easily read wrongly: invented, small, each with its right result."""

import io
import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from subprocessors.importing.interpreting.headings import SETTABLE
from subprocessors.importing.interpreting.interpret import interpret
from subprocessors.importing.interpreting.phrases import fields_of
from subprocessors.importing.interpreting.places import places_in
from subprocessors.importing.reading.any_file import read_list, read_text
from subprocessors.importing.reading.files import Unreadable
from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.models.register import Subprocessor
from tests.stories import add_row

VOCABULARY = Path(__file__).parents[1] / "subprocessors" / "importing" / "vocabulary"
CSV_HEAD = "Vendor,Purpose,Country\n"


def understood(text, name="list.csv"):
    return interpret(read_text(text, name=name))


def from_sheet(fill):
    book = Workbook()
    fill(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return interpret(read_list(stream.getvalue(), name="list.xlsx"))


def said(made):
    return "\n".join([*made.remarks, *map(str, made.problems)])


def names(made):
    return [entry.name for entry in made.entries]


# Structure


def test_the_first_row_as_wide_as_the_table_holds_the_headings_and_what_is_above_is_named():
    made = understood("Our list,,\nLast updated,May,\n\n" + CSV_HEAD + "Birch,Hosting,Peru\n")
    assert names(made) == ["Birch"]
    assert "line 1: “Our list” stands apart from the rows and was not taken." in said(made)


def test_a_numbering_without_a_heading_is_left_out():
    made = understood(",Vendor,Purpose\n1,Birch,Hosting\n2,Cedar,Mail\n")
    assert names(made) == ["Birch", "Cedar"]
    assert made.is_whole


def test_below_a_blank_row_other_headings_begin_another_section():
    made = understood("Vendor,Purpose\nBirch,Hosting\n\nAnbieter,Land\nElm,Peru\nFir,Chile\n")
    assert [(e.name, e.values.get("places")) for e in made.entries] == [
        ("Birch", None),
        ("Elm", ["PE"]),
        ("Fir", ["CL"]),
    ]


@pytest.mark.parametrize(
    "row", ["Total,1", "Approved by: J. Doe,", "* Only with SMS,", "Stand: Mai,"]
)
def test_a_total_a_signature_or_a_footnote_is_no_row(row):
    made = understood(f"Vendor,Purpose\nBirch,Hosting\n{row}\n")
    assert names(made) == ["Birch"]
    assert "is a note, not a row, and was not taken" in said(made)


def test_a_row_apart_below_a_blank_one_that_lacks_what_the_others_have_is_refused():
    made = understood(CSV_HEAD + "Birch,Hosting,Peru\n\nJ. Doe,,3 May\n")
    assert "line 4: “J. Doe” stands below a blank row" in said(made)


def test_a_table_of_markdown_that_is_none_for_markdown_is_refused():
    made = understood("| Vendor | Purpose |\n|---|---|---|\n| Birch | Hosting |\n", name="a.md")
    assert "line 1: 3 lines with bars belongs to no table" in said(made)
    made = understood("| Vendor | Purpose |\n|---|---|\n| B | H |\n\n| C | M |\n", name="a.md")
    assert "line 5: 1 line with bars belongs to no table" in said(made)


def test_a_footnote_beside_a_table_is_named_and_its_sign_leaves_the_name():
    text = (
        "| Vendor | Purpose |\n|---|---|\n| Birch<sup>1</sup> | Mail |\n| Elm* | CDN |\n\n* SMS\n"
    )
    made = understood(text.replace("* SMS", "<sup>1</sup> SMS"), name="a.md")
    assert names(made) == ["Birch", "Elm"]
    assert "line 6: the footnote “1 SMS” was not taken." in said(made)
    assert "line 4: the sign was taken off the name “Elm*”." in said(made)


def test_a_row_and_words_struck_through_in_a_sheet_are_left_out_and_named():
    def fill(sheet):
        old = InlineFont(strike=True)
        for row in (["Vendor", "Purpose"], ["Birch", "Hosting"], ["Fir", "Analytics"]):
            sheet.append(row)
        sheet["B2"] = CellRichText(TextBlock(old, "Servers "), "Hosting")
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet["A2"].comment = Comment("Ask legal", "J")

    made = from_sheet(fill)
    (entry,) = made.entries
    assert entry.values["purpose"] == "Hosting"
    assert "row 2: “Birch” holds “Servers”, struck through, which was left out." in said(made)
    assert "row 2: “Birch” has a comment at “Birch”, which was not read." in said(made)
    assert "row 3: “Fir” is struck through and was left out." in said(made)


@pytest.mark.parametrize(
    ("cell", "name", "words"),
    [
        ("<del>Old</del><ins>Birch</ins>", "Birch", "holds “Old”, struck through or deleted"),
        ("<span style='display:none'>7</span>Birch", "Birch", "holds “7”, hidden"),
        ("Birch<a href='#_msocom_1'>[JD1]</a>", "Birch", ""),
        ("Birch <sup>TM</sup>", "Birch TM", ""),
    ],
)
def test_deleted_and_hidden_words_of_a_page_are_never_joined_to_the_others(cell, name, words):
    made = understood(f"<table><tr><th>Vendor<th>Purpose<tr><td>{cell}<td>Mail</table>", "a.html")
    assert names(made) == [name]
    assert words in said(made)


def test_a_list_beside_a_table_is_named_but_not_the_menu_of_the_page():
    text = (
        "<nav><ul><li>Home</ul></nav><table><tr><th>Vendor<th>Purpose<tr><td>Birch<td>Mail</table>"
        "<h2>Website only</h2><ol><li>Elm<li>Fir</ol>"
    )
    made = understood(text, "a.html")
    lists = [remark for remark in made.remarks if "a list of" in remark]
    assert lists == [
        "line 1: a list of 2 items below “Website only” stands beside the table and was not read."
    ]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("list:\n  - name: Birch\n", "a.yml", "is YAML"),
        ("- name: Birch\n  purpose: Mail\n", "pasted", "is YAML"),
        ("<?xml version='1.0'?><a/>", "a.xml", "is XML"),
    ],
)
def test_forms_that_are_not_read_are_refused_by_name(text, name, words):
    with pytest.raises(Unreadable, match=words):
        read_list(text.encode(), name=name)


def test_lists_in_json_are_told_by_number_and_codes_in_them_are_codes():
    made = understood('{"vendors": [{"name": "Birch", "countries": ["CA", "DE"]}]}', "a.json")
    assert (made.entries[0].place, made.entries[0].values["places"]) == ("item 1", ["CA", "DE"])


# Meaning


@pytest.mark.parametrize("path", sorted(VOCABULARY.glob("*.toml")), ids=lambda path: path.stem)
def test_the_tables_of_phrases_name_fields_that_there_are_and_each_phrase_is_of_one(path):
    table = tomllib.loads(path.read_text("utf-8"))
    for fields, phrases in table["headings"].items():
        assert {*fields.split(", ")} <= {*SETTABLE, "unclear", "website_or_other"}
        assert {fields_of(phrase) for phrase in phrases} == {tuple(fields.split(", "))}
    assert {*table["mechanisms"]} <= {*TRANSFER_MECHANISMS}


@pytest.mark.parametrize(
    "heading",
    [
        "Vendor risk",
        "Vendor status",
        "Parent company",
        "Third-party tier",
        "Company VAT",
        "Legal basis",
        "Status",
        "Purpose (old)",
        "Proposed location",
        "Kind",
    ],
)
def test_what_is_no_phrase_as_a_whole_is_asked_about(heading):
    made = understood(f"Name,{heading}\nBirch,Something\n")
    assert [column.heading for column in made.asked] == [heading]


def test_what_is_internal_is_never_public():
    made = understood("Name,Notes (internal),Risk (confidential)\nBirch,Dear,High\n")
    assert [column.field or column.proposal for column in made.columns] == [
        "name",
        "internal_notes",
        "internal_notes",
    ]


def test_a_link_in_an_internal_column_gives_no_public_one():
    text = "| Name | Contract |\n|---|---|\n| Birch | [DPA](https://birch.example/dpa) |\n"
    (entry,) = understood(text, "a.md").entries
    assert (entry.values["contract_reference"], entry.derived) == ("DPA", {})


def test_of_two_columns_that_are_as_certain_of_one_field_both_are_asked_about():
    made = understood("Vendor,Purpose,Data center,Hosting region\nBirch,Mail,Dublin,Ireland\n")
    assert [column.heading for column in made.asked] == ["Data center", "Hosting region"]


@pytest.mark.parametrize(
    ("words", "codes", "is_all"),
    [
        ("Netherlands", ["NL"], True),
        ("Deutschland", ["DE"], True),
        ("US / EU", ["EU", "US"], True),
        ("🇮🇪 Ireland", ["IE"], True),
        ("🇮🇪", ["IE"], True),
        ("Dublin, Ireland", ["IE"], False),
        ("Ivory Coast, Cape Verde", ["CI", "CV"], True),
        ("Viet Nam and Turkiye", ["TR", "VN"], True),
        ("Korea, Republic of", ["KR"], True),
        ("Germany, Korea, Republic of", ["DE", "KR"], True),
        ("United States (US)", ["US"], True),
        ("Austin, TX, USA", ["US"], False),
        ("Germany (support from India)", [], False),
        ("EU (Switzerland)", [], False),
        ("EU (London)", [], False),
        ("Germany, backup in Ireland", [], False),
        ("Remote, USA", [], False),
        ("Backup, Ireland", [], False),
        ("Support, Germany", [], False),
        ("Korea (Republic of)", ["KR"], True),
        ("Germany, stored", [], False),
        ("Grenade, Spain", [], False),
        ("Lebanon, USA", [], False),
        ("Frankfurtt, Germny", [], False),
    ],
)
def test_codes_are_taken_only_where_certain(words, codes, is_all):
    found = places_in(words)
    assert ([*found.codes], found.is_all) == (codes, is_all)


def test_words_stay_empty_where_the_codes_say_the_same_and_what_gives_no_code_is_named():
    made = understood(CSV_HEAD + "Birch,Mail,Netherlands\nElm,CDN,Frankfurtt\n")
    first, second = (entry.values for entry in made.entries)
    assert (first["places"], first["processing_location"]) == (["NL"], "")
    assert ("places" in second, second["processing_location"]) == (False, "Frankfurtt")
    assert "line 3: “Frankfurtt” names no country or region for certain." in said(made)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("<https://birch.example>", "https://birch.example"),
        ("birch.example/a#b", "https://birch.example/a#b"),
        ("n/a", ""),
        ("–", ""),
    ],
)
def test_an_address_in_a_cell_is_read_as_it_is_written(cell, address):
    made = understood(f"Vendor,Purpose,Website\nBirch,Mail,{cell}\nElm,CDN,elm.example\n")
    assert made.entries[0].values["website"] == address


def test_links_of_names_to_one_foreign_host_are_not_websites_but_a_group_s_own_are():
    def page(first, second, host):
        rows = "".join(
            f'<tr><td><a href="https://{host}/{number}">{name}</a><td>Mail'
            for number, name in enumerate((first, second))
        )
        return f"<table><tr><th>Vendor<th>Purpose{rows}</table>"

    made = understood(page("Birch", "Elm", "wiki.example"), "a.html")
    assert all("website" not in entry.derived for entry in made.entries)
    made = understood(page("Birch Mail", "Birch Chat", "birch.example"), "a.html")
    assert all("website" in entry.derived for entry in made.entries)


@pytest.mark.parametrize("text", ["May 2025", "2025", "TBD"])
def test_what_is_no_day_names_the_column_to_map(text):
    (problem,) = understood(f"Vendor,Start date\nBirch,{text}\n").problems
    assert (problem.remedy, problem.column.heading) == ("map", "Start date")


def test_a_day_that_is_not_applicable_is_none():
    assert understood("Vendor,Start\nBirch,n/a\n").entries[0].values["effective_on"] is None


# Who is who


def imported(tmp_path, text, *options):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    call_command("importlist", str(path), *options)
    return {row.name: row for row in Subprocessor.objects.all()}


@pytest.mark.django_db
def test_a_row_under_former_without_a_day_is_asked_about(tmp_path):
    text = "Vendor,Purpose\nBirch,Mail\n\nFormer vendors,\nVendor,Purpose\nFir,Analytics\n"
    with pytest.raises(CommandError, match=r"“Fir” stands under “Former vendors”. Is it in use"):
        imported(tmp_path, text)
    assert set(imported(tmp_path, text, "--leave-out", "6")) == {"Birch"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["CEDAR mail", "Cedar Mail, Inc.", "Cedar Mail GmbH"])
def test_a_name_that_differs_in_case_or_legal_form_is_the_same_whatever_the_place(tmp_path, name):
    row = add_row("Cedar Mail", purpose="Mail", places=["US"])
    rows = imported(tmp_path, f'{CSV_HEAD}"{name}",Mail,Ireland\n')
    assert [(one.pk, one.places) for one in rows.values()] == [(row.pk, ["IE"])]


@pytest.mark.django_db
def test_a_likely_rename_is_refused_until_somebody_says_which_it_is(tmp_path):
    add_row("Amazon Web Services", places=["US"])
    text = CSV_HEAD + "Amazon Web Services EMEA SARL,Hosting,Ireland\n"
    with pytest.raises(CommandError, match=r"Say --same .*, or --apart .* if it is another one"):
        imported(tmp_path, text)
    name = "Amazon Web Services EMEA SARL"
    assert set(imported(tmp_path, text, "--same", name)) == {name}


@pytest.mark.django_db
def test_a_row_is_found_again_by_its_slug(tmp_path):
    row = add_row("Cedar", purpose="Mail")
    rows = imported(tmp_path, "Slug,Vendor,Purpose\ncedar,Something Else,Chat\n")
    assert [(one.pk, one.purpose) for one in rows.values()] == [(row.pk, "Chat")]


@pytest.mark.django_db
def test_words_kept_from_before_that_say_what_the_codes_say_are_no_difference(tmp_path, capsys):
    add_row("Birch", purpose="Mail", places=["NL"], processing_location="Netherlands")
    imported(tmp_path, CSV_HEAD + "Birch,Mail,Netherlands\n")
    assert "0 changed, 0 renamed, 1 as before" in capsys.readouterr().out
