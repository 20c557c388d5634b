"""One version by itself: its entry, what it stated anew, and where it stands in the chain."""

from collections import Counter
from dataclasses import dataclass

from subprocessors.models.list_on_day import list_on
from subprocessors.models.publication import Change, Publication, Redaction
from subprocessors.presenting.log import log_entry
from subprocessors.presenting.log_entries import LogEntry
from subprocessors.presenting.statements import stated_between


@dataclass(frozen=True)
class Version:
    """What the page of a version shows.

    ``stated`` are the Differences of facts and vocabulary against the version before;
    ``rows`` the live rows, for the first version alone; ``previous`` the version before.
    """

    entry: LogEntry
    stated: tuple
    rows: tuple
    previous: Publication | None

    @property
    def can_be_objected_to(self):
        """Whether a change of it requires notice, so that customers may object to it."""
        return any(line.change.material and not line.is_redacted for line in self.entry.lines)

    @classmethod
    def of(cls, shown, changes=None):
        """The Version of a ListOnDay; ``changes`` of one that is not saved. Four queries."""
        publication = shown.publication
        redactions = ()
        if changes is None:
            changes = list(Change.objects.filter(publication=publication).order_by("position"))
            redactions = _redactions(publication)
        before = Publication.objects.select_related("snapshot")
        previous = before.filter(number=publication.number - 1).first()
        rows = (*shown.current, *shown.upcoming) if publication.number == 1 else ()
        # Rows that were redacted since were listed too, and the log counts them.
        publication.listed_count = len(rows) + len(shown.redactions)
        found = log_entry(
            publication,
            list(changes),
            services=shown.services,
            categories=shown.categories,
            redactions=redactions,
        )
        return cls(found, _stated(previous, shown), rows, previous)


def _redactions(publication):
    """``(day, why, how many parts)``, in the order of their days."""
    found = Redaction.objects.filter(publication=publication).values_list("redacted_on", "why")
    return tuple((day, why, count) for (day, why), count in sorted(Counter(found).items()))


def _stated(previous, shown):
    return () if previous is None else stated_between(list_on(previous, shown.day), shown)
