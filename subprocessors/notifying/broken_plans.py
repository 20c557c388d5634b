"""Plans that a publication drops or moves, and the earlier changes that told of them."""

from django.db.models import Q

from subprocessors.models.publication import Change
from subprocessors.wording.field_changes import FieldChange

#: Values in force that were told as a plan while their day was ahead.
_DAYS = ("effective_on", "ended_on")


def broken_plans(changes, *, on):
    """The earlier changes that told of a plan which one of ``changes`` drops or moves.

    ``changes`` are those of one publication, ``on`` its ISO day. Gives a dict from position to
    [(number, position), ...] of the earlier ones; positions without any are left out. One query.
    """
    plans = {change.position: _plans_of(change, on) for change in changes}
    plans = {position: found for position, found in plans.items() if found}
    if not plans:
        return {}
    slugs = {change.slug for change in changes if change.position in plans}
    earlier = Change.objects.filter(
        Q(effective_on__gt=on), slug__in=slugs, publication__lt=changes[0].publication_id
    ).order_by("publication_id", "position")
    by_position = {change.position: change.slug for change in changes}
    told = {position: [] for position in plans}
    for change in earlier:
        for position, found in plans.items():
            if change.slug == by_position[position] and _tells_one(change, found):
                told[position].append((change.publication_id, change.position))
    return {position: found for position, found in told.items() if found}


def _plans_of(change, on):
    """What was pending and will not come so: ``(field, "next" or "now", value)``, or (None,)
    for a whole row that is dropped before its start."""
    found = []
    for field, sides in change.fields.items():
        one = FieldChange.of(field, sides)
        if one.is_dropped or one.is_moved or one.is_joined:
            found.append((field, "next", one.pending))
        elif field in _DAYS and one.was and one.was > on and one.was != one.now:
            found.append((field, "now", one.was))
        elif field == "withdrawn_on" and one.now:
            found.append((None, None, None))
    return found


def _tells_one(change, plans):
    for field, side, value in plans:
        if field is None and change.kind == Change.Kind.ADDED:
            return True
        after = change.fields.get(field, {}).get("after", {})
        if field is not None and after.get(side) == value:
            return True
    return False
