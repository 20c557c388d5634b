"""Two days side by side: what was added to the table, taken from it, and changed in it.

Compares the tables as they were shown (see ``between``). Read from the archive alone.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.archive.between import between
from subprocessors.archive.changes import ADDED, CHANGED, REMOVED
from subprocessors.archive.status import ABSENT, UPCOMING, is_dropped_before_start
from subprocessors.models.publication import Change, Publication
from subprocessors.presenting.rows import RowPage
from subprocessors.presenting.statements import stated_between

#: So many versions between the two days are named; the log holds them all.
SHOWN_VERSIONS = 20


@dataclass(frozen=True)
class ComparedRow:
    """One row that differs: ``change`` as ``between`` gives it, and how it reads."""

    change: dict
    before: object
    shown: object
    context: wording.SentenceContext

    @property
    def slug(self):
        """The row's slug."""
        return self.change["slug"]

    @property
    def sign(self):
        """The sign before it: "+"."""
        return wording.sign(self.change)

    @property
    def word(self):
        """What became of it: "Added", or "Announced" where it has not started."""
        return wording.compared_word(self.change, is_dropped=self.is_dropped)

    @property
    def is_dropped(self):
        """Whether it is gone because it was dropped before its start: it was never used."""
        row = self.shown.rows.get(self.slug)
        is_gone = self.change["kind"] == REMOVED and row is not None
        return is_gone and is_dropped_before_start(row)

    @property
    def name(self):
        """Its name on the later day; that of the earlier one where it is gone by then."""
        listing = self.before if self.change["kind"] == REMOVED else self.shown
        return listing.rows[self.slug]["now"]["name"]

    @property
    def sentences(self):
        """Its status on the later day, if it is not the same as on the earlier day."""
        standing = self.change["standing"]
        if standing["before"] == standing["after"]:
            return []
        page = RowPage(self.slug, self.shown)
        return page.coming if standing["after"] == UPCOMING else [page.standing]

    @property
    def facts(self):
        """What one that was added states, as (label, text)."""
        is_addition = self.change["kind"] == ADDED
        return wording.stated_values(self.change, context=self.context) if is_addition else []

    @property
    def differences(self):
        """Was and Is now, per field; none where the whole row came or went."""
        is_edit = self.change["kind"] == CHANGED
        return wording.was_and_is(self.change, context=self.context) if is_edit else []


@dataclass(frozen=True)
class Comparison:
    """What changed from the ListOnDay ``before`` to the ListOnDay ``shown``."""

    before: object
    shown: object

    @cached_property
    def changes(self):
        """What ``between`` finds: additions, changes, removals, each by slug."""
        return [change for change in self._found if change["slug"] not in self._unknown]

    @cached_property
    def unknown(self):
        """Rows that may be those redacted in the other list, which neither came nor went."""
        return self._items(change for change in self._found if change["slug"] in self._unknown)

    @cached_property
    def _found(self):
        found = between(
            self.before.rows.values(),
            self.before.iso_day,
            self.shown.rows.values(),
            self.shown.iso_day,
        )
        order = (ADDED, CHANGED, REMOVED)
        return sorted(found, key=lambda change: order.index(change["kind"]))

    @cached_property
    def _unknown(self):
        """Slugs that one list lacks, and that may be among its redacted rows.

        Those are not among them that a version in between added or removed.

        One query where rows are redacted, and none elsewhere.
        """
        missing = {
            (change["slug"], change["kind"])
            for change in self._found
            for side, listing in zip(("before", "after"), self.sides, strict=True)
            if listing.redactions and change["standing"][side] == ABSENT
        }
        if not missing:
            return set()
        first, last = (side.publication.number for side in self.sides)
        recorded = Change.objects.filter(publication__gt=first, publication__lte=last)
        recorded = recorded.filter(slug__in={slug for slug, _kind in missing})
        return {slug for slug, _kind in missing - set(recorded.values_list("slug", "kind"))}

    @cached_property
    def sums(self):
        """How many rows were added, changed and removed, by kind."""
        kinds = [change["kind"] for change in self.changes]
        return {kind: kinds.count(kind) for kind in (ADDED, CHANGED, REMOVED)}

    @cached_property
    def items(self):
        """The changes as they read, by kind; within one, by name."""
        return self._items(self.changes)

    @cached_property
    def equal(self):
        """The rows in use or announced that are the same on both days, by name."""
        differing = {change["slug"] for change in self._found}
        rows = (*self.shown.current, *self.shown.upcoming)
        found = [row for row in rows if row["slug"] not in differing]
        return sorted(found, key=lambda row: row["now"]["name"].casefold())

    def _items(self, changes):
        rows = {**self.before.rows, **self.shown.rows}
        context = wording.SentenceContext(
            on=self.shown.iso_day,
            names={slug: row["now"].get("name", slug) for slug, row in rows.items()},
            services={**self.before.services, **self.shown.services},
            categories={**self.before.categories, **self.shown.categories},
        )
        items = [ComparedRow(change, self.before, self.shown, context) for change in changes]
        order = (ADDED, CHANGED, REMOVED)
        items.sort(key=lambda item: (order.index(item.change["kind"]), item.name.casefold()))
        return items

    @property
    def sides(self):
        """Both lists, the earlier one first."""
        return (self.before, self.shown)

    @property
    def answer(self):
        """The sums in a sentence: "1 announced, 2 changed and 1 removed."."""
        if not self.changes:
            return _("No sub-processor was added, changed or removed.")
        added, changed, removed = self.sums.values()
        announced = sum(wording.is_announced_between(change) for change in self.changes)
        added -= announced
        dropped = sum(item.is_dropped for item in self.items)
        removed -= dropped
        sums = (
            announced
            and ngettext("%(count)d announced", "%(count)d announced", announced)
            % {"count": announced},
            added and ngettext("%(count)d added", "%(count)d added", added) % {"count": added},
            changed
            and ngettext("%(count)d changed", "%(count)d changed", changed) % {"count": changed},
            removed
            and ngettext("%(count)d removed", "%(count)d removed", removed) % {"count": removed},
            dropped
            and ngettext(
                "%(count)d dropped before start", "%(count)d dropped before start", dropped
            )
            % {"count": dropped},
        )
        return _("%(sums)s.") % {"sums": wording.and_list(filter(None, sums))}

    @cached_property
    def stated(self):
        """Was and Is now of what the company states about itself."""
        return stated_between(self.before, self.shown)

    @cached_property
    def is_same_day(self):
        """Whether a day is compared with itself."""
        return self.before.day == self.shown.day

    @cached_property
    def versions(self):
        """What was published in between, newest first: 20 at most. One query."""
        first, last = self.before.publication.number, self.shown.publication.number
        if first == last:
            return []
        found = Publication.objects.filter(number__gt=first, number__lte=last)
        return list(found.exclude(kind=Publication.Kind.REVIEW)[:SHOWN_VERSIONS])

    @property
    def older(self):
        """The number below which the log names further versions in between, or None."""
        if len(self.versions) < SHOWN_VERSIONS:
            return None
        oldest = self.versions[-1].number
        return oldest if oldest - 1 > self.before.publication.number else None

    @property
    def redactions(self):
        """What stands in place of rows that were taken out of either list."""
        return [*self.before.redactions, *self.shown.redactions]
