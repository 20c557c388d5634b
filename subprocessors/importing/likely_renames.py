"""Which sub-processor that is missing from a file is likely the one that is new in it.

A rename is an edit, not an end and an addition; but only a person knows, so it is proposed.
"""

import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher

from subprocessors.importing.interpreting.values import host_of
from subprocessors.importing.pairing import best_first

#: How companies are called in law; says nothing about which one it is.
_FORMS = re.compile(
    r"(?:inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|kg|se|ug"
    r"|mbh|ev|bv|nv|sa|sas|sarl|srl|spa|ab|as|aps|oy|oyj|pty|pte|pbc|kk|gk|unlimited|sl|dac|doo"
    r"|sro|kft|the)\Z"
)
_ALIKE = 0.8
_PLACES = ("places", "processing_location", "country", "corporate_location")
#: A word that more rows have tells none of them apart.
_MOST_ALIKE = 30
#: Beyond so many pairs that share a word the lists are not versions of each other.
_MOST_PAIRS = 20_000


def likely_renames(old, new):
    """Triples ``(i, j, is_same)`` of keys of ``old`` and ``new``, rows as ``pair`` takes them.

    Each is used once. ``is_same`` says that the names differ in case, signs or legal form
    alone. Else the names are alike, or one holds the other, or the website, the legal name or
    a former name is the same; merely alike ones must not state different places.
    """
    scores = {(i, j): _score(old[i], new[j]) for i, j in _candidates(old, new)}
    best = best_first((score, i, j) for (i, j), score in scores.items() if score >= _ALIKE)
    return [(i, j, scores[i, j] == 1) for i, j in best]


def _candidates(old, new):
    """The pairs that share a word, the start of the name, a host or a name in law."""
    keyed = defaultdict(set)
    for i, row in old.items():
        for key in _keys(row):
            keyed[key].add(i)
    rare = {key: rows for key, rows in keyed.items() if len(rows) <= _MOST_ALIKE}
    pairs = {(i, j) for j, row in new.items() for key in _keys(row) for i in rare.get(key, ())}
    return sorted(pairs) if len(pairs) <= _MOST_PAIRS else []


def _keys(row):
    names = [row["name"], *_known_names(row)]
    words = [word for name in names for word in _words(name)]
    return {*words, *(word[:4] for word in words), host_of(row.get("website")) or row["name"]}


def _score(before, after):
    one, other = _words(before["name"]), _words(after["name"])
    known = {_words(name) for name in _known_names(before)}
    legal = _words(after.get("legal_name") or "")
    host = host_of(before.get("website"))
    is_longer = one == other[: len(one)] or other == one[: len(other)]
    for score, is_so in (
        (1, one == other),
        (0.97, other in known or (legal and legal in {one, *known})),
        (0.95, host and host == host_of(after.get("website"))),
        (0.9, one and other and is_longer),
        (0, any(before.get(f) and after.get(f) and before[f] != after[f] for f in _PLACES)),
        (0.85, one and other and (set(one) <= set(other) or set(other) <= set(one))),
    ):
        if is_so:
            return score
    alike = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio()
    return min(alike, 0.84)


def _known_names(row):
    names = [row.get("legal_name") or "", *(row.get("former_names") or "").splitlines()]
    return [name for name in names if name]


def _words(name):
    folded = unicodedata.normalize("NFKD", name.casefold()).replace(".", "")
    words = re.findall(r"\w+", folded)
    return tuple([word for word in words if not _FORMS.match(word)] or words)
