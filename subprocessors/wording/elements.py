"""Elements that stand in several places, as HTML; every value is escaped."""

from django.utils.html import escape
from django.utils.safestring import mark_safe

from subprocessors.wording.days import as_date, day, short_day
from subprocessors.wording.languages import once_a_language


@once_a_language
def day_element(value):
    """A date or ISO day in full, as ``<time>``."""
    return _time(value, day(value))


@once_a_language
def short_day_element(value):
    """A date or ISO day for the cell of a table, as ``<time>``."""
    return _time(value, short_day(value))


def _time(value, words):
    iso_day = as_date(value).isoformat()
    return mark_safe(f'<time datetime="{iso_day}">{escape(words)}</time>')  # noqa: S308
