"""Places in words as codes, where they are certain; nothing where they are not.

A code that was guessed would be a false statement, so words that say more or less than the
names of countries and regions give none and stay as they are.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django_countries import countries
from django_countries.data import COUNTRIES

from subprocessors.importing.interpreting.phrases import has_word, is_phrase, named_codes
from subprocessors.models.code_lists import REGIONS

#: Codes that are also US states (USPS); Delaware is rarer in a list of places than Germany.
_STATES = re.compile(
    r"(?:AL|AR|AZ|CA|CO|GA|IA|ID|IL|IN|KY|LA|MA|MD|ME|MN|MO|MS|MT|NC|NE|PA|SC|SD|TN|VA)\Z"
)
_AND = re.compile(r"\s*(?:[;\n|]|\s(?:and|und|et|or|oder|ou|sowie)\s|\s&\s|\s\+\s)\s*", re.I)
_COMMAS = re.compile(r"\s*[,/]\s*")
_SAME_TWICE = re.compile(r"([^()\[\]]+?)\s*[(\[]([^()\[\]]+)[)\]]\Z")
_TOWN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w.'\u2019-]*(?: (?:[A-ZÀ-ÖØ-Þ][\w.'\u2019-]*|am|an|der|de|la|del))*\Z"
)
_NO_TOWN = re.compile(
    r"\b(europe\w*|asia\w*|apac|emea|latam|america\w*|africa\w*|region\w*|europa|asien|afrika"
    r"|amerika|asie|afrique|amérique|customers?|clients?|multiple|several|and|und|et|or|oder|ou)\b",
    re.IGNORECASE,
)
_FLAGS = re.compile("([\U0001f1e6-\U0001f1ff]{2})")


@dataclass(frozen=True)
class StatedPlaces:
    """The codes that a text names for certain, sorted, and whether it says nothing beside them."""

    codes: tuple = ()
    is_all: bool = False


def places_in(text, items=()):
    """The StatedPlaces of a text; without codes where one of its places is not certain.

    "United States, Ireland" gives both and says nothing more; "Dublin, Ireland" says more;
    "Germany (support from India)", "CA" and "Georgia" give none. ``items`` are the texts of a
    JSON list, in which codes are codes.
    """
    if items and all(_is_code(item) for item in items):
        return StatedPlaces(tuple(sorted(set(items))), is_all=True)
    flags, text = _FLAGS.findall(text), " ".join(_FLAGS.sub(" ", text).split()).strip(" .,;")
    if flags and not text:
        letters = ("".join(chr(ord(sign) - 0x1F1E6 + 65) for sign in flag) for flag in flags)
        return places_in("", tuple(letters))
    if _named(text):
        return StatedPlaces() if _STATES.match(text) else StatedPlaces((_named(text),), is_all=True)
    if has_word("not_only", text):
        return StatedPlaces()
    codes, is_all = set(), True
    for part in _AND.split(text):
        found, says_all = _part(part.strip(" ,."))
        if not found:
            return StatedPlaces()
        codes |= set(found)
        is_all = is_all and says_all
    return StatedPlaces(tuple(sorted(codes)), is_all)


def country_in(text, items=()):
    """The StatedPlaces of a text that names one country, else without codes."""
    found = places_in(text, items)
    is_country = len(found.codes) == 1 and found.codes[0] not in REGIONS
    return found if is_country else StatedPlaces()


def _is_code(text):
    return text in REGIONS or (len(text) == 2 and text.isupper() and bool(countries.alpha2(text)))


def _part(part):
    """``(codes, whether they are all it says)`` of places divided by commas."""
    pieces = _joined_names([piece for piece in _COMMAS.split(part) if piece])
    if not pieces:
        return [], False
    codes = [_one(piece) for piece in pieces]
    *before, last = pieces
    if all(codes):
        return (codes, True) if _is_list(pieces, codes) else ([], False)
    is_in_us = codes[-1] == "US" and all(_is_town(one) or _STATES.match(one) for one in before[-2:])
    if before and is_in_us:
        return (["US"], False) if len(before) < 3 and not any(codes[:-2]) else ([], False)
    if len(pieces) == 2 and codes[1] and _is_town(pieces[0]) and not _is_short(last):
        return [codes[1]], False
    return [], False


def _is_list(pieces, codes):
    """Whether names divided by commas are several places, and none of them a town or a state."""
    if len(pieces) == 2 and codes[0] != codes[1] and is_phrase("towns_named_so", _key(pieces[0])):
        return False
    if codes[-1] == "US" and pieces[-2:-1] == ["DE"]:
        return False  # Germany or Delaware
    return not any(map(_STATES.match, pieces)) or (len(pieces) > 2 and codes[-1] != "US")


def _joined_names(pieces):
    """ "Korea", "Republic of" joined again."""
    joined = []
    for piece in pieces:
        if joined and f"{_key(joined[-1])}, {_key(piece)}" in _names():
            joined[-1] = f"{joined[-1]}, {piece}"
        else:
            joined.append(piece)
    return joined


def _one(piece):
    """The code of one place; in brackets, nothing but the same place may stand."""
    code = _named(piece)
    twice = None if code else _SAME_TWICE.match(piece)
    if twice is None:
        return code
    outside, inside = map(_named, twice.groups())
    return outside if outside == inside else ""


def _is_town(text):
    is_name = bool(_TOWN.match(text)) and len(text.split()) <= 4 and not _NO_TOWN.search(text)
    return is_name and not _named(text) and not is_phrase("ambiguous_places", _key(text))


def _is_short(text):
    """Two letters beside a town may be a state: "San Francisco, CA"."""
    return len(text) == 2 and text not in ("UK", "US", "EU")


def _named(text):
    text = text.strip(" .")
    if text.isupper() and len(text) in (2, 3):
        code = countries.alpha2(text)
        if code:
            return code
    key = _key(text)
    return "" if is_phrase("ambiguous_places", key) else _names().get(key, "")


def _key(text):
    """A name as it is compared: small letters without accents, points and a leading article."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"\(the\)|\bthe\b|[.']", "", plain).replace("-", " ").replace("ß", "ss")
    plain = " ".join(plain.split()).replace("( ", "(")
    return re.sub(r"^(die|der|das|la|le|les|l) ", "", plain)


@cache
def _names():
    """Every name known, as ``_key`` gives it, to its code: ISO's in three languages, and others."""
    names = {}
    for language in ("fr", "de", "en"):
        with translation.override(language):
            names |= {_key(str(name)): code for code, name in countries}
    for code, official in COUNTRIES.items():
        name = str(official)
        names[_key(name)] = code
        base, _bracket, inside = name.rstrip(")").partition(" (")
        if inside:
            names[_key(f"{inside} {base}")] = names[f"{_key(base)}, {_key(inside)}"] = code
    return names | {_key(name): code for name, code in named_codes("places")}
