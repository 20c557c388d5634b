"""The filters above the log: their choices, each with how many changes it would leave."""

from collections import Counter
from dataclasses import replace

from django.db.models import Count
from django.utils.translation import gettext_lazy

from subprocessors.models.publication import Change
from subprocessors.presenting.log_questions import KIND_WORDS, LABELS, LogQuestion
from subprocessors.presenting.table_filters import ENOUGH_TO_FILTER, Choice, TableFilter

_ALL = {"service": gettext_lazy("All services"), "kind": gettext_lazy("All changes")}


def log_filters(shown, question):
    """The TableFilters of the log of a ListOnDay; none where there is little to choose between.

    One query, once for a list. A choice counts the changes that it would leave, given what
    else is asked; one that would leave none is not offered, unless it is the one chosen.
    """
    groups = shown.once("changes to count", _groups)
    if sum(count for _kind, _services, count in groups) < ENOUGH_TO_FILTER:
        return []
    found = []
    for name, labels in (("service", shown.services), ("kind", KIND_WORDS)):
        of_all = _counts(groups, LogQuestion(), name, labels)
        if len(of_all) > 1:
            offered = TableFilter(
                name,
                str(LABELS[name]),
                str(_ALL[name]),
                tuple(Choice(value, str(label), 0) for value, label in labels.items()),
            )
            counts = _counts(groups, replace(question, **{name: ""}), name, labels)
            found.append(offered.left_by(counts, getattr(question, name)))
    return found


def count_changes(shown, question):
    """How many changes of the whole log answer a LogQuestion. One query, once for a list."""
    groups = shown.once("changes to count", _groups)
    if question.is_unknown:
        return 0
    return sum(count for kind, services, count in groups if question.fits(kind, services))


def _groups():
    """How many changes there are of each kind and services, as (kind, slugs, count)."""
    found = Change.objects.filter(LogQuestion().where).order_by().values_list("kind", "services")
    return [(kind, slugs.split(), count) for kind, slugs, count in found.annotate(n=Count("pk"))]


def _counts(groups, question, name, values):
    """How many changes each of ``values`` of a filter has, of those that answer ``question``."""
    counts = Counter()
    for kind, services, count in groups:
        if question.fits(kind, services):
            of_change = [kind] if name == "kind" else services or values
            counts.update(dict.fromkeys(of_change, count))
    return counts
