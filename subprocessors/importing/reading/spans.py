"""Cells that reach over several rows or columns, laid out as rows of cells."""

from collections import deque
from dataclasses import dataclass

from subprocessors.importing.reading.source_tables import MOST_COLUMNS, SourceCell, SourceRow


@dataclass
class SpanningRow:
    """A row with the SourceCells that begin in it; those above may reach down into it."""

    place: str
    cells: list
    is_heading: bool = False
    is_struck: bool = False
    notes: tuple = ()


def laid_out(rows):
    """The SourceRows of SpanningRows, each cell standing in every row and column it reaches.

    One cell over the whole width is a title.
    """
    width = max((sum(cell.across for cell in row.cells) for row in rows), default=0)
    made, hanging = [], {}  # hanging: column -> (cell, rows left)
    for row in rows:
        alone = [cell for cell in row.cells if cell.is_filled]
        more = {"notes": row.notes, "is_struck": row.is_struck}
        if not hanging and len(alone) == 1 and alone[0].across >= width > 1:
            made.append(SourceRow(row.place, (alone[0],), is_title=True, **more))
            continue
        cells, fault = _in_columns(row.cells, hanging)
        fault = "" if row.is_heading else fault
        made.append(SourceRow(row.place, tuple(cells), fault, is_heading=row.is_heading, **more))
    return made


def _in_columns(begun, hanging):
    """One row's cells in their columns; ``hanging`` becomes what hangs into the next row."""
    cells, fault, below, waiting = [], "", {}, deque(begun)
    while waiting or any(column >= len(cells) for column in hanging):
        column = len(cells)
        if column in hanging:
            cell, left = hanging[column]
            cells.append(cell)
            if left > 1:
                below[column] = (cell, left - 1)
        elif waiting:
            cell = waiting.popleft()
            for place in range(column, column + cell.across):
                cells.append(cell)
                if cell.down > 1:
                    below[place] = (cell, cell.down - 1)
        else:
            cells.append(SourceCell())
            fault = "lacks a cell before one that reaches down from above"
        if len(cells) > MOST_COLUMNS:
            fault = f"has more than {MOST_COLUMNS} cells"
            break
    hanging.clear()
    hanging.update(below)
    return cells, fault
