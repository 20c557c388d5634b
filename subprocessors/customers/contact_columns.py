"""The columns of a table of customers and their addresses: one row per address."""

import re

from subprocessors.archive.deadlines import BUSINESS_DAYS, CALENDAR_DAYS, CLEAR_DAYS, MONTHS

(CUSTOMER, REFERENCE, ADDRESS, SERVICES, SOURCE) = (
    "customer",
    "reference",
    "address",
    "services",
    "source",
)
SOURCE_DATE, NUMBER, KIND, UNTIL, REPLACES = (
    "source date",
    "promised number",
    "promised kind",
    "until",
    "replaces",
)
#: In the order in which they are written.
COLUMNS = (
    CUSTOMER,
    REFERENCE,
    ADDRESS,
    SERVICES,
    SOURCE,
    SOURCE_DATE,
    NUMBER,
    KIND,
    UNTIL,
    REPLACES,
)
#: What a table cannot lack.
NEEDED = (CUSTOMER, ADDRESS)
#: Neither means anything without the other.
TOGETHER = (NUMBER, KIND)
#: The kinds of periods as they stand in a cell.
KIND_WORDS = {
    CLEAR_DAYS: "days",
    CALENDAR_DAYS: "calendar days",
    BUSINESS_DAYS: "business days",
    MONTHS: "months",
}
_GAPS = re.compile(r"[\s_-]+")


def column_named(heading):
    """The column that ``heading`` names, or None. Case, and "_" for a space, make no difference."""
    name = _GAPS.sub(" ", heading).strip().casefold()
    return name if name in COLUMNS else None
