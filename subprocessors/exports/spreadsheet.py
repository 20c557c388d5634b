"""The list of a day as a table in words, for people with a spreadsheet; as CSV (RFC 4180).

The columns come in the order of Annex III of the Standard Contractual Clauses (EU) 2021/914
(name; address; contact; description of the processing, with the delimitation of
responsibilities), then the rest. Later releases add columns at the end only.
"""

import csv
import io
import re

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.fields import DAY, FIELDS, SERVICES
from subprocessors.archive.status import ENDED, UPCOMING
from subprocessors.exports.lists import standings
from subprocessors.presenting import announcements
from subprocessors.presenting.open_notices import OpenNotices

#: Excel recognises UTF-8 only after this mark.
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
#: A spreadsheet computes a cell that begins so instead of showing it; also the wide forms.
_SIGNS = "=+@＝＋－＠-"  # noqa: RUF001
#: Where a cell may begin for some reader: a German Excel parts cells at ";", quoted or not.
_BEGINS_A_FORMULA = re.compile(rf"(\A|[;,\t\r\n])([\s\"]*)(?=[{_SIGNS}])")
#: The same, looked for in two ways that are quick where there is none, as in almost all cells.
_SIGN_FIRST = re.compile(rf"[\s\"]*[{_SIGNS}]")
_SIGN_BEHIND = re.compile(rf"[;,\t\r\n][\s\"]*[{_SIGNS}]")
_BEGINS_A_CELL = ("\t", "\r", "\n")
_GUARDED = re.compile(rf"(\A|[;,\t\r\n])([\s\"]*)'(?=[{_SIGNS}])")
_GUARDED_STARTS = tuple(f"'{sign}" for sign in _BEGINS_A_CELL)

#: The number of the first column that says nothing of the row itself.
_FIRST_OWN = 34
#: The number of the first of the two columns on notice.
_NOTICE = 42
_BY_COLUMN = sorted((field for field in FIELDS if field.column), key=lambda field: field.column)
#: The fields before our own columns, and those that later releases put behind them.
_BEFORE = tuple(field for field in _BY_COLUMN if field.column < _FIRST_OWN)
_BEHIND = tuple(field for field in _BY_COLUMN if _FIRST_OWN < field.column < _NOTICE)
_LAST = tuple(field for field in _BY_COLUMN if field.column > _NOTICE)


def list_csv(shown):
    """The ListOnDay ``shown`` as the text of a CSV file, safe to open in a spreadsheet."""
    written = io.StringIO()
    written.write(_BYTE_ORDER_MARK)
    writer = csv.writer(written)
    writer.writerows(map(safe, row) for row in list_table(shown))
    return written.getvalue()


def list_table(shown):
    """Yields the headings, then the cells of each row, as texts; days are ISO days."""
    yield _headings()
    names = {slug: row["now"].get("name", slug) for slug, row in shown.rows.items()}
    notices = OpenNotices.of(shown)
    for row, standing in standings(shown):
        yield _cells(row, standing, shown, names, notices)


def file_name(shown, ending):
    """What a file of the list is called; it says of which day and version it is."""
    return f"subprocessors-{shown.iso_day}-version-{shown.publication.number}.{ending}"


def safe(text):
    """``text`` with an apostrophe before each sign that may begin a formula.

    That is at its beginning, and behind whatever ends a cell for some reader of the file.
    """
    if _SIGN_FIRST.match(text) or _SIGN_BEHIND.search(text):
        text = _BEGINS_A_FORMULA.sub(r"\1\2'", text)
    return f"'{text}" if text.startswith(_BEGINS_A_CELL) else text


def without_guard(text):
    """``text`` of a cell without the apostrophes that ``safe`` puts there."""
    text = text[1:] if text.startswith(_GUARDED_STARTS) else text
    return _GUARDED.sub(r"\1\2", text) if "'" in text else text


def _headings():
    return (
        *(wording.field_label(field.name) for field in _BEFORE),
        _("Standing"),
        _("Announced"),
        _("Slug"),
        _("List of"),
        _("Version"),
        _("Published"),
        _("Fingerprint (SHA-256)"),
        _("Starts"),
        *(wording.field_label(field.name) for field in _BEHIND),
        _("Object by"),
        _("Short notice"),
        *(wording.field_label(field.name) for field in _LAST),
    )


def _cells(row, standing, shown, names, notices):
    publication, now = shown.publication, row["now"]
    coming = [] if standing == ENDED else announcements.announcements_of(row, shown, notices)
    starts = ""
    if standing == UPCOMING:  # what is not in use yet is not in use since a day to come
        now = dict(now)
        starts = now.pop("effective_on")
    owed = [] if standing == ENDED else notices.data(row, shown)
    short = [one["short_notice"] for one in owed if one["short_notice"]]
    until = [
        one["objection_until_on"] for one in owed if one["objection_until_on"] >= shown.iso_day
    ]
    return (
        *(_cell(field, now.get(field.name), shown, names) for field in _BEFORE),
        wording.status_words(standing),
        "\n".join(announcements.coming_in_words(coming)),
        row["slug"],
        shown.iso_day,
        str(publication.number),
        publication.published_on.isoformat(),
        publication.digest,
        starts,
        *(_cell(field, now.get(field.name), shown, names) for field in _BEHIND),
        min(until, default=""),
        "\n".join(map(wording.short_notice_words, short)),
        *(_cell(field, now.get(field.name), shown, names) for field in _LAST),
    )


def _cell(field, value, shown, names):
    # Days are written so that any spreadsheet, in any language, reads them as days.
    if field.kind == DAY or (field.kind == SERVICES and not shown.services):
        return value or ""
    return wording.value_words(
        field.name, value, services=shown.services, categories=shown.categories, names=names
    )
