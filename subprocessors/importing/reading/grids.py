"""Rows of cells laid out as a grid, and which of them are headings, told by their shape alone."""

from collections import Counter, deque
from dataclasses import replace

from subprocessors.importing.reading.source_tables import MOST_COLUMNS, SourceCell


def laid_out(rows):
    """SourceRows, given with the cells that begin in each, with every cell that reaches into it.

    One cell over the whole width is a title.
    """
    width = max((sum(cell.across for cell in row.cells) for row in rows), default=0)
    made, hanging = [], {}  # hanging: column -> (cell, rows left)
    for row in rows:
        if not hanging and len(row.filled) == 1 and row.filled[0].across >= width > 1:
            made.append(replace(row, cells=(row.filled[0],), is_title=True, is_heading=False))
            continue
        cells, fault = _in_columns(row.cells, hanging)
        made.append(replace(row, cells=tuple(cells), fault="" if row.is_heading else fault))
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
            cells += [cell] * cell.across
            if cell.down > 1:
                below |= dict.fromkeys(range(column, len(cells)), (cell, cell.down - 1))
        else:
            cells.append(SourceCell())
            fault = "lacks a cell before one that reaches down from above"
        if len(cells) > MOST_COLUMNS:
            fault = f"has more than {MOST_COLUMNS} cells"
            break
    hanging.clear()
    hanging.update(below)
    return cells, fault


def with_headings(rows):
    """The filled rows, their headings marked: by the form, or the first as wide as the table.

    Further down, only a row that repeats the headings is one.
    """
    rows = _without_blank(rows)
    by_form = [row.is_heading for row in rows]
    if any(by_form) and not all(by_form):
        width = max(len(row.cells) for row in rows)
        return [_as_title(row) if row.is_heading and width > 1 else row for row in rows]
    rows = [replace(row, is_heading=False) for row in rows]
    if not rows:
        return []
    first = _first_wide(rows)
    depth = _depth(rows, first)
    heads = [row.texts for row in rows[first : first + depth]]
    return [
        replace(row, is_heading=True, fault="") if number >= first and row.texts in heads else row
        for number, row in enumerate(rows)
    ]


def _without_blank(rows):
    kept, gap = [], False
    for row in rows:
        if row.filled:
            kept.append(replace(row, follows_gap=True) if gap else row)
        gap = not row.filled
    return kept


def _as_title(row):
    """A heading cell alone in its row, over several columns or in place of them, is a title."""
    alone = len(row.filled) == 1 and (row.filled[0].across > 1 or len(row.cells) == 1)
    return replace(row, is_title=True, is_heading=False) if alone else row


def _first_wide(rows):
    """The first row with a cell in every column that most rows use, numbering aside."""
    several = [row for row in rows if len(row.filled) > 1] or rows
    used, numbers = Counter(), Counter()
    for row in several:
        for place, cell in enumerate(row.cells):
            if cell.is_filled:
                used[place] += 1
                numbers[place] += cell.text.strip(".").isdigit()
    wanted = {
        place
        for place, count in used.items()
        if count * 2 > len(several) and numbers[place] < max(count - 1, 1)
    }
    least = min(2, len(several[0].filled))
    for number, row in enumerate(rows):
        held = {place for place, cell in enumerate(row.cells) if cell.is_filled}
        if wanted <= held and len(held) >= least and not row.is_title:
            return number
    return rows.index(several[0])


def _depth(rows, first):
    """How many rows the headings take: cells that reach down, or divide one that reaches across."""
    cells = rows[first].filled
    down = max(cell.down for cell in cells)
    if down > 1:
        return min(down, 3, len(rows) - first)
    below = rows[first + 1] if first + 1 < len(rows) else None
    if below is None or all(cell.across == 1 for cell in cells):
        return 1
    wide = {place for place, cell in enumerate(rows[first].cells) if cell.across > 1}
    held = {place for place, cell in enumerate(below.cells) if cell.is_filled}
    return 2 if held <= wide else 1
