"""Taking the day that a refusal offers: it is filled in wherever it is needed."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing
from subprocessors.publishing.refusals import DAY, MOVE, START


@transaction.atomic
def take_offer(draft, day, *, by, others=()):
    """The Decisions on ``draft`` with the ISO ``day`` wherever its refusals offer that day.

    ``others`` are further Problems that offer a day, and refuse nothing.

    A start is a value of the working list, and is saved there; so is the last day of the
    sub-processor that it replaces, where that was the day before. Raises ValidationError
    where the working list cannot take the day.
    """
    days, moved = dict(draft.decisions.days), dict(draft.decisions.moved)
    rows = {row.slug: row for row in draft.differing}
    for problem in (*draft.problems, *others):
        if problem.offer != day:
            continue
        if problem.offer_for == START:
            _move_start(rows[problem.slug], rows, date.fromisoformat(day), by=by)
        elif problem.offer_for == MOVE:
            moved[problem.slug, problem.field] = day
        elif problem.offer_for == DAY:
            days[problem.slug, problem.group] = day
            for name in rows[problem.slug].groups.get(problem.group, ()):
                if days.get((problem.slug, name), day) < day:
                    days[problem.slug, name] = day
    return replace(draft.decisions, days=days, moved=moved)


def _move_start(drafted, rows, day, *, by):
    row = Subprocessor.objects.get(pk=drafted.pk)
    eve = row.effective_on and row.effective_on - timedelta(days=1)
    row.effective_on = day
    reason = _("Earliest day by the notice rule")
    row.clean()
    editing.save(row, by=by, reason=reason)
    other = rows.get(row.replaces.slug) if row.replaces else None
    if other is None or "ended_on" not in other.waiting:
        return
    replaced = Subprocessor.objects.get(pk=other.pk)
    if eve and replaced.ended_on == eve:
        replaced.ended_on = day - timedelta(days=1)
        editing.save(replaced, by=by, reason=reason)
