"""The list of a day as an Excel workbook: the table of the CSV, its days as days.

A German Excel shows a CSV in one column; a workbook opens alike everywhere.
"""

import io
import re
import zipfile
from datetime import UTC, date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from subprocessors.archive.days import day_in
from subprocessors.exports.spreadsheet import list_table, safe

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel has no day before 1900, and of the two months before this one programs differ by a day.
_FIRST_DAY = date(1900, 3, 1)
_NARROWEST, _WIDEST = 10, 48  # characters
_LONGEST = 32_767  # characters of a cell in UTF-16, by Excel's specification
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
#: The earliest instant that a ZIP file can state.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def list_workbook(shown):
    """The ListOnDay ``shown`` as the bytes of a workbook: the same for the same list."""
    table = list(list_table(shown))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(shown.iso_day)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table[0]))}{len(table)}"
    for number, column in enumerate(zip(*table, strict=True), start=1):
        longest = max(len(line) for text in column for line in text.split("\n"))
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    for number, row in enumerate(table):
        sheet.append([_cell(sheet, text, is_heading=not number) for text in row])
    made_at = shown.publication.published_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = made_at
    written = io.BytesIO()
    book.save(written)
    return _without_the_clock(written, made_at.isoformat() + "Z")


def _cell(sheet, text, *, is_heading):
    day = day_in(text)
    if day and day >= _FIRST_DAY:
        cell = WriteOnlyCell(sheet, day)
        cell.number_format = "yyyy-mm-dd"
        return cell
    text = _cut(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", safe(text)))
    cell = WriteOnlyCell(sheet, text or None)
    if is_heading:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cut(text):
    """``text`` as far as a cell can hold it; it says so where that is not all."""
    if len(text) <= _LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    said = _("(Cut here: a cell of a workbook holds no more. The whole text is on the page.)")
    said = f" […] {said}"
    return units[: 2 * (_LONGEST - len(said))].decode("utf-16-le", "ignore") + said


def _without_the_clock(written, instant):
    """The workbook with ``instant`` in place of the time at which it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + instant.encode(), data)
            new.writestr(info, data)
    return packed.getvalue()
