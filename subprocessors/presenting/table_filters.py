"""The filters above the table: their choices, each with how many rows it would leave."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from subprocessors.archive.snapshots import still_to_come
from subprocessors.presenting.questions import (
    FIELD_OF,
    FILTERS,
    Question,
    known_sides,
    labelled_choices,
    searched_sides,
    values_to_filter,
)

#: From so many live rows on, there is something to filter.
ENOUGH_TO_FILTER = 15
_ALL = {
    "service": gettext_lazy("All services"),
    "place": gettext_lazy("All places"),
    "category": gettext_lazy("All categories"),
}


@dataclass(frozen=True)
class Choice:
    """A value to filter by, and how many rows of the table it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class TableFilter:
    """A filter with its Choices; ``all_words`` stand for no choice, ``chosen`` is the value."""

    name: str
    label: str
    all_words: str
    choices: tuple
    chosen: str = ""

    @cached_property
    def options(self):
        """Its choices as ``<option>`` elements; written here, since there may be hundreds."""
        words = ((one.value, f"{one.label} ({one.count})") for one in self.choices)
        return mark_safe(  # noqa: S308
            "".join(
                f'<option value="{escape(value)}"{" selected" * (value == self.chosen)}>'
                f"{escape(text)}</option>\n"
                for value, text in (("", self.all_words), *words)
            )
        )

    def left_by(self, counts, chosen):
        """The same with what ``counts`` (by value) leave of its choices, and the one chosen."""
        choices = tuple(
            Choice(one.value, one.label, counts[one.value])
            for one in self.choices
            if counts[one.value] or one.value == chosen
        )
        return TableFilter(self.name, self.label, self.all_words, choices, chosen)


def table_filters(listing, question, *, is_whole=False):
    """The TableFilters worth showing.

    None for a short list, nor where there is nothing to choose between. A choice counts the
    rows that it would leave, given all else that is asked; one that would leave none is not
    offered. ``is_whole`` says that every row of the table answers the question.
    """
    offered = listing.once("filters", lambda: _offered(listing))
    if not offered or not question or (is_whole and not question.is_filtered):
        return offered
    counts = _counts(listing, question)
    return [one.left_by(counts[one.name], getattr(question, one.name)) for one in offered]


def _offered(listing):
    rows = (*listing.current, *listing.upcoming)
    if len(rows) < ENOUGH_TO_FILTER:
        return []
    counts, found = _counts(listing, Question()), []
    for name, label in FILTERS.items():
        values = {value for row in rows for value in _stated(row, FIELD_OF[name])}
        if len(values) > 1:
            choices = tuple(
                Choice(value, words, counts[name][value])
                for value, words in labelled_choices(name, values, listing)
            )
            found.append(TableFilter(name, str(label), str(_ALL[name]), choices))
    return found


def _counts(listing, question):
    """By filter, how many rows have each value, of those that answer all else of ``question``."""
    asked = [(name, getattr(question, name)) for name in FILTERS if getattr(question, name)]
    found = {name: [] for name in FILTERS}
    for sides in listing.once("sides to count", lambda: list(_sides_to_count(listing))):
        of_row = [
            (name, has[name])
            for text, has in sides
            if question.has_terms(text)
            for name in _left_open(asked, has)
        ]
        if len(sides) > 1:  # a value that both sides have counts once
            of_row = [
                (name, {one for key, has in of_row if key == name for one in has})
                for name in FILTERS
            ]
        for name, values in of_row:
            found[name].extend(values)
    return {name: Counter(values) for name, values in found.items()}


def _sides_to_count(listing):
    """For each live row, its sides as ``(text to search, values by filter)``."""
    known, every_service = known_sides(listing), tuple(listing.services)
    for row in (*listing.current, *listing.upcoming):
        yield [
            (text, {name: values_to_filter(name, values, every_service) for name in FILTERS})
            for values, text in searched_sides(row, listing, known)
        ]


def _left_open(asked, has):
    """The filters of which a side counts: where one alone is not met, another value may be."""
    unmet = [name for name, value in asked if value not in has[name]]
    if not unmet:
        return FILTERS
    return unmet if len(unmet) == 1 else ()


def _stated(row, field):
    """The values of a field that holds one or several, announced ones too."""
    sides = (row["now"].get(field), still_to_come(row).get(field, {}).get("value"))
    return {
        value for side in sides for value in (side if isinstance(side, list) else [side]) if value
    }
