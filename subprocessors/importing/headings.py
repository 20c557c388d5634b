"""What the headings of a column mean, in English and in German.

A heading is looked up as a whole, then by the words in it; where a heading may mean several
things, the fields stand in the order of their likelihood and the first one free is taken.
"""

import re
import unicodedata

from subprocessors.importing.cells import is_web
from subprocessors.importing.heading_words import EXACT, PATTERNS
from subprocessors.snapshots import PUBLIC_FIELDS

NAME = "name"
#: The heading above a table is treated as one more column, of this name.
ABOVE = "(heading)"
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
    if "_" in heading and heading.strip().lower() in PUBLIC_FIELDS:
        return [heading.strip().lower()]
    text = folded(heading)
    if text in _BY_CONTENT:
        return _by_content(text, [cell.text for cell in cells if cell.text])
    if text in _LINKS:
        kinds = {link_kind(cell.links[0][0] if cell.links else cell.text) for cell in cells
                 if cell.text or cell.links}  # fmt: skip
        if kinds and None not in kinds:  # links alone; of several kinds, nobody can say
            return [kinds.pop()] if len(kinds) == 1 else []
    return _by_words(text)


def is_plain(heading, fields):
    """Whether ``heading`` calls the likeliest of ``fields`` by name, or means nothing else."""
    return len(fields) < 2 or (fields[0] == "purpose" and bool(_PLAINLY.search(folded(heading))))


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
