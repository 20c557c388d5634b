"""Fields that say one thing twice: by codes, and in the words that customers read first.

Where the codes change and the words do not, the list would contradict its own log.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from subprocessors.archive.fields import CODES_OF
from subprocessors.archive.freezing import target
from subprocessors.archive.snapshots import make_row, settled
from subprocessors.models.code_lists import REGIONS, country_choices
from subprocessors.wording import place_names

#: What people write beside a place's own name.
_OTHER_NAMES = {
    "EEA": ("EEA",),
    "EU": ("EU",),
    "GB": ("UK", "U.K.", "Great Britain"),
    "US": ("US", "USA", "U.S.", "U.S.A."),
}
_LONGEST_ABBREVIATION = 6


def stale_words(published, working, *, services):
    """The words that say what the codes beside them no longer say: {words field: codes field}.

    ``published`` is a published row, ``working`` the working values, ``services`` maps slugs to
    labels. Words that were edited themselves are legal's, and so are those that name all that
    the codes say now and nothing that they no longer say.
    """
    found = {}
    for words, codes in CODES_OF.items():
        text, old, new = working.get(words), target(published, codes), working.get(codes)
        is_edited = text != target(published, words)
        if text and not is_edited and _outdates(codes, old, new, text, services):
            found[words] = codes
    return found


def without_todays_words(row, published, corrected, *, services):
    """The frozen ``row`` without words in force that a correction of the codes outdates.

    ``corrected`` are the fields whose value in force is put right while what is announced for
    them stays; words that were to be emptied with them go now.
    """
    now, later = dict(row["now"]), dict(row.get("next", {}))
    for words, codes in CODES_OF.items():
        old, new = published["now"].get(codes), now.get(codes)
        text = now.get(words, "")
        if codes in corrected and text and _outdates(codes, old, new, text, services):
            del now[words]
            if "value" not in later.get(words, {"value": ""}):
                del later[words]
    return make_row(row["slug"], now, later)


def _outdates(codes, old, new, text, services):
    """Whether the codes change from ``old`` to ``new``, and ``text`` does not say the new ones."""
    old, new = _as_set(old), _as_set(new)
    named = {code for code in old | new if _is_named(_names(codes, code, services), text)}
    return new not in (old, named)


def _as_set(value):
    return {value} if isinstance(value, str) else set(value or ())


def _names(field, code, services):
    if field == "services":
        return (services.get(code, code),)
    return (*place_names([code]), *_OTHER_NAMES.get(code, ()))


def _is_named(names, text):
    return any(_pattern(name).search(text) for name in names)


@lru_cache(maxsize=1_000)
def _pattern(name):
    """Finds ``name`` as words of their own; an abbreviation in capitals only."""
    is_abbreviation = name.isupper() and len(name) <= _LONGEST_ABBREVIATION
    flags = 0 if is_abbreviation else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", flags)


@dataclass(frozen=True)
class Contradiction:
    """Words that name another place than the codes beside them, from the ISO ``day`` or already."""

    field: str
    words: str
    codes: tuple
    day: str | None


def contradictions(row):
    """The Contradictions of a frozen row between places or country and the words beside them.

    Words that name no country contradict nothing; nor does anything contradict a region, whose
    countries nobody lists.
    """
    days = [None, *sorted({announced["on"] for announced in row.get("next", {}).values()})]
    found = {}
    for day in days:
        now = (settled(row, day) if day else row)["now"]
        for words, codes in CODES_OF.items():
            stated = _as_set(now.get(codes))
            if codes != "services" and _contradict(now.get(words, ""), stated):
                found.setdefault(
                    (words, now[words], *sorted(stated)),
                    Contradiction(words, now[words], tuple(sorted(stated)), day),
                )
    return list(found.values())


def _contradict(text, codes):
    if not text or not codes or codes & REGIONS.keys():
        return False
    if any(_is_named(_names("places", code, {}), text) for code in codes):
        return False
    return bool(_countries_named(text))


def _countries_named(text):
    return {
        code for code, _name in country_choices() if _is_named(_names("places", code, {}), text)
    }
