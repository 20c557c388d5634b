"""Repeating what an earlier version stated wrongly: *Tell again*, on the desk."""

from subprocessors.archive.changes import by_slug, side
from subprocessors.models.publication import Change


def reissued_changes(number, rows, *, on):
    """The changes of version ``number`` that are still so in ``rows``, as they are stated again.

    ``rows`` are those of the new version, settled on the ISO day ``on``. What was redacted, or
    is no longer so, is not stated again. No period is owed: nothing is announced anew.
    """
    found = by_slug(rows)
    stated = Change.objects.filter(publication=number, reissues=None).order_by("position")
    return [
        {
            "slug": change.slug,
            "kind": change.kind,
            "material": change.material,
            "effective_on": change.effective_on.isoformat(),
            "fields": change.fields,
            "reissues": number,
        }
        for change in stated
        if change.fields and _is_still_so(change, found.get(change.slug), on)
    ]


def _is_still_so(change, row, on):
    return row is not None and all(
        side(row, name) == _by_now(sides.get("after", {}), on)
        for name, sides in change.fields.items()
    )


def _by_now(after, on):
    """What has become of one side of a change by the day ``on``, if nothing else was announced."""
    announced = after.get("next")
    if announced is None or announced["on"] > on:
        return after
    return {"now": announced["value"]} if "value" in announced else {}
