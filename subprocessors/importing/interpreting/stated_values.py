"""The text of a cell as the value of a field, or the reason why it is none."""

import re

from subprocessors.archive.fields import DAY, TICK, WEB_ADDRESS, YES_NO, of_kind
from subprocessors.importing.interpreting.headings import link_kind
from subprocessors.importing.interpreting.places import codes_of, country_of
from subprocessors.importing.interpreting.stated_days import read_day
from subprocessors.importing.reading.cells import is_web

ADDRESSES = of_kind(WEB_ADDRESS)
DAYS = of_kind(DAY)
_TICKS = of_kind(TICK)
_STATED = of_kind(YES_NO) | _TICKS
#: Cells in which a link within a sentence says nothing about the company's website.
_NO_WEBSITE = frozenset(
    {"processing_location", "corporate_location", "address", "contact", "transfer_note"}
    | {"data_categories", "data_subjects", "retention", "certifications"}
)
_YES = frozenset({"yes", "y", "ja", "true", "x", "✓", "✔", "✅"})
_NO = frozenset({"no", "n", "nein", "false", "✗", "✘", "❌"})
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\s]+\Z")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?\Z", re.IGNORECASE)
_MARKDOWN_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>\Z")


def stated(name, cell, *, dates=""):
    """The value of the field ``name`` that the Cell states; empty where it holds a dash alone.

    ``dates`` is the order of days all in digits. Raises ValueError that says what is wrong.
    """
    if cell.fault:
        raise ValueError(f"“{cell.text}” {cell.fault}" if cell.text else cell.fault)
    text = "" if _DASHES.match(cell.text) else cell.text
    if name in ADDRESSES:
        return _address(text, cell.links)
    if name in DAYS:
        return read_day(text, order=dates) if text else None
    if name in _STATED:
        return _stated(text, name)
    return _place(name, text) if name in ("places", "country") else text


def _place(name, text):
    found = codes_of(text) if name == "places" else country_of(text)
    if text and not found:
        raise ValueError(f"“{text}” names no place for certain")
    return found


def _address(text, links):
    addresses = sorted({address for address, _words in links})
    if len(addresses) > 1:
        raise ValueError(f"“{text}” holds {len(addresses)} addresses where one can stand")
    if addresses:
        return addresses[0]
    bare = _MARKDOWN_ADDRESS.sub(r"\1", text)
    if not bare or (is_web(bare) and " " not in bare):
        return bare
    if _HOST.match(bare):
        return f"https://{bare}"
    raise ValueError(f"“{text[:80]}” is no web address")


def _stated(text, name):
    folded = text.casefold().strip(" .")
    if folded in _YES:
        return True if name in _TICKS else "yes"
    if folded in _NO or not folded:
        return False if name in _TICKS else ("no" if folded else "")
    raise ValueError(f"“{text[:40]}” is neither yes nor no")


def addresses_within(name, cell):
    """The addresses that the links of a text cell give: ``{field: address}``.

    A link to somebody's privacy notice, processing agreement or sub-processors is taken as
    that. Any other is the website where it is the name's, or the whole cell's, or stands in
    words on what the sub-processor does.
    """
    found = {}
    for address, words in cell.links:
        kind = link_kind(address)
        is_own = name == "name" or words == cell.text or name not in _NO_WEBSITE
        if name == "name":
            kind = "website"
        if kind and (kind != "website" or is_own):
            found.setdefault(kind, address)
    return found
