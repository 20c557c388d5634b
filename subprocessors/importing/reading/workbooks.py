"""Excel workbooks (.xlsx), read as data: the values last computed, no macro, no formula run.

A workbook is a ZIP of XML, so that a small file may unpack into gigabytes and one merged range
may name 17 billion cells. Both are measured before openpyxl reads anything.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from subprocessors.importing.reading.cells import (
    Cell,
    Reading,
    Row,
    Table,
    check_size,
    is_web,
    one_line,
)
from subprocessors.importing.reading.files import Unreadable

#: A sheet of 10,000 rows unpacks into some 10 MB.
MOST_UNPACKED = 48 * 1024 * 1024
_MOST_FILES = 2_000
_MOST_CELLS = 300_000
_RANGES = ("mergeCell", "hyperlink")
_HYPERLINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"', re.IGNORECASE)


def read_workbook(data, *, name):
    """Every visible sheet of the workbook as a Table. Raises Unreadable for what is none.

    Merged cells all hold what their first one shows. A formula without a computed value, and
    an error such as #REF!, is a fault of its cell.
    """
    _check_before_reading(data, name)
    try:
        shown = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        written = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise on broken files
        raise Unreadable(f"{name}: not a workbook that can be read ({error}).") from error
    reading = Reading("Excel workbook", unit="row")
    sheets = [sheet for sheet in shown.worksheets if sheet.sheet_state == "visible"]
    for hidden in shown.worksheets:
        if hidden not in sheets:
            reading.remarks.append(f"The sheet “{hidden.title}” is hidden and was not read.")
    for sheet in sheets:
        check_size(sheet.max_row, sheet.max_column, name=f"{name}, sheet “{sheet.title}”")
        table = Table(1, sheet.title if len(sheets) > 1 else "")
        table.rows = _rows(sheet, written[sheet.title], table.heading)
        reading.remarks += _hidden(sheet, table.heading)
        reading.tables.append(table)
    return reading


def _check_before_reading(data, name):
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
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
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


def _rows(sheet, written, title):
    firsts, across = _merged(sheet)
    width = _used_width(sheet)
    rows = []
    for cells in sheet.iter_rows(max_col=width):
        number = cells[0].row
        read = []
        for cell in cells:
            place = firsts.get(cell.coordinate, cell.coordinate)
            read.append(_cell(sheet[place], written[place]))
        filled = {cell.text for cell in read if cell.text}
        spans = len(filled) == 1 and across.get(number, 0) > 1
        if spans:
            read = [read[0] if read[0].text else Cell(filled.pop())]
        rows.append(Row(number, tuple(read), spans=spans, sheet=title))
    return rows


def _hidden(sheet, title):
    """Words for each row and column with cells that the sheet does not show, filters included."""
    where = f" of the sheet “{title}”" if title else ""
    rows = [n for n, row in sheet.row_dimensions.items() if row.hidden and n <= sheet.max_row]
    columns = [
        get_column_letter(place)
        for column in sheet.column_dimensions.values()
        if column.hidden
        for place in range(column.min, min(column.max, _used_width(sheet)) + 1)
    ]
    for kind, found in (("Row", sorted(rows)), ("Column", columns)):
        for one in found:
            yield f"{kind} {one}{where} is hidden in the workbook, and was read all the same."


def _merged(sheet):
    """Each merged cell's first one, and how many columns the widest merged range of a row has."""
    firsts, across = {}, {}
    for merged in sheet.merged_cells.ranges:
        first = sheet.cell(merged.min_row, merged.min_col).coordinate
        for row, column in merged.cells:
            firsts[sheet.cell(row, column).coordinate] = first
            if merged.min_row == merged.max_row:
                columns = merged.max_col - merged.min_col + 1
                across[row] = max(across.get(row, 0), columns)
    return firsts, across


def _used_width(sheet):
    widths = [
        cell.column for cells in sheet.iter_rows() for cell in cells if cell.value not in (None, "")
    ]
    return max(widths, default=1)


def _cell(shown, written):
    formula = written.value if written.data_type == "f" else None
    links = []
    if shown.hyperlink is not None and shown.hyperlink.target:
        links.append((shown.hyperlink.target.strip(), one_line(_text(shown.value))))
    if formula is not None:
        found = _HYPERLINK.match(str(getattr(formula, "text", formula)))
        links += [(found.group(1), one_line(_text(shown.value)))] if found else []
        if shown.value is None:
            return Cell(fault="is a formula that was never computed; open and save it in Excel")
    if shown.data_type == "e":
        return Cell(str(shown.value), fault=f"shows the error {shown.value}")
    links = [link for link in links if is_web(link[0])]
    return Cell(one_line(_text(shown.value)), tuple(links))


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
