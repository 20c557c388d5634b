"""The history of one row: every publication that touched it, newest first."""

from dataclasses import dataclass
from itertools import groupby

from subprocessors.models.publication import Change
from subprocessors.presenting.log_entries import ChangeLine
from subprocessors.presenting.look_back import look_back

#: So many changes stand on a page; older ones stand on the next.
SHOWN_CHANGES = 100


@dataclass(frozen=True)
class RowHistory:
    """A page of a row's changes: ``lines``, and the number below which to go on, or None."""

    lines: tuple
    older: int | None

    @classmethod
    def of(cls, slug, shown, *, unsaved=(), before=None):
        """The history of the row ``slug`` up to the ListOnDay ``shown``. Two queries.

        ``unsaved`` are changes of a publication that is not stored; only publications with a
        number below ``before`` count, where it is given.
        """
        found = _changes_of(slug, shown)
        if before is not None:
            found = found.filter(publication__lt=before)
        changes, older = [change for change in unsaved if change.slug == slug], None
        changes += found.select_related("publication")[: SHOWN_CHANGES + 1]
        if len(changes) > SHOWN_CHANGES:
            last = changes[-1].publication_id  # perhaps not all of its changes were read
            older = last + 1
            changes = [change for change in changes if change.publication_id > last]
        return cls(tuple(_lines(changes, shown)), older)


def _changes_of(slug, shown):
    found = Change.objects.filter(slug=slug, publication__lte=shown.publication.number)
    return found.order_by("-publication_id", "position")


def _lines(changes, shown):
    """The changes as they read, each worded as on the day of its publication."""
    groups = [
        (publication, list(group))
        for publication, group in groupby(changes, key=lambda change: change.publication)
    ]
    contexts = look_back(groups, services=shown.services, categories=shown.categories)
    return [
        ChangeLine(change, contexts[publication.number], publication)
        for publication, group in groups
        for change in group
    ]
