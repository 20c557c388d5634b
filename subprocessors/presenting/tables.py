"""The rows of a list as a table: which columns, under which headings, in which words.

A whole table is made once for a list; a search or a filter only leaves lines out of it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from subprocessors import wording
from subprocessors.presenting.announcements import statuses
from subprocessors.presenting.list_cells import ListColumn, RowCells
from subprocessors.presenting.list_html import line_html


@dataclass(frozen=True)
class ListLine:
    """A row of the table; its texts are not escaped. ``language`` is as in a ListCell."""

    row: dict
    beneath: str
    cells: tuple
    statuses: tuple
    language: str = ""

    @property
    def slug(self):
        """The row's slug."""
        return self.row["slug"]

    @property
    def name(self):
        """The row's name."""
        return self.row["now"]["name"]

    @cached_property
    def has_days_in_words(self):
        """Whether it says its first or last day in words."""
        return any(cell.beneath for cell in self.cells if cell.key in {"since", "ended"})

    @cached_property
    def html(self):
        """The line as it stands in the page."""
        return line_html(self)


@dataclass(frozen=True)
class ListGroup:
    """Lines under one heading; the heading of the only group is ""."""

    slug: str
    label: str
    lines: tuple

    @cached_property
    def html(self):
        """Its lines as they stand in the page."""
        return mark_safe("".join(line.html for line in self.lines))  # noqa: S308

    def answering(self, question, listing):
        """The group with the lines that answer ``question``: itself where all do, None for none."""
        lines = question.matching(self.lines, listing)
        if len(lines) == len(self.lines):
            return self
        return replace(self, lines=tuple(lines)) if lines else None


@dataclass(frozen=True)
class ListTable:
    """Columns beside the name, and the lines by group."""

    columns: tuple
    groups: tuple

    @property
    def count(self):
        """How many lines there are."""
        return sum(len(group.lines) for group in self.groups)

    @cached_property
    def has_days_in_words(self):
        """Whether a row says its first or last day in words, which take more room."""
        return any(line.has_days_in_words for group in self.groups for line in group.lines)

    @property
    def width(self):
        """How many columns there are, the name included."""
        return len(self.columns) + 1

    def answering(self, question, listing):
        """The same table with the lines that answer ``question``, and no empty group."""
        if not question:
            return self
        groups = tuple(filter(None, (one.answering(question, listing) for one in self.groups)))
        return self if groups == self.groups else replace(self, groups=groups)


def live_table(listing, question, *, since=None, notices=None):
    """The rows in use and announced that answer ``question``: by category, then name.

    ``since`` maps slugs of rows that state no start to their ListedDay. Which columns there are
    depends on the whole list, so that a search moves none.
    """
    rows = sorted((*listing.current, *listing.upcoming), key=_by_name)
    cells = RowCells(listing, since or {}, {})
    columns = (_titled(_PURPOSE), *_filled(_OPTIONAL, rows, cells))
    whole = ListTable(columns, _groups(rows, columns, cells, notices))
    return whole.answering(question, listing)


def ended_table(listing, question, *, left_out=()):
    """The rows no longer used that answer ``question``, the last to end first.

    ``left_out`` are the LastListed of rows that imported versions left out.
    """
    until = {last.row["slug"]: last.listed for last in left_out}
    cells = RowCells(listing, {}, until)
    rows = [*listing.ended, *(last.row for last in left_out)]
    columns = (_titled(_PURPOSE), *_filled(_OPTIONAL[:-1], rows, cells), _titled(_ENDED))
    rows.sort(key=_by_name)
    rows.sort(key=cells.last_day, reverse=True)
    lines = tuple(_line(row, columns, cells) for row in rows)
    whole = ListTable(columns, (ListGroup("", "", lines),) if lines else ())
    return whole.answering(question, listing)


def _by_name(row):
    return row["now"]["name"].casefold(), row["slug"]


_PURPOSE = ListColumn("purpose", gettext_lazy("Nature of processing"))
_ENDED = ListColumn("ended", gettext_lazy("Last day"))
#: Columns that stand only where enough rows fill them; since when comes last.
_OPTIONAL = (
    ListColumn("places", pgettext_lazy("column", "Where")),
    ListColumn("data", pgettext_lazy("column", "Data")),
    ListColumn("products", pgettext_lazy("column", "Products")),
    ListColumn("since", pgettext_lazy("column", "In use since")),
)
#: A column that fewer than one row in five fills does not stand.
_ONE_IN = 5


def _titled(column):
    """The column with its label in the active language, looked up once for all its cells."""
    return replace(column, label=str(column.label))


def _filled(columns, rows, cells):
    """The columns that at least a fifth of the rows fill."""
    for column in map(_titled, columns):
        count = sum(not cells.cell(column, row).is_empty for row in rows)
        if count and count * _ONE_IN >= len(rows):
            yield column


def _line(row, columns, cells, *, statuses_of_row=()):
    now = row["now"]
    legal_name = now.get("legal_name", "")
    return ListLine(
        row,
        "" if legal_name == now["name"] else legal_name,
        tuple(cells.cell(column, row) for column in columns),
        tuple(statuses_of_row),
        wording.other_language(cells.listing.facts),
    )


def _groups(rows, columns, cells, notices):
    """Legal's categories in their order; what stands under none of them comes last."""
    listing, by_category = cells.listing, {}
    for row in rows:
        by_category.setdefault(row["now"].get("category", ""), []).append(row)
    has_headings = set(by_category) - {""}
    known = [slug for slug in listing.categories if slug in by_category]
    others = sorted(set(by_category) - set(known), key=lambda slug: (not slug, slug))
    groups = []
    for slug in (*known, *others):
        lines = tuple(
            _line(row, columns, cells, statuses_of_row=statuses(row, listing, notices))
            for row in by_category[slug]
        )
        label = listing.categories.get(slug, slug) or _("Other")
        groups.append(ListGroup(slug, label if has_headings else "", lines))
    return tuple(groups)
