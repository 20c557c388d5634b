"""Names of countries and regions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django_countries import countries

from subprocessors.models.code_lists import REGIONS
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
_SHOWN = 3


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
    """The places for a cell: "Germany, Ireland and 3 more"; "" where there are none."""
    names = place_names(codes)
    if len(names) <= _SHOWN:
        return and_list(names)
    shown, rest = names[: _SHOWN - 1], len(names) - _SHOWN + 1
    return _("%(places)s and %(count)d more") % {"places": ", ".join(shown), "count": rest}


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
