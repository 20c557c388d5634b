"""The list again, from nothing but what was said of it: what a reader of the log may do."""

from subprocessors.archive.snapshots import make_row, settled


def apply_changes(rows, changes):
    """``rows`` after ``changes``, in slug order: the inverse of ``compare``.

    A change that only repeats another (``reissues``) alters nothing.
    """
    result = {row["slug"]: (dict(row["now"]), dict(row.get("next", {}))) for row in rows}
    for change in changes:
        if "reissues" in change:
            continue
        now, later = result.setdefault(change["slug"], ({}, {}))
        for field, sides in change["fields"].items():
            after = sides.get("after", {})
            for values, key in ((now, "now"), (later, "next")):
                if key in after:
                    values[field] = after[key]
                else:
                    values.pop(field, None)
    return [
        make_row(slug, now, later) for slug, (now, later) in sorted(result.items()) if now or later
    ]


def fold_changes(rows, changes, *, on):
    """The rows of a publication, from those of its predecessor and its own changes."""
    return apply_changes([settled(row, on) for row in rows], changes)
