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
