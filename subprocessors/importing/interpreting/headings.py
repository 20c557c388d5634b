"""What the headings of a column mean, in English and in German.

A heading is looked up as a whole, then by the words in it; where a heading may mean several
things, the fields stand in the order of their likelihood and the first one free is taken.
"""

import re
import unicodedata
from functools import cache

from django.utils.translation import get_language

from subprocessors.archive.fields import BY_NAME, INTERNAL_FIELDS, PUBLIC_FIELDS
from subprocessors.importing.interpreting.heading_words import EXACT, PATTERNS
from subprocessors.importing.interpreting.labels import label
from subprocessors.importing.reading.cells import is_web

NAME = "name"
#: The heading above a table is treated as one more column, of this name.
ABOVE = "(heading)"
#: The fields of the working list that a column may give, in reading order.
SETTABLE = tuple(n for n in (*PUBLIC_FIELDS, *INTERNAL_FIELDS) if BY_NAME[n].is_imported)
#: Others use the labels of these for words, for the purpose, or for an address.
_NOT_BY_LABEL = {"name", "country", "places", "description", "contact", "category"}
#: Fields that take several columns, each text with its own heading in front.
JOINED = frozenset({"description", "notes", "internal_notes"})

_MARKUP = re.compile(r"[*_`#:?!.\u00ad\u200b]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SUB = re.compile(r"\bsub[\s\-\u2010-\u2015]*(process\w*|contract\w*|auftrag\w*)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

#: Headings that mean different things in different lists: their cells decide.
_BY_CONTENT = frozenset({"contact", "categories", "kategorien", "category", "kategorie"})
_LINKS = frozenset({"link", "links", "url", "details", "more", "more information", "reference",
                    "references", "further information", "mehr", "weitere informationen",
                    "learn more", "info", "information", "resources"})  # fmt: skip
#: The purpose by its own name, which other columns (a service, details) give way to.
_PLAINLY = re.compile(r"purpose|zweck|nature of")
_PEOPLE = re.compile(
    r"\b(end )?(users?|customers?|employees?|visitors?|contacts?|subjects?|persons?|people|staff"
    r"|nutzer\w*|kunden?\b|mitarbeite\w*|besucher\w*|beschäftigte\w*|betroffene\w*)\b",
    re.IGNORECASE,
)
_DATA_WORDS = re.compile(
    r"\b(data|name|address|e-?mail|ip|daten|adresse|usage|id)\b", re.IGNORECASE
)
_POSTAL = re.compile(r"\d.*[,;]|[,;].*\d")
_KINDS = (
    ("subprocessors_url", re.compile(r"sub-?_?process|sub-?auftrag|unterauftrag", re.I)),
    ("dpa_url", re.compile(r"\bdpa\b|data-?_?process|auftragsverarbeitung|\bavv?\b", re.I)),
    ("privacy_url", re.compile(r"privacy|datenschutz", re.I)),
)


def folded(heading):
    """A heading as it is compared: small letters, no markup, "sub-processor" one word."""
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", heading))
    text = _SUB.sub(r"sub\1", _MARKUP.sub(" ", text.casefold().replace("ß", "ss")))
    return " ".join(re.sub(r"[-/\u2010-\u2015&]+", " ", text).split())


def same_heading(heading):
    """The heading as people type it again: case and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())


def meanings(heading, cells=()):
    """The fields that a heading may mean, the likeliest first; [] where it says nothing known.

    ``cells`` are those below it; they decide where the heading alone does not.
    """
    own = own_field(heading)
    if own:
        return [own]
    text = folded(heading)
    if text in _BY_CONTENT:
        return _by_content(text, [cell.text for cell in cells if cell.text])
    if text in _LINKS:
        kinds = {link_kind(cell.links[0][0] if cell.links else cell.text) for cell in cells
                 if cell.text or cell.links}  # fmt: skip
        if kinds and None not in kinds:  # links alone; of several kinds, nobody can say
            return [kinds.pop()] if len(kinds) == 1 else []
    return _by_words(text)


def own_field(heading):
    """The field that ``heading`` names as the desk or our own data do, or ""."""
    name = heading.strip().lower()
    if "_" in name and name in PUBLIC_FIELDS:
        return name
    return _by_label(get_language()).get(folded(heading), "")


@cache
def _by_label(language):
    """Every field by its label in ``language``, which is the active one."""
    return {folded(label(name)): name for name in SETTABLE if name not in _NOT_BY_LABEL}


def doubt(heading, fields):
    """How sure it is that ``heading`` means the first of ``fields``: the lower, the surer."""
    if own_field(heading):
        return 0
    is_plain = fields[:1] == ["purpose"] and _PLAINLY.search(folded(heading))
    return 1 if len(fields) < 2 or is_plain else 2


def _by_words(text):
    bare = " ".join(_BRACKETS.sub(" ", text).split())
    for candidate in (text, bare):
        if candidate in EXACT:
            return EXACT[candidate].split()
    for candidate in filter(None, (bare, text)):
        for pattern, fields in PATTERNS:
            if pattern.search(candidate):
                return fields
    return []


def _by_content(text, texts):
    if text == "contact":
        postal = sum(bool(_POSTAL.search(one)) for one in texts)
        return ["address", "contact"] if postal * 2 > len(texts) else ["contact"]
    people = sum(bool(_PEOPLE.search(one)) for one in texts)
    data = sum(bool(_DATA_WORDS.search(one)) for one in texts)
    if text in ("categories", "kategorien"):
        if people * 2 > len(texts) and people >= data:
            return ["data_subjects"]
        if data * 2 > len(texts):
            return ["data_categories"]
    return ["category"]


def link_kind(address):
    """The field an address is for, by its words; ``website`` for others; None for no address."""
    if not is_web(address.strip()) or " " in address.strip():
        return None
    return next((field for field, words in _KINDS if words.search(address)), "website")
