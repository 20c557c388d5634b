"""The rows of a list as a table: which columns, under which headings, in which words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors import wording
from subprocessors.presenting.announcements import statuses


@dataclass(frozen=True)
class ListColumn:
    """A column: ``key`` names its cells, ``label`` stands above them."""

    key: str
    label: str


@dataclass(frozen=True)
class ListCell:
    """What a row has in a column: an ISO day, or words, with what stands beneath them."""

    key: str
    label: str
    words: str = ""
    day: str = ""
    beneath: str = ""

    @property
    def is_empty(self):
        """Whether there is nothing to see in it."""
        return not (self.words or self.day or self.beneath)


@dataclass(frozen=True)
class ListLine:
    """A row of the table; its texts are not escaped."""

    slug: str
    name: str
    beneath: str
    cells: tuple
    statuses: tuple


@dataclass(frozen=True)
class ListGroup:
    """Lines under one heading; the heading of the only group is ""."""

    slug: str
    label: str
    lines: tuple


@dataclass(frozen=True)
class ListTable:
    """Columns beside the name, and the lines by group."""

    columns: tuple
    groups: tuple

    @property
    def count(self):
        """How many lines there are."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def width(self):
        """How many columns there are, the name included."""
        return len(self.columns) + 1


def live_table(listing, question):
    """The rows in use and announced that answer ``question``: by category, then name.

    Which columns there are depends on the whole list, so that a search moves none.
    """
    rows = sorted((*listing.current, *listing.upcoming), key=_by_name)
    columns = _columns(rows, listing)
    if not any("effective_on" in row["now"] for row in listing.current):
        columns = _but_since(columns)
    return ListTable(columns, _groups(rows, columns, listing, question))


def ended_table(listing, question):
    """The rows no longer used that answer ``question``, the last to end first."""
    columns = (*_but_since(_columns(listing.ended, listing)), ListColumn("ended", _("Last day")))
    rows = [row for row in listing.ended if question.matches(row, listing)]
    rows.sort(key=_by_name)
    rows.sort(key=lambda row: row["now"].get("ended_on", ""), reverse=True)
    lines = tuple(_line(row, columns, listing) for row in rows)
    return ListTable(columns, (ListGroup("", "", lines),) if lines else ())


def _by_name(row):
    return row["now"]["name"].casefold(), row["slug"]


_DAYS = {"since": "effective_on", "ended": "ended_on"}


def _content(key, row, listing):
    now = row["now"]
    if key == "places":
        return now.get("processing_location") or wording.places_in_words(now.get("places", []))
    if key == "products":
        labels = [listing.services.get(slug, slug) for slug in now.get("services", [])]
        return now.get("products") or wording.and_list(labels)
    fields = {"purpose": "purpose", "data": "data_categories", **_DAYS}
    return now.get(fields[key], "")


def _cell(column, row, listing):
    content = _content(column.key, row, listing)
    if column.key in _DAYS:
        is_to_come = column.key == "since" and content > listing.iso_day
        return ListCell(column.key, column.label, day="" if is_to_come else content)
    beneath = row["now"].get("condition", "") if column.key == "purpose" else ""
    return ListCell(column.key, column.label, content, beneath=beneath)


def _columns(rows, listing):
    """Nature of processing always; the others where a row fills them."""
    optional = (
        ListColumn("places", pgettext("column", "Where")),
        ListColumn("data", pgettext("column", "Data")),
        ListColumn("products", pgettext("column", "Products")),
        ListColumn("since", pgettext("column", "In use since")),
    )
    filled = (c for c in optional if any(_content(c.key, row, listing) for row in rows))
    return (ListColumn("purpose", _("Nature of processing")), *filled)


def _but_since(columns):
    return tuple(column for column in columns if column.key != "since")


def _line(row, columns, listing, *, statuses_of_row=()):
    now = row["now"]
    legal_name = now.get("legal_name", "")
    return ListLine(
        row["slug"],
        now["name"],
        "" if legal_name == now["name"] else legal_name,
        tuple(_cell(column, row, listing) for column in columns),
        tuple(statuses_of_row),
    )


def _groups(rows, columns, listing, question):
    """Legal's categories in their order; what stands under none of them comes last."""
    by_category = {}
    for row in rows:
        by_category.setdefault(row["now"].get("category", ""), []).append(row)
    has_headings = set(by_category) - {""}
    known = [slug for slug in listing.categories if slug in by_category]
    others = sorted(set(by_category) - set(known), key=lambda slug: (not slug, slug))
    groups = []
    for slug in (*known, *others):
        lines = tuple(
            _line(row, columns, listing, statuses_of_row=statuses(row, listing))
            for row in by_category[slug]
            if question.matches(row, listing)
        )
        label = listing.categories.get(slug, slug) or _("Other")
        if lines:
            groups.append(ListGroup(slug, label if has_headings else "", lines))
    return tuple(groups)
