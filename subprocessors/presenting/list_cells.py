"""What a row of the list has in each column of the table."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from subprocessors import wording


@dataclass(frozen=True)
class ListColumn:
    """A column: ``key`` names its cells, ``label`` stands above them."""

    key: str
    label: str


@dataclass(frozen=True)
class ListCell:
    """What a row has in a column: an ISO day, or words, with what stands beneath them.

    ``language`` is that of legal's words, where it is not the page's.
    """

    key: str
    label: str
    words: str = ""
    day: str = ""
    beneath: str = ""
    language: str = ""

    @property
    def is_empty(self):
        """Whether there is nothing to see in it."""
        return not (self.words or self.day or self.beneath)


@dataclass(frozen=True)
class RowCells:
    """What rows have in the columns of a ListOnDay.

    ``since`` and ``until`` are ListedDays by slug: of rows that state no start, and of those
    that an import left out.
    """

    listing: object
    since: dict
    until: dict

    def cell(self, column, row):
        """The ListCell of a row in a column."""
        content = getattr(self, f"_{column.key}")(row)
        return ListCell(column.key, column.label, **content)

    def last_day(self, row):
        """The ISO day by which a row no longer used is put in order."""
        listed = self.until.get(row["slug"])
        return row["now"].get("ended_on") or (listed.on.isoformat() if listed else "")

    def _purpose(self, row):
        now = row["now"]
        beneath = now.get("condition", "")
        return {"words": now.get("purpose", ""), "beneath": beneath, **self._in_its_language}

    def _places(self, row):
        now = row["now"]
        if now.get("processing_location"):
            return {"words": now["processing_location"], **self._in_its_language}
        return {"words": wording.places_in_words(now.get("places", []))}

    def _data(self, row):
        return {"words": row["now"].get("data_categories", ""), **self._in_its_language}

    def _products(self, row):
        """The products or services that use it; who names none is used by all."""
        now = row["now"]
        labels = [self.listing.services.get(slug, slug) for slug in now.get("services", [])]
        words = now.get("products") or wording.and_list(labels)
        if words:
            return {"words": words, **self._in_its_language}
        return {"words": _("All") if self._is_any_limited else ""}

    def _since(self, row):
        start, listed = row["now"].get("effective_on"), self.since.get(row["slug"])
        if start:
            return {"day": "" if start > self.listing.iso_day else start}
        return {"beneath": listed.since if listed else ""}

    def _ended(self, row):
        last_day, listed = row["now"].get("ended_on"), self.until.get(row["slug"])
        return {"day": last_day} if last_day else {"beneath": listed.until if listed else ""}

    @cached_property
    def _in_its_language(self):
        return {"language": wording.other_language(self.listing.facts)}

    @cached_property
    def _is_any_limited(self):
        rows = (*self.listing.current, *self.listing.upcoming)
        return any(row["now"].keys() & {"services", "products"} for row in rows)
