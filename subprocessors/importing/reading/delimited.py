"""Cells between delimiters: CSV as exported from anywhere, and what is pasted from a sheet."""

import csv
import io
import re
from collections import Counter

from subprocessors.importing.reading.grids import with_headings
from subprocessors.importing.reading.markup import cell_of
from subprocessors.importing.reading.source_tables import (
    MOST_ROWS,
    SourceCell,
    SourceFile,
    SourceRow,
    SourceTable,
    check_size,
    one_line,
)

DELIMITERS = ",;\t|"
_SAID = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
_KINDS = {"\t": "text with tabs", ";": "CSV with semicolons", "|": "CSV with bars"}
_SAMPLE = 64 * 1024
#: What spreadsheets, our own exports included, put before a text that is no formula.
_NO_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")
_NUMBER = re.compile(r"[+-]?[\d.,\s]*\Z")


def read_delimited(text, *, name):
    """The SourceFile of ``text``, of one table; a cell that is a formula is faulty, not text.

    A quote that is never closed ends the reading with a problem at the line it began on.
    """
    said = _SAID.match(text)
    body = text[said.end() :] if said else text
    delimiter = said.group(1) if said else likely_delimiter(body)
    source = SourceFile(_KINDS.get(delimiter, "CSV"))
    first = line = 2 if said else 1
    rows = []
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        for values in reader:
            rows.append(SourceRow(f"line {line}", tuple(map(_cell, values))))
            line = first + reader.line_num
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        source.problems.append(
            f"line {line}: cannot be split into cells ({error}). Is a quotation mark missing?"
        )
    check_size(len(rows), max((len(row.cells) for row in rows), default=0), name=name)
    source.tables.append(SourceTable("", with_headings(rows)))
    return source


def likely_delimiter(text):
    """The delimiter that divides most lines of ``text`` into the same number of cells."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text[:_SAMPLE], delimiter))


def _fit(sample, delimiter):
    """``(lines, cells)``: how many lines it divides, and into how many cells each of them."""
    widths = _widths(sample, delimiter)
    several = Counter(width for width in widths if width > 1)
    fit = max(((count, width) for width, count in several.items()), default=(0, 0))
    return fit if fit[0] > 1 or len(widths) == 1 else (0, 0)


def _widths(sample, delimiter):
    widths = []
    try:
        for values in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(values):
                widths.append(len(values))
    except csv.Error:
        pass
    return widths


def _cell(value):
    text = one_line(value)
    if _NO_FORMULA.match(text):
        return SourceCell(text[1:])
    if text.startswith("=") or (text[:1] in ("+", "@") and not _NUMBER.match(text) and "(" in text):
        return SourceCell(text, fault="is a formula; write the text that it gives")
    return cell_of(value)
