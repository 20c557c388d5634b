"""What happens next to a row of the working list."""

from django.utils.translation import gettext_lazy as _

from subprocessors import wording
from subprocessors.archive.snapshots import still_to_come
from subprocessors.archive.status import WITHDRAWN


def next_day(row, published, day):
    """The next day on which something happens to the row: ``(date, what)``, or None."""
    if row.status_on(day) == WITHDRAWN:
        return None
    coming = [
        (row.effective_on, _("starts")),
        (row.ended_on, _("last day")),
    ]
    for name, announced in still_to_come(published).items() if published else ():
        coming.append((wording.as_date(announced["on"]), wording.field_label(name)))
    ahead = [(on, what) for on, what in coming if on and on > day]
    return min(ahead, key=lambda pair: pair[0], default=None)
