"""The three laws of importing, over generated files of every form.

Everything filled is accounted for; certain or asked; again is nothing.
"""

import csv
import html
import io
import json
import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from subprocessors.importing.applying import bring_in
from subprocessors.importing.interpreting.column_answers import answers_from
from subprocessors.importing.interpreting.headings import meaning_of
from subprocessors.importing.interpreting.interpret import interpret
from subprocessors.importing.interpreting.phrases import fields_of
from subprocessors.importing.reading.any_file import read_list
from subprocessors.models.register import Subprocessor
from tests.stories import at

#: Names and values are made of the words that headings are made of.
WORDS = [
    *(
        "Vendor",
        "Services",
        "Company",
        "Cloud",
        "service",
        "provider",
        "Purpose",
        "Location",
        "Name",
    ),
    *("Data", "Sub-processor", "Total", "Support", "Notes", "Anbieter", "Zweck", "Pays", "Country"),
    *("Birch", "Cedar & Co", "Elm, Ltd.", "O'Fir", "“Maple”", "Ünlü", "a=b", "x|y", "<x y>", "*"),
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
#: Headings of fields that hold any text, each a whole phrase.
TEXT_HEADINGS = {
    "purpose": ["Purpose", "Nature of processing", "Zweck", "Finalité du traitement"],
    "data_categories": ["Personal data", "Categories of data", "Datenkategorien"],
    "retention": ["Retention period", "Speicherdauer", "Durée de conservation"],
    "certifications": ["Certifications", "Zertifizierungen"],
    "notes": ["Comments", "Bemerkungen"],
}
NAME_HEADINGS = [
    "Vendor",
    "Sub-processor",
    "Our sub-processors",
    "Firmenname",
    "Nom du prestataire",
]
NONSENSE = st.text("bcdfgklmprtvwz", min_size=4, max_size=8)


@dataclass
class Made:
    """A generated file: its bytes and name, what was put into it, and in which columns."""

    data: bytes
    name: str
    headings: list
    rows: list


def own_name(text):
    """A name as it is told apart from others: without signs of footnotes."""
    return text.strip("* ").casefold()


@st.composite
def tables(draw):
    """Headings, the first of names, and rows of texts, each name once."""
    fields = draw(
        st.lists(st.sampled_from(sorted(TEXT_HEADINGS)), min_size=1, max_size=3, unique=True)
    )
    headings = [draw(st.sampled_from(TEXT_HEADINGS[field])) for field in fields]
    headings += draw(st.lists(NONSENSE, max_size=2, unique=True))
    headings = [draw(st.sampled_from(NAME_HEADINGS)), *draw(st.permutations(headings))]
    # Below a blank row, a row of known headings alone is one of headings.
    texts = TEXTS.filter(lambda text: text not in headings and not fields_of(text))
    names = draw(st.lists(texts, min_size=1, max_size=6, unique_by=own_name))
    cell = st.one_of(TEXTS, st.just(""))
    rows = [[name, *(draw(cell) for _heading in headings[1:])] for name in names]
    return headings, rows


@st.composite
def files(draw):
    headings, rows = draw(tables())
    form = draw(st.sampled_from(sorted(FORMS)))
    above = draw(st.lists(st.sampled_from(["Our list", "Version 3"]), max_size=2, unique=True))
    blanks = draw(st.sets(st.integers(1, 6), max_size=2))
    data = FORMS[form](headings, rows, above if len(headings) > 1 else [], blanks)
    return Made(data, form, headings, rows)


def grid(headings, rows, above, blanks):
    """Rows of a sheet: lines above, headings, rows, and blank rows before some of these."""
    lines = [[title] + [""] * (len(headings) - 1) for title in above] + [headings]
    for number, row in enumerate(rows):
        lines += [[""] * len(headings)] if number in blanks else []
        lines.append(row)
    return lines


def as_csv(headings, rows, above, blanks):
    stream = io.StringIO()
    csv.writer(stream).writerows(grid(headings, rows, above, blanks))
    return stream.getvalue().encode()


def as_workbook(headings, rows, above, blanks):
    book = Workbook()
    for line in grid(headings, rows, above, blanks):
        book.active.append([text or None for text in line])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_page(headings, rows, above, blanks, *, head="th"):
    def row(texts, tag):
        cells = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)
        return f"<tr>{cells}</tr>\n"

    body = row(headings, head) + "".join(row(texts, "td") for texts in rows)
    return f"<h2>{above[0] if above else ''}</h2><table>\n{body}</table>".encode()


def as_page_without_heads(headings, rows, above, blanks):
    return as_page(headings, rows, above, blanks, head="td")


def as_markdown(headings, rows, above, blanks):
    def line(texts):
        cells = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text) for text in texts]
        return f"| {' | '.join(cells)} |\n"

    titles = "".join(f"# {title}\n\n" for title in above)
    dashes = f"|{'---|' * len(headings)}\n"
    return (titles + line(headings) + dashes + "".join(map(line, rows))).encode()


def as_json(headings, rows, above, blanks):
    items = [dict(zip(headings, row, strict=True)) for row in rows]
    return json.dumps({"list": items} if above else items).encode()


FORMS = {
    "a.csv": as_csv,
    "a.xlsx": as_workbook,
    "a.html": as_page,
    "b.html": as_page_without_heads,
    "a.md": as_markdown,
    "a.json": as_json,
}


def understood(made, answers=None):
    return interpret(read_list(made.data, name=made.name), answers)


def answered(made):
    """Understood with every column that is asked about left out, and every faulty row."""
    first = understood(made)
    ignored = [column.heading for column in first.asked]
    places = [problem.row.place for problem in first.problems if problem.row is not None]
    second = understood(made, answers_from(ignored=ignored, left_out=places))
    more = [problem.row.place for problem in second.problems if problem.row is not None]
    return understood(made, answers_from(ignored=ignored, left_out=places + more))


@pytest.mark.own_database
@settings(deadline=None, max_examples=150)
@given(files())
def test_everything_filled_is_accounted_for(made):
    found = understood(made)
    names = {entry.name: entry for entry in found.entries}
    told = "\n".join([*found.remarks, *map(str, found.problems)])
    shown = [column.heading for column in found.columns]
    assert shown[: len(made.headings)] == made.headings or not any(
        any(row[1:]) for row in made.rows
    )
    for row in made.rows:
        assert row[0] not in shown
        entry = names.get(row[0]) or names.get(row[0].strip("* "))
        if entry is None:
            assert row[0][:40] in told, row
            continue
        for heading, text in zip(made.headings, row, strict=True):
            column = next(one for one in found.columns if one.heading == heading)
            said = str(entry.values.get(column.field, ""))
            assert column.is_asked or column.is_ignored or text.strip("* ") in said


@pytest.mark.own_database
@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([h for known in TEXT_HEADINGS.values() for h in known] + NAME_HEADINGS),
    NONSENSE,
    st.sampled_from(["{1} {0}", "{0} {1}", "{0} ({1})", "{1} of {0}", "{0}/{1}"]),
)
def test_a_heading_is_certain_only_as_a_whole_phrase(phrase, word, form):
    assert meaning_of((phrase,)).is_certain
    assert not meaning_of((form.format(phrase, word),)).is_certain


@pytest.mark.own_database
@settings(deadline=None, max_examples=200)
@given(files())
def test_what_is_taken_without_a_question_is_a_phrase_of_that_field(made):
    for column in understood(made).columns:
        if column.field and column.place >= 0:
            assert fields_of(column.heading)[0] == column.field
        elif column.heading in made.headings[1:]:
            assert column.is_asked or not column.samples


@pytest.mark.django_db
@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(files(), st.sampled_from(["", "2020-01-31", "2031-01-31"]))
def test_the_same_file_again_adds_changes_and_removes_nothing(made, last_day):
    if last_day:
        headings = [*made.headings, "Last day"]
        rows = [[*row, last_day if number % 2 else ""] for number, row in enumerate(made.rows)]
        made = Made(FORMS[made.name](headings, rows, [], set()), made.name, headings, rows)
    found = answered(made)
    if not found.is_whole:
        return
    with transaction.atomic():
        on = at("2026-11-02").date()
        bring_in(found, on=on, by=None, source=made.name)
        rows = Subprocessor.objects.count()
        records = Subprocessor.history.count()
        assert rows == len(found.entries)
        again = bring_in(answered(made), on=on, by=None, source=made.name)
        assert (again.added, again.changed, again.renamed, again.missing) == ([], [], [], [])
        assert (Subprocessor.objects.count(), Subprocessor.history.count()) == (rows, records)
        transaction.set_rollback(True)
