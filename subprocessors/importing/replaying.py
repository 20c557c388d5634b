"""Replaying a history into the archive, version by version, as *imported* publications."""

from django.db import transaction

from subprocessors.archive.changes import compare, in_order, split
from subprocessors.archive.digests import values_of
from subprocessors.importing.categories import category_for
from subprocessors.models.list_on_day import day_at
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing
from subprocessors.publishing.draft import Draft
from subprocessors.publishing.facts import (
    facts_on_desk,
    frozen_vocabulary,
    labels_on_desk,
    words_on_desk,
)
from subprocessors.publishing.refusals import NotPublishable, problem
from subprocessors.publishing.sealing import (
    lock,
    refuse_half_versions,
    seal,
    unsealed_archive,
)

#: How the history of a row begins that a replay brought into the working list.
_REASON = "Imported, version"


class CannotReplay(Exception):
    """The archive holds something else than the beginning of this history."""


def replay(versions, *, by=None, dry_run=False):
    """Publishes the ``versions`` of a history (see ``histories``), oldest first; gives a Replay.

    Each is one transaction, so that what is interrupted leaves whole publications, and goes
    on when it is run again. The archive must be empty or hold the beginning of this very
    history. The working list is set once, at the end. Raises CannotReplay or
    NotPublishable.
    """
    portal = Portal.objects.first()
    problems = [problem("no_portal")] if portal is None else [*unsealed_archive()]
    if problems:
        raise NotPublishable(problems)
    refuse_half_versions()
    made = Replay(portal, by=by, dry_run=dry_run)
    for version in versions:
        made.take(version)
    made.finish()
    return made


class Replay:
    """A replay, and how many versions it published, found there already, or found unchanged."""

    def __init__(self, portal, *, by, dry_run):
        self.portal, self.by, self.dry_run = portal, by, dry_run
        self.published = self.skipped = self.unchanged = 0
        self.facts = facts_on_desk(portal, labels_on_desk())
        self.held = Publication.objects.order_by("number").select_related("snapshot")
        self.held_count = self.held.count()
        self.base = self.document = self.last = None
        self.rows = ()

    def take(self, version):
        """Publishes one version, or finds that it is there, or that nothing changed in it."""
        self.last = version
        number = self.published + self.skipped + 1
        on = day_at(version.at, self.portal.time_zone)
        found = compare(self.rows, version.rows, on=on.isoformat())
        if not found:
            self.unchanged += 1
            return
        if number <= self.held_count:
            self._check_held(number, version)
            self.skipped += 1
        else:
            if not self.dry_run:
                self._publish(version, on, found)
            self.published += 1
        self.rows = version.rows

    def _check_held(self, number, version):
        held = self.held.get(number=number)
        document = held.snapshot.document
        same = (
            held.kind == Publication.Kind.IMPORTED
            and held.published_at == version.at
            and tuple(values_of(document, "rows")) == version.rows
        )
        if not same:
            raise CannotReplay(
                f"Line {version.line}: version {number} of the archive is not this version of the"
                " history. A history can be replayed only into an empty archive, or one that holds"
                " its beginning."
            )
        self.base, self.document = held, document

    @transaction.atomic
    def _publish(self, version, on, found):
        lock()
        newest = Publication.objects.newest()
        if newest != self.base:
            raise CannotReplay(f"{newest} was published meanwhile. Begin again.")
        draft = self._draft(version, on, found)
        source = {"by": self.portal.organisation, **version.source}
        self.base, self.document = seal(draft, by=self.by, imported=source)

    def _draft(self, version, on, found):
        old = {row["slug"]: row for row in self.rows}
        new = {row["slug"]: row for row in version.rows}
        stated = [
            one
            for change in found
            for one in split(
                change,
                new=new.get(change["slug"]),
                on=on.isoformat(),
                material=lambda kind, field: False,
            )
        ]
        words = values_of(self.document, "vocabulary") if self.base else []
        desk = words_on_desk(labels_on_desk())
        return Draft(
            at=version.at,
            on=on,
            time_zone=self.portal.time_zone,
            base=self.base,
            base_document=self.document,
            kind=Publication.Kind.IMPORTED,
            published=old,
            rows=version.rows,
            changes=tuple(in_order(stated)),
            facts=tuple(self.facts),
            vocabulary=tuple(frozen_vocabulary(version.rows, words, desk=desk)),
        )

    def finish(self):
        """Sets the working list to the last version, where this run brought anything."""
        later = self.held_count - self.skipped
        if later > 0 and self.published == 0:
            return  # the archive goes on after this history: legal's list is ahead of it
        if not self.dry_run and self.base is not None:
            self._set_working_list()

    @transaction.atomic
    def _set_working_list(self):
        working = {row.slug: row for row in Subprocessor.objects.all()}
        reason = f"{_REASON} {self.base.number}"
        self._take_out_those_that_left(reason)
        for row in self.rows:
            mine = working.get(row["slug"])
            if mine is not None and not self.published:
                continue
            mine = mine or Subprocessor(slug=row["slug"], name=row["now"]["name"])
            mine.category = category_for(self.last.headings.get(row["slug"]), by=self.by)
            editing.put_back(
                mine,
                {**row["now"], "category": mine.category and mine.category.slug},
                by=self.by,
                reason=reason,
            )

    def _take_out_those_that_left(self, reason):
        """Deletes what an earlier run brought and this history ends without.

        What a draft is to replace stays: only legal can say what that draft replaces instead.
        """
        brought = Subprocessor.history.filter(
            history_type="+", history_change_reason__startswith=_REASON
        )
        left = Subprocessor.objects.filter(pk__in=brought.values("id"), replaced_by=None)
        for row in left.exclude(slug__in=[row["slug"] for row in self.rows]):
            editing.delete(row, by=self.by, reason=reason)
