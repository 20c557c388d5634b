"""What the tables of a file say about sub-processors, and what of it has to be answered."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from subprocessors.importing.interpreting.column_answers import ImportAnswers, same_place
from subprocessors.importing.interpreting.columns import (
    both_give,
    cells_of,
    columns_of,
    title_column,
)
from subprocessors.importing.interpreting.days import fitting_orders
from subprocessors.importing.interpreting.entries import EntryReader
from subprocessors.importing.interpreting.headings import JOINED, NAME
from subprocessors.importing.interpreting.phrases import words_of
from subprocessors.importing.interpreting.sections import (
    LONGEST_HEADING,
    are_headings,
    sections_in,
)
from subprocessors.importing.reading.source_tables import counted, quoted


@dataclass(frozen=True)
class ImportProblem:
    """Why a file is not taken as it is. ``remedy`` is "dates", "map" or "".

    ``row`` is the SourceRow that is wrong, if any, and ``headings`` those of its columns.
    """

    words: str
    row: object = None
    headings: tuple = ()
    remedy: str = ""
    column: object = None

    def __str__(self):
        place = f"{self.row.place}: " if self.row is not None else ""
        return f"{place}{self.words}" + ("" if self.words.endswith(("?", ".")) else ".")


@dataclass
class Interpretation:
    """What a file says: columns, entries, problems (ImportProblem), and remarks in words.

    ``asked_values`` are labels of services and mechanisms that nobody has answered for, as
    ``{(field, words): label}``; ``new_services`` the labels of services to be made, by slug.
    """

    kind: str
    answers: ImportAnswers
    columns: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    asked_values: dict = field(default_factory=dict)
    new_services: dict = field(default_factory=dict)
    orders: list = field(default_factory=list)  # of days, that fit all of them

    @property
    def asked(self):
        """The columns that somebody has to settle before anything is imported."""
        return [column for column in self.columns if column.is_asked]

    @property
    def is_whole(self):
        """Whether nothing is left to answer."""
        return not (self.problems or self.asked or self.asked_values)

    def is_left_out(self, row):
        """Whether a person left the row out."""
        return same_place(row.place) in self.answers.left_out

    def mended(self, row):
        """The texts a person gave for the row's cells; None where nobody did."""
        return self.answers.mended.get(same_place(row.place))

    def refuse(self, row, words, section, *, remedy="", column=None):
        """Notes why a row of the section is not taken."""
        headings = tuple(section.texts[: section.width])
        self.problems.append(ImportProblem(words, row, headings, remedy, column))


def interpret(source, answers=None):
    """The Interpretation of a SourceFile, with what a person has answered."""
    answers = answers or ImportAnswers()
    made = Interpretation(source.kind, answers, remarks=[*source.remarks])
    made.problems += map(ImportProblem, source.problems)
    sections = sections_in(source.tables)
    for section in sections:
        section.columns, section.problems = columns_of(section, answers)
    if any(map(_is_our_own, sections)):
        made.problems.append(ImportProblem(_OUR_OWN))
        return made
    lists = [one for one in sections if one.gives(NAME) and one.rows]
    _refuse_without_names(made, sections, lists)
    _unify(lists, answers)
    for one in lists:
        made.problems += [ImportProblem(f"{one.place}: {words}") for words in one.problems]
        first = [one.texts[0], *(row.cells[0].text for row, _title in one.rows)]
        if len(first) > 2 and are_headings(first):
            made.problems.append(ImportProblem(f"{one.place}: {_TURNED}"))
    _take_all(made, lists, answers)
    return made


_TURNED = (
    "the headings stand in the first column. Turn the table round (in Excel: copy, paste special,"
    " transpose), so that they stand in the first row"
)
_OUR_OWN = (
    "This is the list as this portal publishes it. Importing it would undo what is announced, and"
    " says nothing that the working list does not hold. Edit the rows on the desk instead."
)


def _is_our_own(section):
    own = {words_of(words) for words in (_("Standing"), _("Announced"), _("Slug"))}
    return own <= set(map(words_of, section.texts))


def _refuse_without_names(made, sections, lists):
    """Says of which tables nothing is taken, and why; without any list, asks for the names."""
    left = [section for section in sections if section not in lists]
    filled = [section for section in left if section.rows]
    if lists:
        for section in left:
            made.remarks.append(
                f"{section.place}: not taken, as no column there names a sub-processor:"
                f" {counted(len(section.rows), 'row')} below {_headings_of(section)}."
            )
    elif filled:
        one = filled[0]
        shown = quoted(column.heading for column in one.columns[:12])
        made.problems.append(
            ImportProblem(
                f"{one.place}: no column is known to hold the names. The headings would be {shown}."
                " Say which of them is the name, or put a row of headings above"
            )
        )
        made.columns = [c for c in one.columns if len(c.heading) <= LONGEST_HEADING]
        for column in made.columns:
            column.field = column.field if column.key in made.answers.maps else ""
    elif left:
        words = f"There is no row below the headings of {left[0].place}: {_headings_of(left[0])}"
        made.problems.append(ImportProblem(words))
    elif not made.problems:
        made.problems.append(ImportProblem("There is no table in it."))


def _headings_of(section):
    return quoted(filter(None, section.texts))[:300]


def _unify(lists, answers):
    """A heading that is asked about in one section is asked about in all."""
    asked = {column.key: column for one in lists for column in one.columns if column.is_asked}
    for one in lists:
        for column in one.columns:
            if column.key in asked and column.key not in answers.headings and column.field:
                column.proposal, column.field = column.field, ""


def _take_all(made, lists, answers):
    known = {}
    for one in lists:
        for column in one.columns:
            other = known.setdefault(column.key, column)
            if other is not column:
                samples = [*other.samples, *column.samples]
                other.samples = list(dict.fromkeys(samples))[:3]
                other.is_ignored = other.is_ignored and column.is_ignored
    above = title_column(lists, answers)
    if above is not None:
        known[above.key] = above
        _refuse_twice(made, lists, above)
    made.columns = made.columns or list(known.values())
    for key in sorted(answers.headings - {column.key for column in made.columns}):
        shown = quoted(column.heading for column in made.columns)
        made.problems.append(ImportProblem(f"There is no column “{key}”; the columns are {shown}."))
    reader = EntryReader(made, above)
    for one in lists:
        reader.take(one)
    reader.finish()
    made.orders = _orders_that_fit(made, lists)


def _orders_that_fit(made, lists):
    """The orders in which every day of the columns with ambiguous ones can be read."""
    keys = {problem.column.key for problem in made.problems if problem.remedy == "dates"}
    columns = [(one, column) for one in lists for column in one.columns if column.key in keys]
    cells = [cell for one, column in columns for cell in cells_of(one, column)]
    return fitting_orders([cell.text for cell in cells if cell.text])


def _refuse_twice(made, lists, above):
    """Notes the columns that give what the titles above them were said to give."""
    for one in lists:
        for column in one.columns:
            if column.field and column.field == above.field and column.field not in JOINED:
                made.problems.append(ImportProblem(f"{one.place}: {both_give(column, above)}"))
