"""The values of a row, in words."""

from django.utils.translation import gettext as _

from subprocessors.archive.fields import (
    BY_NAME,
    CATEGORY,
    CODES,
    COUNTRY,
    DAY,
    LINE,
    LONG_TEXT,
    ROW,
    SERVICES,
    TEXT,
    WEB_ADDRESS,
    YES_NO,
)
from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.wording.days import day
from subprocessors.wording.languages import once_a_language
from subprocessors.wording.places import place_name, place_names


def value_items(field, value, *, services=None, categories=None, names=None):
    """A value that is not empty as a list of texts: one per code, or the text alone.

    ``services``, ``categories`` and ``names`` map slugs to what people call them; a slug
    that is not among them stands for itself.
    """
    kind = BY_NAME[field].kind
    labels = {SERVICES: services, CATEGORY: categories, ROW: names}
    if kind in labels:
        return [(labels[kind] or {}).get(slug) or slug for slug in _listed(value)]
    if kind == CODES:
        return _NAMED[field](value)
    if kind in _SPELT:
        return _SPELT[kind](value)
    return [_("Yes")] if value is True else [str(item) for item in _listed(value)]


def _listed(value):
    return value if isinstance(value, list) else [value]


@once_a_language
def _mechanism(code):
    return str(TRANSFER_MECHANISMS[code])


def _mechanisms(codes):
    known = [_mechanism(code) for code in TRANSFER_MECHANISMS if code in codes]
    return known + [code for code in codes if code not in TRANSFER_MECHANISMS]


def _yes_or_no(value):
    return [{"yes": _("Yes"), "no": _("No")}.get(value, value)]


#: How codes of a kind of their own are called.
_NAMED = {"places": place_names, "transfer_mechanisms": _mechanisms}
_SPELT = {
    COUNTRY: lambda code: [place_name(code)],
    YES_NO: _yes_or_no,
    DAY: lambda value: [day(value)],
}
#: A text of one of these kinds is its own words.
_PLAIN = frozenset({LINE, LONG_TEXT, TEXT, WEB_ADDRESS})


@once_a_language
def _all_services():
    return _("All services")


def value_words(field, value, *, services=None, categories=None, names=None):
    """A value as one text; "" where it is empty, except that no services means all of them."""
    if not value:
        return _all_services() if field == "services" else ""
    if isinstance(value, str) and BY_NAME[field].kind in _PLAIN:
        return value
    items = value_items(field, value, services=services, categories=categories, names=names)
    return ", ".join(items)
