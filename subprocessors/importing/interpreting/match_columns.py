"""Which column of a list gives which field: as settled, then as its heading says for certain."""

from subprocessors.importing.interpreting.headings import JOINED, NAME, doubt, folded, meanings
from subprocessors.importing.interpreting.labels import label

_NUMBERING = frozenset({"", "no", "nr", "id", "number", "nummer", "lfd nr", "pos"})


def assign(one, settled):
    """Gives each column its field: what is settled, then what is certain, then the first free."""
    waiting, taken = [], set()
    _join_repeated(one, settled)
    for column in list(one.columns):
        filled = [cell for cell in _cells_of(one, column) if cell.text or cell.links]
        if not column.heading and not filled:
            one.columns.remove(column)
            continue
        column.example = next((cell.text for cell in filled if cell.text), "")
        heading = column.heading
        column.heading = heading or f"column {column.place + 1}"
        if column.key in settled.maps:
            column.field = settled.maps[column.key]
            _note_second(one, column)
            taken.add(column.field)
        elif column.key in settled.ignored or _is_numbering(heading, filled):
            column.is_ignored = True
        else:
            waiting.append((column, meanings(heading, filled) if heading else []))
    for column, fields in sorted(waiting, key=lambda pair: doubt(pair[0].heading, pair[1])):
        column.field = next((f for f in fields if f not in taken or f in JOINED), "")
        taken.add(column.field)
    if NAME not in taken:
        for column, fields in waiting:
            if NAME in fields:
                column.field = NAME
                break


def _cells_of(one, column):
    return [row.cells[column.place] for row, _h in one.rows if column.place < len(row.cells)]


def _join_repeated(one, settled):
    """Columns of one heading are one where the others are empty or say the same; else noted."""
    by_key = {}
    for column in one.columns:
        if column.heading and column.key not in settled.ignored:
            by_key.setdefault(column.key, []).append(column)
    for columns in by_key.values():
        said = {column.place: _cells_of(one, column) for column in columns}
        different = []
        for column in columns:
            cells = said[column.place]
            is_empty = not any(cell.text or cell.links or cell.fault for cell in cells)
            if not is_empty and cells not in [said[other.place] for other in different]:
                different.append(column)
        kept = different or columns[:1]
        one.columns = [c for c in one.columns if c not in columns or c in kept[:1]]
        if len(kept) > 1:
            one.problems.append(
                f"“{kept[0].heading}” is the heading of {len(kept)} columns. Give each a heading of"
                " its own"
            )


def _note_second(one, column):
    """Notes a column that is settled to give what an earlier one is settled to give."""
    other = next((c for c in one.columns if c.field == column.field and c is not column), None)
    if other is not None and column.field not in JOINED:
        one.problems.append(both_give(other, column))


def both_give(column, other):
    """Why two columns cannot both be taken."""
    return (
        f"“{column.heading}” and “{other.heading}” both give {label(column.field)}. Leave one out"
    )


def _is_numbering(heading, filled):
    texts = [cell.text.strip(".") for cell in filled]
    return folded(heading) in _NUMBERING and all(text.isdigit() for text in texts)
