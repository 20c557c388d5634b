"""What stated values give beside themselves: codes of places, own affiliates, joined texts."""

import re

from django.core.exceptions import ValidationError

from subprocessors.importing.interpreting.places import codes_of, country_of
from subprocessors.models.register import Subprocessor

_AFFILIATES = re.compile(
    r"\baffiliates?\b|intra-?group|\bgroup (entit|compan)|verbundene|konzern(unternehm|gesellsch)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"third|non-?aff|dritt|\band\b|\bund\b|&|/|not ", re.IGNORECASE)


def is_valid(name, value):
    """Whether the working list would take ``value`` in the field ``name``."""
    try:
        Subprocessor._meta.get_field(name).clean(value, None)
    except ValidationError:
        return False
    return True


def joined_text(parts):
    """Several columns in one text: each with its heading in front; one alone as it is."""
    filled = [(heading, text) for heading, text in parts if text]
    if len(parts) == 1 or (len(filled) == 1 and not filled[0][0]):
        return "\n".join(text for _heading, text in filled)
    return "\n".join(f"{heading}: {text}" if heading else text for heading, text in filled)


def derived_from(values):
    """What the stated ``values`` mean for certain beside what they say."""
    derived = {}
    if values.get("processing_location") and not values.get("places"):
        derived["places"] = codes_of(values["processing_location"])
    if values.get("corporate_location") and not values.get("country"):
        derived["country"] = country_of(values["corporate_location"])
    group = values.get("category") or ""
    if "is_affiliate" not in values and _AFFILIATES.search(group) and not _OTHERS.search(group):
        derived["is_affiliate"] = True
    return {name: value for name, value in derived.items() if value}
