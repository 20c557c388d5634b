"""Which column of a section gives which field: as answered, as its heading says, or asked."""

import dataclasses
import re

from subprocessors.importing.interpreting.headings import (
    ABOVE,
    JOINED,
    NAME,
    meaning_of,
    same_heading,
)
from subprocessors.importing.interpreting.phrases import is_phrase, is_plain_title, words_of
from subprocessors.importing.labels import import_label
from subprocessors.importing.reading.source_tables import SourceCell

_SAMPLES = 3
_SUB = re.compile(r"sub|unterauftrag|sous")


@dataclasses.dataclass
class ImportColumn:
    """A column: its headings (the upper one first), its place, and its field ("" while asked).

    ``proposal`` is the field that is likely; ``samples`` the first values below the heading.
    """

    parts: tuple
    place: int
    field: str = ""
    proposal: str = ""
    is_ignored: bool = False
    is_answered: bool = False
    samples: list = dataclasses.field(default_factory=list)

    @property
    def heading(self):
        """The heading in words."""
        return " ".join(self.parts) or f"column {self.place + 1}"

    @property
    def key(self):
        """The heading as people type it again."""
        return same_heading(self.heading)

    @property
    def is_asked(self):
        """Whether somebody has to say what it means."""
        return not self.field and not self.is_ignored

    def cell_in(self, row):
        """The SourceCell of a row in this column; an empty one where the row is shorter."""
        return row.cells[self.place] if self.place < len(row.cells) else SourceCell()


def columns_of(section, answers):
    """``(ImportColumns, problems)`` of a section: answered, certain, or with a proposal."""
    columns, claims = [], []
    for place, parts in enumerate(section.headings):
        column = ImportColumn(parts, place)
        filled = [cell for cell in cells_of(section, column) if cell.is_filled]
        if not parts and not filled:
            continue
        texts = dict.fromkeys(cell.text or cell.links[0][0] for cell in filled if not cell.fault)
        column.samples = list(texts)[:_SAMPLES]
        columns.append(column)
        if column.key in answers.maps:
            column.field = answers.maps[column.key]
        elif column.key in answers.ignored or _is_numbering(column, filled):
            column.is_ignored = True
        elif parts:
            claims.append((column, meaning_of(parts, filled), bool(filled)))
    columns, problems = _without_repeated(section, columns, answers)
    for column in columns:
        other = next((c for c in columns if c.field == column.field and c is not column), None)
        if column.field and column.field not in JOINED and other is not None:
            problems.append(both_give(column, other))
            break
    _give_fields([claim for claim in claims if claim[0] in columns], columns)
    return columns, problems


def _give_fields(claims, columns):
    """Certain claims first, where no other column has one as good; the rest are proposals."""
    taken = {column.field for column in columns} - {""}
    own = {meaning.fields[0] for _column, meaning, _filled in claims if meaning.is_own}
    for is_only in (True, False):  # the only field that the heading means, or the likeliest
        certain = [
            (column, meaning.fields[0])
            for column, meaning, _filled in claims
            if meaning.is_certain and (len(meaning.fields) == 1) == is_only
            and (meaning.is_own or meaning.fields[0] not in own)
        ]  # fmt: skip
        wanted = [name for _column, name in certain]
        for column, name in certain:
            if name in JOINED or (wanted.count(name) == 1 and name not in taken):
                column.field = name
        taken |= set(wanted)  # of two that are as certain, neither is; and no third one instead
    proposed = {column.field for column in columns}
    for column, meaning, is_filled in sorted(claims, key=_is_of_company):
        if not column.field:
            free = (name for name in meaning.fields if name not in proposed or name in JOINED)
            column.proposal = next(free, "")
            proposed.add(column.proposal)
            column.is_ignored = not meaning.fields and not is_filled
    if NAME not in proposed:
        _propose_name(claims)


def _is_of_company(claim):
    """Whether a heading names any company: beside "Sub-processor", that may be the customer."""
    return not _SUB.match(words_of(claim[0].heading))


def _propose_name(claims):
    """Without a column of names, the legal names are likely the names."""
    for column, meaning, _filled in claims:
        if "legal_name" in meaning.fields:
            column.field, column.proposal = "", NAME
            return


def cells_of(section, column):
    """The cells of a section's rows in one column."""
    return [column.cell_in(row) for row, _title in section.rows]


def _without_repeated(section, columns, answers):
    """Columns of one heading are one where the others are empty or say the same; else noted."""
    by_key, dropped, problems = {}, [], []
    for column in columns:
        if column.parts and column.key not in answers.ignored:
            by_key.setdefault(column.key, []).append(column)
    for same in by_key.values():
        differing = {}  # what the cells say -> the first column that says it
        for column in same:
            said = tuple((cell.text, cell.links) for cell in cells_of(section, column))
            if any(map(any, said)):
                differing.setdefault(said, column)
        kept = list(differing.values()) or same[:1]
        dropped += [column for column in same if column is not kept[0]]
        if len(kept) > 1:
            problems.append(
                f"“{kept[0].heading}” is the heading of {len(kept)} columns. Give each a heading of"
                " its own"
            )
    return [column for column in columns if column not in dropped], problems


def both_give(column, other):
    """Why two columns cannot both be taken."""
    field = import_label(column.field)
    return f"“{column.heading}” and “{other.heading}” both give {field}. Leave one out"


def title_column(sections, answers):
    """The titles above the rows as one more column, of the heading ABOVE; None for no titles.

    Several titles are likely categories; where a column gives these already, notes. One title
    alone, or such as "Former sub-processors", says nothing of the kind.
    """
    titles = list(dict.fromkeys(title for one in sections for _row, title in one.rows))
    if not any(titles):
        return None
    column = ImportColumn((ABOVE,), -1, samples=list(filter(None, titles))[:_SAMPLES])
    column.is_answered = column.key in answers.headings
    if column.key in answers.maps:
        column.field = answers.maps[column.key]
    elif column.key in answers.ignored or len(titles) < 2 or all(map(is_plain_title, titles)):
        column.is_ignored = True
    else:
        has_own = any(one.gives("category") for one in sections)
        column.proposal = "notes" if has_own else "category"
    return column


def _is_numbering(column, filled):
    texts = [cell.text.strip(".") for cell in filled]
    is_known = not column.parts or is_phrase("numbering", " ".join(column.parts))
    return bool(texts) and is_known and all(text.isdigit() for text in texts)
