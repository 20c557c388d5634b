"""Places in words as codes, where they are certain; nothing where they are not.

The words always stay as shown; a code that was guessed would be a false statement.
"""

import re
from functools import cache

from django.utils import translation
from django_countries import countries

#: What people write beside the names of ISO 3166-1.
_ALIASES = {
    "US": "usa, u.s, u.s.a, united states, united states of america, vereinigte staaten"
    ", vereinigte staaten von amerika, the united states of america",
    "GB": "uk, u.k, united kingdom, great britain, england, scotland, wales, großbritannien"
    ", grossbritannien, vereinigtes königreich, northern ireland",
    "IE": "republic of ireland, republik irland, éire",
    "NL": "holland, netherlands, niederlande",
    "CZ": "czech republic, czechia, tschechien, tschechische republik",
    "KR": "south korea, republic of korea, korea (south), südkorea",
    "RU": "russia, russland",
    "VN": "vietnam",
    "TW": "taiwan",
    "TR": "turkey, türkei, türkiye",
    "HK": "hong kong, hong kong sar, hongkong",
    "MO": "macau, macao",
    "AE": "uae, united arab emirates, vae, vereinigte arabische emirate",
    "SA": "saudi arabia, ksa, saudi-arabien",
    "CN": "china, prc, people's republic of china, volksrepublik china",
    "MD": "moldova, moldau",
    "BO": "bolivia, bolivien",
    "TZ": "tanzania, tansania",
    "EU": "eu, european union, the european union, europäische union, european union (eu)"
    ", eu member states, eu countries",
    "EEA": "eea, ewr, european economic area, europäischer wirtschaftsraum",
    "WORLDWIDE": "worldwide, world-wide, global, globally, weltweit, international",
}
#: A US state and a country share the name, or two countries do: only the reader can tell.
_AMBIGUOUS = frozenset({"georgia", "georgien", "congo", "kongo"})
#: Codes that are also US states (USPS); Delaware is rarer in a list of places than Germany.
_STATES = re.compile(
    r"(?:AL|AR|AZ|CA|CO|GA|IA|ID|IL|IN|KY|LA|MA|MD|ME|MN|MO|MS|MT|NC|NE|PA|SC|SD|TN|VA)\Z"
)
_AND = re.compile(r"\s*(?:[;\n|]|\s(?:and|und|or|oder|sowie)\s|\s&\s|\s\+\s)\s*", re.IGNORECASE)
_COMMAS = re.compile(r"\s*[,/]\s*")
_IN_BRACKETS = re.compile(r"^([^()\[\]]*?)\s*[(\[]([^()\[\]]+)[)\]]$")
_TOWN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w.'\u2019-]*(?: (?:[A-ZÀ-ÖØ-Þ][\w.'\u2019-]*|am|an|der|de|la|del))*\Z"
)
#: Words beside a country that make it less than the whole truth.
_NO_TOWN = re.compile(
    r"\b(not|no|non|except|excl|excluding|outside|without|nicht|außer|ohne|other|various|multiple"
    r"|several|europe\w*|asia\w*|apac|emea|latam|america\w*|africa\w*|region\w*|europa|asien"
    r"|afrika|amerika|customer|client|remote)\b",
    re.IGNORECASE,
)


def codes_of(text):
    """The codes of every place that ``text`` names, sorted; [] where one of them is not certain.

    "United States, Ireland" gives both, "EU (Frankfurt)" the EU, "Dublin, Ireland" Ireland;
    "Europe and parts of Asia" gives nothing, and so do "CA" and "Georgia".
    """
    text = " ".join(text.split()).strip(" .,;")
    whole = _named(text)
    if whole:
        return [] if _STATES.match(text) else [whole]
    found = []
    for part in _AND.split(_protected(text)):
        codes = _part(part.replace("\0", ",").replace("\1", " and ").strip(" ,."))
        if not codes:
            return []
        found += codes
    return sorted(set(found))


def country_of(text):
    """The one country (ISO 3166-1 alpha-2) that ``text`` names for certain, or ""."""
    codes = [code for code in codes_of(text) if len(code) == 2 and code != "EU"]
    return codes[0] if len(codes) == 1 == len(codes_of(text)) else ""


def _protected(text):
    """Separators within brackets put aside."""
    return re.sub(
        r"[(\[][^()\[\]]*[)\]]",
        lambda m: re.sub(r"\s(?:and|und)\s", "\1", re.sub(r"[,;/|]", "\0", m.group())),
        text,
    )


def _part(part):
    pieces = [p for p in _COMMAS.split(_kept_together(part)) if p]
    pieces = [piece.replace("\0", ",") for piece in pieces]
    if not pieces:
        return []
    if len(pieces) > 1 and pieces[-1].startswith("U") and _named(pieces[-1]) == "US":
        if pieces[-2] == "DE":
            return []  # Germany or Delaware
        if len(pieces) == 2 and _STATES.match(pieces[0]):
            return ["US"]
    codes = [_one(piece) for piece in pieces]
    if all(codes):
        return [] if any(map(_STATES.match, pieces)) and len(pieces) < 3 else codes
    if len(pieces) == 2 and codes[1] and _is_town(pieces[0]) and not _is_short(pieces[1]):
        return codes[1:]
    return []


def _kept_together(part):
    return re.sub(
        r"[(\[][^()\[\]]*[)\]]", lambda m: m.group().replace(",", "\0").replace("/", "\0"), part
    )


def _one(piece):
    """The code of one place: a name, a code, "EU (Frankfurt)", "Frankfurt (Germany)"."""
    code = _named(piece)
    if code:
        return code
    bracketed = _IN_BRACKETS.match(piece)
    if bracketed is None:
        return ""
    outside, inside = bracketed.groups()
    code = _named(outside)
    if code:
        return "" if _NO_TOWN.search(inside) and not re.search(r"region", inside, re.I) else code
    return _named(inside) if _is_town(outside) and not _is_short(inside) else ""


def _is_town(text):
    text = text.lstrip("\0 ").strip()
    return bool(_TOWN.match(text)) and len(text.split()) <= 4 and not _NO_TOWN.search(text)


def _is_short(text):
    """Two letters beside a town may be a state: "San Francisco, CA"."""
    return len(text) == 2 and text not in ("UK", "US", "EU")


def _named(text):
    text = text.strip(" .")
    if text.isupper() and len(text) in (2, 3):
        code = countries.alpha2(text)
        if code:
            return code
    folded = re.sub(r"^(the|die|der) ", "", text.casefold())
    return "" if folded in _AMBIGUOUS else _names().get(folded, "")


@cache
def _names():
    """Every name known, folded, to its code: ISO's in English and German, and the usual others."""
    names = {}
    for language in ("de", "en"):
        with translation.override(language):
            for code, name in countries:
                names[str(name).casefold()] = code
    for code, aliases in _ALIASES.items():
        names |= {alias.strip().casefold(): code for alias in aliases.split(",")}
    return names
