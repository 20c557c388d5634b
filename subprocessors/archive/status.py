"""Where a row stands on a day: in use, announced, no longer used, or withdrawn. Plain Python.

This is the one place that answers it, for the rows of the archive and for the working list.
"""

CURRENT, UPCOMING, ENDED, WITHDRAWN, ABSENT = (
    "current",
    "upcoming",
    "ended",
    "withdrawn",
    "absent",
)
#: A row that stands so is on the list: in use, or announced.
LIVE = frozenset({CURRENT, UPCOMING})


def status_by_days(day, *, start, last_day, withdrawn):
    """CURRENT, UPCOMING, ENDED or WITHDRAWN: where a row with these days stands on ``day``.

    All are dates, or all ISO days; a day that is not stated is None. A row without a start is
    in use since it was published.
    """
    if withdrawn:
        return WITHDRAWN
    if last_day and last_day < day:
        return ENDED
    return UPCOMING if start and start > day else CURRENT


def status_of(row, day):
    """Where a frozen row stands on the ISO ``day``; ABSENT for None, a row that is not known.

    Its starts and ends are never announced values, so the row need not be settled.
    """
    if row is None:
        return ABSENT
    now = row["now"]
    return status_by_days(
        day,
        start=now.get("effective_on"),
        last_day=now.get("ended_on"),
        withdrawn=now.get("withdrawn_on"),
    )


def is_live(row, day):
    """Whether a frozen row is on the list on ``day``: in use, or announced."""
    return status_of(row, day) in LIVE


def has_started(row, day):
    """Whether the start of a frozen row, where it states one, has come by ``day``.

    True also of a row that has ended, or was withdrawn, since.
    """
    return row["now"].get("effective_on", day) <= day


def is_dropped_before_start(row):
    """Whether a frozen row was withdrawn before its start; else it was listed by mistake."""
    now = row["now"]
    return now.get("withdrawn_on", "9999-12-31") < now.get("effective_on", "")
