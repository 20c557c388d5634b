"""The cells of one row as values: as its columns state them, and what follows from these."""

from collections import defaultdict

from subprocessors.archive.fields import BY_NAME, INTERNAL_FIELDS
from subprocessors.importing.interpreting.column_answers import CODED
from subprocessors.importing.interpreting.days import UnclearValue
from subprocessors.importing.interpreting.headings import JOINED, NAME
from subprocessors.importing.interpreting.phrases import is_phrase
from subprocessors.importing.interpreting.places import country_in, places_in
from subprocessors.importing.interpreting.values import (
    ADDRESSES,
    cell_text,
    joined_text,
    links_within,
    stated_value,
    without_link_lines,
    without_signs,
)

#: Codes, the words for what they do not say, and what reads the codes in words.
WORDED_CODES = (
    ("places", BY_NAME["places"].words, places_in),
    ("country", BY_NAME["country"].words, country_in),
)


class RowValues:
    """Reads the rows of one section; ``reader`` (EntryReader) takes what has to be said."""

    def __init__(self, reader, section):
        self.reader, self.section = reader, section

    def of(self, row, title):
        """``(values, derived)`` of a row under a title; what is no value is refused or named."""
        values, derived, joined = {}, {}, defaultdict(list)
        for column in self.section.columns:
            cell = column.cell_in(row)
            if not column.field:
                self._name_status(row, column, cell)
                continue
            try:
                found = self._value(column.field, cell, row, derived)
            except UnclearValue as error:
                words = f"“{column.heading}”: {error}"
                self.reader.made.refuse(
                    row, words, self.section, remedy=error.remedy, column=column
                )
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
        value = stated_value(name, cell, dates=self.reader.made.answers.dates)
        for codes, words, read in WORDED_CODES:
            if name in (codes, words):
                return self._places(
                    name, (codes, words), read(value, cell.items), (value, row), derived
                )
        if name in CODED:
            return {name: self.reader.coded.codes(name, value, cell.items)}
        return {name: self._name(cell, row) if name == NAME and value else value}

    def _name(self, cell, row):
        """A name without signs of footnotes, and without further lines that are mere links."""
        lines = without_link_lines(cell)
        name = without_signs(lines)
        if name != lines:
            self.reader.remark(row, f"the sign was taken off the name “{lines[:80]}”")
        if lines != cell.text:
            self.reader.remark(row, f"of “{cell.text[:80]}” the name is “{name[:80]}”")
        if "; " in name:
            self.reader.remark(
                row, f"the name “{name[:80]}” has several lines; check that all of it is one"
            )
        return name

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
            self.reader.placeless[text].append(row.place)
        if text and found.is_all:
            return {codes: code, words: ""}
        if found.codes:
            derived[codes] = code
        return {words: text}

    def _add_links(self, name, cell, derived):
        is_foreign = name == NAME and self.reader.foreign
        if name in ADDRESSES or name in INTERNAL_FIELDS or is_foreign:
            return  # what is internal gives nothing that is published
        for field, address in links_within(name, cell).items():
            derived.setdefault(field, address)

    def _add_title(self, title, values, joined):
        titles = self.reader.titles
        field = titles.field if titles is not None else ""
        if field and title:
            if field in JOINED and (titles.is_answered or "category" in values):
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
        if not (column.is_ignored and is_phrase("status_headings", column.heading) and text):
            return
        if not is_phrase("active", text) and not is_phrase("yes", text):
            said = f"“{row.texts[0][:80]}” says “{text[:40]}” under “{column.heading}”"
            self.reader.remark(row, f"{said}, and is taken as in use all the same")
