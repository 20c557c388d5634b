"""The forms a list comes in: cells as they are shown, and whatever is odd told with its line."""

import io
import json
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from subprocessors.importing.interpreting.column_answers import answers_from
from subprocessors.importing.interpreting.days import read_day
from subprocessors.importing.interpreting.headings import SETTABLE, SLUG, meaning_of
from subprocessors.importing.interpreting.interpret import interpret
from subprocessors.importing.interpreting.places import country_in, places_in
from subprocessors.importing.labels import import_label
from subprocessors.importing.reading.any_file import read_list, read_text
from subprocessors.importing.reading.files import Unreadable


def understood(text, name="pasted", answers=None):
    return interpret(read_text(text, name=name), answers)


def of_book(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


#: Somebody confirmed that the titles are categories.
TITLES = answers_from(["(heading)=category"])


def from_book(book, answers=None):
    return interpret(read_list(of_book(book), name="list.xlsx"), answers)


def values(made):
    assert [*map(str, made.problems)] == []
    return [{**entry.values, **entry.derived} for entry in made.entries]


def repacked(data, change):
    """The workbook with each part's bytes changed by ``change(name, bytes)``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


# Excel


def test_a_sheet_gives_its_cells_below_a_title_with_links_days_and_numbers():
    book = Workbook()
    sheet = book.active
    sheet.append(["Our sub-processors"])
    sheet.append([])
    sheet.append(["Name", "Purpose", "In use since", "Contract number"])
    sheet.append(["Acme", "Mail,\nalerts", datetime(2025, 4, 3), 17.0])
    sheet["A4"].hyperlink = "https://acme.example"
    (row,) = values(from_book(book))
    assert row["effective_on"] == date(2025, 4, 3)
    assert (row["purpose"], row["contract_reference"]) == ("Mail, alerts", "17")
    assert row["website"] == "https://acme.example"


def test_merged_cells_of_a_sheet_stand_in_each_row_and_across_they_are_a_heading():
    book = Workbook()
    sheet = book.active
    for row in (
        ["Name", "Purpose", "Location"],
        ["Core", None, None],
        ["Acme", "Mail", "Ireland"],
        [None, "Calls", "Peru"],
        ["Support", None, None],
        ["Bolt", "Tickets", "Peru"],
    ):
        sheet.append(row)
    for merged in ("A2:C2", "A3:A4", "A5:C5"):
        sheet.merge_cells(merged)
    rows = values(from_book(book, TITLES))
    assert [(row["name"], row["purpose"], row["category"]) for row in rows] == [
        ("Acme", "Mail", "Core"),
        ("Acme", "Calls", "Core"),
        ("Bolt", "Tickets", "Support"),
    ]


def test_a_formula_without_its_value_and_an_error_are_reported_with_row_and_column():
    book = Workbook()
    book.active.append(["Name", "Purpose"])
    book.active.append(["Acme", "=A1"])
    book.active.append(["Bolt", "#REF!"])
    said = " ".join(map(str, from_book(book).problems))
    assert "row 2: “Purpose”: is a formula that was never computed" in said
    assert "row 3: “Purpose”: “#REF!” shows the error" in said


def test_a_hidden_sheet_is_not_read_and_several_sheets_are_groups():
    book = Workbook()
    book.active.title = "Core"
    for title, name in (("Support", "Bolt"), ("Drafts", "Secret")):
        book.create_sheet(title).append(["Name", "Purpose"])
        book[title].append([name, "Tickets"])
    book["Core"].append(["Name", "Purpose"])
    book["Core"].append(["Acme", "Mail"])
    book["Drafts"].sheet_state = "hidden"
    made = from_book(book, TITLES)
    assert [(row["name"], row["category"]) for row in values(made)] == [
        ("Acme", "Core"),
        ("Bolt", "Support"),
    ]
    assert made.remarks == ["The sheet “Drafts” is hidden and was not read."]


def test_a_row_is_told_with_its_sheet_where_there_are_several():
    book = Workbook()
    book.active.title = "Core"
    other = book.create_sheet("Only with SMS")
    for sheet in (book.active, other):
        sheet.append(["Name", "Purpose"])
        sheet.append(["Acme", "Mail"])
        sheet.append([None, "Mail"])
    book.create_sheet("Read me").append(["Reviewed", "yearly"])
    made = from_book(book)
    assert [*map(str, made.problems)] == [
        "row 3 of the sheet “Core”: has no name.",
        "row 3 of the sheet “Only with SMS”: has no name.",
    ]
    assert made.remarks == [
        "row 1 of the sheet “Read me”: not taken, as no column there names a sub-processor: 0 rows"
        " below “Reviewed”, “yearly”."
    ]


def test_what_is_hidden_in_a_sheet_is_read_and_told():
    book = Workbook()
    sheet = book.active
    for row in (["Name", "Purpose"], ["Acme", "Mail"], ["Bolt", "Tickets"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    made = from_book(book)
    assert [row["name"] for row in values(made)] == ["Acme", "Bolt"]
    assert made.remarks == [
        "Column B is hidden in the workbook, and was read all the same.",
        "row 3: “Bolt” is hidden, and was read all the same.",
    ]


def test_only_web_addresses_are_taken_from_the_links_of_a_sheet():
    book = Workbook()
    sheet = book.active
    sheet.append(["Name", "DPA"])
    sheet.append(["Acme", "here"])
    sheet.append(["Bolt", "https://bolt.example/dpa"])
    sheet["B2"].hyperlink = "mailto:dpa@acme.example"
    said = [*map(str, from_book(book).problems)]
    assert said == ["row 2: “DPA”: “here” is no web address."]


def test_a_column_of_addresses_without_any_address_is_asked_about():
    made = understood("Name,DPA\nAcme,Signed\nBolt,Yes\n", name="list.csv")
    assert [column.heading for column in made.asked] == ["DPA"]
    assert made.problems == []


def test_a_workbook_that_unpacks_into_too_much_is_refused_before_it_is_read():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (60 * 1024 * 1024))
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(Unreadable, match="unpacks into"):
        read_list(bomb.getvalue(), name="list.xlsx")


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "names more than"),
        (b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>', "names more than"),
    ],
)
def test_a_range_over_billions_of_cells_is_refused_before_it_is_read(element, words):
    book = Workbook()
    book.active.append(["Name"])
    data = repacked(
        of_book(book),
        lambda name, part: part.replace(b"</sheetData>", b"</sheetData>" + element),
    )
    with pytest.raises(Unreadable, match=words):
        read_list(data, name="list.xlsx")


def test_a_workbook_that_defines_entities_is_refused():
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    data = repacked(
        of_book(Workbook()),
        lambda name, part: entities + part if name == "xl/worksheets/sheet1.xml" else part,
    )
    with pytest.raises(Unreadable, match="holds XML that is not read"):
        read_list(data, name="list.xlsx")


def test_a_cell_at_the_far_end_of_a_sheet_is_no_list():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Name", "far away"
    with pytest.raises(Unreadable, match="are too many for a list"):
        read_list(of_book(book), name="list.xlsx")


# Web pages and what is pasted from them


def test_scripts_styles_and_hidden_markup_are_no_text():
    text = (
        "<table><tr><th>Name<th>Purpose<tr><td>Acme<style>x{}</style>"
        "<td>Mail<script>steal()</script> service<template>no</template></table>"
    )
    assert values(understood(text)) == [{"name": "Acme", "purpose": "Mail service"}]


def test_only_web_addresses_are_taken_from_links():
    text = (
        "<table><tr><th>Name<th>Purpose"
        '<tr><td><a href="javascript:alert(1)">Acme</a><td>Mail'
        '<tr><td><a href="mailto:a@b.example">Bolt</a><td>Calls</table>'
    )
    assert all("website" not in row for row in values(understood(text)))


def test_a_link_is_taken_for_what_it_leads_to():
    text = (
        "<table><tr><th>Name<th>Purpose<th>Location"
        '<tr><td><a href="https://acme.example">Acme</a><td>Mail, <a'
        ' href="https://acme.example/dpa">terms</a><td>Ireland, see <a'
        ' href="https://acme.example/sub-processors">others</a></table>'
    )
    (row,) = values(understood(text))
    assert row["website"] == "https://acme.example"
    assert row["dpa_url"] == "https://acme.example/dpa"
    assert row["subprocessors_url"] == "https://acme.example/sub-processors"
    assert row["processing_location"] == "Ireland, see others"


def test_a_cell_over_some_columns_is_reported_with_its_line():
    text = (
        "<table>\n<tr><th>Name<th>Purpose<th>Location\n"
        "<tr><td>Acme<td colspan=2>Mail\n<tr><td>Bolt<td>Calls\n</table>"
    )
    assert [*map(str, understood(text).problems)] == [
        "line 3: the cell “Mail” reaches over 2 columns. Write what belongs to each.",
        "line 4: has 2 cells where the headings have 3.",
    ]


def test_absurd_spans_cost_nothing():
    text = "<table><tr><th>Name<th>Purpose<tr><td rowspan=65534 colspan=1000>Acme</table>"
    assert understood(text).entries == []


def test_cells_copied_from_a_sheet_are_read_with_tabs():
    assert values(understood('Name\tPurpose\nAcme\t"Mail\nand calls"\n')) == [
        {"name": "Acme", "purpose": "Mail; and calls"}
    ]


@pytest.mark.parametrize(
    "scrap", ["<!", "<!--", "<![x[", "<?", "<a ", "</", "<table>", "<script><!--", "&#", "<a b='"]
)
def test_a_page_of_broken_tags_is_read_to_its_end(scrap):
    """A second's work; a reader that looked at all the rest for each of them would take an hour."""
    read_text(f"<table><tr><td>Name{scrap * 100_000}", name="list.html")
    read = read_text(f"<table><tr><td>Name{scrap * 100_000}>", name="list.html")
    assert read.tables[0].rows[0].cells[0].text.startswith("Name")


# Markdown


def test_a_row_of_markdown_with_a_cell_too_many_or_too_few_is_reported():
    text = "| Name | Purpose |\n|---|---|\n| Acme | Mail | more |\n| Bolt |\n| Cargo | Calls |\n"
    assert [*map(str, understood(text).problems)] == [
        "line 3: has 3 cells where the table has 2.",
        "line 4: has 1 cell where the table has 2.",
    ]


def test_a_table_of_html_within_markdown_keeps_the_lines_of_the_file():
    text = "# List\n\nText.\n\n<table>\n<tr><th>Name<th>Purpose\n<tr><td>Acme\n</table>\n"
    made = understood(text, name="list.md")
    assert [*map(str, made.problems)] == ["line 7: has 1 cell where the headings have 2."]


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(delimiter):
    text = delimiter.join(["Name", "Purpose"]) + "\n" + delimiter.join(["Acme", '"a, b; c"'])
    assert values(understood(text, name="list.csv")) == [{"name": "Acme", "purpose": "a, b; c"}]


def test_what_our_own_exports_put_before_a_formula_is_taken_away_again():
    text = "Name,Purpose\nAcme,'=1+1\n"
    assert values(understood(text, name="list.csv"))[0]["purpose"] == "=1+1"


def test_a_dash_alone_is_nothing():
    assert values(understood("Name,Purpose\nAcme,–\n", name="list.csv"))[0]["purpose"] == ""


def test_a_table_of_markdown_in_a_quotation_is_read():
    text = "> | Name | Purpose |\n> |---|---|\n> | Acme | Mail |\n"
    assert values(understood(text, name="list.md"))[0]["purpose"] == "Mail"


@pytest.mark.parametrize("tag", ["{: .table .wide}", "{.table}", "{% endraw %}"])
def test_a_tag_of_the_page_builder_below_a_table_is_no_row_of_it(tag):
    text = f"| Name | Purpose |\n|---|---|\n| Acme | Mail |\n{tag}\n"
    assert [row["name"] for row in values(understood(text, name="list.md"))] == ["Acme"]


def test_a_line_right_below_a_table_of_markdown_is_no_row_of_it():
    text = "| Name | Purpose |\n|---|---|\n| Acme | Mail |\nLast updated in May.\n"
    assert [*map(str, understood(text, name="list.md").problems)] == [
        "line 4: has 1 cell where the table has 2."
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("**Core**\n\n{}\n__Only with SMS:__\n\n{}", "list.md"),
        (
            "<p><strong>Core</strong></p>\n\n{}\n\n<p> <b>Only with <i>SMS</i></b>:</p>\n\n{}",
            "l.md",
        ),
    ],
)
def test_a_line_in_bold_alone_above_each_table_is_its_heading(text, name):
    table = "| Name | Purpose |\n|---|---|\n| {} | Mail |\n"
    text = text.format(table.format("Acme"), table.format("Bolt"))
    rows = values(understood(text, name=name, answers=TITLES))
    assert [row["category"] for row in rows] == ["Core", "Only with SMS"]


def test_a_line_in_bold_is_no_heading_where_there_are_headings():
    table = "**As of May**\n\n| Name | Purpose |\n|---|---|\n| {} | Mail |\n\n"
    text = f"## Core\n\n{table.format('Acme')}## Other\n\n{table.format('Bolt')}"
    rows = values(understood(text, name="list.md", answers=TITLES))
    assert [row["category"] for row in rows] == ["Core", "Other"]


# JSON


def test_groups_of_objects_are_categories_however_deep_they_stand():
    groups = [
        {"title": "Core", "vendors": [{"name": "Acme", "purpose": "Mail"}]},
        {
            "title": "Only with SMS",
            "vendors": [{"name": "Bolt", "services": [{"id": 1}, {"id": 2}]}],
        },
    ]
    for text in (json.dumps(groups), json.dumps({"a": {"b": {"c": groups}}}, indent=1)):
        rows = values(understood(text, name="list.json", answers=TITLES))
        assert [(row["name"], row["category"]) for row in rows] == [
            ("Acme", "Core"),
            ("Bolt", "Only with SMS"),
        ]
        assert rows[1]["purpose"] == "id: 1; id: 2"


def test_what_a_group_says_beside_its_name_and_its_list_is_told():
    groups = [
        {"id": 1, "title": "Core", "vendors": [{"name": "Acme"}]},
        {"title": "Other", "vendors": [{"name": "Bolt"}], "note": "With SMS"},
    ]
    made = understood(json.dumps(groups).replace("}, {", "},\n{"), name="list.json")
    assert made.remarks == [
        "item 1: of the group “Core” only “vendors” was read, not “id”.",
        "item 2: of the group “Other” only “vendors” was read, not “note”.",
    ]


def test_a_row_with_a_list_of_its_own_sub_processors_is_no_group():
    row = {"name": "Acme", "purpose": "Mail", "subprocessors": [{"name": "Bolt"}]}
    made = understood(json.dumps([row]), name="list.json")
    assert [*map(str, made.problems)] == [
        "item 1: “Acme” may be a row or the name of a group: it has “purpose” and a list,"
        " “subprocessors”. Take one of them out."
    ]


def test_a_group_with_two_lists_is_refused():
    group = {"title": "Core", "vendors": [{"name": "Acme"}], "affiliates": [{"name": "Bolt"}]}
    assert [*map(str, understood(json.dumps([group]), name="list.json").problems)] == [
        "item 1: the group “Core” has two lists, “vendors” and “affiliates”. Make it two groups."
    ]


def test_lists_of_one_name_stand_under_what_is_above_it():
    regions = {place: {"subprocessors": [{"name": f"Acme {place}"}]} for place in ("EU", "US")}
    rows = values(understood(json.dumps(regions), name="list.json", answers=TITLES))
    assert [row["category"] for row in rows] == ["EU", "US"]


def test_objects_under_their_names_are_rows():
    text = '{"list": {"Acme": {"purpose": "Mail"},\n"Bolt": {"purpose": "Tickets"}}}'
    made = understood(text, name="list.json")
    assert [(row["name"], row["purpose"]) for row in values(made)] == [
        ("Acme", "Mail"),
        ("Bolt", "Tickets"),
    ]
    assert [entry.place for entry in made.entries] == ["item 1", "item 2"]


def test_lists_of_cells_are_rows():
    text = '[["Name", "Purpose"],\n["Acme", "Mail"],\n["Bolt", null]]'
    made = understood(text, name="list.json")
    assert [(row["name"], row["purpose"]) for row in values(made)] == [
        ("Acme", "Mail"),
        ("Bolt", ""),
    ]
    assert [entry.place for entry in made.entries] == ["item 2", "item 3"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"name": "Acme", "purpose": NaN}]', "NaN"),
        ('[{"name": "Acme", "name": "Bolt"}]', "“name” stands twice in one object"),
    ],
)
def test_what_json_leaves_open_is_refused(text, words):
    with pytest.raises(Unreadable, match=words):
        understood(text, name="list.json")


def test_what_is_no_object_is_told_as_it_is_written():
    made = understood('[{"name": "Acme"},\nnull, "Bolt"]', name="list.json")
    assert [*map(str, made.problems)] == [
        "item 2: null is no object with names and values.",
        'item 3: "Bolt" is no object with names and values.',
    ]


def test_headings_repeated_further_down_begin_another_table():
    text = "Core\nName,Purpose\nAcme,Mail\n\nSupport\nName,Purpose\nBolt,Tickets\n"
    rows = values(understood(text, name="list.csv", answers=TITLES))
    assert [(row["name"], row["category"]) for row in rows] == [
        ("Acme", "Core"),
        ("Bolt", "Support"),
    ]


# Words


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Entity Name", "name"),
        ("Sub-Processor", "name"),
        ("Third Party Service Provider", "name"),
        ("**Subprocessor Name**", "name"),
        ("Unterauftragsverarbeiter", "name"),
        ("Name of the Sub‑processor", "name"),
        ("Nature of processing", "purpose"),
        ("Service", "purpose"),
        ("Zweck der Verarbeitung", "purpose"),
        ("Location", "processing_location"),
        ("Location of Data Processing", "processing_location"),
        ("Ort der Verarbeitung", "processing_location"),
        ("Serverstandort", "processing_location"),
        ("Corporate location", "corporate_location"),
        ("Country of Establishment", "corporate_location"),
        ("Sitz des Unternehmens", "corporate_location"),
        ("Anschrift", "address"),
        ("Registration number", "registration_number"),
        ("Company registration number", "registration_number"),
        ("Company No.", "registration_number"),
        ("LEI", "registration_number"),
        ("Handelsregisternummer", "registration_number"),
        ("Data", "data_categories"),
        ("Categories of personal data", "data_categories"),
        ("Art der Daten", "data_categories"),
        ("Categories of data subjects", "data_subjects"),
        ("Betroffene Personen", "data_subjects"),
        ("Transfer mechanism", "transfer_note"),
        ("Safeguards", "transfer_note"),
        ("Geeignete Garantien", "transfer_note"),
        ("DPA", "dpa_url"),
        ("Products", "products"),
        ("Applicable services", "products"),
        ("In use since", "effective_on"),
        ("Entity type", "category"),
        ("Third Party Service/Vendor", "name"),
        ("Region of Processing", "processing_location"),
        ("Where data is processed", "processing_location"),
        ("What they do", "purpose"),
        ("Internal notes", "internal_notes"),
        ("Confidential remarks", "internal_notes"),
        ("Interne Bemerkung", "internal_notes"),
        ("International transfers", "transfer_note"),
        ("Transfer mechanism (if applicable)", "transfer_note"),
        ("Sub-processor's location", "corporate_location"),
        ("Vendor’s privacy policy", "privacy_url"),
    ],
)
def test_a_usual_heading_is_understood(heading, field):
    meaning = meaning_of((heading,))
    assert (meaning.fields[0], meaning.is_certain) == (field, True)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, -1])
def test_every_field_is_understood_by_the_name_it_has_on_the_desk(order):
    names = [name for name in SETTABLE[::order] if name not in ("services", SLUG)]
    book = Workbook()
    book.active.append([import_label(name) for name in names])
    book.active.append(["Acme"] * len(names))
    assert [column.field for column in from_book(book).columns] == [*names]


@pytest.mark.parametrize(
    "heading",
    [
        "Risk",
        "Tier",
        "Status",
        "Purpose and data processed",
        "Vendor risk",
        "Name and address",
        "Name, Anschrift",
        "Name & address",
        "Score",
    ],
)
def test_a_heading_nobody_can_be_sure_of_is_not_understood(heading):
    assert not meaning_of((heading,)).is_certain


@pytest.mark.parametrize("other", ["Description", "Services", "Details", "Dienstleistung"])
@pytest.mark.parametrize("plain", ["Purpose", "Nature of processing", "Zweck"])
def test_the_column_that_is_called_the_purpose_is_the_purpose(plain, other):
    made = understood(f"Name,{other},{plain}\nAcme,Express,Mail\n", name="list.csv")
    assert values(made)[0]["purpose"] == "Mail"
    assert "purpose" not in (made.columns[1].field, made.columns[1].proposal)


def test_a_heading_over_two_columns_that_differ_is_refused():
    made = understood("Name,Location,Location\nAcme,Ireland,Peru\n", name="list.csv")
    assert [*map(str, made.problems)] == [
        "line 1: “Location” is the heading of 2 columns. Give each a heading of its own."
    ]
    made = interpret(
        read_text("Name,Location,Location\nAcme,Ireland,Peru\n", name="list.csv"),
        answers_from(ignored=["Location"]),
    )
    assert made.is_whole


@pytest.mark.parametrize(
    ("text", "maps", "both"),
    [
        ("Name,Use,Aim\nAcme,Mail,Post\n", ["Use=purpose", "Aim=purpose"], "“Use” and “Aim”"),
        (
            "Core\nName,Purpose\nAcme,Mail\n\nOther\nName,Purpose\nBolt,Post\n",
            ["(heading)=purpose"],
            "“Purpose” and “(heading)”",
        ),
    ],
)
def test_two_columns_that_would_give_the_same_field_are_refused(text, maps, both):
    made = interpret(read_text(text, name="list.csv"), answers_from(maps))
    assert f"{both} both give Nature of processing. Leave one out." in str(made.problems[0])


def test_two_columns_may_give_the_notes():
    made = interpret(
        read_text("Name,Use,Aim\nAcme,Mail,Post\n", name="list.csv"),
        answers_from(["Use=notes", "Aim=notes"]),
    )
    assert values(made)[0]["notes"] == "Use: Mail\nAim: Post"


def test_a_heading_over_two_columns_of_which_one_says_nothing_more_is_one_column():
    text = "Name,Name,Purpose\n,Acme,Mail\n,Bolt,Tickets\n"
    assert [row["name"] for row in values(understood(text, name="list.csv"))] == ["Acme", "Bolt"]
    book = Workbook()
    sheet = book.active
    for row in (["Name", None, "Purpose"], ["Acme", None, "Mail"], ["Bolt", None, "Tickets"]):
        sheet.append(row)
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=2
        )
    made = from_book(book)
    assert [row["name"] for row in values(made)] == ["Acme", "Bolt"]
    assert made.is_whole


def test_headings_without_a_row_below_them_are_told():
    made = understood("Name,Purpose\n", name="list.csv")
    assert [*map(str, made.problems)] == [
        "There is no row below the headings of line 1: “Name”, “Purpose”."
    ]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("United States, Ireland", ["IE", "US"]),
        ("EU (Frankfurt)", []),
        ("U.S.", ["US"]),
        ("U.S.A. and Republic of Ireland", ["IE", "US"]),
        ("Congo", []),
        ("Frankfurt (Germany)", []),
        ("Amsterdam, The Netherlands", ["NL"]),
        ("USA (US cloud) or Germany (EU cloud)", []),
        ("Vereinigte Staaten und Irland", ["IE", "US"]),
        ("EEA, UK & Switzerland", ["CH", "EEA", "GB"]),
        ("California, USA", ["US"]),
        ("Trinidad and Tobago", ["TT"]),
        ("worldwide", ["WORLDWIDE"]),
        ("Georgia", []),
        ("CA", []),
        ("San Francisco, CA", []),
        ("DE, US", []),
        ("Europe and parts of Asia", []),
        ("Outside the EU", []),
        ("Germany (excluding Berlin)", []),
        ("United States, Europe", []),
        ("", []),
    ],
)
def test_places_become_codes_only_where_each_of_them_is_certain(words, codes):
    assert [*places_in(words).codes] == codes


def test_a_town_of_endless_words_is_read_at_once():
    assert not places_in("A" + " A-A" * 5_000 + "!, Germany").codes


def test_the_country_of_an_entity_is_one_or_none():
    found = [country_in(text).codes for text in ("Delaware, USA", "EU", "Peru, Chile")]
    assert found == [("US",), (), ()]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-04-03", date(2025, 4, 3)),
        ("3 April 2025", date(2025, 4, 3)),
        ("April 3rd, 2025", date(2025, 4, 3)),
        ("3. März 2025", date(2025, 3, 3)),
        ("03.04.2025", date(2025, 4, 3)),
        ("13/04/2025", date(2025, 4, 13)),
        ("04/13/2025", date(2025, 4, 13)),
        ("04/04/2025", date(2025, 4, 4)),
        ("2025/04/03", date(2025, 4, 3)),
    ],
)
def test_a_day_with_one_reading_is_read(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["03/04/2025", "3-4-2025", "03/04/25", "2025", "31 June 2025"])
def test_a_day_without_one_reading_is_not(text):
    with pytest.raises(ValueError, match=r"is ambiguous|is no day"):
        read_day(text)


def test_the_order_given_reads_days_all_in_digits():
    assert read_day("03/04/25", order="DMY") == date(2025, 4, 3)
    assert read_day("03/04/2025", order="MDY") == date(2025, 3, 4)
    with pytest.raises(ValueError, match="no day in the calendar"):
        read_day("13/25/2025", order="DMY")


def test_two_rows_of_headings_are_read_as_one():
    text = (
        "<table><tr><th rowspan=2>Name<th colspan=2>Location"
        "<tr><th>Corporate<th>Processing<tr><td>Acme<td>Delaware, USA<td>Ireland</table>"
    )
    (row,) = values(understood(text))
    assert (row["corporate_location"], row["processing_location"]) == ("Delaware, USA", "")
    assert (row["country"], row["places"]) == ("US", ["IE"])


def test_characters_that_no_database_keeps_are_left_out():
    (row,) = values(understood('[{"name": "A\\u0000cme", "purpose": "\\ud800Mail"}]'))
    assert (row["name"], row["purpose"]) == ("A cme", "Mail")


def test_a_link_that_cannot_be_kept_is_told_and_the_row_is_taken():
    link = "https://acme.example/" + "x" * 600
    made = understood(f'<table><tr><th>Name<th>Purpose<tr><td><a href="{link}">A</a><td>B</table>')
    assert values(made) == [{"name": "A", "purpose": "B"}]
    assert made.remarks[0].startswith("line 1, row 2: the link https://acme.example/xxx")


# Anything at all

SCRAPS = (
    *("Name", "Purpose", "Location", "|", "---|---", "\n", ",", ";", "\t", '"', "=", "\\", "# "),
    *("[", "{", "}", "]", ":", '"name"', "<table>", "<tr>", "<td rowspan=3>", "<th colspan=0>"),
    *(
        "</",
        "<script>",
        "<!--",
        "<![",
        "<!",
        "-->",
        "<?",
        "<a href=//x>",
        "<h2>",
        "</table>",
        "\x00",
        "\ud800",
    ),
)
PIECES = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=8)), max_size=40)


def attempted(data, name):
    """What is understood of ``data``, or the reason why it is refused."""
    try:
        return interpret(read_list(data, name=name))
    except Unreadable as refusal:
        return str(refusal)


@settings(deadline=None, max_examples=300)
@given(PIECES, st.sampled_from(["a", "a.csv", "a.json", "a.md", "a.html"]))
@example(["NameName\nName"], "a")
def test_any_text_is_understood_asked_about_or_refused(pieces, name):
    made = attempted("".join(pieces).encode("utf-8", "replace"), name)
    assert made if isinstance(made, str) else made.entries or made.asked or made.problems


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(b"PK\x03\x04".__add__)))
def test_any_bytes_are_understood_or_refused(data):
    made = attempted(data, "list")
    assert made if isinstance(made, str) else made.entries or made.problems


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60))
def test_any_words_are_places_or_none(text):
    codes = places_in(text).codes
    assert [*codes] == sorted(set(codes))


def test_several_columns_of_one_long_text_stand_there_with_their_headings():
    (row,) = values(understood("Name,Subject matter,Duration\nAcme,Mail,One year\n"))
    assert row["description"] == "Subject matter: Mail\nDuration: One year"


def test_rows_below_a_blank_row_are_taken_and_the_first_of_them_is_named():
    made = understood("Name,Purpose\nAcme,Mail\n\nBeta,Files\nGamma,Logs\n")
    assert [entry.name for entry in made.entries] == ["Acme", "Beta", "Gamma"]
    assert made.remarks == [
        "line 4: “Beta | Files” stands below a blank row, and was read as a row."
    ]
