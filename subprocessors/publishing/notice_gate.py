"""The rule of notice at the gate: what each change states of it, and what is refused.

This is the one place below every way in: review, replacement, put back, correction.
"""

from datetime import timedelta

from django.conf import settings

from subprocessors.archive.changes import ADDED
from subprocessors.archive.deadlines import CannotCount
from subprocessors.archive.notice_rule import NoticeRule
from subprocessors.archive.owing import OMITTED, SHORT_NOTICE_REASONS, STATED_WRONGLY, Owing
from subprocessors.archive.snapshots import PUBLIC_FIELDS, normalised
from subprocessors.archive.status import has_started
from subprocessors.models.list_on_day import list_at
from subprocessors.models.publication import Publication
from subprocessors.publishing.refusals import DAY, MOVE, START, problem
from subprocessors.wording import day, field_words, named_fields

#: What a declared short notice may still lack, and the refusals that it answers.
SHORT_NOTICE_LACKS = frozenset({"short_notice_reason", "short_notice_words", "short_notice_since"})
TOO_EARLY = SHORT_NOTICE_LACKS | {
    "too_early",
    "start_too_early",
    "moved_too_early",
    "start_was_earlier",
}
#: So long, at least, a day that is offered can be taken: whoever reads the review late in the
#: evening publishes perhaps when the notices' waiting time ends on the next day.
NOT_HELD, OFFERS_HOLD = timedelta(0), timedelta(hours=1)


def notice_days(facts, *, at, time_zone, on, hold=NOT_HELD):
    """The NoticeDays of a publication at the instant ``at``, its day the date ``on``, or None.

    ``facts`` (by name) are those of the version before, whose rule applies; ``hold`` (a
    timedelta) is how much later it may be. Raises CannotCount.
    """
    rule = NoticeRule.from_facts(facts)
    if rule is None:
        return None
    return rule.days_for(at, time_zone, wait=settings.NOTICE_WAIT + hold, not_before=on)


def earliest_if_published(*, at):
    """The first ISO day that is offered at ``at`` to whoever publishes, or "".

    By the rule of the newest version. "" too where the period cannot be counted. One query.
    """
    base = Publication.objects.select_related("snapshot").newest()
    if base is None:
        return ""
    shown = list_at(base, at)
    try:
        days = notice_days(
            shown.facts, at=at, time_zone=base.time_zone, on=shown.day, hold=OFFERS_HOLD
        )
    except CannotCount:
        return ""
    return days.earliest.isoformat() if days else ""


class NoticeGate:
    """Holds the changes of one publication, on the date ``on``, against the rule of notice.

    ``facts`` are those of the version before ({} for none), ``earlier`` maps (slug, field) to
    the notice that something was first announced with, ``restored`` are the slugs that a
    correction brings back.
    """

    def __init__(self, *, facts, at, time_zone, on, decisions, earlier, restored):
        self.on = on.isoformat()
        when = {"at": at, "time_zone": time_zone, "on": on}
        self.offered, self.error, days = None, "", None
        try:
            days = notice_days(facts, **when)
            self.offered = notice_days(facts, **when, hold=OFFERS_HOLD)
        except CannotCount as error:
            self.error = str(error)
        corrected = None
        if decisions.corrects is not None:
            corrected = normalised({"reason": STATED_WRONGLY, "words": decisions.reason})
        self.owing = Owing(
            on=self.on,
            days=days,
            earlier=earlier,
            corrected=corrected,
            restored=restored,
        )
        self._uncounted, self._declared = set(), {}

    @property
    def earliest(self):
        """The first ISO day that is offered; "" where there is no rule."""
        return self.offered.earliest.isoformat() if self.offered else ""

    def notice(self, change, name, effective_on, *, old, new, short=None):
        """What a material change states of the notice of its field ``name`` (see ``owing``).

        ``short`` is the ShortNotice that legal declared for it, or None.
        """
        slug = change["slug"]
        if self.error and self.owing.owes(change, name, old=old, new=new):
            self._uncounted.add(slug)
        written = _published(short, new) if short else {}
        # Words without a reason declare nothing: the day that would do is still offered.
        declared = written if "reason" in written else None
        found = self.owing.notice(change, name, effective_on, old=old, new=new, declared=declared)
        is_early = effective_on < found.get("earliest_effective_on", "")
        if written and is_early and found.get("short_notice", written) == written:
            self._declared.setdefault(slug, []).append((name, written))
        return found

    def problems_of(self, row, *, undated=frozenset()):
        """The Problems of a drafted row: what is too early, and what short notice still lacks.

        Of fields that are ``undated``, a day is asked for already.
        """
        found = []
        if row.slug in self._uncounted:
            found.append(problem("cannot_count", slug=row.slug, name=row.name, error=self.error))
        for change in row.changes:
            earliest = change.get("earliest_effective_on", "")
            if change["effective_on"] < earliest and "short_notice" not in change:
                offered = max(earliest, self.earliest)
                early = {**change, "earliest_effective_on": offered}
                found += too_early(row, early, self.on, undated)
        lacking = (_lacking(row, *one) for one in self._declared.pop(row.slug, ()))
        return [*found, *dict.fromkeys(one for several in lacking for one in several)]


def _published(short, new):
    """What is published of a ShortNotice; {} where nothing was said."""
    since = short.since if short.reason == OMITTED else ""
    start = new["now"].get("effective_on", "") if new else ""
    found = normalised({"reason": short.reason, "words": short.words, "since": since})
    if short.reason == OMITTED and not since and start:
        found["since"] = start
    return found


def _lacking(row, name, declared):
    about = {"slug": row.slug, "group": _group_of(row, name), "name": row.name}
    if declared.get("reason") not in SHORT_NOTICE_REASONS:
        yield problem("short_notice_reason", **about)
    if "words" not in declared:
        yield problem("short_notice_words", **about)
    if declared.get("reason") == OMITTED and "since" not in declared:
        yield problem("short_notice_since", **about)


def _group_of(row, name):
    return next((group for group, names in row.groups.items() if name in names), "")


def too_early(row, change, on, undated):
    """The Problems of a change before its earliest day, each with the day that would do."""
    names = list(change["fields"])
    if change["kind"] == ADDED or not has_started(row.after, on):
        return [_start_too_early(row, change, on)]
    found, edited = [], []
    for name in names:
        was = change["fields"][name].get("before", {}).get("next")
        if name == "effective_on":
            found.append(_start_too_early(row, change, on))
        elif was and _is_same_value(change["fields"][name], was):
            if not (name == "former_names" and "name" in names):
                found.append(_moved_too_early(row, change, name, was))
        elif name not in undated:
            edited.append(name)
    edited.sort(key=PUBLIC_FIELDS.index)
    return found + ([_edit_too_early(row, change, edited)] if edited else [])


def _is_same_value(sides, was):
    after = sides.get("after", {})
    becomes = after["next"].get("value") if "next" in after else after.get("now")
    return becomes == was.get("value")


def _start_too_early(row, change, on):
    start = (row.before or {"now": {}})["now"].get("effective_on")
    earliest = change["earliest_effective_on"]
    said = {"slug": row.slug, "field": "effective_on", "name": row.name}
    said |= {"day": day(change["effective_on"]), "earliest": day(earliest)}
    if change["kind"] != ADDED and start and start <= on:
        return problem("start_was_earlier", **said)
    if "effective_on" in change["fields"] and change["kind"] != ADDED and start:
        earliest = min(earliest, start)  # left on its day, it comes no sooner than announced
    return problem("start_too_early", offer=earliest, offer_for=START, **said)


def _moved_too_early(row, change, name, was):
    earliest = change["earliest_effective_on"]
    return problem(
        "moved_too_early",
        slug=row.slug,
        field=name,
        offer=min(earliest, was["on"]),
        offer_for=MOVE,
        name=row.name,
        fields=field_words(name),
        day=day(change["effective_on"]),
        earliest=day(earliest),
    )


def _edit_too_early(row, change, names):
    earliest = change["earliest_effective_on"]
    return problem(
        "too_early",
        slug=row.slug,
        field=names[0],
        group=_group_of(row, names[0]),
        offer=earliest,
        offer_for=DAY,
        name=row.name,
        fields=named_fields(n for n in names if n not in row.stale_words),
        day=day(change["effective_on"]),
        earliest=day(earliest),
    )
