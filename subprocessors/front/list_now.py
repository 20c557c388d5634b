"""The list as it stands now, worked out once a process for as long as nothing changes it.

Its rows are settled, and what pages make of them is kept with it (``ListOnDay.once``), so that
a search only filters and a page only renders.
"""

import threading

from subprocessors.front.newest_rows import state_of_newest
from subprocessors.models.list_on_day import list_at, today_at

_kept = (None, None)
#: After a publication many ask at once: one works the list out, the others wait for it.
_one_at_a_time = threading.Lock()


def list_now(newest, at, fetch):
    """The ListOnDay of the newest publication at the instant ``at``; None before there is one.

    ``newest`` are the NewestRows; ``fetch`` gives the publication with its snapshot. The same
    object as before, and no query, where publication, redactions and day are the same: all that
    the archive says hangs on these.
    """
    with _one_at_a_time:
        return _list_now(newest, at, fetch)


def _list_now(newest, at, fetch):
    global _kept  # noqa: PLW0603 (one place a process)
    state, shown = _kept
    publication = shown.publication if state == newest.state and shown else fetch()
    if publication is None:
        return None
    if (
        shown is None
        or publication is not shown.publication
        or shown.day != today_at(publication, at)
    ):
        # What was fetched may be newer than ``newest``, and is kept as what it is.
        shown = list_at(publication, at)
        _kept = state_of_newest(publication), shown
    return shown
