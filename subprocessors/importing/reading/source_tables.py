"""What a file of any form is read into: tables of rows of cells, each knowing its place.

No judgement of words: which row holds headings is known here by the form alone, and what a
heading means is said in ``interpreting``.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from subprocessors.importing.reading.files import Unreadable

#: Beyond these a file is no list of sub-processors, and is refused.
MOST_ROWS = 10_000
MOST_COLUMNS = 100
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
#: Nothing that can be read, and nothing that a database would keep; direction overrides hide.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\u0085\u2028\u2029]")


@dataclass(frozen=True)
class SourceCell:
    """A cell as a reader sees it.

    ``links`` are ``(address, words)``; ``items`` the texts of a JSON list; ``fault`` says why
    it cannot be read. ``across`` and ``down`` say over how many columns and rows it reaches;
    it stands in each of them.
    """

    text: str = ""
    links: tuple = ()
    fault: str = ""
    items: tuple = ()
    across: int = 1
    down: int = 1

    @property
    def is_filled(self):
        """Whether it holds anything."""
        return bool(self.text or self.links or self.fault)


@dataclass(frozen=True)
class SourceRow:
    """A row of a table. ``place`` is where it stands, in words that no other row has ("line 4").

    ``notes`` are what a reader sees of it and its values do not say, such as "is hidden".
    """

    place: str
    cells: tuple
    fault: str = ""
    notes: tuple = ()
    is_struck: bool = False
    is_heading: bool = False  # by the form of the file, not by its words
    is_title: bool = False  # one cell over the whole width
    follows_gap: bool = False  # a blank row is above it

    @property
    def filled(self):
        """The cells that hold something."""
        return [cell for cell in self.cells if cell.is_filled]

    @property
    def texts(self):
        """The texts of the filled cells."""
        return [cell.text for cell in self.filled]


@dataclass
class SourceTable:
    """Rows that stand together, under the title above them ("" for none)."""

    title: str = ""
    rows: list = field(default_factory=list)


@dataclass
class SourceFile:
    """What a file holds: its tables, what of it cannot be read, and what is good to know."""

    kind: str
    tables: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def with_own_places(self):
        """The same, with a number added to places that several rows share ("line 1, row 3")."""
        counts = Counter(row.place for table in self.tables for row in table.rows)
        number = Counter()
        for table in self.tables:
            for index, row in enumerate(table.rows):
                if counts[row.place] > 1:
                    number[row.place] += 1
                    place = f"{row.place}, row {number[row.place]}"
                    table.rows[index] = replace(row, place=place)
        return self


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


def counted(number, noun):
    """ "1 cell", "2 cells"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def quoted(texts):
    """The texts in quotation marks: "“Name”, “Purpose”"."""
    return ", ".join(f"“{text}”" for text in texts)


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
