"""Where a row stands on a day, in words."""

from django.utils.translation import gettext_lazy

from subprocessors.archive.status import CURRENT, ENDED, UPCOMING, WITHDRAWN
from subprocessors.wording.languages import once_a_language

_STATUSES = {
    UPCOMING: gettext_lazy("announced"),
    CURRENT: gettext_lazy("in use"),
    ENDED: gettext_lazy("no longer used"),
    WITHDRAWN: gettext_lazy("dropped before start"),
}


@once_a_language
def status_words(status):
    """A status of a row (see ``archive.status``), as in the cell of a table: "in use"."""
    return str(_STATUSES[status])
