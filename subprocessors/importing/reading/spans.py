"""Cells of a web page that reach over several rows or columns, laid out as rows of cells."""

from collections import deque

from subprocessors.importing.reading.cells import MOST_COLUMNS, Cell, Row, is_web, one_line


class MadeCell:
    """A cell as its tag says: its text, links and pictures, and how far it reaches."""

    def __init__(self, *, is_head, across=1, down=1):
        self.is_head, self.across, self.down = is_head, across, down
        self.text, self.links, self.pictures = [], [], []

    def cell(self):
        """The Cell; a picture's words where there is no text."""
        text = one_line("".join(self.text)) or one_line(" ".join(self.pictures))
        links = tuple((address, one_line("".join(words))) for address, words in self.links)
        return Cell(text, tuple(link for link in links if is_web(link[0])))


class MadeRow:
    """A row with the cells that begin in it."""

    def __init__(self, line):
        self.line, self.cells = line, []


class MadeTable:
    """A table while it is read; ``cell`` is the one that text belongs to."""

    def __init__(self, line, heading, bold=""):
        self.line, self.heading, self.bold, self.rows, self.cell = line, heading, bold, [], None
        self.is_closed = False


def resolved(table):
    """The table's Rows, with cells that reach down repeated in each row."""
    width = max((sum(cell.across for cell in row.cells) for row in table.rows), default=0)
    rows, hanging = [], {}  # hanging: column -> (Cell, rows left, how wide)
    for made in table.rows:
        if not made.cells and not hanging:
            continue
        alone = len(made.cells) == 1 and not hanging
        if alone and made.cells[0].across >= width > 1:
            rows.append(Row(made.line, (made.cells[0].cell(),), spans=True))
            continue
        cells, fault = _laid_out(made, hanging)
        is_head = all(cell.is_head for cell in made.cells)
        rows.append(Row(made.line, tuple(cells), fault="" if is_head else fault))
    return rows


def _laid_out(made, hanging):
    """One row's cells in their columns; ``hanging`` becomes what hangs into the next row."""
    cells, fault, below, waiting = [], "", {}, deque(made.cells)
    while waiting or any(column >= len(cells) for column in hanging):
        column = len(cells)
        if column in hanging:
            cell, left = hanging[column]
            cells.append(cell)
            if left > 1:
                below[column] = (cell, left - 1)
        elif waiting:
            next_one = waiting.popleft()
            cell = next_one.cell()
            if next_one.across > 1:
                fault = f"the cell “{cell.text[:40]}” reaches over {next_one.across} columns"
            for place in range(column, column + next_one.across):
                cells.append(cell)
                if next_one.down > 1:
                    below[place] = (cell, next_one.down - 1)
        else:
            cells.append(Cell())
            fault = "lacks a cell before one that reaches down from above"
        if len(cells) > MOST_COLUMNS:
            fault = f"has more than {MOST_COLUMNS} cells"
            break
    hanging.clear()
    hanging.update(below)
    return cells, fault
