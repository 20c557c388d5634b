"""Names of countries and regions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django_countries import countries

from subprocessors.models.code_lists import EEA_COUNTRIES, REGIONS
from subprocessors.wording.languages import once_a_language
from subprocessors.wording.lists import and_list

#: Where the ISO name is longer than what people say.
_COMMON_NAMES = {
    "US": gettext_lazy("United States"),
    "FK": gettext_lazy("Falkland Islands"),
}
#: Written with an article within an English sentence.
_WITH_ARTICLE = frozenset(
    # Regions and islands by their own codes, then countries.
    {"EEA", "EU"}
    | {"BS", "CK", "FK", "FO", "IO", "KM", "KY", "MH", "MP", "MV", "SB", "TC", "UM", "VG", "VI"}
    | {"AE", "CD", "CF", "DO", "GB", "GM", "NL", "PH", "TF", "US"}
)
_IN_SENTENCE = {"WORLDWIDE": pgettext_lazy("processes data in …", "any country of the world")}
#: So many are named, and a cell has room for so many letters of all of them.
_SHOWN, _ROOM = 3, 44


@once_a_language
def place_name(code):
    """The name of a place; an unknown code stands for itself."""
    return str(_COMMON_NAMES.get(code) or REGIONS.get(code) or countries.name(code) or code)


def place_names(codes):
    """The names of the places, in alphabetical order, regions first."""
    found = [(code not in REGIONS, place_name(code)) for code in codes]
    found.sort(key=lambda pair: (pair[0], pair[1].casefold()))
    return [name for _is_country, name in found]


def places_in_words(codes):
    """The places for a cell: all of them where there is room, else those most asked for.

    Regions come first, then the EEA, then the United States: "Germany, Ireland, United States
    and 3 more", or "5 EEA countries, United States and 6 more". "" where there are none.
    """
    ordered = sorted(codes, key=_by_weight)
    names = [place_name(code) for code in ordered]
    if len(", ".join(names)) <= _ROOM:
        return and_list(names)
    units = list(_units(ordered))
    words = [words for words, _count in units]
    if len(units) <= _SHOWN:
        return and_list(words)
    us = place_name("US")
    shown = max(_SHOWN - 1, words.index(us) + 1 if us in words else 0)
    rest = sum(count for _words, count in units[shown:])
    text = {"places": ", ".join(words[:shown]), "count": rest}
    return _("%(places)s and %(count)d more") % text


def _by_weight(code):
    group = 0 if code in REGIONS else 1 if code in EEA_COUNTRIES else 2 if code == "US" else 3
    return group, place_name(code).casefold()


def _units(ordered):
    """What is named of places in their order, and how many each stands for."""
    of_eea = [code for code in ordered if code in EEA_COUNTRIES]
    is_block = len(of_eea) >= _SHOWN
    for code in ordered:
        if not (is_block and code in EEA_COUNTRIES):
            yield place_name(code), 1
        elif code == of_eea[0]:
            words = {"count": len(of_eea)}
            yield _("%(count)d EEA countries") % words, len(of_eea)


def in_sentence(codes):
    """The places within a sentence, after "in": "Ireland and the United States"."""
    names = []
    for code in sorted(codes, key=lambda code: (code not in REGIONS, place_name(code).casefold())):
        name = place_name(code)
        if code in _IN_SENTENCE:
            name = str(_IN_SENTENCE[code])
        elif code in _WITH_ARTICLE:
            name = pgettext("a place that takes an article", "the %(place)s") % {"place": name}
        names.append(name)
    return and_list(names)
