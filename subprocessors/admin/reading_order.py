"""Search and order the lists of the desk as the public page does, on every database.

SQLite knows neither that É is é nor where Cyrillic letters stand in their alphabet, and
PostgreSQL goes by the language it was set up for.
"""

from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, Value, When

from subprocessors.presenting.questions import without_accents

#: SQLite takes 32,766 values in a query. Whoever finds so many will search anew.
_MOST_FOUND = 20_000


def by_name(queryset):
    """``queryset`` of rows ordered by name, whatever its case, then by slug. One query."""
    found = sorted(
        queryset.values_list("name", "slug", "pk"), key=lambda row: (row[0].casefold(), row[1])
    )
    places = [When(pk=pk, then=Value(place)) for place, (_name, _slug, pk) in enumerate(found)]
    if not places:
        return queryset
    return queryset.order_by(Case(*places, output_field=IntegerField()), "pk")


class ListByName(ChangeList):
    """A list of rows that is ordered by name as people read names."""

    def get_queryset(self, request, *args, **kwargs):
        found = super().get_queryset(request, *args, **kwargs)
        first = self.get_ordering(request, found)[0]
        if first not in ("name", "-name"):
            return found
        found = by_name(found)
        return found.reverse() if first == "-name" else found


class FoldedSearch:
    """For a ModelAdmin: the search takes no account of case, accents or width."""

    def get_search_results(self, request, queryset, search_term):
        """The rows in whose ``search_fields`` each word of the search stands."""
        if not search_term.split():
            return queryset, False
        return queryset.filter(pk__in=keys_with(search_term, queryset, *self.search_fields)), False


def keys_with(words, queryset, *fields):
    """The keys of those of ``queryset`` in whose ``fields`` each word stands; 20,000 at most."""
    terms = without_accents(words).split()
    rows = queryset.order_by().values_list("pk", *fields)
    return [pk for pk, *texts in rows if _has_all(terms, texts)][:_MOST_FOUND]


def _has_all(terms, texts):
    text = without_accents("\n".join(filter(None, texts)))
    return all(term in text for term in terms)
