"""Values in addresses. What does not fit is no address of ours, and answers 404."""

import re

#: What both databases hold in the column of a publication's number.
LARGEST_NUMBER = 2_147_483_647


class NumberConverter:
    """A publication's number: from 1 up, without leading zeros."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value):
        """The number; ValueError (which the resolver takes as no match) beyond the largest."""
        number = int(value)
        if number > LARGEST_NUMBER:
            raise ValueError(f"{value} is larger than any number of a publication.")
        return number

    def to_url(self, value):
        """The number as it stands in addresses."""
        return str(value)


def number_in(text):
    """The publication's number that ``text`` (of a query) holds, or None."""
    if not re.fullmatch(NumberConverter.regex, text):
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None
