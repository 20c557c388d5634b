"""What a visitor asks of the table, by its address: ``?q=&service=&place=&category=``."""

import unicodedata
from dataclasses import dataclass, field
from operator import attrgetter
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors import wording
from subprocessors.archive.fields import FIELDS
from subprocessors.archive.snapshots import still_to_come
from subprocessors.models.code_lists import place_codes

LONGEST_SEARCH = 200
#: From so many live rows on, there is something to filter.
ENOUGH_TO_FILTER = 15
#: The fields that a search looks into.
_SEARCHED = tuple(field.name for field in FIELDS if field.is_searched)
_LABELS = {
    "service": gettext_lazy("Service"),
    "place": gettext_lazy("Place"),
    "category": gettext_lazy("Category"),
}


#: Said where the list does not know what is filtered by.
_UNKNOWN = {
    "service": gettext_lazy("There is no service “%(text)s” on this list."),
    "place": gettext_lazy("There is no place “%(text)s”."),
    "category": gettext_lazy("There is no category “%(text)s” on this list."),
}


class NotAsked(Exception):
    """The question is too long, or has characters that no text can hold."""


@dataclass(frozen=True)
class Question:
    """A search and filters; all empty asks for the whole list.

    ``unknown`` are the filters whose value the list does not know, such as a service that is
    gone: no row answers them.
    """

    q: str = ""
    service: str = ""
    place: str = ""
    category: str = ""
    terms: tuple = field(default=(), compare=False)
    unknown: tuple = field(default=(), compare=False)

    @classmethod
    def of(cls, query, listing):
        """The question that a query string (a mapping) puts to a ListOnDay.

        Raises NotAsked. Other names in the query are not looked at.
        """
        asked = {name: query.get(name, "") for name in ("q", "service", "place", "category")}
        if any("\x00" in text or len(text) > LONGEST_SEARCH for text in asked.values()):
            raise NotAsked
        known = {
            "service": listing.services,
            "place": place_codes(),
            "category": listing.categories,
        }
        unknown = tuple(name for name in known if asked[name] and asked[name] not in known[name])
        asked["q"] = " ".join(asked["q"].split())
        return cls(**asked, terms=tuple(without_accents(asked["q"]).split()), unknown=unknown)

    def __bool__(self):
        return any((self.q, self.service, self.place, self.category))

    @property
    def is_filtered(self):
        """Whether it asks for more than words."""
        return any((self.service, self.place, self.category))

    def matches(self, row, listing):
        """Whether ``row`` answers it. What is announced for a row counts as well."""
        return bool(self.matching([row], listing, row_of=lambda row: row))

    def matching(self, items, listing, *, row_of=attrgetter("row")):
        """Those of the ``items`` whose row answers it, in their order."""
        if self.unknown:
            return []
        known, is_filtered = listing.once("searched rows", dict), self.is_filtered
        return [
            one for one in items if self._fits(_searched(row_of(one), listing, known), is_filtered)
        ]

    def _fits(self, sides, is_filtered):
        for values, text in sides:
            for term in self.terms:
                if term not in text:
                    break
            else:
                if not is_filtered or self._is_among(values):
                    return True
        return False

    def _is_among(self, values):
        if self.category and values.get("category") != self.category:
            return False
        if self.place and self.place not in (values.get("places") or ()):
            return False
        # A row that names no service is used by all of them.
        return not self.service or self.service in (values.get("services") or [self.service])

    def parts(self, listing):
        """What is asked, in words, and the query without it; whether the list knows it.

        Gives ``{"words", "without", "unknown"}``; ``unknown`` says that it does not, or is "".
        """
        asked = {name: getattr(self, name) for name in ("q", *_LABELS) if getattr(self, name)}
        return [
            {
                "words": self._words(name, text, listing),
                "without": urlencode({key: asked[key] for key in asked if key != name}),
                "unknown": self._unknown_words(name, text),
            }
            for name, text in asked.items()
        ]

    def _words(self, name, text, listing):
        if name == "q":
            return _("“%(text)s”") % {"text": text}
        return _("%(label)s: %(choice)s") % {
            "label": _LABELS[name],
            "choice": text if name in self.unknown else _choices(name, [text], listing)[0][1],
        }

    def _unknown_words(self, name, text):
        return _UNKNOWN[name] % {"text": text[:40]} if name in self.unknown else ""


def filters(listing, question):
    """The filters worth showing: ``{"name", "label", "chosen", "choices": [(value, label)]}``.

    None for a short list, nor where there is nothing to choose between.
    """
    offered = listing.once("filters", lambda: _offered(listing))
    return [{**one, "chosen": getattr(question, one["name"])} for one in offered]


def _offered(listing):
    rows = (*listing.current, *listing.upcoming)
    if len(rows) < ENOUGH_TO_FILTER:
        return []
    fields = {"service": "services", "place": "places", "category": "category"}
    found = []
    for name, label in _LABELS.items():
        values = {value for row in rows for value in _stated(row, fields[name])}
        if len(values) > 1:
            choices = _choices(name, values, listing)
            found.append({"name": name, "label": str(label), "choices": choices})
    return found


def _stated(row, field):
    """The values of a field that holds one or several, announced ones too."""
    sides = (row["now"].get(field), still_to_come(row).get(field, {}).get("value"))
    return {
        value for side in sides for value in (side if isinstance(side, list) else [side]) if value
    }


def _choices(name, values, listing):
    """Values and their labels, in the order in which people look for them."""
    if name == "place":
        labels = {code: wording.place_names([code])[0] for code in values}
        return sorted(labels.items(), key=lambda choice: choice[1].casefold())
    known = listing.services if name == "service" else listing.categories
    return [(slug, label) for slug, label in known.items() if slug in values]


def without_accents(text):
    """``text`` for comparing: no case, no accents, no width."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _sides(row):
    """What a row states now, and with what is announced for it, where that is something."""
    values, coming = row["now"], still_to_come(row)
    if not coming:
        return (values,)
    return values, {**values, **{name: side.get("value") for name, side in coming.items()}}


def _searched(row, listing, known):
    """Each side of a row with its text to search; ``known`` by slug, made once for a list."""
    slug = row["slug"]
    if slug not in known:
        known[slug] = tuple((values, _searchable(values, listing)) for values in _sides(row))
    return known[slug]


def _searchable(values, listing):
    words = (
        wording.value_words(
            name, values[name], services=listing.services, categories=listing.categories
        )
        for name in _SEARCHED
        if values.get(name)
    )
    return without_accents("\n".join(words))
