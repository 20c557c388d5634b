"""One row as its page shows it: its status, and its values by section."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive import snapshots
from subprocessors.archive.fields import (
    BY_NAME,
    INTERNAL,
    SECTIONS,
    WEB_ADDRESS,
    WHEN,
    in_section,
)
from subprocessors.archive.status import (
    CURRENT,
    ENDED,
    LIVE,
    UPCOMING,
    WITHDRAWN,
    is_dropped_before_start,
    status_of,
)
from subprocessors.presenting import announcements
from subprocessors.presenting.listed_days import LastListed, ListedDay

#: The fields of the page by section, in the order in which a lawyer reads; the name is its title.
SHOWN_FIELDS = {
    section: tuple(field.name for field in in_section(section) if field.name != "name")
    for section in SECTIONS
    if section != INTERNAL
}


@dataclass(frozen=True)
class ShownField:
    """A field with its words. ``address`` is where they lead, ``coming`` what is announced."""

    field: str
    label: str
    words: str
    address: str = ""
    coming: str = ""


@dataclass(frozen=True)
class RowPage:
    """The row ``slug`` of the ListOnDay ``listing``.

    ``last`` is its LastListed where an import took it out of the list; ``since`` its ListedDay,
    where that is known; ``notices`` are the OpenNotices of the row.
    """

    slug: str
    listing: object
    last: LastListed | None = None
    since: ListedDay | None = None
    notices: object = None

    @property
    def is_listed(self):
        """Whether the list knows it still, be it as ended or withdrawn."""
        return self.slug in self.listing.rows

    @cached_property
    def row(self):
        """The row, or how it was last listed."""
        if self.slug in self.listing.rows:
            return self.listing.rows[self.slug]
        return self.last.row if self.last else snapshots.make_row(self.slug, {})

    @cached_property
    def name(self):
        """Its name; its slug where the name was redacted."""
        return self.row["now"].get("name") or self.slug

    @cached_property
    def standing(self):
        """Where it stands on the day, in a sentence."""
        now = self.row["now"]
        if not self.is_listed:
            return self._standing_when_gone
        if self._status == WITHDRAWN:
            return _("Dropped before start.") if self._is_dropped else _("Listed by mistake.")
        if self._status == ENDED:
            last_day = wording.day(now["ended_on"])
            return _("No longer used. Its last day was %(day)s.") % {"day": last_day}
        if self._status == UPCOMING:
            return _("Announced, and not in use yet.")
        return self._standing_in_use

    @property
    def _standing_in_use(self):
        if "effective_on" in self.row["now"]:
            day = wording.day(self.row["now"]["effective_on"])
            return _("In use since %(day)s.") % {"day": day}
        return _("In use.")

    @property
    def _standing_when_gone(self):
        if self.last and self.last.listed:
            return _("%(until)s.") % {"until": self.last.listed.until}
        return _("No longer on the list.")

    @cached_property
    def coming(self):
        """What is about to change, a sentence each."""
        is_live = self.is_listed and self._status in LIVE
        return announcements.statuses(self.row, self.listing, self.notices) if is_live else []

    @cached_property
    def announcements(self):
        """The same as Announcements, soonest first."""
        is_live = self.is_listed and self._status in LIVE
        found = announcements.announcements_of(self.row, self.listing, self.notices)
        return found if is_live else []

    @property
    def past_days(self):
        """The past days on which its use began and ended, where stated: ``(day, words)``."""
        now = self.row["now"]
        if not self.is_listed or self._status not in (CURRENT, ENDED):
            return []
        days = [(now.get("effective_on"), _("In use"))]
        if self._status == ENDED:
            days.append((now["ended_on"], _("Last day")))
        return [(day, words) for day, words in days if day]

    @cached_property
    def _status(self):
        return status_of(self.row, self.listing.iso_day)

    @property
    def _is_dropped(self):
        return is_dropped_before_start(self.row)

    @cached_property
    def sections(self):
        """Headings with their ShownFields; only what is filled or announced."""
        found = []
        for section, fields in SHOWN_FIELDS.items():
            entries = [entry for entry in map(self._entry, fields) if entry]
            if section == WHEN:
                entries = [*entries, *self._replaced_by()]
            if entries:
                found.append((wording.section_label(section), entries))
        return found

    @cached_property
    def _names(self):
        return {slug: row["now"].get("name", slug) for slug, row in self.listing.rows.items()}

    @cached_property
    def _announced(self):
        return snapshots.still_to_come(self.row)

    def _entry(self, field):
        value = self.row["now"].get(field)
        coming = self._announced.get(field)
        is_stated = field == "services" and self.listing.services and self.row["now"]
        if value is None and not coming and not is_stated:
            return None
        words = wording.value_words(
            field,
            value,
            services=self.listing.services,
            categories=self.listing.categories,
            names=self._names,
        )
        announced = self._coming(field, coming) if coming else ""
        return ShownField(field, self._label(field), words, self._address(field, value), announced)

    def _label(self, field):
        """What stands beside the field; nothing withdrawn is said to have been in use."""
        if self._status == WITHDRAWN:
            if field == "effective_on":
                return _("Was to start") if self._is_dropped else _("Start, as listed")
            if field == "withdrawn_on" and not self._is_dropped:
                return _("Taken off the list")
        if field == "effective_on" and self._status == UPCOMING:
            return _("Starts")
        return wording.field_label(field)

    def _address(self, field, value):
        is_address = BY_NAME[field].kind == WEB_ADDRESS
        if is_address and value and value.startswith(("https://", "http://")):
            return value
        if field == "replaces" and value in self.listing.rows:
            return reverse("row", args=[value])
        return ""

    def _coming(self, field, announced):
        labels = {"services": self.listing.services, "categories": self.listing.categories}
        coming = {field: announced}
        words = self.notices.wording_fields(self.slug, coming) if self.notices else ()
        return wording.announced_sentence(self.row, coming, is_wording=field in words, **labels)

    def _replaced_by(self):
        for row in self.listing.rows.values():
            now, status = row["now"], status_of(row, self.listing.iso_day)
            if now.get("replaces") == self.slug and status != WITHDRAWN:
                is_coming = status == UPCOMING
                day = wording.day(now["effective_on"]) if is_coming else ""
                coming = _("From %(day)s") % {"day": day} if is_coming else ""
                address = reverse("row", args=[row["slug"]])
                yield ShownField("replaced_by", _("Replaced by"), now["name"], address, coming)
