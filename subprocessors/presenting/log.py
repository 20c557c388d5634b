"""The log: what each publication says, newest first. Read from the archive alone.

A LogEntry is made from a Publication and its Changes, saved or not, so that the desk shows
before publishing what customers will read.
"""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, TextField, Value, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, RowNumber

from subprocessors.models.publication import Change, Publication, Redaction
from subprocessors.presenting.log_entries import ChangeLine, LogEntry
from subprocessors.presenting.look_back import look_back

_PAGE = 20
#: So many changes of a publication stand in the log; its own page has them all.
SHOWN_CHANGES = 20


def log_entry(
    publication,
    changes,
    *,
    context=None,
    services=None,
    categories=None,
    redactions=None,
    count=None,
    most=None,
):
    """The LogEntry of a publication and its changes (in order), saved or not.

    ``context`` is the SentenceContext, where it was made already; else it costs a query.
    ``services`` and ``categories`` are labels by slug; ``count`` is how many changes there are,
    where not all are given, and ``most`` how many are shown. A publication read by
    ``recorded`` has its corrections and redactions.
    """
    if context is None:
        found = look_back([(publication, changes)], services=services, categories=categories)
        context = found[publication.number]
    return LogEntry(
        publication=publication,
        lines=tuple(ChangeLine(change, context, publication) for change in changes),
        context=context,
        count=len(changes) if count is None else count,
        corrected_by=getattr(publication, "corrected_by", None),
        redactions=_redactions(publication) if redactions is None else tuple(redactions),
        most=most,
    )


def _redactions(publication):
    count = getattr(publication, "redaction_count", 0)
    return ((publication.redacted_on, publication.redacted_why, count),) if count else ()


def recorded(publications):
    """``publications`` with what later ones and redactions say of them, in the same query."""
    corrections = Publication.objects.filter(corrects=OuterRef("pk")).order_by("-number")
    redactions = Redaction.objects.filter(publication=OuterRef("pk")).order_by("-number")
    changes = Change.objects.filter(publication=OuterRef("pk")).order_by()
    return publications.annotate(
        corrected_by=Subquery(corrections.values("number")[:1]),
        corrected_at=Subquery(corrections.values("published_at")[:1]),
        redacted_on=Subquery(redactions.values("redacted_on")[:1]),
        redacted_at=Subquery(redactions.values("redacted_at")[:1]),
        redacted_why=Subquery(redactions.values("why")[:1]),
        redaction_count=_count(redactions.order_by()),
        listed_count=_count(_of_live_rows(changes)),
    )


def _of_live_rows(changes):
    """Of ``changes``, the additions of the first publication whose last day had not passed.

    Only the first publication needs their number.
    """
    day = Cast(OuterRef("published_on"), TextField())
    last_day = Coalesce(KT("fields__ended_on__after__now"), Value("none"), output_field=TextField())
    first = changes.filter(publication__number=1)
    return first.annotate(last_day=last_day).filter(last_day__gte=day)


def _count(found):
    by_publication = found.values("publication").annotate(n=Count("pk"))
    return Coalesce(Subquery(by_publication.values("n")), 0)


def publications_of(question, *, before=None):
    """At most 20 publications below the number ``before``, and the number before which to go on.

    The newest first; that number is None where there are no more. Of a LogQuestion, those alone
    that have changes to show. One query.
    """
    publications = Publication.objects.order_by("-number")
    if before is not None:
        publications = publications.filter(number__lt=before)
    if question:
        of_it = Change.objects.filter(question.where, publication=OuterRef("pk"))
        publications = publications.filter(Exists(of_it))
    found = list(recorded(publications)[: _PAGE + 1])
    return found[:_PAGE], found[_PAGE - 1].number if len(found) > _PAGE else None


def entries_of(publications, shown, *, question):
    """The LogEntries of ``publications`` with those changes that answer a LogQuestion.

    The rows that the first publication listed are no changes. Two queries.
    """
    numbers = {publication.number for publication in publications}
    # With those of the version before: most of what sentences refer to stands there.
    numbers = (numbers | {min(numbers, default=1) - 1}) - {0, 1}
    at_hand = {number: [] for number in numbers}
    changes = Change.objects.filter(publication__in=numbers)
    for change in changes.order_by("publication_id", "position"):
        at_hand[change.publication_id].append(change)
    pairs = [(publication, at_hand.get(publication.number, [])) for publication in publications]
    labels = {"services": shown.services, "categories": shown.categories}
    contexts = look_back(pairs, at_hand=at_hand, **labels)
    return [
        log_entry(
            publication,
            [one for one in changes if question.fits(one.kind, one.service_slugs)],
            context=contexts[publication.number],
            count=len(changes),
            most=SHOWN_CHANGES,
        )
        for publication, changes in pairs
    ]


def first_changes_of(publications, shown, *, limit, where=None):
    """The LogEntries of ``publications``, with their first ``limit`` changes that fulfil ``where``.

    The rows that the first publication listed are no changes. Two queries.
    """
    numbers = [publication.number for publication in publications if publication.number > 1]
    of_each = {"partition_by": F("publication")}
    changes = Change.objects.filter(where or Q(), publication__in=numbers).annotate(
        rank=Window(RowNumber(), order_by=F("position").asc(), **of_each),
        total=Window(Count("pk"), **of_each),
    )
    by_number = {}
    for change in changes.filter(rank__lte=limit).order_by("publication_id", "position"):
        by_number.setdefault(change.publication_id, []).append(change)
    pairs = [(publication, by_number.get(publication.number, [])) for publication in publications]
    contexts = look_back(pairs, services=shown.services, categories=shown.categories)
    return [
        log_entry(p, listed, context=contexts[p.number], count=listed[0].total if listed else 0)
        for p, listed in pairs
    ]
