"""Days and instants as people write them."""

import zoneinfo
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors.wording.languages import once_a_language


def as_date(value):
    """A date, from a date or an ISO day ("2026-12-03"). Raises ValueError for other text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


@once_a_language
def day(value):
    """A date or ISO day in full: "3 December 2026"."""
    return dateformat.format(as_date(value), pgettext("format of a day, in full", "j F Y"))


@once_a_language
def short_day(value):
    """A date or ISO day for the cell of a table: "3 Dec 2026"."""
    return dateformat.format(as_date(value), pgettext("format of a day, short", "j M Y"))


def day_and_time(at, zone):
    """An aware datetime by the clock of the zone named ``zone``: "2 November 2026, 09:14 CET"."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return _("%(day)s, %(time)s") % {"day": day(local.date()), "time": clock(at, zone)}


def clock(at, zone):
    """The time of an aware datetime in the zone named ``zone``: "09:14 CET"."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    name = local.tzname()
    zone = f"UTC{name}" if name[0] in "+-" else name
    return _("%(time)s %(zone)s") % {"time": local.strftime("%H:%M"), "zone": zone}
