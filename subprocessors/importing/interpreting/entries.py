"""The rows of a section, one by one, as values of the fields of the working list."""

from collections import defaultdict
from dataclasses import dataclass, replace

from subprocessors.importing.interpreting.coded_values import CodedValues
from subprocessors.importing.interpreting.columns import cells_of
from subprocessors.importing.interpreting.headings import NAME, SLUG
from subprocessors.importing.interpreting.phrases import has_word
from subprocessors.importing.interpreting.row_values import RowValues
from subprocessors.importing.interpreting.sections import is_note, shape_fault
from subprocessors.importing.interpreting.values import foreign_host, refusals_of
from subprocessors.importing.reading.source_tables import SourceCell


@dataclass(frozen=True)
class ImportEntry:
    """One row of the file: the values its columns state, and those derived from them.

    A stated value may be empty, which empties the field; a derived one never is. ``place``
    is where the row stands, in words ("line 4"); ``number`` counts the entries of the file.
    """

    place: str
    number: int
    values: dict
    derived: dict
    slug: str = ""

    @property
    def name(self):
        """The sub-processor's name."""
        return self.values[NAME]

    @property
    def said(self):
        """All its values, those that are derived included."""
        return {**self.values, **self.derived}

    @property
    def is_bare(self):
        """Whether it says neither where nor what for."""
        fields = ("purpose", "description", "places", "processing_location")
        return not any(self.said.get(name) for name in fields)


class EntryReader:
    """Takes rows into the entries of ``made`` (Interpretation), and gives it the rest in words.

    ``titles`` is the ImportColumn of the titles above the rows, or None.
    """

    def __init__(self, made, titles):
        self.made, self.coded, self.titles = made, CodedValues(made), titles
        self.section, self.values, self.foreign = None, None, ""
        self.seen, self.placeless = {}, defaultdict(list)

    def take(self, section):
        """Takes every row of the section."""
        self.section = section
        for row in section.apart:
            self.remark(row, f"“{_shown(row)}” stands apart from the rows and was not taken")
        self.foreign = foreign_host(self._name_links())
        if self.foreign:
            self.made.remarks.append(
                f"The links of the names all lead to {self.foreign}, which is not each one's own"
                " website. They were not taken."
            )
        self.values = RowValues(self, section)
        taken = [(row, title) for row, title in section.rows if not self._is_left_out(row)]
        below = next((row for row, _title in taken[1:] if row.follows_gap), None)
        if below is not None:
            self.remark(below, f"“{_shown(below)}” stands below a blank row, and was read as a row")
        for row, title in taken:
            self._take_row(row, title)

    def finish(self):
        """Says what stood in cells of places and gave none."""
        for text, places in self.placeless.items():
            where = ", ".join(places[:5]) + (" and more" if len(places) > 5 else "")
            self.made.remarks.append(
                f"{where}: “{text[:120]}” names no country or region for certain. The words are"
                " kept; choose the places on the desk."
            )

    def remark(self, row, words):
        """Says something about a row."""
        self.made.remarks.append(f"{row.place}: {words}.")

    def _name_links(self):
        for column in self.section.columns:
            for cell in cells_of(self.section, column) if column.field == NAME else ():
                yield from ((cell.text, address) for address, _words in cell.links)

    def _is_left_out(self, row):
        """Whether the row is none of a sub-processor, or was left out; says so."""
        words = f"“{row.texts[0][:80]}”"
        if self.made.is_left_out(row):
            self.remark(row, f"{words} was left out, as asked for")
        elif row.is_struck:
            self.remark(row, f"{words} is struck through and was left out")
        elif is_note(self.section, row):
            self.remark(row, f"“{_shown(row)}” is a note, not a row, and was not taken")
        else:
            for note in row.notes:
                end = ", and was read all the same" if note.startswith("is ") else ""
                self.remark(row, f"{words} {note}{end}")
            return False
        return True

    def _take_row(self, row, title):
        mended = self.made.mended(row)
        if mended is not None:
            row = replace(row, cells=_mended_cells(row, mended), fault="")
        fault = row.fault or shape_fault(self.section, row)
        if fault:
            self.made.refuse(row, fault, self.section)
            return
        before = len(self.made.problems)
        values, derived = self.values.of(row, title)
        if len(self.made.problems) == before:
            self._check(row, title, values, derived)

    def _check(self, row, title, values, derived):
        """Makes the ImportEntry, or refuses the row."""
        slug, name = values.pop(SLUG, ""), values.get(NAME)
        if not name and any(column.field == NAME for column in self.section.columns):
            self.made.refuse(row, "has no name", self.section)
        if not name:
            return  # or which column names it is asked about
        derived = {field: v for field, v in derived.items() if v and not values.get(field)}
        for field in refusals_of(derived):
            self.remark(row, f"the link {derived.pop(field)[:80]} was not taken")
        said = {**values, **derived}
        refused = [*refusals_of(said).values(), *self._not_in_use(row, title, said)]
        same = tuple(sorted((field, str(value)) for field, value in said.items()))
        if self.titles is not None and self.titles.is_asked:
            same += (title,)  # what it says is not known yet
        if same in self.seen:
            refused.append(f"says the same as {self.seen[same]}")
        self.seen.setdefault(same, row.place)
        for words in refused:
            self.made.refuse(row, words, self.section)
        if refused:
            return
        is_settled = not any(column.is_asked for column in self.section.columns)
        if is_settled and len(self.section.columns) > 1 and sum(map(bool, said.values())) == 1:
            self.remark(row, f"only the name “{name[:80]}” is filled in")
        number = len(self.made.entries)
        self.made.entries.append(ImportEntry(row.place, number, values, derived, slug))

    def _not_in_use(self, row, title, said):
        """What is to be asked of a row under a title such as "Former sub-processors"."""
        has_day = said.get("ended_on") or said.get("effective_on")
        if has_day or not has_word("not_in_use", title):
            return
        words = f"“{said[NAME][:80]}” stands under “{title[:80]}”"
        if self.titles is not None and self.titles.is_answered:
            self.remark(row, f"{words}, and is taken as in use all the same")
        else:
            yield f"{words}. Is it in use? Leave it out, or give its first or last day"


def _shown(row):
    return " | ".join(row.texts)[:200]


def _mended_cells(row, texts):
    """The cells with the texts that a person gave; a cell whose text stays keeps its links."""
    old = dict(enumerate(row.cells))
    return tuple(
        old[place]
        if place in old and old[place].text == text and not old[place].fault
        else SourceCell(" ".join(text.split()))
        for place, text in enumerate(texts)
    )
