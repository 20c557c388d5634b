"""The list as CSV: the order of Annex III, right in a spreadsheet, and no formula in it."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from subprocessors.exports.spreadsheet import safe
from tests.publications import a_row, categories, proposed_changes, publish_rows, services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))


def publish_one(**values):
    words = [*services(chat="Chat"), *categories(core="Core")]
    row = a_row("acme", values.pop("next_", None), **values)
    return publish_rows([row], number=1, published_at="2026-11-02", vocabulary=words)


def lines_of(client, query=""):
    text = client.get(f"/subprocessors.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_columns_begin_as_annex_iii_does(client):
    publish_one()
    heading = client.get("/subprocessors.csv").content.decode("utf-8-sig").split("\r\n")[0]
    assert heading.startswith(
        "Name,Legal name,Address,Country of the entity,Contact,Nature of processing,Description,"
    )


def test_each_line_names_day_version_date_and_fingerprint(client):
    publication = publish_one()
    (line,) = lines_of(client)
    assert [
        line[name] for name in ("List of", "Version", "Published", "Fingerprint (SHA-256)")
    ] == [
        "2026-11-23",
        "1",
        "2026-11-02",
        publication.digest,
    ]


def test_nothing_is_in_use_since_a_day_to_come(client):
    publish_one(effective_on="2026-12-03")
    (line,) = lines_of(client)
    assert (line["In use since"], line["Starts"]) == ("", "2026-12-03")
    assert (line["Standing"], line["Announced"]) == ("announced", "Starts 3 December 2026")


def test_a_start_that_has_come_is_a_day_in_use(client):
    publish_one(effective_on="2026-11-10")
    (line,) = lines_of(client)
    assert (line["In use since"], line["Starts"]) == ("2026-11-10", "")


def test_the_file_is_named_after_day_and_version_also_when_the_list_is_empty(client):
    publish_rows([], number=1, published_at="2026-11-02")
    response = client.get("/subprocessors.csv?on=2026-11-05")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="subprocessors-2026-11-05-version-1.csv"'
    )
    assert lines_of(client) == []


def test_values_are_words_and_days_are_days(client):
    publish_one(
        places=["IE", "US"],
        services=["chat"],
        category="core",
        transfer_mechanisms=["scc"],
        uses_ai="no",
        effective_on="2024-01-31",
        next_={"places": {"on": "2026-12-03", "value": ["IE"]}},
    )
    (line,) = lines_of(client)
    assert line["Places of processing"] == "Ireland, United States"
    assert line["Transfer mechanisms"] == "Standard Contractual Clauses"
    assert (line["Services"], line["Category"], line["Uses AI on the data"]) == (
        "Chat",
        "Core",
        "No",
    )
    assert (line["In use since"], line["Standing"]) == ("2024-01-31", "in use")
    assert "3 December 2026" in line["Announced"]


def test_excel_reads_it_right(client):
    publish_one(name="株式会社 🦆", address="Rue de l’Étoile 1\nParis", notes='Said "no"; twice')
    raw = client.get("/subprocessors.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\r") == 2
    (line,) = lines_of(client)
    assert line["Name"] == "株式会社 🦆"
    assert line["Address"] == "Rue de l’Étoile 1\nParis"
    assert line["Notes"] == 'Said "no"; twice'


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","x")',
        "+49 30 123456",
        "-1+1",
        "@SUM(1+1)",
        "＝1+1",
        "＠SUM(1)",
    ],
)
def test_no_cell_is_a_formula(client, text):
    publish_one(name=text, contact=text, purpose=text)
    (line,) = lines_of(client)
    assert (line["Name"], line["Contact"], line["Nature of processing"]) == (f"'{text}",) * 3


@given(st.text())
@example("\t=1+1")
@example("\r=1+1")
@example("\n=1+1")
@example('Mail; "=1+1')
@example("a,\t-1")
def test_a_cell_is_safe_whatever_it_says(text):
    written = safe(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert written.replace("'", "") == text.replace("'", "")
    assert safe(written) == written


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_no_reader_finds_a_formula_in_any_cell(client, delimiter, quoting):
    """A German Excel takes ";" for the end of a cell, also between our quotation marks."""
    text = 'Mail;=1+1; "+2,-3\t@SUM(1);\n=4'
    publish_one(name=text.replace("\n", " "), contact=text, purpose=text)
    content = client.get("/subprocessors.csv").content.decode("utf-8-sig")
    for line in csv.reader(io.StringIO(content), delimiter=delimiter, quoting=quoting):
        assert not [cell for cell in line if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]


def test_a_row_no_longer_used_announces_nothing(client):
    publish_one(effective_on="2024-01-01", ended_on="2026-11-10")
    (line,) = lines_of(client)
    assert (line["Standing"], line["Announced"]) == ("no longer used", "")


def test_it_is_served_as_what_it_is(client):
    publish_one()
    response = client.get("/subprocessors.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_five_hundred_rows_take_no_time(client):
    rows = [a_row(f"row-{n}", purpose="E-mail", places=["IE"], notes="n" * 200) for n in range(500)]
    publish_rows(rows, number=1, published_at="2026-11-02", changes=[])
    assert len(lines_of(client)) == 500


def test_until_when_to_object_stands_there_on_that_very_day_and_no_longer(client, time_machine):
    row = a_row("acme", {"places": {"on": "2026-12-24", "value": ["IE"]}}, places=["US"])
    publish_rows([a_row("acme", places=["US"])], number=1, published_at="2026-11-01")
    notice = {
        "counted_from_on": "2026-11-02",
        "earliest_effective_on": "2026-12-03",
        "objection_until_on": "2026-11-23",
    }
    [change] = proposed_changes(
        [a_row("acme", places=["US"])], [row], on="2026-11-02", kind="change"
    )
    publish_rows([row], number=2, published_at="2026-11-02", changes=[{**change, **notice}])
    (line,) = lines_of(client)
    assert line["Object by"] == "2026-11-23"
    time_machine.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC))
    (line,) = lines_of(client)
    assert line["Object by"] == ""
