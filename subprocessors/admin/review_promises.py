"""Longer periods that customers were promised: said on the review, never refused.

A promise is counted like the rule: from the same day, with the same holidays.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.archive import deadlines
from subprocessors.archive.changes import concerned_services
from subprocessors.archive.notice_rule import USUAL_MARGIN
from subprocessors.archive.owing import owes_period
from subprocessors.customers.reach import customers_on
from subprocessors.publishing.notice_gate import NOT_HELD, OFFERS_HOLD, too_early


@dataclass(frozen=True)
class PromisedPeriod:
    """A longer period that some customers were promised, and that the draft would not keep.

    ``earliest`` is the ISO day that would keep it; ``problems`` are the Problems that offer it.
    """

    sentence: str
    earliest: str
    problems: tuple

    @property
    def offers(self):
        """The ISO days that are offered, each once."""
        return sorted({problem.offer for problem in self.problems})


def promised_periods(draft):
    """The PromisedPeriods that ``draft`` would not keep, the shortest first."""
    if draft.base is None or not draft.changes:
        return []
    promises = defaultdict(list)
    columns = ("promised_kind", "promised_number", "services")
    promised = customers_on(draft.on).exclude(promised_number=None).order_by()
    for kind, number, services in promised.values_list(*columns):
        promises[kind, number].append(set(services.split()))
    if not promises:
        return []
    owed = list(_owed_changes(draft))
    found = [_promised(draft, owed, *promise, wanted) for promise, wanted in promises.items()]
    return sorted(filter(None, found), key=lambda one: one.earliest)


def promise_offers(draft):
    """The Problems, none of which stands in the way, that offer a day which keeps a promise."""
    return [problem for promise in promised_periods(draft) for problem in promise.problems]


def _owed_changes(draft):
    """``(row, change, services concerned, day counted from, the same for an offer)`` each."""
    country = draft.applied_facts.get("notice_country", "")
    starts = {hold: _counted_from(draft, hold) for hold in (NOT_HELD, OFFERS_HOLD)}
    for row in draft.differing:
        for change in row.changes:
            if not _owes(draft, row, change):
                continue
            start = change.get("counted_from_on") or starts[NOT_HELD].isoformat()
            start = date.fromisoformat(start)
            offered = max(start, starts[OFFERS_HOLD]) if start == starts[NOT_HELD] else start
            services = set(concerned_services(row.before, row.after))
            yield row, change, services, (start, offered, country)


def _owes(draft, row, change):
    """Whether customers are owed time before ``change``: by its notice, or where no rule is set."""
    if not change["material"] or row.left_out or row.held_back:
        return False
    if draft.applied_facts.get("notice_days") is not None:
        return "counted_from_on" in change
    return any(
        owes_period(
            change["kind"], name, sides, old=row.before, new=row.after, on=draft.on.isoformat()
        )
        for name, sides in change["fields"].items()
    )


def _counted_from(draft, hold):
    return deadlines.counted_from(
        draft.at,
        draft.time_zone,
        wait=settings.NOTICE_WAIT + hold,
        margin=draft.applied_facts.get("notice_margin", USUAL_MARGIN),
        not_before=draft.on,
    )


def _promised(draft, owed, kind, number, customers):
    """The PromisedPeriod of ``customers`` (sets of services), or None where it is kept."""
    concerned, problems, latest = set(), [], ""
    for row, change, services, (start, offered, country) in owed:
        try:
            earliest = deadlines.earliest_day(kind, number, country, start).isoformat()
            offer = deadlines.earliest_day(kind, number, country, offered).isoformat()
        except deadlines.CannotCount:
            continue
        if change["effective_on"] >= earliest:
            continue
        concerns = {
            place
            for place, wanted in enumerate(customers)
            if not wanted or not services or wanted & services
        }
        if concerns:
            concerned |= concerns
            latest = max(latest, offer)
            early = {**change, "earliest_effective_on": offer}
            found = too_early(row, early, draft.on.isoformat(), frozenset())
            # The gate offers a day that was announced; by the promise that may be too early too.
            problems += [replace(one, offer=offer) for one in found]
    if not concerned:
        return None
    said = ngettext(
        "%(count)d customer was promised %(period)s: earliest %(day)s.",
        "%(count)d customers were promised %(period)s: earliest %(day)s.",
        len(concerned),
    )
    words = {
        "count": len(concerned),
        "period": wording.period_words(kind, number),
        "day": wording.day(latest),
    }
    return PromisedPeriod(said % words, latest, tuple(problems))
