"""A CSV or Excel file of customers and addresses, read into rows of text, each with its place."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook

from subprocessors.customers.contact_columns import COLUMNS, NEEDED, TOGETHER, column_named
from subprocessors.exports.spreadsheet import without_guard
from subprocessors.importing.reading.delimited import likely_delimiter
from subprocessors.importing.reading.files import Unreadable, decoded
from subprocessors.importing.reading.workbooks import check_unpacked

#: 50,000 rows have some 6 MB.
MOST_CONTACT_BYTES = 16 * 1024 * 1024
MOST_CONTACT_ROWS = 50_000
_MOST_CELLS = 100
_SAID = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
_MANY = f"{MOST_CONTACT_ROWS:,} rows at most are read. Split the file."


@dataclass(frozen=True)
class CellsOfRow:
    """A row: ``place`` is where it stands ("line 4"); ``cells`` maps each column to its text."""

    place: str
    cells: dict


def read_contacts(data, *, name):
    """The rows of the bytes ``data``, a list of CellsOfRow.

    The first row that is not blank names the columns, in any order. Raises Unreadable.
    """
    if not data.strip():
        raise Unreadable(f"{name}: is empty.")
    if data.startswith(b"PK\x03\x04"):
        rows = _sheet_rows(data, name)
    else:
        rows = _delimited_rows(data, name)
    filled = [(place, row) for place, row in rows if any(row)]
    if not filled:
        raise Unreadable(f"{name}: holds no rows.")
    place, headings = filled[0]
    columns = _columns(headings, f"{name}, {place}")
    return [_cells(place, row, columns, name) for place, row in filled[1:]]


def _columns(headings, where):
    """The column at each place, None for a heading that is blank. Raises Unreadable."""
    columns = [column_named(heading) for heading in headings]
    problems = [
        f"{where}: “{heading[:80]}” is no column that is known here. Known are: "
        f"{', '.join(COLUMNS)}. Rename it, or take it out."
        for heading, column in zip(headings, columns, strict=True)
        if heading and column is None
    ]
    known = [column for column in columns if column]
    problems += [
        f"{where}: the column “{column}” stands twice. Take one of them out."
        for column in dict.fromkeys(known)
        if known.count(column) > 1
    ]
    problems += [
        f"{where}: the column “{column}” is missing. Name it in the first row."
        for column in NEEDED
        if column not in known
    ]
    for column, other in (TOGETHER, TOGETHER[::-1]):
        if column in known and other not in known:
            problems.append(f"{where}: “{column}” needs “{other}” beside it. Add that column.")
    if problems:
        raise Unreadable(*problems)
    return columns


def _cells(place, row, columns, name):
    if any(row[len(columns) :]) or any(
        text for text, column in zip(row, columns, strict=False) if column is None
    ):
        raise Unreadable(f"{name}, {place}: has a cell without a heading. Name its column.")
    texts = dict(zip(columns, [*row, *[""] * len(columns)], strict=False))
    return CellsOfRow(place, {column: text for column, text in texts.items() if column})


def _delimited_rows(data, name):
    text = decoded(data, name=name)
    said = _SAID.match(text)
    body = text[said.end() :] if said else text
    delimiter = said[1] if said else likely_delimiter(body)
    first = line = 2 if said else 1
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for values in reader:
            rows.append((f"line {line}", [_text(value) for value in values]))
            line = first + reader.line_num
            if len(rows) > MOST_CONTACT_ROWS + 1:
                raise Unreadable(f"{name}: {_MANY}")
    except csv.Error as error:
        raise Unreadable(
            f"{name}, line {line}: cannot be split into cells ({error}). Is a quotation mark"
            " missing?"
        ) from error
    return rows


def _sheet_rows(data, name):
    check_unpacked(data, name)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        found = [_rows_of_sheet(sheet, name) for sheet in book.worksheets if _is_visible(sheet)]
        book.close()
    except Unreadable:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise Unreadable(f"{name}: not a workbook that can be read ({error}).") from error
    filled = [rows for rows in found if any(any(row) for _place, row in rows)]
    if len(filled) > 1:
        raise Unreadable(f"{name}: {len(filled)} sheets hold rows. Keep the one to be imported.")
    return filled[0] if filled else []


def _is_visible(sheet):
    return getattr(sheet, "sheet_state", "visible") == "visible"


def _rows_of_sheet(sheet, name):
    # Excel may say that a sheet has a million rows: what is blank at their end is not kept.
    sheet.reset_dimensions()
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [_cell_text(value, f"{name}, row {number}") for value in values[:_MOST_CELLS]]
        if any(row):
            rows.append((f"row {number}", row))
            if len(rows) > MOST_CONTACT_ROWS + 1:
                raise Unreadable(f"{name}: {_MANY}")
    return rows


def _cell_text(value, where):
    if isinstance(value, str):
        if value.startswith("="):
            raise Unreadable(f"{where}: a cell holds a formula. Write the text that it gives.")
        return _text(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(value):
    return " ".join(without_guard(value).split())
