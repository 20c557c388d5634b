"""From which day, and until which day, rows stood on the list, as the versions say.

A row need not state its start, and an import may take a row out without an end; the versions
that first listed it and that first left it out say so all the same.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.snapshots import make_row
from subprocessors.models.publication import Change, Publication


@dataclass(frozen=True)
class ListedDay:
    """The day and number of the version that first listed a row, or first left it out."""

    on: date
    number: int

    @classmethod
    def of(cls, publication):
        """That of a publication."""
        return cls(publication.published_on, publication.number)

    @property
    def since(self):
        """What a row says that states no start: "On the list since 14 May 2019 (version 4)"."""
        return _("On the list since %(day)s (version %(number)d)") % self._words

    @property
    def until(self):
        """What a row says that was left out: "Was on the list until 19 April 2019"."""
        return _("Was on the list until %(day)s (version %(number)d)") % self._words

    @property
    def _words(self):
        return {"day": wording.day(self.on), "number": self.number}


@dataclass(frozen=True)
class LastListed:
    """A row that is no longer known to the list: as it last was, and until when."""

    row: dict
    listed: ListedDay | None


def listed_since(slugs, shown, *, unsaved=()):
    """A ListedDay for each of ``slugs`` that the versions up to ``shown`` say. One query.

    A row that returns counts from its return; one that a correction put back, from before.
    ``unsaved`` are changes of a publication that is not stored.
    """
    if not slugs:
        return {}
    added = Change.objects.filter(
        kind=Change.Kind.ADDED,
        slug__in=slugs,
        publication__lte=shown.publication.number,
        reissues=None,
    )
    changes = list(added.select_related("publication").only(*_COLUMNS).order_by("publication_id"))
    changes += [one for one in unsaved if one.slug in slugs]
    return listed_days(changes)


def listed_days(changes):
    """The same of all ``changes`` of some rows, the oldest first, each with its publication."""
    found = {}
    for change in changes:
        if change.kind != Change.Kind.ADDED or change.reissues is not None:
            continue
        is_put_back = change.publication.kind == Publication.Kind.CORRECTION
        if not (is_put_back and change.slug in found):
            found[change.slug] = ListedDay.of(change.publication)
    return found


#: What is read of a change that lists a row, and of its publication.
_COLUMNS = (
    "kind",
    "slug",
    "reissues",
    "publication__number",
    "publication__published_on",
    "publication__kind",
)


def left_out(shown):
    """The rows that imported versions up to ``shown`` left out, as LastListed. One query.

    Rows leave the list so only in an import; those that were withdrawn, or had not started by
    then, are not among them.
    """
    removed = Change.objects.filter(
        kind=Change.Kind.REMOVED,
        publication__kind=Publication.Kind.IMPORTED,
        publication__lte=shown.publication.number,
    )
    removed = removed.exclude(slug__in=list(shown.rows))
    by_slug = {}
    for change in removed.select_related("publication").order_by("publication_id", "position"):
        listed = by_slug.setdefault(change.slug, [])
        if listed and listed[0].publication_id != change.publication_id:
            listed.clear()
        listed.append(change)
    found = [_last_listed(slug, changes) for slug, changes in by_slug.items()]
    return [one for one in found if _was_used(one)]


def last_listed(slug, shown):
    """The LastListed of a row that the list no longer knows, or None if it never did. One query."""
    changes = Change.objects.filter(slug=slug, publication__lte=shown.publication.number)
    newest = changes.order_by("-publication_id").values("publication_id")[:1]
    changes = list(changes.filter(publication=newest).select_related("publication"))
    return _last_listed(slug, changes) if changes else None


def _last_listed(slug, changes):
    """As the changes of one publication say what stood before; its name stands if nothing else."""
    now = {
        field: sides["before"]["now"]
        for change in changes
        for field, sides in change.fields.items()
        if "now" in sides.get("before", {})
    }
    now = {"name": changes[0].name or slug, **now} if now else now
    is_gone = any(change.kind == Change.Kind.REMOVED for change in changes)
    return LastListed(
        make_row(slug, now), ListedDay.of(changes[0].publication) if is_gone else None
    )


def _was_used(last):
    now = last.row["now"]
    started = now.get("effective_on", "") <= last.listed.on.isoformat()
    return bool(now) and started and "withdrawn_on" not in now
