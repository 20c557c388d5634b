"""Earlier published values brought back into the working list."""

from django.db import transaction

from subprocessors.archive.digests import values_of
from subprocessors.archive.freezing import desk_values
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing


def versions_of(slug):
    """The publications that touched the row ``slug``, newest first, its changes prefetched."""
    numbers = Change.objects.filter(slug=slug).values("publication")
    return Publication.objects.filter(number__in=numbers).order_by("-number")


def published_values(publication, slug):
    """What ``publication`` published for ``slug``, announced values included; None if nothing."""
    row = next(
        (r for r in values_of(publication.snapshot.document, "rows") if r["slug"] == slug), None
    )
    return None if row is None else desk_values(row)


class HoldsNoSuchRow(Exception):
    """The publication holds no values of the row: not yet, no more, or redacted."""


@transaction.atomic
def put_back_to(row, publication, *, by):
    """Gives the working ``row`` the values of ``publication``; gives whether anything changed.

    Raises HoldsNoSuchRow.
    """
    values = published_values(publication, row.slug)
    if values is None:
        raise HoldsNoSuchRow(f"Version {publication.number} holds no row {row.slug!r}.")
    reason = f"Put back to version {publication.number}"
    return editing.put_back(row, values, by=by, reason=reason)


@transaction.atomic
def undo_in_working_list(publication, slugs, *, on, by):
    """Takes back in the working list what ``publication`` changed in the rows ``slugs``.

    What was edited since, by a later version or not yet published, stays. A row that it
    listed first is withdrawn as of ``on``. Gives how many rows changed.
    """
    before = Publication.objects.filter(number=publication.number - 1).first()
    reason = f"Correction of version {publication.number}"
    touched = _fields_changed(publication, slugs)
    count = 0
    for row in Subprocessor.objects.filter(slug__in=touched):
        old = published_values(before, row.slug) if before else None
        if old is None:
            row.withdrawn_on = on
            count += editing.save(row, by=by, reason=reason)
            continue
        published = published_values(publication, row.slug) or {}
        values = row.public_values()
        for field in touched[row.slug]:
            if values.get(field) == published.get(field):
                values[field] = old.get(field)
        wanted = {field: value for field, value in values.items() if value is not None}
        count += editing.put_back(row, wanted, by=by, reason=reason)
    return count


def _fields_changed(publication, slugs):
    """Per slug among ``slugs`` that ``publication`` changed, the fields."""
    found = {}
    for change in Change.objects.filter(publication=publication, reissues=None):
        if change.slug in slugs:
            found.setdefault(change.slug, set()).update(change.fields)
    return found
