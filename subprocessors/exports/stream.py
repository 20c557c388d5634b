"""The change stream for ``/changes.json``: every publication, oldest first, page by page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from subprocessors.archive.owing import NOTICE_KEYS
from subprocessors.exports import schemas
from subprocessors.exports.publications import publication_data
from subprocessors.front.addresses import absolute
from subprocessors.models.publication import Change, Publication, Redaction

#: A page ends after so many publications, or with the one that reaches so many changes.
MOST_PUBLICATIONS = 50
MOST_CHANGES = 500


@dataclass(frozen=True)
class StreamPage:
    """The ``publications`` above ``after``, oldest first; ``has_more`` if these are not all."""

    after: int
    publications: list
    has_more: bool

    @property
    def last(self):
        """The number to go on after."""
        return self.publications[-1].number if self.publications else self.after


def stream_data(shown, *, after, on=None):
    """A page of the stream above the number ``after``, up to the publication of ``shown``.

    ``on`` is the ISO day that was asked for, and stays in the address of the next page.
    Three queries.
    """
    page = _page(after, shown.publication.number)
    numbers = [publication.number for publication in page.publications]
    changes = _by_number(Change.objects.filter(publication__in=numbers).order_by("position"))
    redactions = _by_number(Redaction.objects.filter(publication__in=numbers).order_by("number"))
    following = {"after": page.last, **({"on": on} if on else {})}
    return {
        "$schema": schemas.address("changes"),
        "organisation": shown.facts.get("organisation"),
        "on": shown.iso_day,
        "publication": publication_data(shown.publication),
        "after": after,
        "last": page.last,
        "next": f"{absolute('changes-data')}?{urlencode(following)}" if page.has_more else None,
        "publications": [
            _publication(one, changes.get(one.number, ()), redactions.get(one.number, ()))
            for one in page.publications
        ],
    }


def _page(after, newest):
    counts = Change.objects.filter(publication=OuterRef("pk")).order_by().values("publication")
    found = list(
        Publication.objects.filter(number__gt=after, number__lte=newest)
        .annotate(count=Coalesce(Subquery(counts.annotate(n=Count("pk")).values("n")), 0))
        .order_by("number")[: MOST_PUBLICATIONS + 1]
    )
    total, taken = 0, []
    for publication in found[:MOST_PUBLICATIONS]:
        if taken and total + publication.count > MOST_CHANGES:
            break
        total += publication.count
        taken.append(publication)
    return StreamPage(after, taken, len(taken) < len(found))


def _by_number(records):
    found = {}
    for record in records:
        found.setdefault(record.publication_id, []).append(record)
    return found


def _publication(publication, changes, redactions):
    return {
        **publication_data(publication),
        "corrects": publication.corrects_id,
        "title": publication.title or None,
        "note": publication.note or None,
        "reason": publication.reason or None,
        "source": publication.source,
        "redacted": [{"on": one.redacted_on.isoformat(), "why": one.why} for one in redactions],
        "changes": [_change(change) for change in changes],
    }


def _change(change):
    """A change as its publication states it; one that was redacted keeps kind and day alone."""
    return {
        "slug": change.slug or None,
        "name": change.name or None,
        "url": absolute("row", change.slug) if change.slug else None,
        "kind": change.kind,
        "material": change.material,
        "effective_on": change.effective_on.isoformat(),
        **{key: change.notice.get(key) for key in NOTICE_KEYS},
        "services": change.service_slugs,
        "fields": change.fields,
        "reason": change.reason or None,
        "reissues": change.reissues,
        "is_redacted": not change.fields,
    }
