"""The rows of a section, one by one, as values of the fields of the working list."""

from collections import defaultdict
from dataclasses import dataclass, replace

from subprocessors.archive.fields import INTERNAL_FIELDS
from subprocessors.importing.interpreting.coded_values import CODED
from subprocessors.importing.interpreting.headings import JOINED, NAME, SLUG
from subprocessors.importing.interpreting.phrases import has_word, is_phrase, words_of
from subprocessors.importing.interpreting.places import country_in, places_in
from subprocessors.importing.interpreting.sections import is_note, shape_fault
from subprocessors.importing.interpreting.values import (
    ADDRESSES,
    UnclearValue,
    cell_text,
    foreign_host,
    joined_text,
    links_within,
    refusals_of,
    stated_value,
    without_signs,
)
from subprocessors.importing.reading.source_tables import SourceCell

#: Codes, the words for what they do not say, and what reads the codes in words.
_PAIRS = (
    ("places", "processing_location", places_in),
    ("country", "corporate_location", country_in),
)
_STATUS = {"status", "state", "active", "in use", "statut", "état", "actif", "aktiv"}


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
    def is_bare(self):
        """Whether it says neither where nor what for."""
        said = {**self.values, **self.derived}
        fields = ("purpose", "description", "places", "processing_location")
        return not any(said.get(name) for name in fields)


class EntryReader:
    """Takes rows into the entries of ``made`` (Interpretation), and gives it the rest in words.

    ``titles`` is the ImportColumn of the titles above the rows, or None.
    """

    def __init__(self, made, coded, titles):
        self.made, self.coded, self.titles = made, coded, titles
        self.section, self.foreign = None, ""
        self.seen, self.placeless = {}, defaultdict(list)

    def take(self, section):
        """Takes every row of the section."""
        self.section = section
        for row in section.above:
            self._remark(row, f"“{_shown(row)}” stands above the headings and was not taken")
        self.foreign = foreign_host(self._name_links())
        if self.foreign:
            self.made.remarks.append(
                f"The links of the names all lead to {self.foreign}, which is not each one's own"
                " website. They were not taken."
            )
        for row, title in section.rows:
            if not self._is_left_out(row):
                self._take_row(row, title)

    def finish(self):
        """Says what stood in cells of places and gave none."""
        for text, places in self.placeless.items():
            where = ", ".join(places[:5]) + (" and more" if len(places) > 5 else "")
            self.made.remarks.append(
                f"{where}: “{text[:120]}” names no country or region for certain. The words are"
                " kept; choose the places on the desk."
            )

    def _remark(self, row, words):
        self.made.remarks.append(f"{row.place}: {words}.")

    def _cell(self, row, column):
        return row.cells[column.place] if column.place < len(row.cells) else SourceCell()

    def _name_links(self):
        for column in self.section.columns:
            for row, _title in self.section.rows if column.field == NAME else ():
                cell = self._cell(row, column)
                yield from ((cell.text, address) for address, _words in cell.links)

    def _is_left_out(self, row):
        """Whether the row is none of a sub-processor, or was left out; says so."""
        words = f"“{row.texts[0][:80]}”"
        if self.made.is_left_out(row):
            self._remark(row, f"{words} was left out, as asked for")
        elif row.is_struck:
            self._remark(row, f"{words} is struck through and was left out")
        elif is_note(self.section, row):
            self._remark(row, f"“{_shown(row)}” is a note, not a row, and was not taken")
        else:
            for note in row.notes:
                end = ", and was read all the same" if note.startswith("is ") else ""
                self._remark(row, f"{words} {note}{end}")
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
        values, derived = self._values(row, title)
        if len(self.made.problems) == before:
            self._check(row, title, values, derived)

    def _values(self, row, title):
        values, derived, joined = {}, {}, defaultdict(list)
        for column in self.section.columns:
            cell = self._cell(row, column)
            if not column.field:
                self._name_status(row, column, cell)
                continue
            try:
                found = self._value(column.field, cell, row, derived)
            except UnclearValue as error:
                words = f"“{column.heading}”: {error}"
                self.made.refuse(row, words, self.section, remedy=error.remedy, column=column)
                continue
            if column.field in JOINED:
                joined[column.field].append((column.heading, found[column.field]))
            else:
                values |= found
            self._add_links(column.field, cell, derived)
        self._add_title(title, values, joined)
        for name, parts in joined.items():
            values[name] = joined_text(parts)
        return values, derived

    def _value(self, name, cell, row, derived):
        """What one cell states, by field: for places, codes and words; else its own field."""
        value = stated_value(name, cell, dates=self.made.answers.dates)
        for codes, words, read in _PAIRS:
            if name in (codes, words):
                return self._places(
                    name, (codes, words), read(value, cell.items), (value, row), derived
                )
        if name in CODED:
            return {name: self.coded.codes(name, value, cell.items)}
        if name == NAME and without_signs(value) != value:
            self._remark(row, f"the sign was taken off the name “{value[:80]}”")
            value = without_signs(value)
        return {name: value}

    def _places(self, name, both, found, stated, derived):
        """Codes where they are certain, words where they say more; or what a column has alone."""
        (codes, words), (text, row) = both, stated
        code = list(found.codes) if codes == "places" else "".join(found.codes)
        has_both = self.section.gives(codes) and self.section.gives(words)
        if has_both and name == words:
            return {words: text}
        if has_both and text and not found.is_all:
            raise UnclearValue(f"“{text[:80]}” names no place for certain")
        if has_both:
            return {codes: code}
        if text and not found.codes:
            self.placeless[text].append(row.place)
        if text and found.is_all:
            return {codes: code, words: ""}
        if found.codes:
            derived[codes] = code
        return {words: text}

    def _add_links(self, name, cell, derived):
        is_foreign = name == NAME and self.foreign
        if name in ADDRESSES or name in INTERNAL_FIELDS or is_foreign:
            return  # what is internal gives nothing that is published
        for field, address in links_within(name, cell).items():
            derived.setdefault(field, address)

    def _add_title(self, title, values, joined):
        field = self.titles.field if self.titles is not None else ""
        if field and title:
            if field in JOINED and (self.titles.is_answered or "category" in values):
                joined[field].append(("", title))
            else:
                values["category" if field == "notes" else field] = title
        if "is_affiliate" not in values and is_phrase(
            "affiliates", values.get("category") or title
        ):
            values["is_affiliate"] = True

    def _name_status(self, row, column, cell):
        """Names a row whose status, in a column that is left out, is not that of one in use."""
        text = cell_text(cell)
        if not column.is_ignored or words_of(column.heading) not in _STATUS or not text:
            return
        if not is_phrase("active", text) and not is_phrase("yes", text):
            said = f"“{row.texts[0][:80]}” says “{text[:40]}” under “{column.heading}”"
            self._remark(row, f"{said}, and is taken as in use all the same")

    def _check(self, row, title, values, derived):
        """Makes the ImportEntry, or refuses the row."""
        slug, name = values.pop(SLUG, ""), values.get(NAME)
        if not name and any(column.field == NAME for column in self.section.columns):
            self.made.refuse(row, "has no name", self.section)
        if not name:
            return  # or which column names it is asked about
        derived = {field: v for field, v in derived.items() if v and not values.get(field)}
        for field in refusals_of(derived):
            self._remark(row, f"the link {derived.pop(field)[:80]} was not taken")
        said = {**values, **derived}
        refused = [*refusals_of(said).values(), *self._not_in_use(row, title, said)]
        same = tuple(sorted((field, str(value)) for field, value in said.items()))
        if same in self.seen:
            refused.append(f"says the same as {self.seen[same]}")
        self.seen.setdefault(same, row.place)
        for words in refused:
            self.made.refuse(row, words, self.section)
        if refused:
            return
        is_settled = not any(column.is_asked for column in self.section.columns)
        if is_settled and len(self.section.columns) > 1 and sum(map(bool, said.values())) == 1:
            self._remark(row, f"only the name “{name[:80]}” is filled in")
        number = len(self.made.entries)
        self.made.entries.append(ImportEntry(row.place, number, values, derived, slug))

    def _not_in_use(self, row, title, said):
        """What is to be asked of a row under a title such as "Former sub-processors"."""
        has_day = said.get("ended_on") or said.get("effective_on")
        if has_day or not has_word("not_in_use", title):
            return
        words = f"“{said[NAME][:80]}” stands under “{title[:80]}”"
        if self.titles is not None and self.titles.is_answered:
            self._remark(row, f"{words}, and is taken as in use all the same")
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
