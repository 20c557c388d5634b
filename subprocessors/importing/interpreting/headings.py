"""What the heading of a column means: for certain, likely, or not known.

Certain is a heading that is, as a whole, one of the phrases known of a field. Whatever a rule
finds beyond that is likely, and asked about.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.translation import get_language

from subprocessors.archive.fields import BY_NAME, INTERNAL_FIELDS, LONG_TEXT, PUBLIC_FIELDS, of_kind
from subprocessors.importing.interpreting.phrases import (
    ROLE,
    fields_of,
    folded_phrase,
    has_word,
    is_phrase,
    words_of,
)
from subprocessors.importing.interpreting.values import ADDRESSES, holds_address, link_field
from subprocessors.importing.labels import import_label

NAME = "name"
SLUG = "slug"
#: The title above a table is treated as one more column, of this name.
ABOVE = "(heading)"
#: The fields of the working list that a column may give, in reading order. By its slug a row
#: is found again, where a list has it.
SETTABLE = (*(n for n in (*PUBLIC_FIELDS, *INTERNAL_FIELDS) if BY_NAME[n].is_imported), SLUG)
#: Fields that take several columns, each text with its own heading in front.
JOINED = of_kind(LONG_TEXT)
#: Lists everywhere use these words for something else.
_NOT_OWN = {"services", "contact"}
#: With a company in front, a single word of these still means the same ("Vendor website").
_OF_THE_COMPANY = {"website", "address", "contact", "purpose", "certifications", "retention"}
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND = re.compile(r"\s*(?:[/&+,;]|\b(?:and|or|und|oder|sowie|et|ou)\b)\s*", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|for|in|der|des|für|de|du|pour)\s+", re.IGNORECASE)
_POSTAL = re.compile(r"\d.*[,;]|[,;].*\d")


@dataclass(frozen=True)
class HeadingMeaning:
    """The fields a heading may mean, likeliest first, and whether the first one is certain.

    ``is_own`` says that it is this portal's own name of the field.
    """

    fields: tuple = ()
    is_certain: bool = False
    is_own: bool = False


def same_heading(heading):
    """The heading as people type it again: case and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())


def meaning_of(parts, cells=()):
    """The HeadingMeaning of a heading, given as the texts of its rows, the upper one first.

    ``cells`` are those below it; for a few headings they decide what is likely.
    """
    if len(parts) > 1:
        return _of_two_rows(parts, cells)
    heading = parts[0]
    if heading.rstrip().endswith("?"):  # answered by yes or no
        return HeadingMeaning(_likely(heading))
    own = own_field(heading)
    if own:
        return HeadingMeaning((own,), is_certain=True, is_own=True)
    if has_word("private", heading):
        certain = fields_of(heading) == ("internal_notes",)
        return HeadingMeaning(("internal_notes",), is_certain=certain)
    if has_word("doubtful", heading) and not fields_of(heading):
        return HeadingMeaning()
    found = _certain(heading)
    return _by_cells(found, cells) if found else HeadingMeaning(_likely(heading))


def own_field(heading):
    """The field that ``heading`` names as this portal does: its label or its name; or ""."""
    name = heading.strip().lower()
    if name in SETTABLE and name not in {*_NOT_OWN, "country"}:
        return name
    return _by_label(get_language()).get(words_of(heading), "")


@cache
def _by_label(language):
    """Every field by its labels in ``language``, the active one, and in English."""
    names = [name for name in SETTABLE if name not in _NOT_OWN and name != SLUG]
    with translation.override("en"):
        found = {words_of(import_label(name)): name for name in names}
    return found | {words_of(import_label(name)): name for name in names}


def _certain(heading):
    """The fields of which ``heading`` is a whole phrase, small decoration taken off."""
    heading = _BRACKETS.sub(_without_decoration, heading)
    pieces = [fields_of(piece) for piece in _AND.split(heading) if piece]
    if fields_of(heading):
        return fields_of(heading)
    if len(pieces) > 1 and all(pieces) and len({piece[0] for piece in pieces}) == 1:
        return pieces[0]
    bare = re.sub(rf"^{ROLE} | {ROLE}$", "", folded_phrase(heading))
    found = fields_of(bare)
    return found if found and (" " in bare or found[0] in _OF_THE_COMPANY) else ()


def _without_decoration(brackets):
    """What stands in brackets, unless it changes nothing: "(if applicable)"."""
    return "" if is_phrase("decoration", brackets.group()) else brackets.group()


def _likely(heading):
    """The fields of the phrase that ``heading`` ends with, or that stands before "of"."""
    bare = _BRACKETS.sub(" ", heading)
    pieces = [bare, *_OF.split(bare)[:1], *_AND.split(bare)[:1]]
    words = folded_phrase(bare).split()
    pieces += [" ".join(words[start:]) for start in range(1, len(words))]
    for piece in pieces:
        found = fields_of(piece)
        if found and found[0] not in ("unclear", "website_or_other"):
            return found
    return ()


def _of_two_rows(parts, cells):
    """Of headings that stand in two rows: both together, else likely what the lower one says."""
    for joined in (" ".join(reversed(parts)), " ".join(parts)):
        found = meaning_of((joined,), cells)
        if found.is_certain:
            return found
    lower, upper = meaning_of(parts[-1:], cells), meaning_of(parts[:-1], cells)
    is_same = lower.is_certain and upper.is_certain and lower.fields[0] == upper.fields[0]
    return HeadingMeaning(lower.fields, is_certain=is_same)


def _by_cells(fields, cells):
    """What the cells say, for headings that mean different things in different lists."""
    texts = [cell.text for cell in cells if cell.text]
    if fields[0] == "website_or_other":
        kinds = {link_field(cell.links[0][0] if cell.links else cell.text) for cell in cells
                 if cell.is_filled}  # fmt: skip
        one = kinds.pop() if len(kinds) == 1 else None
        return HeadingMeaning((one,) if one else (), is_certain=one == "website")
    if fields[0] == "unclear":
        return _of_people_or_data(texts)
    return _unless_cells_differ(fields, cells, texts)


def _unless_cells_differ(fields, cells, texts):
    if fields[0] in ADDRESSES and texts and not any(map(holds_address, cells)):
        return HeadingMeaning()
    if texts and fields[0] not in ADDRESSES and all(map(link_field, texts)):
        fields = (link_field(texts[0]), *fields)
        return HeadingMeaning(fields)
    if fields[0] == "contact" and sum(bool(_POSTAL.search(one)) for one in texts) * 2 > len(texts):
        return HeadingMeaning(("address", "contact"))
    return HeadingMeaning(fields, is_certain=True)


def _of_people_or_data(texts):
    people = sum(has_word("people", one) for one in texts)
    data = sum(has_word("data_words", one) for one in texts)
    if max(people, data) * 2 <= len(texts):
        return HeadingMeaning()
    return HeadingMeaning(("data_subjects" if people >= data else "data_categories",))
