"""What the tables of a file say about sub-processors, and what of them was not understood."""

from dataclasses import dataclass, field

from subprocessors.importing.interpreting.column_answers import Settled
from subprocessors.importing.interpreting.columns import LONGEST_HEADING, Column, lists_in
from subprocessors.importing.interpreting.entries import Taking


@dataclass
class Understood:
    """What was understood of a file, and what was not."""

    kind: str
    columns: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def unknown(self):
        """The columns that somebody has to settle before anything is imported."""
        return [column for column in self.columns if column.is_unknown]

    @property
    def is_whole(self):
        """Whether all of it was understood."""
        return not self.problems and not self.unknown


def understand(reading, settled=None):
    """The Understood of a Reading, with what a person has Settled."""
    settled = settled or Settled()
    made = Understood(reading.kind)
    made.problems += reading.problems
    made.remarks += reading.remarks
    lists, left = lists_in(reading.tables, settled)
    Taking(reading, settled, lists, made).take()
    if not lists and not reading.problems:
        made.problems.append(_no_list(reading, left))
        made.columns = [] if not left else _to_choose_from(left[0])
    elif left:
        places = ", ".join(map(reading.at, left[:5]))
        made.remarks.append(
            f"Not taken, as no column there names a sub-processor: what begins at {places}."
        )
    return made


def _no_list(reading, left):
    if not left:
        head = next((row for table in reading.tables for row in table.rows if row.filled), None)
        if head is None:
            return "There is no table in it."
        return f"There is no row below the headings of {reading.at(head)}."
    shown = ", ".join(f"“{cell.text}”" for cell in left[0].filled[:12])
    return (
        f"{reading.at(left[0])}: no column is known to hold the names. The headings would be"
        f" {shown}. Say which of them is the name, or put a row of headings above."
    )


def _to_choose_from(row):
    """The cells of a row that may be headings, as columns that nobody knows."""
    return [
        Column(cell.text, place)
        for place, cell in enumerate(row.cells)
        if 0 < len(cell.text) <= LONGEST_HEADING
    ]
