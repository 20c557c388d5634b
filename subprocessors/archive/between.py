"""What differs between the tables of two days. Plain Python.

``changes.compare`` finds what a publication did to frozen rows. A table also changes when only the
day changes: on 1 January a row that ended on 31 December is gone, though nothing was published.
"""

from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.snapshots import settled
from subprocessors.archive.status import LIVE, status_of


def between(rows_a, day_a, rows_b, day_b):
    """What differs from the table of ``day_a`` to that of ``day_b``, in slug order.

    The rows are those that stood on each (ISO) day, settled or not. Gives, per row that
    differs, ``{"slug", "kind", "fields", "standing"}``: ``fields`` as those of a change, with
    values in force alone (what is announced for later is not in force); all of a row's values
    where it was added or removed. ``standing`` is ``{"before", "after"}``: a row is on the
    table while it is "current" or "upcoming", and not when "ended", "withdrawn" or "absent".
    With the days swapped, additions and removals swap, and so do before and after.
    """
    old, new = _on(rows_a, day_a), _on(rows_b, day_b)
    found = (
        _difference(slug, old.get(slug), new.get(slug), day_a, day_b)
        for slug in sorted(old.keys() | new)
    )
    return [one for one in found if one]


def _on(rows, day):
    return {row["slug"]: settled(row, day) for row in rows}


def _difference(slug, old, new, day_a, day_b):
    before, after = status_of(old, day_a), status_of(new, day_b)
    was, now = _shown(old, before), _shown(new, after)
    fields = {
        field: {
            **({"before": {"now": was[field]}} if field in was else {}),
            **({"after": {"now": now[field]}} if field in now else {}),
        }
        for field in sorted(was.keys() | now)
        if was.get(field) != now.get(field)
    }
    if not fields and (before == after or not (was or now)):
        return None
    kind = CHANGED if was and now else ADDED if now else REMOVED
    return {
        "slug": slug,
        "kind": kind,
        "fields": fields,
        "standing": {"before": before, "after": after},
    }


def _shown(row, status):
    """The values that the table has of a row; none where it is not on it."""
    return row["now"] if status in LIVE else {}
