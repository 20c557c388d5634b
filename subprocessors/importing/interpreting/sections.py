"""Tables of a file as sections: rows below one row of headings, each with the title above it."""

import re
from dataclasses import dataclass, field

from subprocessors.importing.interpreting.headings import NAME
from subprocessors.importing.interpreting.phrases import begins_with, fields_of, words_of
from subprocessors.importing.reading.source_tables import counted

#: Longer texts are no headings.
LONGEST_HEADING = 100
_FOOTNOTE = re.compile(r"[*†‡§¶¹²³⁴-⁹]|\(\d{1,2}\)|\[\d{1,2}\]")


@dataclass
class ImportSection:
    """``headings`` are the texts of each column's rows of headings; ``rows`` (row, title).

    ``apart`` are rows that are neither, such as a title with nothing below it.
    """

    place: str
    headings: list
    rows: list = field(default_factory=list)
    apart: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def texts(self):
        """The heading of each column in words."""
        return [" ".join(parts) for parts in self.headings]

    @property
    def width(self):
        """The number of columns up to the last one with a heading."""
        filled = [place for place, parts in enumerate(self.headings, start=1) if any(parts)]
        return max(filled, default=0)

    def gives(self, name):
        """Whether a column gives the field, or is proposed to."""
        return any(name in (column.field, column.proposal) for column in self.columns)


def sections_in(tables):
    """The ImportSections of SourceTables, those without a row below their headings included."""
    return [section for table in tables for section in _sections_of(table)]


def _sections_of(table):
    found, apart, number = [], [], 0
    title, unused = table.title, []  # the title's own row, until a row stands under it
    rows = table.rows
    while number < len(rows):
        row = rows[number]
        below = rows[number + 1] if number + 1 < len(rows) else None
        if row.is_heading or (found and _is_later_heading(rows, number)):
            heads = [row]
            while row.is_heading and below is not None and _goes_on(heads[-1], below, heads):
                heads.append(below)
                number += 1
                below = rows[number + 1] if number + 1 < len(rows) else None
            found.append(ImportSection(row.place, _joined(heads), apart=apart))
            apart = []
        elif row.is_title or _is_title_of(row, below, found):
            apart += unused
            title, unused = row.texts[0], [row]
        elif found:
            found[-1].rows.append((row, title))
            unused = []
        else:
            apart.append(row)
        number += 1
    for section in found[-1:]:
        section.apart += apart + unused
    return found


def _goes_on(head, below, heads):
    """Whether ``below`` is one more row of the same headings, not the same ones again."""
    return (
        below.is_heading and not below.follows_gap and below.texts != head.texts and len(heads) < 3
    )


def _is_title_of(row, below, found):
    """Whether a row with one cell is the title of the headings right below it."""
    if len(row.filled) != 1 or below is None or below.follows_gap or len(below.filled) < 2:
        return False
    return below.is_heading or (bool(found) and row.follows_gap and _is_headings(below))


def _is_later_heading(rows, number):
    """Whether a row after a blank one, or after a title of its own, holds headings alone."""
    row, above = rows[number], rows[number - 1]
    has_title = above.is_title or (above.follows_gap and len(above.filled) == 1)
    is_followed = number + 1 < len(rows) and not rows[number + 1].follows_gap
    return (row.follows_gap or has_title) and is_followed and _is_headings(row)


def _is_headings(row):
    return all(cell.is_filled for cell in row.cells[: len(row.filled)]) and are_headings(row.texts)


def are_headings(texts):
    """Whether the texts are nothing but phrases, each of another field, one of them of names."""
    fields = [fields_of(text) for text in texts]
    names = any(NAME in one[:1] and len(words_of(text).split()) < 3
                for one, text in zip(fields, texts, strict=True))  # fmt: skip
    return names and all(fields) and len({one[0] for one in fields}) == len(fields) > 1


def _joined(heads):
    """The texts of each column's headings, the upper one first, none twice."""
    columns = []
    for place in range(max(len(head.cells) for head in heads)):
        texts = [head.cells[place].text for head in heads if place < len(head.cells)]
        columns.append(tuple(dict.fromkeys(filter(None, texts))))
    return columns


def is_note(section, row):
    """Whether the row is a total, a signature, a footnote, or the like."""
    words = row.texts[0]
    if len(row.filled) == 1 and _FOOTNOTE.match(words):
        return True
    is_sum = len(row.filled) > 1 and all(text.strip(".").isdigit() for text in row.texts[1:])
    is_short = ":" in words or is_sum or len(row.filled) < max(2, section.width)
    return is_short and begins_with("note_rows", words)


def shape_fault(section, row):
    """What is wrong with the number of cells, or with where the row stands; "" for nothing."""
    for place, cell in enumerate(row.cells):
        under = set(section.headings[place : place + cell.across])
        if cell.is_filled and len(under) > 1 and row.cells[place - 1 : place] != (cell,):
            across = f"the cell “{cell.text[:40]}” reaches over {cell.across} columns"
            return f"{across}. Write what belongs to each"
    known = [column for column in section.columns if not column.is_ignored]
    if len(row.filled) == 1 and len(known) > 2:
        return (
            f"“{row.texts[0][:60]}” stands alone in its row. If it is a title, repeat the headings"
            " of the columns below it; else fill in the row, or leave it out"
        )
    extra = [place for place, cell in enumerate(row.cells, 1) if cell.is_filled]
    count = max([*extra, section.width]) if len(row.cells) >= section.width else len(row.cells)
    if count != section.width:
        return f"has {counted(count, 'cell')} where the headings have {section.width}"
    if row.follows_gap and _lacks_what_others_have(section, row):
        return (
            f"“{row.texts[0][:60]}” stands below a blank row and lacks what the other rows have."
            " Leave it out, or fill it in"
        )
    return ""


def _lacks_what_others_have(section, row):
    others = [one for one, _title in section.rows if one is not row and not one.follows_gap]
    columns = [
        [place < len(one.cells) and one.cells[place].is_filled for one in others]
        for place in range(len(row.cells))
        if not row.cells[place].is_filled
    ]
    return bool(others) and any(map(all, columns))
