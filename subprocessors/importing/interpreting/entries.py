"""Takes the rows of a file's lists, one by one, into the fields of the working list."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from subprocessors.importing.interpreting.columns import Column
from subprocessors.importing.interpreting.derived_values import derived_from, is_valid, joined_text
from subprocessors.importing.interpreting.headings import ABOVE, JOINED, NAME, same_heading
from subprocessors.importing.interpreting.labels import label
from subprocessors.importing.interpreting.match_columns import both_give
from subprocessors.importing.interpreting.stated_values import ADDRESSES, addresses_within, stated
from subprocessors.importing.reading.cells import counted
from subprocessors.models.register import Subprocessor


@dataclass(frozen=True)
class Entry:
    """One row of the file: the values its columns state, and those derived from them.

    A stated value may be empty, which empties the field; a derived one never is. ``place``
    is where the row stands, in words ("line 4"); ``number`` counts the entries of the file.
    """

    line: int
    place: str
    number: int
    values: dict
    derived: dict

    @property
    def name(self):
        """The sub-processor's name."""
        return self.values[NAME]


class Taking:
    """Takes the rows of the lists into entries, and notes whatever cannot be taken."""

    def __init__(self, reading, settled, lists, made):
        self.reading, self.settled, self.lists, self.made = reading, settled, lists, made
        self.headings = {heading for one in lists for _row, heading in one.rows}
        self.seen = {}

    def take(self):
        """Fills ``made`` with columns, entries and problems."""
        self._note_columns()
        for one in self.lists:
            for row, heading in one.rows:
                entry = self._entry(one, row, heading)
                if entry is not None:
                    self.made.entries.append(entry)

    def _problem(self, row, words):
        end = "" if words.endswith("?") else "."
        self.made.problems.append(f"{self.reading.at(row)}: {words}{end}")

    def _note_columns(self):
        known = {}
        for one in self.lists:
            for words in one.problems:
                self._problem(one.head, words)
            for column in one.columns:
                other = known.get(column.key)
                if other is None or column.is_unknown:
                    known[column.key] = column
        if self.headings - {""}:
            above = known[same_heading(ABOVE)] = self._above_column()
            self._note_twice(above)
        self.made.columns = list(known.values())
        for key in sorted(self.settled.headings - known.keys()):
            if self.lists:
                self.made.problems.append(
                    f"There is no column “{key}”; the columns are"
                    f" {', '.join(f'“{column.heading}”' for column in known.values())}."
                )

    def _note_twice(self, above):
        """Notes the columns that give what the headings above them were settled to give."""
        for one in self.lists:
            for column in one.columns:
                if column.field and column.field == above.field and column.field not in JOINED:
                    self._problem(one.head, both_give(column, above))

    def _above_column(self):
        """The headings above the tables as a column: groups are categories, else notes."""
        example = next(filter(None, (h for one in self.lists for _row, h in one.rows)))
        column = Column(ABOVE, -1, example=example)
        if column.key in self.settled.maps:
            column.field = self.settled.maps[column.key]
        elif column.key in self.settled.ignored or len(self.headings) < 2:
            column.is_ignored = True
        else:
            has_own = any(one.has("category") for one in self.lists)
            column.field = "notes" if has_own else "category"
        return column

    def _entry(self, one, row, heading):
        if row.fault:
            return self._problem(row, row.fault)
        problem = self._shape_problem(one, row)
        if problem:
            return self._problem(row, problem)
        before = len(self.made.problems)
        values, derived = self._values(one, row, heading)
        if len(self.made.problems) > before:
            return None
        return self._checked(row, values, derived)

    @staticmethod
    def _shape_problem(one, row):
        """What is wrong with the number of cells, "" where nothing is."""
        if len(row.filled) == 1 and sum(1 for column in one.columns if column.field) > 2:
            return (
                f"“{row.filled[0].text[:60]}” stands alone in its row. If it is a heading, repeat"
                " the headings of the columns below it; else fill in the row"
            )
        extra = [place for place, cell in enumerate(row.cells, 1) if cell.text]
        count = max([*extra, one.width]) if len(row.cells) >= one.width else len(row.cells)
        if count == one.width:
            return ""
        return f"has {counted(count)} where the headings have {one.width}"

    def _values(self, one, row, heading):
        values, derived, joined = {}, {}, {}
        for column in one.columns:
            if not column.field:
                continue
            cell = row.cells[column.place]
            try:
                value = stated(column.field, cell, dates=self.settled.dates)
            except ValueError as error:
                self._problem(row, f"“{column.heading}”: {error}")
                continue
            if column.field in JOINED:
                joined.setdefault(column.field, []).append((column.heading, value))
            else:
                values[column.field] = value
            if column.field not in ADDRESSES and (column.field == NAME or NAME not in derived):
                for name, address in addresses_within(column.field, cell).items():
                    derived.setdefault(name, address)
        self._add_heading(heading, values, joined)
        for name, parts in joined.items():
            values[name] = joined_text(parts)
        return values, {**derived_from(values), **derived}

    def _add_heading(self, heading, values, joined):
        above = next((c for c in self.made.columns if c.heading == ABOVE), None)
        if above is None or not above.field:
            return
        if above.field in JOINED and (above.key in self.settled.maps or "category" in values):
            joined.setdefault(above.field, []).append(("", heading))
        elif above.field == "notes":
            values["category"] = heading
        else:
            values[above.field] = heading

    def _checked(self, row, values, derived):
        if not values.get(NAME):
            return self._problem(row, "has no name")
        for name in [name for name in derived if values.get(name)]:
            del derived[name]
        for name in [name for name in derived if not is_valid(name, derived[name])]:
            place, address = self.reading.at(row), derived.pop(name)
            self.made.remarks.append(f"{place}: the link {address[:80]} was not taken.")
        said = {**values, **derived}
        if not self._is_savable(row, said):
            return None
        same = tuple(sorted((name, str(value)) for name, value in said.items()))
        if same in self.seen:
            return self._problem(row, f"says the same as {self.seen[same]}")
        place = self.seen[same] = self.reading.at(row)
        return Entry(row.line, place, len(self.made.entries), values, derived)

    def _is_savable(self, row, said):
        plain = {name: value for name, value in said.items() if name != "category"}
        try:
            Subprocessor(**plain).clean_fields(exclude=["slug", "category", "replaces"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._problem(row, f"{label(name)}: {' '.join(messages)}".rstrip("."))
            return False
        return True
