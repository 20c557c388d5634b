"""Sentences on the rows with which a list begins: they were not added, they are there."""

from django.utils.translation import gettext as _

from subprocessors.archive.status import ENDED, UPCOMING, status_of
from subprocessors.wording.days import day


def first_listed_sentence(row, on):
    """What the first version says of a frozen ``row``, on its ISO day ``on``."""
    now, status = row["now"], status_of(row, on)
    words = {
        "name": now["name"],
        "start": now.get("effective_on") and day(now["effective_on"]),
        "last_day": now.get("ended_on") and day(now["ended_on"]),
    }
    if status == UPCOMING:
        return _("%(name)s starts on %(start)s.") % words
    if status == ENDED:
        return _("%(name)s is listed as no longer used. Its last day was %(last_day)s.") % words
    text = _("%(name)s is on the list.")
    if words["start"]:
        text = _("%(name)s is on the list, in use since %(start)s.")
    if words["last_day"]:
        text += " " + _("Its last day is %(last_day)s.")
    return text % words
