"""What every kind of file is read into: tables of rows of cells, each knowing its line.

Plain Python, and no judgement yet: which row holds the headings and what they mean is for
``headings`` and ``understanding`` to say.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from subprocessors.importing.reading.files import Unreadable

#: Beyond these a file is no list of sub-processors, and is refused.
MOST_ROWS = 10_000
MOST_COLUMNS = 100
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
#: Nothing that can be read, and nothing that a database would keep.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\u0085\u2028\u2029]")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, its addresses as ``(address, words)``, and why it is unreadable."""

    text: str = ""
    links: tuple = ()
    fault: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table. ``line`` counts from 1 in the file (a sheet: its row number).

    ``spans`` says that one cell reaches over the whole width, as a heading does; ``sheet``
    names the sheet, where there are several.
    """

    line: int
    cells: tuple
    fault: str = ""
    spans: bool = False
    sheet: str = ""

    @property
    def filled(self):
        """The cells that hold something."""
        return [cell for cell in self.cells if cell.text or cell.links or cell.fault]


@dataclass
class Table:
    """Rows that stand together, under the heading above them ("" for none)."""

    line: int
    heading: str = ""
    rows: list = field(default_factory=list)


@dataclass
class Reading:
    """What a file holds: its tables, what of them is not readable, and what is good to know."""

    kind: str
    tables: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    unit: str = "line"  # what ``line`` counts: "line", or "row" of a sheet

    def at(self, row):
        """The words for where a Row stands in the file: "line 4"."""
        return f"{self.unit} {row.line}" + (f" of the sheet “{row.sheet}”" if row.sheet else "")


def one_line(text):
    """``text`` on one line: breaks between parts as "; ", other white space as one space."""
    text = _UNPRINTABLE.sub(" ", text)
    parts = [_SPACES.sub(" ", part).strip() for part in _LINE_ENDS.split(text)]
    joined = ""
    for part in filter(None, parts):
        if joined and joined[-1] not in ",;:":
            joined += ";"
        joined = f"{joined} {part}" if joined else part
    return joined


def counted(cells):
    """ "1 cell", "2 cells"."""
    return "1 cell" if cells == 1 else f"{cells} cells"


def check_size(rows, columns, *, name):
    """Raises Unreadable for more rows or columns than a list has."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise Unreadable(
            f"{name}: {rows:,} rows and {columns:,} columns are too many for a list; at most"
            f" {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read."
        )


def is_web(address):
    """Whether ``address`` is http or https with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
