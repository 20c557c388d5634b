"""Which objections are open, and to what: for the pages that touch what was objected to."""

from django.db.models import Count, Max, OuterRef, Q, Subquery

from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.models.publication import Change

_OPEN = Q(outcome="")


def open_objections_by_row(slugs):
    """How many objections are open to changes of each of these rows: by slug. One query."""
    of_row = Change.objects.filter(
        publication=OuterRef("publication"), position=OuterRef("position")
    )
    found = Objection.objects.filter(_OPEN).order_by()
    found = found.annotate(slug=Subquery(of_row.values("slug")[:1])).filter(slug__in=slugs)
    return dict(found.values_list("slug").annotate(count=Count("pk")))


def counts_of_version(publication):
    """(how many objections to a version are open, how many there are). One query."""
    found = Objection.objects.filter(publication=publication)
    counts = found.aggregate(open=Count("pk", filter=_OPEN), all=Count("pk"))
    return counts["open"], counts["all"]


def newest_event(objections):
    """The key of the newest ObjectionEvent of these Objections; 0 where there is none. One query
    at most."""
    found = ObjectionEvent.objects.filter(objection__in=objections)
    return found.aggregate(newest=Max("pk"))["newest"] or 0
