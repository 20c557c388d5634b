"""A list from elsewhere, brought into the working list: all of it or nothing, and in words."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, ManagementUtility, call_command

from subprocessors.importing.interpreting.column_answers import answers_from
from subprocessors.importing.interpreting.interpret import interpret
from subprocessors.importing.interpreting.places import country_in, places_in
from subprocessors.importing.reading.any_file import read_list
from subprocessors.importing.reading.files import Unreadable
from subprocessors.importing.undoing import undo_import
from subprocessors.models.list_import import ListImport
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import publish
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[2] / "shared" / "data" / "lists"
OURS = Path(__file__).parent / "data" / "lists"
FIELDS = {
    "name": "name",
    "purpose": "purpose",
    "location": "processing_location",
    "corporate_location": "corporate_location",
    "address": "address",
    "category": "category",
    "url": "website",
    "product": "products",
    "data_categories": "data_categories",
    "data_subjects": "data_subjects",
    "transfer_mechanism": "transfer_note",
    "places": "places",
}
PLACES = (
    ("processing_location", "places", places_in),
    ("corporate_location", "country", country_in),
)
HEAD = "Entity Name,Nature of processing,Location\n"


def lists(folder):
    expected = folder / "expected.json"
    if not expected.exists():
        return [pytest.param(None, None, marks=pytest.mark.skip(f"{folder} is missing"))]
    known = json.loads(expected.read_text("utf-8"))
    return [pytest.param(folder / name, rows, id=name) for name, rows in known.items()]


def understood_of(path, answers=None):
    return interpret(read_list(path.read_bytes(), name=path.name), answers)


def options(made):
    """What a person would answer: a proposal is confirmed, what is unknown is left out."""
    for column in made.asked:
        if column.proposal:
            yield f"--map={column.heading}={column.proposal}"
        else:
            yield f"--ignore={column.heading}"


def whole(path):
    """Understood as a person would settle it."""
    asked = understood_of(path).asked
    maps = [f"{column.heading}={column.proposal}" for column in asked if column.proposal]
    ignored = [column.heading for column in asked if not column.proposal]
    return understood_of(path, answers_from(maps, ignored))


def says(said, name, value):
    """Whether ``said`` holds the value; words for places may be empty beside their codes."""
    for words, codes, read in PLACES:
        if name == words and not said.get(words):
            found = read(value)
            codes_said = said.get(codes) or []
            return found.is_all and {*found.codes} == {
                *([codes_said], codes_said)[codes == "places"]
            }
    return said.get(name) == value


def imported(tmp_path, text, *options, name="list.csv", capsys=None):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("importlist", str(path), *options)
    return {row.name: row for row in Subprocessor.objects.all()}


def refused(tmp_path, text, *options, name="list.csv"):
    """What an import that is refused says; the working list is as it was."""
    before = list(Subprocessor.objects.values())
    with pytest.raises(CommandError) as refusal:
        imported(tmp_path, text, *options, name=name)
    assert list(Subprocessor.objects.values()) == before
    return str(refusal.value)


@pytest.mark.parametrize(("path", "rows"), [*lists(REAL), *lists(OURS)])
def test_a_list_gives_the_rows_that_a_careful_reader_takes(path, rows):
    made = whole(path)
    assert made.problems == []
    assert len(made.entries) == len(rows)
    for entry, row in zip(made.entries, rows, strict=True):
        said = {**entry.values, **entry.derived}
        for name, value in row.items():
            if name in FIELDS:
                assert says(said, FIELDS[name], value), f"{entry.place}, {name}"
        assert row.get("place", entry.place) == entry.place
        if "since" in row:
            assert entry.values["effective_on"].isoformat() == row["since"]


@pytest.mark.parametrize(("path", "rows"), [*lists(REAL), *lists(OURS)])
def test_a_list_imported_twice_changes_nothing_the_second_time(path, rows):
    answers = [*options(understood_of(path))]
    call_command("importlist", str(path), *answers)
    assert Subprocessor.objects.count() == len(rows)
    records = Subprocessor.history.count()
    call_command("importlist", str(path), *answers)
    assert Subprocessor.objects.count() == len(rows)
    assert Subprocessor.history.count() == records


def test_the_second_time_it_says_that_the_working_list_says_all_of_it_already(tmp_path, capsys):
    imported(tmp_path, HEAD + "Acme,Mail,Ireland\n")
    assert "Saved to the working list." in capsys.readouterr().out
    imported(tmp_path, HEAD + "Acme,Mail,Ireland\n")
    said = capsys.readouterr().out
    assert said.endswith("The working list says all of this already. Nothing was saved.\n")


def test_the_last_day_of_what_is_missing_is_saved_and_told_like_any_edit(tmp_path, capsys):
    add_row("Cargo")
    add_row("Acme", purpose="Mail", processing_location="Ireland", places=["IE"])
    imported(tmp_path, HEAD + "Acme,Mail,Ireland\n", "--end-missing", "2030-12-31")
    assert "Saved to the working list." in capsys.readouterr().out


def test_the_list_that_this_portal_gives_out_is_recognised_and_not_imported(tmp_path, client):
    make_portal()
    add_row("Acme", purpose="Mail", places=["IE"])
    publish(at=at("2026-10-01"))
    for address, name in (("/subprocessors.csv", "list.csv"), ("/subprocessors.json", "l.json")):
        said = refused(tmp_path, client.get(address).content, name=name)
        assert "This is the list as this portal publishes it." in said


def test_answers_are_not_those_of_a_file_with_other_headings(tmp_path):
    imported(tmp_path, "Name,Risk\nAcme,low\n", "--map", "Risk=notes")
    assert "“Risk” (for example “low”)" in refused(tmp_path, "Name,Risk,Purpose\nAcme,low,Mail\n")


def test_answers_of_an_import_that_was_undone_are_not_remembered(tmp_path):
    imported(tmp_path, "Name,Risk\nAcme,low\n", "--map", "Risk=notes")
    undo_import(ListImport.objects.get(), by="Ada")
    assert "“Risk” (for example “low”)" in refused(tmp_path, "Name,Risk\nAcme,low\n")


def test_words_typed_by_hand_that_say_no_more_than_the_codes_are_no_difference(tmp_path, capsys):
    add_row("Acme", places=["IE"], processing_location="Ireland")
    imported(tmp_path, "Name,Location\nAcme,Ireland\n")
    assert "0 changed, 0 renamed, 1 as before" in capsys.readouterr().out
    assert Subprocessor.objects.get().processing_location == "Ireland"


def test_headings_above_several_tables_become_categories_where_somebody_says_so(tmp_path):
    text = (OURS / "groups.md").read_text("utf-8")
    assert '--map "(heading)=category"' in refused(tmp_path, text, name="list.md")
    imported(tmp_path, text, "--map", "(heading)=category", name="list.md")
    found = {row.name: row.category.label for row in Subprocessor.objects.all()}
    assert found["Harbour Mail Ltd."] == "Core"
    assert found["Signal | Tower"] == "Only with SMS"


def test_an_import_is_an_edit_with_its_source_in_the_history_and_publishes_nothing(tmp_path):
    make_portal()
    rows = imported(tmp_path, HEAD + "Acme,Mail,Ireland\n")
    record = rows["Acme"].history.get()
    assert (record.history_type, record.history_change_reason[:13]) == ("+", "Imported from")
    assert rows["Acme"].places == ["IE"]
    assert not Publication.objects.exists()


def test_a_dry_run_says_the_difference_and_saves_nothing(tmp_path, capsys):
    add_row("Bolt", purpose="Hosting", processing_location="Germany", places=["DE"])
    add_row("Cargo")
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "Acme,Mail,Ireland\nBolt,Hosting,Germany and Ireland\n")
    call_command("importlist", str(path), "--dry-run")
    said = capsys.readouterr().out
    assert "“Nature of processing”: Nature of processing" in said
    assert "+ Acme" in said
    assert "Places of processing: Germany -> Germany, Ireland" in said
    assert "- Cargo: not in the file, left as it is" in said
    assert "1 added, 1 changed, 0 renamed, 0 as before, 1 not in the file." in said
    assert set(Subprocessor.objects.values_list("name", flat=True)) == {"Bolt", "Cargo"}


def test_a_dry_run_refuses_what_the_import_would_refuse(tmp_path):
    add_row("Bolt", effective_on="2026-01-01")
    before_its_start = ("--end-missing", "2025-12-31")
    said = refused(tmp_path, HEAD + "Acme,Mail,Ireland\n", *before_its_start)
    assert "Bolt: The last day (31 December 2025) is before the start" in said
    assert refused(tmp_path, HEAD + "Acme,Mail,Ireland\n", *before_its_start, "--dry-run") == said


def test_an_unknown_column_stops_the_import_until_it_is_settled(tmp_path):
    text = "Name,Purpose,Risk\nAcme,Mail,High\n"
    said = refused(tmp_path, text)
    assert "“Risk” (for example “High”) is not known." in said
    assert '--map "Risk=internal_notes" or another field, or --ignore "Risk".' in said
    assert imported(tmp_path, text, "--ignore", "risk")["Acme"].internal_notes == ""
    rows = imported(tmp_path, text, "--map", "Risk=internal_notes")
    assert rows["Acme"].internal_notes == "High"


def test_a_mapping_that_cannot_be_is_refused_by_name(tmp_path):
    text = "Name,Risk\nAcme,High\n"
    assert "“id” is no field that a column can give" in refused(tmp_path, text, "--map", "Risk=id")
    assert "“Risk” is no mapping" in refused(tmp_path, text, "--map", "Risk")
    said = refused(tmp_path, text, "--ignore", "Risk", "--ignore", "Tier")
    assert "There is no column “tier”" in said


def test_the_names_may_stand_under_a_heading_nobody_knows(tmp_path):
    text = "Handle,Purpose\nAcme,Mail\n"
    said = refused(tmp_path, text)
    assert "no column is known to hold the names" in said
    assert "Say which of them is the name, or put a row of headings above." in said
    assert 'Settle it with --map "Handle=internal_notes"' in said
    assert "Acme" in imported(tmp_path, text, "--map", "Handle=name")


def test_each_row_that_cannot_be_read_is_reported_and_none_is_taken(tmp_path):
    text = (
        HEAD
        + "Acme,Mail,Ireland\n"
        + "Bolt,Hosting\n"
        + "Cargo,Tickets,USA,extra\n"
        + ",Nobody,USA\n"
        + "Delta,=HYPERLINK(A1),USA\n"
        + "Acme,Mail,Ireland\n"
        + "Footnote,,\n"
    )
    said = refused(tmp_path, text)
    assert "line 3: has 2 cells where the headings have 3" in said
    assert "line 4: has 4 cells where the headings have 3" in said
    assert "line 5: has no name" in said
    assert "line 6: “Nature of processing”: “=HYPERLINK(A1)” is a formula" in said
    assert "line 7: says the same as line 2" in said
    assert "line 8: “Footnote” stands alone in its row" in said
    assert not Subprocessor.objects.exists()


def test_a_value_that_the_working_list_would_refuse_is_reported_with_its_line(tmp_path):
    long = "x" * 301
    said = refused(tmp_path, f"Name,Website\n{long},\nAcme,call us\n")
    assert "line 2: Name: Ensure this value has at most 300 characters (it has 301)." in said
    assert "line 3: “Website”: “call us” is no web address" in said


def test_a_last_day_before_the_start_is_reported_by_its_line(tmp_path):
    text = "Name,In use since,Last day\nAcme,2025-02-01,2025-01-01\n"
    assert "line 2: The last day" in refused(tmp_path, text)


def test_a_day_that_may_be_two_is_refused_unless_the_order_is_given(tmp_path):
    text = "Name,Purpose,In use since\nAcme,Mail,03/04/2025\n"
    assert "“03/04/2025” is ambiguous" in refused(tmp_path, text)
    rows = imported(tmp_path, text, "--dates", "DMY")
    assert rows["Acme"].effective_on.isoformat() == "2025-04-03"
    rows = imported(tmp_path, text, "--dates", "MDY")
    assert rows["Acme"].effective_on.isoformat() == "2025-03-04"


def test_a_cell_emptied_in_the_list_empties_the_field_and_other_fields_stay(tmp_path):
    add_row("Acme", purpose="Mail", internal_notes="Kept", processing_location="Peru")
    rows = imported(tmp_path, HEAD + "Acme,,Peru\n")
    assert (rows["Acme"].purpose, rows["Acme"].internal_notes) == ("", "Kept")


def test_codes_chosen_by_hand_stay_while_the_words_stay_and_go_with_them(tmp_path):
    add_row("Acme", processing_location="The Alps", places=["AT", "CH"])
    rows = imported(tmp_path, "Name,Location\nAcme,The Alps\n")
    assert rows["Acme"].places == ["AT", "CH"]
    rows = imported(tmp_path, "Name,Location\nAcme,The Andes\n")
    assert (rows["Acme"].places, rows["Acme"].processing_location) == ([], "The Andes")


def test_a_likely_rename_edits_the_row_unless_it_is_kept_apart(tmp_path, capsys):
    row = add_row("Acme Mail", purpose="Mail", processing_location="Ireland", places=["IE"])
    text = HEAD + "Acme Mail Ltd.,Mail,Ireland\n"
    imported(tmp_path, text, "--dry-run")
    out = capsys.readouterr().out
    assert 'Acme Mail is now Acme Mail Ltd. (if not: --apart "Acme Mail Ltd.")' in out
    assert set(imported(tmp_path, text, "--apart", "Acme Mail Ltd.")) == {
        "Acme Mail",
        "Acme Mail Ltd.",
    }
    Subprocessor.objects.exclude(pk=row.pk).delete()
    rows = imported(tmp_path, text)
    assert [(one.pk, one.slug, name) for name, one in rows.items()] == [
        (row.pk, "acme-mail", "Acme Mail Ltd.")
    ]


def test_another_company_in_the_same_place_is_no_rename(tmp_path):
    add_row("Northwind", purpose="Hosting", processing_location="Ireland", places=["IE"])
    assert set(imported(tmp_path, HEAD + "Southgale,Hosting,Ireland\n")) == {
        "Northwind",
        "Southgale",
    }


def test_rows_of_one_name_are_paired_by_what_they_say(tmp_path):
    host = add_row("Acme", purpose="Hosting", processing_location="Peru")
    mail = add_row("Acme", purpose="Mail", processing_location="Peru")
    imported(tmp_path, HEAD + "Acme,Mail,Chile\nAcme,Hosting,Peru\n")
    host.refresh_from_db()
    mail.refresh_from_db()
    assert (host.places, mail.places) == (["PE"], ["CL"])


def test_rows_that_the_file_does_not_name_stay_unless_their_last_day_is_given(tmp_path):
    add_row("Cargo", processing_location="Peru")
    assert imported(tmp_path, HEAD + "Acme,Mail,Ireland\n")["Cargo"].ended_on is None
    rows = imported(tmp_path, HEAD + "Acme,Mail,Ireland\n", "--end-missing", "2030-12-31")
    assert rows["Cargo"].ended_on.isoformat() == "2030-12-31"
    assert rows["Acme"].ended_on is None


def test_a_vendor_that_ended_and_comes_back_is_a_new_row(tmp_path):
    ended = edit_row(add_row("Acme"), ended_on="2020-01-01")
    imported(tmp_path, HEAD + "Acme,Mail,Ireland\n")
    assert Subprocessor.objects.exclude(pk=ended.pk).get().slug != "acme"
    ended.refresh_from_db()
    assert ended.purpose == ""


def test_affiliates_are_known_by_the_heading_they_stand_under(tmp_path):
    table = "| Name | Location |\n|---|---|\n| {} | Peru |\n\n"
    text = (
        f"## Our affiliates\n\n{table.format('Acme Peru')}"
        f"## Third parties and affiliates\n\n{table.format('Bolt')}"
    )
    rows = imported(tmp_path, text, name="list.md")
    assert (rows["Acme Peru"].is_affiliate, rows["Bolt"].is_affiliate) == (True, False)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "list.csv", "is empty"),
        (b"Name,Zweck\nM\x81ller,Post\n", "list.csv", "line 2: not UTF-8"),
        ("Name,Zweck\n".encode("utf-16-le"), "list.csv", "NUL bytes"),
        (b'[{"name": "Acme"},', "list.json", "line 1: is no JSON"),
        (b'{"a": 1}', "list.json", "There is no table in it"),
        (b'Name,Purpose\n"Acme,Mail\n', "list.csv", "line 2: cannot be split into cells"),
        (b"<table><tr><th>Name<th>Purpose<tr><td>A", "list.html", "has no end"),
        (b"%PDF-1.7", "list.pdf", "is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "list.xls", "before 2007"),
        (b"PK\x03\x04rest", "list.xlsx", "not a whole workbook"),
        (b"Name,Purpose\n", "list.xlsx", "is not a whole Excel workbook"),
        (b"No table here.\n", "list.md", "There is no table in it"),
    ],
)
def test_what_is_no_list_is_refused_by_name(tmp_path, data, name, words):
    assert words in refused(tmp_path, data, name=name)


def test_a_day_that_is_none_is_refused_as_an_option(tmp_path):
    with pytest.raises(CommandError, match=r"31.12.2026 is no day. Write it as 2026-12-31."):
        imported(tmp_path, HEAD, "--end-missing", "31.12.2026")
    with pytest.raises(SystemExit, match="2"):
        ManagementUtility(
            ["manage.py", "importlist", "list.csv", "--end-missing", "31.12.2026"]
        ).execute()


def test_a_file_that_the_system_cannot_read_is_refused_by_name():
    with pytest.raises(CommandError, match=r"cannot be read .*name too long"):
        call_command("importlist", "x" * 5_000)


def test_a_list_in_utf_16_with_its_mark_is_read(tmp_path):
    assert "Müller" in imported(tmp_path, "Name,Zweck\nMüller,Post\n".encode("utf-16"))


def test_a_list_in_the_older_encoding_of_excel_is_read_and_said_so(tmp_path, capsys):
    assert "Müller" in imported(tmp_path, "Name,Zweck\nMüller,Post\n".encode("cp1252"))
    assert "It is not UTF-8 and was read as Windows-1252" in capsys.readouterr().out


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError, match=r"209,715,200 bytes are too many"):
        call_command("importlist", str(path))


def test_too_many_rows_are_refused():
    with pytest.raises(Unreadable, match="too many for a list"):
        read_list(b"Name,Purpose\n" + b"Acme,Mail\n" * 10_001, name="list.csv")
