"""Which sub-processor that is missing from a file is likely the one that is new in it.

A rename is an edit, not an end and an addition; but only a person knows, so it is proposed.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from subprocessors.importing.pairing import best_first

#: How companies are called in law; says nothing about which one it is.
_FORMS = re.compile(
    r"(?:inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|kg|se|ug"
    r"|mbh|ev|bv|nv|sa|sas|sarl|srl|spa|ab|as|aps|oy|oyj|pty|pte|pbc|kk|gk|unlimited|sl|dac|doo"
    r"|sro|kft|the)\Z"
)
_ALIKE = 0.8
#: Beyond so many pairs the lists are not versions of each other.
_MOST_PAIRS = 40_000


def likely_renames(old, new):
    """Pairs ``(i, j)`` of ``old`` and ``new``, dictionaries of field to value, each used once.

    Names must be alike, or the website, the legal name or a former name the same; and where
    both state a place, it must be the same.
    """
    if len(old) * len(new) > _MOST_PAIRS:
        return []
    found = best_first(
        (score, i, j)
        for i, before in enumerate(old)
        for j, after in enumerate(new)
        if (score := _score(before, after)) >= _ALIKE
    )
    return sorted(found, key=lambda pair: pair[1])


def _score(before, after):
    for place in ("processing_location", "corporate_location"):
        if before.get(place) and after.get(place) and before[place] != after[place]:
            return 0
    one, other = _words(before["name"]), _words(after["name"])
    known = {_words(name) for name in _known_names(before)}
    if other in known or (after.get("legal_name") and _words(after["legal_name"]) in {one, *known}):
        return 1
    if _host(before) and _host(before) == _host(after):
        return 0.95
    if one == other:
        return 1
    if one and other and (set(one) <= set(other) or set(other) <= set(one)):
        return 0.9
    return SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio()


def _known_names(row):
    return [row.get("legal_name") or "", *(row.get("former_names") or "").splitlines()]


def _words(name):
    folded = unicodedata.normalize("NFKD", name.casefold()).replace(".", "")
    words = re.findall(r"\w+", folded)
    return tuple([word for word in words if not _FORMS.match(word)] or words)


def _host(row):
    return (urlsplit(row.get("website") or "").hostname or "").removeprefix("www.")
