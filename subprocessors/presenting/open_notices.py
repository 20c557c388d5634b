"""Notices whose days still matter on a list: until when customers may object, and to what."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.changes import side
from subprocessors.archive.owing import NOTICE_KEYS
from subprocessors.models.publication import Change, Publication
from subprocessors.presenting.announcements import announcements_of, days_until
from subprocessors.wording import SentenceContext
from subprocessors.wording.edits import WORDS, effect_of
from subprocessors.wording.field_changes import FieldChange


@dataclass(frozen=True)
class OpenNotices:
    """What the changes behind a ListOnDay state of their notice, the newest first.

    With ``is_long``, statuses say where to object, too.

    ``changes`` come with their publications. Nothing of a plan that was dropped or
    announced anew is among what it gives.
    """

    listing: object
    changes: tuple
    is_long: bool = False

    @classmethod
    def of(cls, listing, *, unsaved=()):
        """The OpenNotices of ``listing``; ``unsaved`` are changes of one not published. One query.

        A list whose rows announce nothing, and of which nobody may object to anything, has none.
        """
        stated = Q(effective_on__gt=listing.day) | Q(objection_until_on__gte=listing.day)
        found = Change.objects.filter(stated, publication__lte=listing.publication.number)
        found = found.filter(reissues=None).select_related("publication")
        return cls(listing, (*unsaved, *found.order_by("-publication_id", "position")))

    @cached_property
    def _by_slug(self):
        found = {}
        for change in self.changes:
            found.setdefault(change.slug, []).append(change)
        return found

    def announcing(self, announcement):
        """The Change that made an Announcement, or None."""
        return announcement.announced_in(self._by_slug.get(announcement.slug, ()))

    def wording_fields(self, slug, announced):
        """Of the fields ``announced`` for a row, those that were published as wording alone."""
        found = set()
        for name, value in announced.items():
            for change in self._by_slug.get(slug, ()):
                if change.fields.get(name, {}).get("after", {}).get("next") == value:
                    if _is_wording(change, name):
                        found.add(name)
                    break
        return frozenset(found)

    def short(self, slug):
        """The changes of a row that are in force at short notice, while one may object to them."""
        row, on = self.listing.rows.get(slug), self.listing.day
        return [
            change
            for change in self._by_slug.get(slug, ())
            if change.short_notice
            and change.objection_until_on >= on
            and change.effective_on <= on
            and row is not None
            and _still_stands(change, row)
        ]

    def statuses(self, slug, coming):
        """Sentences about a row: until when one may object to what is short, and why it is.

        With ``is_long``, also of what is ``coming``, the Announcements of the row; else that
        stands above the table.
        """
        announced = [self.announcing(one) for one in coming] if self.is_long else []
        changes = announced + self.short(slug)
        return [
            sentence
            for change in _once(changes)
            for sentence in self.sentences(change, is_long=self.is_long)
        ]

    def sentences(self, change, *, is_long=False):
        """Why the notice of a change is short, and until when customers may object to it."""
        found = []
        if change.short_notice:
            found.append(wording.short_notice_words(change.short_notice))
        if self.is_open(change):
            found.append(self.object_by(change) if is_long else self.object_by_day(change))
        return found

    def is_open(self, change):
        """Whether the last day to object to a change is stated, and not past."""
        until = change.objection_until_on
        return until is not None and until >= self.listing.day

    def object_by_day(self, change):
        """ "Object by 2 December 2026", for the cell of a table."""
        words = {"day": wording.day(change.objection_until_on)}
        if wording.asks_for_approval(self.listing.facts):
            return _("Approval needed by %(day)s") % words
        return _("Object by %(day)s") % words

    def object_by(self, change):
        """The same with time, zone and address, and how far off it is."""
        zone, until = change.publication.time_zone, change.objection_until_on
        words = {
            "object_by": wording.object_by(until, zone, self.listing.facts),
            "far": days_until(until.isoformat(), self.listing.day),
        }
        return _("%(object_by)s, %(far)s") % words

    def notice_of(self, announcement):
        """The Change that made an Announcement (or None), until when to object, why it is short.

        The latter two are sentences, or "".
        """
        change, object_by, short = self.announcing(announcement), "", ""
        if change is not None and self.is_open(change):
            words = {"object_by": self.object_by_day(change), "far": self._far(change)}
            object_by = _("%(object_by)s, %(far)s.") % words
        if change is not None and change.short_notice:
            short = wording.short_notice_words(change.short_notice)
        return change, object_by, short

    def _far(self, change):
        return days_until(change.objection_until_on.isoformat(), self.listing.day)

    def answer(self, slugs=None):
        """Until when one may object to what is in force at short notice: the first, in a list.

        Of the rows ``slugs`` alone, where these are given.
        """
        asked = self.listing.rows if slugs is None else slugs
        short = [
            change
            for slug in self.listing.rows
            if slug in self._by_slug and slug in asked
            for change in self.short(slug)
        ]
        if not short:
            return []
        change = min(short, key=lambda one: one.objection_until_on)
        words = {
            "object_by": self.object_by_day(change),
            "far": self._far(change),
            "name": change.name,
        }
        return [_("%(name)s: %(object_by)s, %(far)s.") % words]

    def data(self, row, listing):
        """The notices of a live row for programs, as plain values."""
        if row["slug"] not in self._by_slug:
            return []
        coming = announcements_of(row, listing)
        changes = [self.announcing(one) for one in coming] + self.short(row["slug"])
        return [
            {
                "publication": change.publication_id,
                "fields": sorted(change.fields),
                "effective_on": change.effective_on.isoformat(),
                **{key: change.notice.get(key) for key in NOTICE_KEYS},
            }
            for change in _once(changes)
            if change.notice
        ]


def _is_wording(change, name):
    quiet = (Publication.Kind.OPENING, Publication.Kind.IMPORTED)
    is_quiet = change.publication.kind in quiet
    context = SentenceContext(on=change.publication.published_on.isoformat(), is_quiet=is_quiet)
    return effect_of(change.part, FieldChange.of(name, change.fields[name]), context) == WORDS


def _once(changes):
    """The changes without None, each once; those not saved have no key to compare."""
    found = []
    for change in changes:
        if change is not None and not any(change is one for one in found):
            found.append(change)
    return found


def _still_stands(change, row):
    """Whether what a change put into force is what the row says, in one field at least."""
    return any(
        side(row, name).get("now") == sides.get("after", {}).get("now")
        for name, sides in change.fields.items()
    )
