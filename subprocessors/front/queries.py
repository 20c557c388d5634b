"""What may be asked of a public address by its query, and which values the list knows.

An address declares its names where it is declared. Whatever else stands in a query is not
looked at: the same question always has the same answer, the same validator, the same place
among the kept answers.
"""

import functools
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.urls import Resolver404, resolve

from subprocessors.front.converters import number_in
from subprocessors.models.code_lists import place_codes
from subprocessors.models.publication import Change

#: No public address is longer.
_LONGEST_PATH = 200
#: Longer queries are worked out each time: strangers write them, and each one is another.
_LONGEST_REMEMBERED = 200


def _is_place(text, _listing):
    return text in place_codes()


def _is_service(text, listing):
    return text in listing.services


def _is_category(text, listing):
    return text in listing.categories


def _is_kind(text, _listing):
    return text in Change.Kind.values


def _is_look(text, _listing):
    return text == "light"


def _is_number(text, listing):
    number = 0 if text == "0" else number_in(text)
    return number is not None and number <= listing.publication.number


def _is_day(_text, _listing):
    """Where there was an answer, the text is one of the days there is a list of."""
    return True


def _is_never(_text, _listing):
    """Words that somebody typed: there is no end of them."""
    return False


#: By name: whether a value is one of those that the list knows, of which there are so many.
_IS_KNOWN = {
    "after": _is_number,
    "before": _is_number,
    "category": _is_category,
    "from": _is_day,
    "kind": _is_kind,
    "look": _is_look,
    "on": _is_day,
    "place": _is_place,
    "q": _is_never,
    "service": _is_service,
    "to": _is_day,
}


def check_names(names):
    """Raises ValueError for a name of which this module does not know which values are known."""
    for name in names:
        if name not in _IS_KNOWN:
            raise ValueError(
                f"?{name}= is declared for an address, but front/queries.py does not say which"
                f" of its values the list knows. Add {name!r} to _IS_KNOWN."
            )


def asked(query, names):
    """Of a QueryDict, the ``names`` that say something, in this order; a QueryDict.

    Where a name stands twice, the last one counts.
    """
    return QueryDict(urlencode([(name, query[name]) for name in names if query.get(name)]))


def is_known(query, listing):
    """Whether the list (a ListOnDay, or None) knows every value of a QueryDict of ``asked``."""
    return not query or (
        listing is not None
        and all(_IS_KNOWN[name](value, listing) for name, value in query.items())
    )


def names_at(path):
    """The names that the public address ``path`` declares; None where there is none.

    ``path`` is as in a WSGI environment: bytes, read as ISO 8859-1.
    """
    return _names_at(path) if len(path) <= _LONGEST_PATH else None


@functools.lru_cache(maxsize=4096)
def _names_at(path):
    try:
        return getattr(resolve(path.encode("iso-8859-1").decode()).func, "asks", None)
    except (UnicodeError, Resolver404):
        return None


def canonical_query(path, query):
    """The query of a public address, both as in a WSGI environment, as ``asked`` would have it.

    None where there is no such address, or where Django refuses the query.
    """
    names = names_at(path)
    if not (names and query):
        return None if names is None else ""
    is_short = len(query) <= _LONGEST_REMEMBERED
    return (_canonical if is_short else _canonical.__wrapped__)(names, query)


@functools.lru_cache(maxsize=1024)
def _canonical(names, query):
    try:
        return asked(QueryDict(query.encode("iso-8859-1")), names).urlencode()
    except (UnicodeError, TooManyFieldsSent):
        return None
