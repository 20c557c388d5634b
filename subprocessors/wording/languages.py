"""Words that are worked out once in each language, and looked up from then on."""

import functools

from django.utils.translation import get_language


def once_a_language(function):
    """A function of hashable values and the active language, which remembers what it gave."""

    @functools.lru_cache(maxsize=4_096)
    def worked_out(_language, *args):
        return function(*args)

    @functools.wraps(function)
    def remembered(*args):
        return worked_out(get_language(), *args)

    return remembered


def other_language(facts):
    """The language in which ``facts`` (by name) say that a list is written; "" for the active one.

    Browsers hyphenate by it and screen readers pronounce by it.
    """
    language = facts.get("language") or ""
    is_same = language.partition("-")[0] == (get_language() or "").partition("-")[0]
    return "" if is_same else language
