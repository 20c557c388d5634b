"""What a person answered about a file: what its columns mean, and what of it is left out."""

import re
from dataclasses import dataclass, field

from subprocessors.importing.histories import FIELDS
from subprocessors.importing.interpreting.days import ORDERS
from subprocessors.importing.interpreting.headings import SETTABLE, same_heading
from subprocessors.importing.interpreting.phrases import words_of
from subprocessors.importing.reading.files import Unreadable

#: Fields whose values are codes of labels.
CODED = ("services", "transfer_mechanisms")
#: Answers for a label in a cell: a new service, or none.
NEW, NONE = "new", "-"


@dataclass(frozen=True)
class ImportAnswers:
    """The answers to what a file leaves open; empty where nobody was asked yet.

    Headings are keyed as ``same_heading`` gives them, rows as ``same_place``, labels of
    services and mechanisms as ``words_of``.
    """

    maps: dict = field(default_factory=dict)  # heading -> field
    ignored: frozenset = frozenset()  # headings
    dates: str = ""  # the order of days all in digits, one of ORDERS
    left_out: frozenset = frozenset()  # places of rows
    mended: dict = field(default_factory=dict)  # place -> texts of the cells
    values: dict = field(default_factory=dict)  # (field, label) -> slug, NEW or NONE

    @property
    def headings(self):
        """Every heading that something was answered for."""
        return {*self.maps, *self.ignored}

    def as_json(self):
        """The answers in values of JSON."""
        return {
            "maps": self.maps,
            "ignored": sorted(self.ignored),
            "dates": self.dates,
            "left_out": sorted(self.left_out),
            "mended": self.mended,
            "values": [[*key, slug] for key, slug in self.values.items()],
        }

    @classmethod
    def from_json(cls, kept):
        """The answers that ``as_json`` gave. Anything else raises what Python raises for it."""
        return cls(
            {heading: name for heading, name in kept["maps"].items() if name in SETTABLE},
            frozenset(kept["ignored"]),
            kept["dates"] if kept["dates"] in ORDERS else "",
            frozenset(kept.get("left_out", ())),
            {place: tuple(map(str, texts)) for place, texts in kept.get("mended", {}).items()},
            {(name, words): slug for name, words, slug in kept["values"]},
        )


def same_place(place):
    """A place as people type it again; a number alone is a line, a row and an item."""
    return re.sub(r"\A(?:line|row|item) (\d+)\Z", r"\1", re.sub(r"[“”\"]", "", place).strip())


def answers_from(maps=(), ignored=(), dates="", left_out=(), values=()):
    """The ImportAnswers for texts such as "Risk=internal_notes". Raises Unreadable for nonsense."""
    problems, found, labels = [], {}, {}
    for text in maps:
        heading, equals, name = text.rpartition("=")
        name = FIELDS.get(name.strip(), name.strip())
        if not equals or not heading.strip():
            problems.append(f"“{text}” is no mapping. Write it as “Heading=field”.")
        elif name not in SETTABLE:
            known = ", ".join(SETTABLE)
            problems.append(f"“{name}” is no field that a column can give; these are: {known}.")
        else:
            found[same_heading(heading)] = name
    for text in values:
        label, equals, slug = text.rpartition("=")
        name, colon, label = label.partition(":")
        if not (equals and colon and slug.strip()) or name not in CODED:
            problems.append(f"“{text}” is no value. Write it as “services:Label=slug”, or =new.")
        else:
            labels[name, words_of(label)] = slug.strip()
    if problems:
        raise Unreadable(*problems)
    return ImportAnswers(
        found,
        frozenset(map(same_heading, ignored)),
        dates,
        left_out=frozenset(map(same_place, left_out)),
        values=labels,
    )
