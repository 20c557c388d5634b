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
#: The fields that a search looks into.
_SEARCHED = tuple(field.name for field in FIELDS if field.is_searched)
#: What may be filtered by, in this order.
FILTERS = {
    "service": gettext_lazy("Service"),
    "place": gettext_lazy("Place"),
    "category": gettext_lazy("Category"),
}
#: The field of a row that each filter asks for.
FIELD_OF = {"service": "services", "place": "places", "category": "category"}
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

    @property
    def is_of_service(self):
        """Whether it asks for the list of one service, and for nothing else."""
        return self.service and not any((self.q, self.place, self.category))

    def matches(self, row, listing):
        """Whether ``row`` answers it. What is announced for a row counts as well."""
        return bool(self.matching([row], listing, row_of=lambda row: row))

    def matching(self, items, listing, *, row_of=attrgetter("row")):
        """Those of the ``items`` whose row answers it, in their order."""
        if self.unknown:
            return []
        known, is_filtered = known_sides(listing), self.is_filtered
        return [
            one
            for one in items
            if self._fits(searched_sides(row_of(one), listing, known), is_filtered)
        ]

    def count(self, rows, listing):
        """How many of ``rows`` answer it."""
        return len(self.matching(rows, listing, row_of=lambda row: row))

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
        return all(self._is_met(name, values) for name in FILTERS)

    def _is_met(self, name, values):
        asked = getattr(self, name)
        return not asked or asked in values_to_filter(name, values, (asked,))

    def has_terms(self, text):
        """Whether all words are in a text to search."""
        return all(term in text for term in self.terms)

    def parts(self, listing):
        """What is asked, in words, and the query without it; whether the list knows it.

        Gives ``{"words", "without", "unknown"}``; ``unknown`` says that it does not, or is "".
        """
        asked = {name: getattr(self, name) for name in ("q", *FILTERS) if getattr(self, name)}
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
            "label": FILTERS[name],
            "choice": text
            if name in self.unknown
            else labelled_choices(name, [text], listing)[0][1],
        }

    def _unknown_words(self, name, text):
        return _UNKNOWN[name] % {"text": text[:40]} if name in self.unknown else ""


def values_to_filter(name, values, every_service):
    """What one side of a row has for a filter; who names no service is used by all of them."""
    found = values.get(FIELD_OF[name])
    if name == "category":
        return (found,) if found else ()
    return found or (every_service if name == "service" else ())


def labelled_choices(name, values, listing):
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


def known_sides(listing):
    """What ``searched_sides`` found already for the rows of a list."""
    return listing.once("searched rows", dict)


def searched_sides(row, listing, known):
    """Each side of a row with its text to search, as ``(values, text)``.

    ``known`` by slug, made once for a list.
    """
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
