"""Days as lists state them: ISO, or with the month's name; all digits only where one reading fits.

"03/04/2025" is March in one country and April in another: refused unless an order is given.
"""

import re
from contextlib import suppress
from datetime import date

from subprocessors.importing.interpreting.phrases import named_codes


class UnclearValue(ValueError):
    """A cell states no value of its field. ``remedy`` is "dates", "map" or ""."""

    def __init__(self, words, remedy=""):
        self.remedy = remedy
        super().__init__(words)


ORDERS = ("DMY", "MDY", "YMD")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_DIGITS = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?([^\W\d]+)\.?,?\s+(\d{4})\Z")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z")


def read_day(text, *, order=""):
    """The date that ``text`` states; ``order`` is one of ORDERS for days all in digits.

    Raises UnclearValue, with the remedy "dates" for a day that has two readings.
    """
    text = " ".join(text.split())
    iso = _ISO.match(text)
    if iso:
        return _date(text, *iso.groups())
    for pattern, places in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        found = pattern.match(text)
        if found:
            year, month, day = (found.group(place) for place in places)
            number = dict(named_codes("months")).get(month.casefold())
            if number:
                return _date(text, year, number, day)
    digits = _DIGITS.match(text)
    if digits is None:
        raise UnclearValue(f"“{text}” is no day such as 2025-04-03 or 3 April 2025", "map")
    first, mark, second, third = digits.groups()
    return _in_digits(text, (first, second, third), mark, order)


def _in_digits(text, parts, mark, order):
    if len(parts[0]) == 4:
        return _date(text, *parts)
    if order:
        of = dict(zip(order, parts, strict=True))
        year = of["Y"] if len(of["Y"]) == 4 else f"20{of['Y']:0>2}"
        return _date(text, year, of["M"], of["D"])
    if len(parts[2]) != 4:
        raise UnclearValue(f"“{text}” is ambiguous: which of its numbers is the year?", "dates")
    first, second = int(parts[0]), int(parts[1])
    if mark == "." or first > 12 or first == second:  # with points, the day always comes first
        return _date(text, parts[2], second, first)
    if second > 12:
        return _date(text, parts[2], first, second)
    raise UnclearValue(f"“{text}” is ambiguous: which of its numbers is the month?", "dates")


def fitting_orders(texts):
    """The ORDERS in which all these days all in digits can be read."""
    fitting = []
    for order in ORDERS:
        with suppress(UnclearValue):
            for text in texts:
                read_day(text, order=order)
            fitting.append(order)
    return fitting


def _date(text, year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise UnclearValue(f"“{text}” is no day in the calendar", "map") from error
