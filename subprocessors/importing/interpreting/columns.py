"""Which rows of a table are its headings, and which of those below them belong together."""

from dataclasses import dataclass, field

from subprocessors.importing.interpreting.headings import NAME, folded, meanings, same_heading
from subprocessors.importing.interpreting.match_columns import assign
from subprocessors.importing.reading.cells import Row

#: Longer texts are no headings.
LONGEST_HEADING = 100


@dataclass
class Column:
    """A column: its heading, its place in the row, and its field ("" where none is known)."""

    heading: str
    place: int
    field: str = ""
    is_ignored: bool = False
    example: str = ""

    @property
    def key(self):
        """The heading as people type it again."""
        return same_heading(self.heading)

    @property
    def is_unknown(self):
        """Whether somebody has to settle it."""
        return not self.field and not self.is_ignored


@dataclass
class List:
    """Rows below one row of headings, each with the heading that it stands under.

    ``problems`` are what its columns contradict each other in.
    """

    head: Row
    columns: list
    width: int
    problems: list = field(default_factory=list)
    rows: list = field(default_factory=list)  # of (Row, heading)

    def has(self, name):
        """Whether a column gives the field."""
        return any(column.field == name for column in self.columns)


def lists_in(tables, settled):
    """``(lists, left)``: what the tables list, and the Rows of tables without a name column.

    Headings are known by a column of names and another that is understood; in a file that
    has none such, by the names alone.
    """
    lists, left = _lists_in(tables, settled, least=2)
    if not lists:
        lists, left = _lists_in(tables, settled, least=1)
    for one in lists:
        assign(one, settled)
    return lists, left


def _lists_in(tables, settled, *, least):
    lists, left = [], []
    for table in tables:
        found, unread = _lists_of(table, settled, least)
        lists += [one for one in found if one.rows]
        left += unread
    return lists, left


def _lists_of(table, settled, least):
    found, left, heading = [], [], table.heading
    rows = [row for row in table.rows if row.filled]
    for number, row in enumerate(rows):
        last = found[-1] if found else None
        below = rows[number + 1] if number + 1 < len(rows) else None
        is_title = len(row.filled) == 1 and below is not None and len(below.filled) > 1
        if row.spans or (is_title and _is_head(below, last, settled, least)):
            heading = row.filled[0].text
        elif _is_head(row, last, settled, least):
            found.append(_list_below(row))
        elif last is not None and _goes_on(row, last):
            last.columns = _joined_columns(row, last.columns)
        elif found:
            found[-1].rows.append((row, heading))
        else:
            left.append(row)
    return found, [] if found else left[:1]


def _is_head(row, before, settled, least):
    """Whether ``row`` holds headings; below others (``before``), every cell of it must."""
    texts = [cell.text for cell in row.cells if cell.text]
    if not texts or any(len(text) > LONGEST_HEADING for text in texts):
        return False
    if before is not None and [*map(folded, texts)] == [folded(c.heading) for c in before.columns]:
        return True
    keys = [same_heading(text) for text in texts]
    if NAME in [settled.maps.get(key) for key in keys]:
        return True
    fields = [meanings(text) for text in texts]
    names_somebody = any(NAME in one for one in fields)
    known = [bool(one) or key in settled.headings for one, key in zip(fields, keys, strict=True)]
    if before is not None:
        return names_somebody and len(texts) > 1 and all(known)
    return names_somebody and sum(known) >= least


def _goes_on(row, one):
    """Whether ``row`` is a second row of headings: it repeats one that reaches down into it."""
    repeated = [
        column
        for column in one.columns
        if column.heading
        and column.place < len(row.cells)
        and row.cells[column.place].text == column.heading
    ]
    return not one.rows and any(NAME in meanings(column.heading) for column in repeated)


def _joined_columns(row, columns):
    """ "Location" above "Corporate" and "Processing": two columns, "Corporate Location" first."""
    joined = []
    for column in columns:
        below = row.cells[column.place].text if column.place < len(row.cells) else ""
        parts = dict.fromkeys(filter(None, (below, column.heading)))
        joined.append(Column(" ".join(parts), column.place))
    return joined


def _list_below(row):
    columns = [Column(cell.text, place) for place, cell in enumerate(row.cells)]
    filled = [column.place for column in columns if column.heading]
    return List(row, columns, width=filled[-1] + 1)
