"""What a person settles about the columns of a file: this one means that, this one is ignored."""

from dataclasses import dataclass, field

from subprocessors.importing.histories import FIELDS
from subprocessors.importing.interpreting.headings import SETTABLE, same_heading
from subprocessors.importing.interpreting.stated_days import ORDERS
from subprocessors.importing.reading.files import Unreadable


@dataclass(frozen=True)
class Settled:
    """The field for a heading, the headings to ignore, and the order of days all in digits."""

    maps: dict = field(default_factory=dict)  # same_heading() -> field
    ignored: frozenset = frozenset()
    dates: str = ""

    @property
    def headings(self):
        """Every heading that something was settled for."""
        return {*self.maps, *self.ignored}


def settled(maps=(), ignored=(), dates=""):
    """The Settled for texts such as "Risk=internal_notes". Raises Unreadable for nonsense."""
    problems, found = [], {}
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
    if dates and dates not in ORDERS:
        problems.append(f"“{dates}” is no order of days; these are: {', '.join(ORDERS)}.")
    if problems:
        raise Unreadable(*problems)
    return Settled(found, frozenset(map(same_heading, ignored)), dates)
