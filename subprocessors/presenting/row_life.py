"""The life of one row as a timeline: what was published of it, what was so, what is to come."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.presenting.announcements import CHANGES, ENDS, STARTS
from subprocessors.presenting.log_entries import ChangeLine


@dataclass(frozen=True)
class LifeEvent:
    """Something on one day: what a version published (``line``), or ``words`` that say it.

    ``is_coming``: the day is still ahead.
    """

    on: str
    words: str = ""
    line: ChangeLine | None = None
    is_coming: bool = False


def row_life(page, history, *, is_first=True):
    """The LifeEvents of a RowPage and its RowHistory, the latest first.

    What is stated of its days stands on the first page of a history alone, and its beginning
    only where the whole history does.
    """
    found = []
    if is_first:
        found += [LifeEvent(one.on, _words_of(one), is_coming=True) for one in page.announcements]
    if is_first and not history.older:
        found += [LifeEvent(day, words) for day, words in page.past_days]
    found += [LifeEvent(_day_of(line), line=line) for line in history.lines]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _words_of(announcement):
    if announcement.kind == CHANGES:
        return _("Takes effect: %(what)s") % {"what": "; ".join(announcement.undated)}
    return {STARTS: _("Starts"), ENDS: _("Last day")}[announcement.kind]


def _day_of(line):
    return wording.as_date(line.publication.published_on).isoformat()
