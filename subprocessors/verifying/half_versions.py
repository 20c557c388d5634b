"""Versions of which only a part stands in the database.

The database refuses them today (see ``archive.triggers``); one may have been written before
it did, or by a program that skips its foreign keys.
"""

from subprocessors.models.publication import Change, Publication, Snapshot


def half_versions():
    """The numbers of the half-written versions, rising, each with why it is one: ``{12: "…"}``.

    Cheap enough for a probe: it reads keys, and of the changes only those above the newest
    version. ``verify`` finds what is missing below it.
    """
    versions = Publication.objects.order_by("number")
    newest = versions.values_list("number", flat=True).last() or 0
    without_snapshot = versions.filter(snapshot=None).values_list("number", flat=True)
    found = dict.fromkeys(without_snapshot, "its snapshot is missing")
    above = {
        "it has changes and is not there itself": Change.objects.filter(publication_id__gt=newest),
        "it has a snapshot and is not there itself": Snapshot.objects.exclude(
            publication_id__in=versions.values("number")
        ),
    }
    for why, alone in above.items():
        found |= dict.fromkeys(alone.order_by().values_list("publication_id", flat=True), why)
    return dict(sorted(found.items()))
