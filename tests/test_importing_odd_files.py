"""Odd files of every form, in three languages: each is read rightly, or asked about, as decided
before it was tried.
"""

import io
import json
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from subprocessors.models.register import Subprocessor
from tests.test_importing_cases import run

pytestmark = pytest.mark.django_db


def imported(folder, name, content, *options):
    """What importing the file says, and the rows by name, each with its values."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(data)
    said, rows = run(folder / name, *options)
    return said, {name: values(row) for name, row in rows.items()}


def values(row):
    """The filled fields of a row, what every row has left aside."""
    fields = [field.name for field in row._meta.concrete_fields if not field.is_relation]
    found = {name: getattr(row, name) for name in fields if name not in ("id", "slug", "name")}
    found = {name: value for name, value in found.items() if value not in ("", None, [], False)}
    return found | ({"category": row.category.label} if row.category else {})


def workbook(*sheets, merged=(), hidden=(), struck=()):
    """Sheets, each a title and rows; merged ranges and struck cells are of the first one."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    for cell in struck:
        book.worksheets[0][cell].font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


IRISH = {"purpose": "Hosting", "places": ["IE"]}

READ = {
    # Delimited
    "semicolons, German, a quoted break": (
        "liste.csv",
        "\ufeffUnterauftragnehmer;Verarbeitungszweck;Ort der Verarbeitung\r\n"
        '"Birke; Hosting GmbH";"Betrieb\r\nder Server";Irland\r\n',
        {"Birke; Hosting GmbH": {"purpose": "Betrieb; der Server", "places": ["IE"]}},
    ),
    "tabs, with a title line": (
        "list.tsv",
        "Sub-processors of Acme\n\nVendor name\tWhat they do\tCountry\nBirch\tHosting\tIreland\n",
        {"Birch": IRISH},
    ),
    "Windows-1252, French": (
        "liste.csv",
        "Sous-traitant ultérieur;Finalité;Pays d'hébergement\nBouleau Société;Hébergement;Irlande\n"
        .encode("cp1252"),
        {"Bouleau Société": {"purpose": "Hébergement", "places": ["IE"]}},
    ),
    "UTF-16 of Excel's text": (
        "list.txt",
        "Vendor\tPurpose\tLocation\nBirch\tHosting\tIreland\n".encode("utf-16"),
        {"Birch": IRISH},
    ),
    "sep line, bars": (
        "list.csv", "sep=|\nName|Purpose|Country\nBirch|Hosting|IE\n", {"Birch": IRISH}
    ),
    "trailing empty columns and rows": (
        "list.csv", "Name,Purpose,Country,,\nBirch,Hosting,Ireland,,\n,,,,\n", {"Birch": IRISH}
    ),
    "one column only": ("list.csv", "Sub-processor\nBirch\nCedar\n", {"Birch": {}, "Cedar": {}}),
    # Workbooks
    "merged title over two rows of headings": (
        "list.xlsx",
        workbook(
            ("Liste", [
                ["Our sub-processors, May 2026", None, None, None],
                ["Vendor", "Location", None, "Purpose"],
                [None, "Registered office", "Place of processing", None],
                ["Birch", "USA", "Ireland", "Hosting"],
            ]),
            merged=("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
        ),
        {"Birch": {**IRISH, "country": "US"}},
    ),
    "hidden sheet": (
        "list.xlsx",
        workbook(
            ("Public", [["Name", "Purpose", "Country"], ["Birch", "Hosting", "Ireland"]]),
            ("Prices", [["Name", "Purpose"], ["Secret", "Dear"]]),
            hidden=("Prices",),
        ),
        {"Birch": IRISH},
    ),
    "days as days, numbers as numbers": (
        "list.xlsx",
        workbook(
            ("Tabelle1", [
                ["Dienstleister", "Im Einsatz seit", "Handelsregisternummer"],
                ["Birke", date(2024, 5, 1), 12345],
            ]),
        ),
        {"Birke": {"effective_on": date(2024, 5, 1), "registration_number": "12345"}},
    ),
    # Web pages
    "rowspan of the purpose": (
        "page.html",
        "<table><tr><th>Vendor</th><th>Purpose</th><th>Country</th></tr>"
        "<tr><td>Birch</td><td rowspan=2>Hosting</td><td>Ireland</td></tr>"
        "<tr><td>Cedar</td><td>Ireland</td></tr></table>",
        {"Birch": IRISH, "Cedar": IRISH},
    ),
    "names in th": (
        "page.html",
        "<table><thead><tr><th>Prestataire<th>Finalité<th>Pays</thead><tbody>"
        "<tr><th scope=row>Bouleau</th><td>Hébergement<td>Irlande"
        "<tr><th scope=row>Cèdre</th><td>Courriel<td>France</tbody></table>",
        {
            "Bouleau": {"purpose": "Hébergement", "places": ["IE"]},
            "Cèdre": {"purpose": "Courriel", "places": ["FR"]},
        },
    ),
    "headings of a page within cells": (
        "page.html",
        "<table><tr><td>Name<td>Purpose<td>Country</tr>"
        "<tr><td><h3>Birch</h3><td><p>Hosting</p><td>Ireland</tr></table>",
        {"Birch": IRISH},
    ),
    "a table for the looks around the table": (
        "page.html",
        "<table><tr><td><h1>Legal</h1><table><tr><th>Name<th>Purpose<th>Country</tr>"
        "<tr><td>Birch<td>Hosting<td>Ireland</tr></table></td></tr></table>",
        {"Birch": IRISH},
    ),
    "a hidden column of the page": (
        "page.html",
        "<style>.x {display: none}</style><table><tr><th>Name<th>Purpose<th class=x>Comments</tr>"
        "<tr><td>Birch<td>Hosting<td class=x>cheap</tr></table>",
        {"Birch": {"purpose": "Hosting"}},
    ),
    # Markdown
    "links and code in cells": (
        "list.md",
        "| Sub-processor | Purpose | DPA |\n|:--|:-:|--:|\n"
        "| [Birch](https://birch.example) | `Hosting` \\| backup |"
        " [signed](https://birch.example/dpa) |\n",
        {
            "Birch": {
                "website": "https://birch.example",
                "purpose": "Hosting | backup",
                "dpa_url": "https://birch.example/dpa",
            }
        },
    ),
    "names that link to contracts, one called Privacy": (
        "list.md",
        "| Sub-processor | Purpose |\n|---|---|\n| [Birch](https://birch.example/dpa) | Hosting |\n"
        "| [Privacy](https://privacy.example) | Mail |\n",
        {
            "Birch": {"purpose": "Hosting", "dpa_url": "https://birch.example/dpa"},
            "Privacy": {"purpose": "Mail", "website": "https://privacy.example"},
        },
    ),
    "a link on a line below the name": (
        "page.html",
        "<table><tr><th>Anbieter<th>Zweck</tr><tr><td><b>Birke AG</b><br><a href='"
        "https://birke.example/privacy'>privacy</a><td>Betrieb</tr></table>",
        {"Birke AG": {"purpose": "Betrieb", "privacy_url": "https://birke.example/privacy"}},
    ),
    "the first of May in French": (
        "liste.csv",
        "Prestataire;Depuis le;Lieu de traitement\nBouleau;1er mai 2024;UE\n",
        {"Bouleau": {"effective_on": date(2024, 5, 1), "places": ["EU"]}},
    ),
    "markup in CSV": (
        "list.csv",
        'Name,Purpose\nBirch &amp; Co,<b>Hosting</b><br>and mail\n"<a b",<c> & d\n',
        {"Birch & Co": {"purpose": "Hosting; and mail"}, "<a b": {"purpose": "<c> & d"}},
    ),
    "details that fold": (
        "page.html",
        "<table><tr><th>Name<th>Purpose</tr><tr><td>Birch<td>Hosting<details><summary>More"
        "</summary>of it</details></tr></table>",
        {"Birch": {"purpose": "Hosting; More; of it"}},
    ),
    "HTML in cells of Markdown": (
        "list.md",
        "Name | Purpose | Country\n---|---|---\n<b>Birch</b><br>Ltd | Hosting<sup>1</sup>"
        " | Ireland\n",
        {"Birch; Ltd": IRISH},
    ),
    # JSON
    "an object of objects": (
        "list.json",
        json.dumps({"updated": "2026", "vendors": {
            "Birch": {"purpose": "Hosting", "countries": ["IE"]},
        }}),
        {"Birch": IRISH},
    ),
    "camel case, nested place": (
        "list.json",
        json.dumps({"data": {"subProcessors": [
            {"vendorName": "Birch", "purpose": "Hosting", "processingLocation": ["IE", "DE"]},
        ]}}),
        {"Birch": {"purpose": "Hosting", "places": ["DE", "IE"]}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_an_odd_file_is_read(tmp_path, kind):
    name, content, expected = READ[kind]
    said, rows = imported(tmp_path, name, content)
    assert rows == expected, said


VAGUE = "Name,{}\nBirch,{}\nCedar,{}\n"
ASKED = {
    "a list of links": (
        "list.md",
        "# Sub-processors\n\n- [Birch](https://birch.example). Hosting.\n"
        "- [Cedar](https://cedar.example) – E-mail\n",
        '--map "Name?=name"',
    ),
    "a column of prices": ("l.csv", VAGUE.format("Preis", "10", "20"), "“Preis”"),
    "a secret column": ("l.csv", VAGUE.format("Zweck (intern)", "a", "b"), "“Zweck (intern)”"),
    "a former place": ("l.csv", VAGUE.format("Previous location", "Rome", "Oslo"), "Previous"),
    "names turned into columns": (
        "page.html",
        "<table><tr><th>Name</th><td>Birch</td></tr><tr><th>Purpose</th><td>Hosting</td></tr>"
        "<tr><th>Country</th><td>Ireland</td></tr></table>",
        "first column",
    ),
    "names turned into columns, in CSV": (
        "list.csv", "Vendor,Birch\nWhat they do,Hosting\nWhere,Ireland\n", "first column"
    ),
    "merged rows of data": (
        "list.xlsx",
        workbook(
            ("L", [["Name", "Purpose", "Country"], ["Birch", "Hosting", None]]), merged=("B2:C2",)
        ),
        "reaches over 2 columns",
    ),
    "titles above tables": (
        "page.html",
        "<h2>Infrastructure</h2><table><tr><th>Name<th>Purpose</tr><tr><td>Birch<td>Hosting</tr>"
        "</table><h2>Support</h2><table><tr><th>Name<th>Purpose</tr><tr><td>Elm<td>Mail</tr>"
        "</table>",
        '--map "(heading)=category"',
    ),
    "two candidates for the name": (
        "list.csv", "Provider,Legal entity,Brand\nBirch,Birch Ltd,Birchy\n", "“Brand”"
    ),
    "terms that are addresses": (
        "list.json",
        json.dumps([{"name": "Birch", "duration": "https://birch.example/dpa", "purpose": "x"}]),
        "“duration” (for example “https://birch.example/dpa”) is likely dpa_url",
    ),
    "the customer beside the sub-processor": (
        "list.csv",
        "Company,Sub-processor,What they do\nAcme,Birch,Hosting\n",
        '--map "Sub-processor=name"',
    ),
    "the portal's own word beside another": (
        "list.csv", "Name,Role,Purpose\nBirch,processor,Hosting\n", "“Purpose”: Nature of"
    ),
    "a name of several lines": (
        "list.csv", 'Name,Purpose\n"Birch\nDublin",Hosting\n', "has several lines"
    ),
    "two addresses where one can stand": (
        "list.md",
        "|Name|Website|\n|---|---|\n|Birch|[a](https://a.example) [b](https://b.example)|\n",
        "holds 2 addresses where one can stand",
    ),
    "what stands beside a list in JSON": (
        "list.json",
        json.dumps({"updated": "May", "vendors": [{"name": "Birch", "purpose": "Hosting"}]}),
        "Beside the list “updated” was not read.",
    ),
    "texts and objects beside a list in JSON": (
        "list.json",
        json.dumps({
            "regions": ["EU", "US"],
            "empty": [],
            "about": {"updated": "May"},
            "data": {"page": 1, "vendors": [{"name": "Birch", "purpose": "Hosting"}]},
        }),
        "Beside the list “page” was not read.\nBeside the list “regions”, “about” was not read.",
    ),
    "what stands above objects under their names": (
        "list.json",
        json.dumps({"updated": "May", "vendors": {"Birch": {"purpose": "Hosting"}}}),
        "Beside the list “updated” was not read.",
    ),
    "a row struck through in Markdown": (
        "list.md",
        "|Name|Purpose|\n|---|---|\n|~~Birch~~|~~Hosting~~|\n|Elm|Mail|\n",
        "line 3: “Birch” is struck through and was left out.",
    ),
    "a footnote in Markdown": (
        "list.md",
        "|Name|Purpose|\n|---|---|\n|Birch|Hosting[^1]|\n\n[^1]: EU\n",
        "line 5: the footnote “1: EU” was not taken.",
    ),
    "a note over the whole width below": (
        "page.html",
        "<table><tr><th>Name<th>Purpose</tr><tr><td>Birch<td>Hosting</tr>"
        "<tfoot><tr><td colspan=2>Only in the EU</tfoot></table>",
        "“Only in the EU” stands apart from the rows and was not taken.",
    ),
    "two titles of which one has nothing": (
        "page.html",
        "<table><tr><td colspan=2>Our list</tr><tr><td colspan=2>Core</tr><tr><th>Name<th>Purpose"
        "</tr><tr><td>Birch<td>Hosting</tr></table>",
        "“Our list” stands apart from the rows and was not taken.",
    ),
    "lists on a page of Markdown": (
        "list.md",
        "Name | Purpose\n--- | ---\nBirch | Hosting\n\n## How\n\n1. We\n   write\n2. You read\n",
        "line 7: a list of 2 items below “How”",
    ),
    "percent and money": ("l.csv", VAGUE.format("Anteil", "10 %", "5 %"), "“Anteil”"),
    "days of two readings": (
        "list.csv", "Dienstleister;Seit\nBirke;03/04/2025\n", "--dates"
    ),
    "a struck row": (
        "list.xlsx",
        workbook(
            ("L", [["Name", "Purpose"], ["Birch", "Hosting"], ["Cedar", "Mail"]]),
            struck=("A3", "B3"),
        ),
        "“Cedar” is struck through and was left out",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_an_odd_file_is_asked_about(tmp_path, kind):
    name, content, words = ASKED[kind]
    said, _rows = imported(tmp_path, name, content)
    assert words in said


def test_a_list_of_links_is_taken_once_its_columns_are_confirmed(tmp_path):
    name, content, _words = ASKED["a list of links"]
    options = ("--map", "Name?=name", "--map", "Website?=website", "--map", "Purpose?=purpose")
    _said, rows = imported(tmp_path, name, content, *options)
    assert rows == {
        "Birch": {"website": "https://birch.example", "purpose": "Hosting."},
        "Cedar": {"website": "https://cedar.example", "purpose": "E-mail"},
    }


@pytest.mark.parametrize(
    ("rule", "is_hidden"),
    [
        (".dark .menu {display: none}", False),
        (".wide::after {display: none}", False),
        ("@media (max-width: 600px) {.a {color: red} .wide, .b {display: none}}", False),
        (".b, .wide {display: none}", True),
        ("p.b, table.wide {display: none}", True),
    ],
)
def test_only_a_rule_for_what_is_shown_now_hides_a_table(tmp_path, rule, is_hidden):
    text = f"<style>p {{margin: 0}} {rule}</style><body class=dark><table class=wide><tr><th>Name"
    text += "<th>Purpose</tr><tr><td>Birch<td>Hosting</tr></table>"
    said, rows = imported(tmp_path, "page.html", text)
    assert rows == {"Birch": {"purpose": "Hosting"}}
    assert ("is hidden" in said) == is_hidden


def test_what_is_hidden_on_a_page_is_named_and_not_published(tmp_path):
    name, content, _rows = READ["a hidden column of the page"]
    said, rows = imported(tmp_path, name, content)
    assert "hidden" in said
    assert "cheap" not in json.dumps(rows)
    assert not Subprocessor.objects.filter(notes__contains="cheap").exists()
