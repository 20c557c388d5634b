"""What legal still has to say of a drafted row, as Problems."""

from subprocessors.archive import changes as typed
from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.archive.snapshots import make_row
from subprocessors.archive.status import has_started, is_live
from subprocessors.publishing.decisions import MATERIAL, RENAMED
from subprocessors.publishing.refusals import DAY, problem
from subprocessors.publishing.row_groups import led_by
from subprocessors.wording import day, field_words, named_fields

#: The groups whose wording is explained: a change of fact might have been expected.
_NEEDS_REASON = (MATERIAL, RENAMED)
_DAYS = frozenset({"day", "start", "last_day", "announced"})


def refusal_problem(drafted, refusal):
    """The Problem of a row that the archive Refused."""
    facts = {key: day(value) if key in _DAYS else value for key, value in refusal.facts.items()}
    facts |= {"fields": field_words(refusal.field), "name": drafted.name}
    return problem(refusal.code, slug=refusal.slug, field=refusal.field, **facts)


def undated_fields(drafted, kind, working, days, decided):
    """The fields of a change that has to take effect on a day, and was given none in ``days``."""
    return {
        name
        for group, names in drafted.groups.items()
        for name in names
        if name not in days
        and name in drafted.waiting
        and decided.is_material(group, kind, led_by(name, drafted.waiting))
        and _takes_day(drafted.before, name, working, decided)
    }


def row_problems(drafted, kind, working, decided, *, undated):
    """Problems where a start, a day or a reason is missing; ``decided`` are the RowDecisions.

    ``undated`` are the fields without a day.
    """
    slug, name = drafted.slug, drafted.name
    if kind == typed.ADDED and "effective_on" not in working:
        yield problem("needs_start", slug=slug, field="effective_on", name=name)
    for group, names in drafted.groups.items():
        led = {n: led_by(n, drafted.waiting) for n in names}
        material = {n for n in names if decided.is_material(group, kind, led[n])}
        departing = [n for n in names if group in _NEEDS_REASON and n not in material]
        unreasoned = [n for n in departing if not decided.reason(led[n], group, kind)]
        yield from _demanded("needs_reason", drafted, group, unreasoned)
        offer = {"offer": decided.proposed_day, "offer_for": DAY}
        yield from _demanded(
            "needs_day", drafted, group, [n for n in names if n in undated], **offer
        )


def _demanded(code, drafted, group, names, **offer):
    if names:
        # Words that only go with the codes beside them are no question of their own.
        fields = named_fields(n for n in names if n not in drafted.stale_words)
        yield problem(
            code, slug=drafted.slug, group=group, name=drafted.name, fields=fields, **offer
        )


def _takes_day(old, name, working, decided):
    """Whether the edit of field ``name`` takes effect on a day that legal chooses."""
    if old is None or name in LIFECYCLE_FIELDS or not is_live(old, decided.on):
        return False
    if not has_started(make_row("", working), decided.on):
        return False
    if working.get(name) == old["now"].get(name):
        return False
    pending = name in old.get("next", {})
    if pending and working.get(name) == old["next"][name].get("value"):
        return False
    return not decided.is_correction  # which says what is true already
