"""Excel workbooks (.xlsx), read as data: the values last computed, no macro, no formula run.

A workbook is a ZIP of XML, so that a small file may unpack into gigabytes and one merged range
may name 17 billion cells. Both are measured before openpyxl reads anything.
"""

import io
import re
import zipfile
import zlib
from datetime import datetime, time
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter, range_boundaries

from subprocessors.importing.reading.files import Unreadable
from subprocessors.importing.reading.grids import laid_out, with_headings
from subprocessors.importing.reading.source_tables import (
    SourceCell,
    SourceFile,
    SourceRow,
    SourceTable,
    check_size,
    is_web,
    one_line,
)

#: A sheet of 10,000 rows unpacks into some 10 MB.
MOST_UNPACKED = 48 * 1024 * 1024
_MOST_FILES = 2_000
_MOST_CELLS = 300_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
_RANGES = ("mergeCell", "hyperlink")
_HYPERLINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"', re.IGNORECASE)


def read_workbook(data, *, name):
    """Every visible sheet of the workbook as a SourceTable. Raises Unreadable for what is none.

    A formula without a computed value, and an error such as #REF!, is a fault of its cell.
    """
    check_unpacked(data, name)
    try:
        shown = load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=True)
        written = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise on broken files
        raise Unreadable(f"{name}: not a workbook that can be read ({error}).") from error
    source = SourceFile("an Excel workbook")
    sheets = [sheet for sheet in shown.worksheets if sheet.sheet_state == "visible"]
    for hidden in shown.worksheets:
        if hidden not in sheets:
            source.remarks.append(f"The sheet “{hidden.title}” is hidden and was not read.")
    for sheet in sheets:
        check_size(sheet.max_row, sheet.max_column, name=f"{name}, sheet “{sheet.title}”")
        title = sheet.title if len(sheets) > 1 else ""
        where = f" of the sheet “{title}”" if title else ""
        rows = laid_out([*_rows(sheet, written[sheet.title], where)])
        source.tables.append(SourceTable(title, with_headings(rows)))
        source.remarks += _hidden_columns(sheet, where)
    return source


def check_unpacked(data, name):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            size = sum(entry.file_size for entry in entries)
            if size > MOST_UNPACKED or len(entries) > _MOST_FILES:
                raise Unreadable(
                    f"{name}: unpacks into {size:,} bytes in {len(entries):,} parts; at most"
                    f" {MOST_UNPACKED:,} bytes in {_MOST_FILES:,} parts are read."
                )
            for entry in entries:
                _check_part(packed, entry, name)
    except (DefusedXmlException, ParseError) as error:
        raise Unreadable(f"{name}: holds XML that is not read ({error}).") from error
    except _BROKEN as error:
        raise Unreadable(f"{name}: not a whole workbook ({error}).") from error


def _check_part(packed, entry, name):
    """Unpacks a part within its stated size, and adds up the cells its ranges name."""
    with packed.open(entry) as stream:
        part = stream.read(entry.file_size + 1)
    if len(part) > entry.file_size:
        raise Unreadable(f"{name}: “{entry.filename}” is larger than the file says.")
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return
    cells = 0
    for _event, element in iterparse(io.BytesIO(part)):
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            cells += 1
        elif tag in _RANGES and element.get("ref"):
            left, top, right, bottom = range_boundaries(element.get("ref"))
            cells += (right - left + 1) * (bottom - top + 1)
        if cells > _MOST_CELLS:
            raise Unreadable(f"{name}: “{entry.filename}” names more than {_MOST_CELLS:,} cells.")
        element.clear()


def _rows(sheet, written, where):
    """The rows of a sheet, each merged range as one cell that begins in its first."""
    merged = {
        (one.min_row, one.min_col): {"across": one.size["columns"], "down": one.size["rows"]}
        for one in sheet.merged_cells.ranges
    }
    for cells in sheet.iter_rows(max_col=_used_width(sheet)):
        begun = [cell for cell in cells if not isinstance(cell, MergedCell)]
        spans = [merged.get((cell.row, cell.column), {}) for cell in begun]
        is_hidden = sheet.row_dimensions[cells[0].row].hidden
        yield _row(begun, spans, written, f"row {cells[0].row}{where}", is_hidden=is_hidden)


def _row(cells, spans, written, place, *, is_hidden):
    """A SourceRow, with notes on what its cells show and their values do not say."""
    made, notes, struck = [], [], []
    for cell, reach in zip(cells, spans, strict=True):
        one, left_out = _cell(cell, written.cell(cell.row, cell.column), reach)
        made.append(one)
        struck += [bool(cell.font.strike)] if one.is_filled else []
        notes += [left_out] if left_out else []
        if cell.comment is not None:
            notes.append(f"has a comment at “{one.text[:40]}”, which was not read")
    if any(struck) and not all(struck):
        notes.append("has cells that are struck through, and was read all the same")
    notes += ["is hidden"] if struck and is_hidden else []
    is_struck = bool(struck) and all(struck)
    return SourceRow(place, tuple(made), is_struck=is_struck, notes=tuple(notes))


def _hidden_columns(sheet, where):
    """Words for each column that the sheet does not show."""
    width = _used_width(sheet)
    for column in sheet.column_dimensions.values():
        for place in range(column.min, min(column.max, width) + 1) if column.hidden else ():
            letter = get_column_letter(place)
            yield f"Column {letter}{where} is hidden in the workbook, and was read all the same."


def _used_width(sheet):
    widths = [
        cell.column for cells in sheet.iter_rows() for cell in cells if cell.value not in (None, "")
    ]
    return max(widths, default=1)


def _cell(shown, written, spans):
    """``(SourceCell, what was left out of it in words)``."""
    formula = written.value if written.data_type == "f" else None
    text, left_out = _text(shown.value)
    fault, links = "", []
    if shown.hyperlink is not None and shown.hyperlink.target:
        address, part = shown.hyperlink.target.strip(), shown.hyperlink.location
        links.append((f"{address}#{part}" if part and "#" not in address else address, text))
    if formula is not None:
        found = _HYPERLINK.match(str(getattr(formula, "text", formula)))
        links += [(found.group(1), text)] if found else []
        if shown.value is None:
            fault = "is a formula that was never computed; open and save it in Excel"
    if shown.data_type == "e":
        fault = f"shows the error {text}"
    links = tuple(link for link in links if is_web(link[0]))
    return SourceCell(text, links, fault, **spans), left_out


def _text(value):
    """``(the text on one line, what was left out of it in words)``; no superscript signs."""
    if not isinstance(value, CellRichText):
        return one_line(_plain(value)), ""
    kept, struck = [], []
    for block in value:
        font = getattr(block, "font", None)
        if font is not None and font.strike:
            struck.append(block.text)
        elif font is None or font.vertAlign != "superscript":
            kept.append(str(block))
    words = one_line("".join(struck))
    if not one_line("".join(kept)):
        return words, f"is struck through at “{words[:80]}”" if words else ""
    left_out = f"holds “{words[:80]}”, struck through, which was left out" if words else ""
    return one_line("".join(kept)), left_out


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime) and value.time() == time():
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
