"""Small lists that were read wrongly once, and the right result of each.

Those that lie in the folder of shared cases are tried too; it may be missing.
"""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from subprocessors.models.register import Subprocessor

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[2] / "shared" / "cases" / "importing"
HOSTED = "Name,Purpose,{}\nBirch,Hosting,{}\n"


def case(name, *options):
    """What importing the case says, and the rows that the working list then has, by name."""
    if not CASES.exists():
        pytest.skip(f"{CASES} is missing")
    return run(CASES / name, *options)


def run(path, *options):
    said = []
    try:
        call_command("importlist", str(path), *options, stdout=_Lines(said))
    except CommandError as refusal:
        said.append(str(refusal))
    return "\n".join(said), {row.name: row for row in Subprocessor.objects.all()}


class _Lines:
    def __init__(self, lines):
        self.lines = lines

    def write(self, text):
        self.lines.append(text.rstrip("\n"))


@pytest.mark.parametrize(
    ("name", "purposes"),
    [
        ("25e-two-columns.csv", ["Servers", "Cloud service provider", "E-mail"]),
        ("25c-row-like-headings.md", ["Servers", "Support services", "E-mail"]),
        ("25-row-like-headings.csv", ["Servers", "Support services", "E-mail"]),
        ("25g-html-th.html", ["Servers", "Cloud service provider", "E-mail"]),
    ],
)
def test_a_row_of_data_is_never_a_row_of_headings(name, purposes):
    _said, rows = case(name)
    assert sorted(row.purpose for row in rows.values()) == sorted(purposes)


def test_a_table_of_html_within_markdown_keeps_its_rows_over_blank_lines():
    _said, rows = case("01-md-html-blank-line.md")
    assert len(rows) == 2
    assert rows["Birch Hosting Ltd"].corporate_location == "1 Quay; Dublin"


@pytest.mark.parametrize(
    ("name", "same"), [("02-ended-row-again.csv", 2), ("x-11-sheets-with-former.xlsx", 3)]
)
def test_rows_that_ended_are_found_again(name, same):
    case(name)
    said, _rows = case(name)
    assert f"0 added, 0 changed, 0 renamed, {same} as before" in said


def test_a_list_beside_a_table_is_named():
    said, rows = case("03-bullets-beside-table.html")
    assert len(rows) == 1
    assert "a list of 2 items below “Marketing-site sub-processors”" in said


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("04-data-transferred.csv", {"data_categories": "Names, e-mail addresses"}),
        (
            "04b-scc-annex-wording.csv",
            {"data_categories": "Names, e-mail addresses", "transfer_note": "SCC"},
        ),
        ("05-provider-location.csv", {"country": "DE", "places": ["US"]}),
        ("05b-registered-office-location.csv", {"country": "IE", "places": []}),
        (
            "14-contract-url.json",
            {"dpa_url": "https://birch.example/data-processing-addendum/", "website": ""},
        ),
        ("15-privacy-contact.csv", {"contact": "privacy@birch.example", "privacy_url": ""}),
        ("24-flag.csv", {"places": ["IE"]}),
        ("x-04-two-line-headings.xlsx", {"country": "IE", "places": ["DE", "IE"]}),
        ("x-07-link-with-fragment.xlsx", {"website": "https://birch.example/legal#dpa"}),
    ],
)
def test_headings_are_understood_as_wholes(name, fields):
    _said, rows = case(name)
    row = next(row for name, row in sorted(rows.items()) if name.startswith("Birch"))
    assert {field: getattr(row, field) for field in fields} == fields


def test_deleted_text_is_not_joined_to_inserted():
    said, rows = case("06-tracked-change.html")
    assert list(rows) == ["Cedar Mail Inc."]
    assert "“Old Mail”, struck through or deleted, which was left out" in said


@pytest.mark.parametrize("name", ["07-struck.html", "x-06-struck.xlsx"])
def test_a_row_that_is_struck_through_is_named(name):
    said, rows = case(name)
    assert "“Fir Analytics” is struck through" in said
    assert "Fir Analytics" not in rows


def test_links_that_all_lead_to_one_host_are_not_the_vendors_websites():
    said, rows = case("10-internal-links.html")
    assert {row.website for row in rows.values()} == {""}
    assert "wiki.acorn.example" in said


def test_keys_that_are_not_known_are_settled_and_values_are_no_headings():
    said, rows = case("13-json-values-like-headings.json")
    assert rows == {}
    for key in ("kind", "blurb"):
        assert f'--map "{key}=internal_notes"' in said
    _said, rows = case("13-json-values-like-headings.json", "--map=blurb=purpose", "--ignore=kind")
    assert len(rows) == 3


def test_what_is_no_table_is_refused_by_name():
    assert "is YAML, which is not read. Save it as JSON or CSV." in case("17-list.yml")[0]
    said, rows = case("18-bullets.md")
    assert (rows, "There is no table in it, but a list of 2 items" in said) == ({}, True)


def test_a_status_is_asked_about_and_a_row_that_says_inactive_is_named():
    said, rows = case("19-status.csv")
    assert (rows, '--ignore "Status"' in said) == ({}, True)
    said, _rows = case("19-status.csv", "--ignore=Status")
    assert "“Fir Analytics” says “Inactive” under “Status”" in said


def test_a_name_that_differs_in_case_alone_is_the_same_whatever_its_place():
    case("21-rename-before.csv")
    said, rows = case("21-rename-after.csv")
    assert "0 added, 0 changed, 1 renamed, 0 as before, 0 not in the file." in said
    assert rows["CEDAR Mail, Inc."].places == ["IE", "US"]


def test_a_row_that_is_hidden_is_named():
    said, rows = case("22-hidden-row.html")
    assert ("“Fir Analytics” is hidden" in said, len(rows)) == (True, 2)


def test_two_columns_that_may_be_the_place_are_asked_about_and_the_others_are_certain():
    said, _rows = case("23-headings-not-known.csv")
    assert '--map "Host region=processing_location"' in said
    assert '--ignore "Data center"' in said
    _said, rows = case(
        "23-headings-not-known.csv", "--map=Host region=places", "--ignore=Data center"
    )
    row = rows["Birch"]
    assert (row.places, row.condition, row.products) == (["IE"], "SMS is on", "Acorn Mail")
    assert (row.country, str(row.ended_on), str(row.effective_on)) == (
        "IE",
        "2027-01-01",
        "2024-01-01",
    )


def test_a_signature_is_no_row():
    said, rows = case("x-02-signature-line.xlsx")
    assert set(rows) == {"Birch Hosting Ltd", "Cedar Mail Inc."}
    for words in ("Approved by: J. Doe", "Last updated: 3 March 2026", "Acorn Cloud GmbH"):
        assert words in said


def test_cells_merged_across_columns_are_refused_with_their_row():
    said, rows = case("x-08-merged-across-data.xlsx")
    assert (rows, "row 2: the cell “see annex” reaches over 2 columns" in said) == ({}, True)


def test_days_in_the_order_of_another_country_name_the_option():
    said, rows = case("x-10-us-dates.xlsx")
    assert (rows, "--dates MDY" in said) == ({}, True)
    _said, rows = case("x-10-us-dates.xlsx", "--dates=MDY")
    assert str(rows["Elm CDN"].effective_on) == "2024-12-01"


def paths():
    found = sorted(
        path for path in CASES.glob("*") if path.suffix != ".md" or "README" not in path.name
    )
    return found or [pytest.param(None, marks=pytest.mark.skip(f"{CASES} is missing"))]


@pytest.mark.parametrize("path", paths(), ids=lambda path: path and path.name)
def test_whatever_lies_there_is_imported_whole_or_refused_whole_and_again_is_nothing(path):
    _said, rows = run(path)
    said, again = run(path)
    assert set(again) == set(rows)
    assert not rows or "0 added, 0 changed, 0 renamed" in said
