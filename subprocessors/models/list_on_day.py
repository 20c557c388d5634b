"""The list as it stands on a day, read from the archive alone.

"Now" is a day like any other: every page asks for the list on some day.
"""

import threading
import zoneinfo
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from subprocessors.archive import digests, snapshots
from subprocessors.archive.status import CURRENT, ENDED, UPCOMING, status_of
from subprocessors.models.publication import Publication


def day_at(at, time_zone):
    """The day (a date) that it is at the instant ``at`` in the zone named ``time_zone``."""
    return at.astimezone(zoneinfo.ZoneInfo(time_zone)).date()


def facts_of(document):
    """What the company states about itself, by name; redacted facts are missing."""
    return {fact["name"]: fact["value"] for fact in digests.values_of(document, "facts")}


#: So many things that were made from a list are kept with it, such as pages of its log.
_MOST_MADE = 32


@dataclass(frozen=True)
class ListOnDay:
    """A publication's list, its announced values settled on ``day``.

    Nothing that was read from it may be changed: one object serves many requests.
    """

    publication: Publication
    document: dict
    day: date
    # What is made may be made of other things kept here.
    _lock: threading.RLock = field(
        default_factory=threading.RLock, init=False, repr=False, compare=False
    )

    def once(self, key, make):
        """What ``make()`` gives, made once for this list, language and ``key``.

        For what depends on nothing but the list, the archive up to it and ``key`` (hashable).
        The 32 used last are kept. Of threads that ask at once, one makes it and the others wait.
        """
        key = (get_language(), key)
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
                if len(self._made) > _MOST_MADE:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]

    @cached_property
    def _made(self):
        return OrderedDict()

    @cached_property
    def iso_day(self):
        """``day`` as the archive writes it."""
        return self.day.isoformat()

    @cached_property
    def facts(self):
        """What the company states about itself, by name; redacted ones are missing."""
        return facts_of(self.document)

    @cached_property
    def services(self):
        """Labels of the company's services by slug, in legal's order."""
        return self._vocabulary("service")

    @cached_property
    def categories(self):
        """Labels of the categories by slug, in legal's order."""
        return self._vocabulary("category")

    def _vocabulary(self, of):
        entries = [
            entry for entry in digests.values_of(self.document, "vocabulary") if entry["of"] == of
        ]
        entries.sort(key=lambda entry: (entry.get("order", 0), entry["label"], entry["slug"]))
        return {entry["slug"]: entry["label"] for entry in entries}

    @cached_property
    def rows(self):
        """All rows by slug, settled on the day: withdrawn and ended ones too."""
        rows = digests.values_of(self.document, "rows")
        return {row["slug"]: snapshots.settled(row, self.iso_day) for row in rows}

    @cached_property
    def _by_status(self):
        found = {}
        by_name = sorted(
            self.rows.values(), key=lambda row: (row["now"]["name"].casefold(), row["slug"])
        )
        for row in by_name:
            found.setdefault(status_of(row, self.iso_day), []).append(row)
        return found

    @property
    def current(self):
        """Rows in use on the day, by name."""
        return self._by_status.get(CURRENT, [])

    @property
    def upcoming(self):
        """Rows announced and not in use yet, by name."""
        return self._by_status.get(UPCOMING, [])

    @property
    def ended(self):
        """Rows no longer used, by name."""
        return self._by_status.get(ENDED, [])

    @cached_property
    def redactions(self):
        """What stands in place of redacted rows: ``[{"on", "why"}, ...]``."""
        return digests.redacted_of(self.document, "rows")


def list_on(publication, day):
    """The list of ``publication`` (its snapshot fetched) settled on ``day``."""
    return ListOnDay(publication, publication.snapshot.document, day)


def today_in_archive(at, *, time_zone, published_on):
    """The day (a date) that it is for the archive at the instant ``at``.

    ``time_zone`` and ``published_on`` are those of the newest publication. Never before the day
    of that publication: where the portal moved to a zone further west, its clock may still
    show the day before.
    """
    return max(day_at(at, time_zone), published_on)


def today_at(publication, at):
    """The day (a date) that it is at the instant ``at`` where ``publication`` is the newest."""
    return today_in_archive(
        at, time_zone=publication.time_zone, published_on=publication.published_on
    )


def list_at(publication, at):
    """The list of the newest ``publication`` (its snapshot fetched) at the instant ``at``."""
    return list_on(publication, today_at(publication, at))


def newest_list(*, at):
    """The list at the instant ``at``, or None before the first publication. One query."""
    publication = Publication.objects.select_related("snapshot").newest()
    return None if publication is None else list_at(publication, at)
