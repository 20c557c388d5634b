"""The list as it stands now, worked out once a process for as long as nothing changes it.

Its rows are settled, and what pages make of them is kept with it (``ListOnDay.once``), so that
a search only filters and a page only renders.
"""

from subprocessors.front.validators import state_of
from subprocessors.models.list_on_day import list_at, today_at

_kept = (None, None)


def list_now(publication, at):
    """The ListOnDay of the newest ``publication`` at the instant ``at``.

    The same object as before where publication, redactions and day are the same: all that the
    archive says hangs on these.
    """
    global _kept  # noqa: PLW0603 (one place a process)
    state = state_of(publication), today_at(publication, at)
    kept_state, shown = _kept
    if state != kept_state:
        shown = list_at(publication, at)
        _kept = state, shown
    return shown
