"""How a row of the working list stands today, in the desk's words."""

from django.utils.translation import gettext_lazy as _

from subprocessors import wording

STANDINGS = {
    "announced": _("announced"),
    "in-use": _("in use"),
    "ended": _("no longer used"),
    "dropped": _("dropped before start"),
}


def standing_key(row, day):
    """One of STANDINGS, for a row of the working list on ``day`` (a date)."""
    if row.withdrawn_on:
        return "dropped"
    if row.ended_on and row.ended_on < day:
        return "ended"
    return "announced" if row.effective_on and row.effective_on > day else "in-use"


def next_day(row, published, day):
    """The next day on which something happens to the row: ``(date, what)``, or None."""
    if row.withdrawn_on:
        return None
    coming = [
        (row.effective_on, _("starts")),
        (row.ended_on, _("last day")),
    ]
    for name, announced in (published or {}).get("next", {}).items():
        coming.append((wording.as_date(announced["on"]), wording.field_label(name)))
    ahead = [(on, what) for on, what in coming if on and on > day]
    return min(ahead, key=lambda pair: pair[0], default=None)
