"""Pages of the log as HTML. An entry is rendered once a process, for as long as it says the same.

What a publication says never changes, but what is said of it does: that it was corrected, that
parts were redacted, how services are called now. After a publication all other entries are
taken as they were, and only the new one is read and rendered.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from subprocessors.presenting.log import entries_of, publications_of

#: So many entries are kept, the last used ones.
_MOST_KEPT = 200
_kept, _lock = OrderedDict(), threading.Lock()


@dataclass(frozen=True)
class LogPage:
    """Part of the log: (year, entries as HTML), and the number before which to go on, or None."""

    years: tuple
    older: int | None


def log_page(shown, question, *, before=None):
    """The LogPage of at most 20 entries below the number ``before``. Three queries.

    ``shown`` is the newest list, for the labels of services and categories. Of a LogQuestion,
    those publications alone that have changes to show, and these changes alone.
    """
    listed, older = ([], None) if question.is_unknown else publications_of(question, before=before)
    by_year = groupby(
        zip(listed, _entries(listed, shown, question), strict=True),
        key=lambda pair: pair[0].published_on.year,
    )
    return LogPage(tuple((year, [html for _one, html in pairs]) for year, pairs in by_year), older)


def _entries(publications, shown, question):
    """Their HTML, in order; the entries that are not kept are read and rendered."""
    said = _said_now(shown), question
    keys = {one.number: (said, _said_of(one)) for one in publications}
    with _lock:
        found = {number: _kept[key] for number, key in keys.items() if key in _kept}
    missing = [one for one in publications if one.number not in found]
    if missing:
        for entry in entries_of(missing, shown, question=question):
            context = {"entry": entry, "shown": shown, "level": 3}
            found[entry.publication.number] = render_to_string("changes/_entry.html", context)
    with _lock:
        for number, key in keys.items():
            _kept[key] = found[number]
            _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return [mark_safe(found[one.number]) for one in publications]  # noqa: S308


def _said_now(shown):
    """What entries say that may be another in the next list: labels, addresses, redactions.

    What is blanked in one publication may stand in the sentences of others. In a database that
    was restored from a copy the same number may be another redaction: its instant tells.
    """
    labels = repr((shown.services, shown.categories, shown.facts))
    names = ("redaction", "redacted_at")
    redaction = tuple(getattr(shown.publication, name, None) for name in names)
    return get_language(), settings.PUBLIC_URL, redaction, labels


def _said_of(publication):
    """A publication, and what later ones and redactions say of it."""
    return (
        publication.digest,
        publication.corrected_by,
        publication.redacted_at,
        publication.redacted_on,
        publication.redacted_why,
        publication.redaction_count,
        publication.listed_count,
    )
