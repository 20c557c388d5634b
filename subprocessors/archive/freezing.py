"""A row as the next publication would freeze it. Plain Python.

Compares the values of the working list with what is published: a value that differs is put into
force or announced, and a pending announcement is kept, amended, moved or dropped.
"""

from dataclasses import dataclass, field

from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.archive.snapshots import make_row, settled
from subprocessors.archive.status import has_started, is_live


class Refused(Exception):
    """The archive cannot take this row as it stands.

    ``code`` names the rule, ``field`` the field to mend, ``facts`` the values that the
    sentence for the lawyer names.
    """

    def __init__(self, code, slug, field, **facts):
        super().__init__(f"{slug}.{field}: {code} {facts or ''}".strip())
        self.code, self.slug, self.field, self.facts = code, slug, field, facts


@dataclass(frozen=True)
class Terms:
    """How the edits of one row are to be published.

    ``on`` is the day of the publication; ``days`` maps an edited field to the day it takes
    effect on (``on`` where absent); ``moved`` a field with a pending announcement to its
    new day; ``dropped`` names pending announcements that will not happen. ``is_correction``
    tells a correction; there, ``today`` names fields whose value in force is corrected
    while what is announced for them stays. ISO days throughout.
    """

    on: str
    days: dict = field(default_factory=dict)
    moved: dict = field(default_factory=dict)
    dropped: frozenset = frozenset()
    is_correction: bool = False
    today: frozenset = frozenset()


def frozen_row(slug, published, working, terms):
    """The row ``slug`` as it would be frozen, or None where it does not enter the archive.

    ``published`` is the newest published row settled on ``terms.on``, or None; ``working``
    are the values of the working list, normalised. Raises Refused.
    """
    if published is None:
        return None if "withdrawn_on" in working else make_row(slug, working)
    _check_lifecycle(slug, published, working, terms)
    if not is_live(published, terms.on) and _is_live(working, terms.on) and not terms.is_correction:
        return make_row(slug, working)

    now = {name: value for name, value in working.items() if name in LIFECYCLE_FIELDS}
    if "withdrawn_on" in now and "withdrawn_on" not in published["now"]:
        now["withdrawn_on"] = _withdrawn_on(published, working, terms.on)
    later = {}
    for name in _fields_of(published, working):
        force, announced = _freeze_field(slug, name, published, working, terms)
        if force is not None:
            now[name] = force
        if announced is not None:
            _check_last_day(slug, name, announced, published, now.get("ended_on"))
            later[name] = announced
    # What would be announced for a day that has come, or that comes before the row starts,
    # is in force instead: at once, or with the start.
    return settled(make_row(slug, now, later), max(terms.on, now.get("effective_on", terms.on)))


def _fields_of(published, working):
    """The fields, lifecycle aside, that either side has; in a fixed order."""
    names = published["now"].keys() | published.get("next", {}).keys() | working.keys()
    return sorted(names - LIFECYCLE_FIELDS)


def target(published, name):
    """What a working value is compared with: the announced value, else the one in force."""
    announced = published.get("next", {}).get(name)
    return announced.get("value") if announced else published["now"].get(name)


def desk_values(row):
    """The values the working list has for a frozen ``row``: those in force, or announced."""
    names = row["now"].keys() | row.get("next", {}).keys()
    found = {
        name: row["now"].get(name) if name in LIFECYCLE_FIELDS else target(row, name)
        for name in sorted(names)
    }
    return {name: value for name, value in found.items() if value is not None}


def edited_fields(published, working):
    """The fields in which the working values differ from what is published or announced."""
    if published is None:
        return sorted(working)
    names = published["now"].keys() | published.get("next", {}).keys() | working.keys()
    return sorted(
        name
        for name in names
        if working.get(name)
        != (published["now"].get(name) if name in LIFECYCLE_FIELDS else target(published, name))
    )


def _is_live(values, on):
    return is_live({"now": values}, on)


def _check_last_day(slug, name, announced, published, last_day):
    """Refuses to announce a value for after the last day; one pending there may stay."""
    is_new = announced != published.get("next", {}).get(name)
    if is_new and last_day is not None and announced["on"] > last_day:
        raise Refused("after_last_day", slug, name, day=announced["on"], last_day=last_day)


def _check_lifecycle(slug, published, working, terms):
    old, on = published["now"], terms.on
    start, old_start = working.get("effective_on"), old.get("effective_on")
    if old_start and not start:
        raise Refused("start_cleared", slug, "effective_on", start=old_start)
    if terms.is_correction and old_start and start < old_start and old_start > on:
        raise Refused("start_moved_earlier", slug, "effective_on", start=old_start, day=start)
    if "withdrawn_on" in working and "withdrawn_on" not in old:
        if working["withdrawn_on"] > on:
            raise Refused("withdrawn_ahead", slug, "withdrawn_on", day=working["withdrawn_on"])
        if has_started(published, on) and not terms.is_correction:
            raise Refused("withdrawn_after_start", slug, "withdrawn_on")
    if terms.is_correction:
        return
    if not is_live(published, on):
        gone = old.get("withdrawn_on") or old["ended_on"]
        if _is_live(working, on) and (not start or start <= gone):
            raise Refused("return_needs_start", slug, "effective_on", last_day=gone)
    elif has_started(published, on) and start and start > on:
        if "ended_on" in old:
            raise Refused("return_too_early", slug, "ended_on", last_day=old["ended_on"])
        raise Refused("start_undone", slug, "effective_on", day=start)


def _withdrawn_on(published, working, on):
    """The day a row is withdrawn; never before its start where that has come.

    It was not dropped in time then, whenever legal noted it: it was listed by mistake.
    """
    start = published["now"].get("effective_on", working["withdrawn_on"])
    return max(start, working["withdrawn_on"]) if start <= on else working["withdrawn_on"]


def _freeze_field(slug, name, published, working, terms):
    """What stands in force and what is announced for one field: ``(value, announced)``."""
    value, force = working.get(name), published["now"].get(name)
    announced = published.get("next", {}).get(name)
    if announced and value == announced.get("value"):
        return force, _kept(slug, name, announced, terms)
    if announced and name in terms.today:
        if not terms.is_correction:
            raise Refused("today_needs_correction", slug, name)
        return value, announced
    if value == force:
        return force, None
    day = terms.days.get(name, terms.on)
    if announced and terms.is_correction:
        return force, _announcement(max(announced["on"], day), value)
    if day <= terms.on or working.get("effective_on", terms.on) > terms.on:
        return value, None
    return force, _announcement(day, value)


def _kept(slug, name, announced, terms):
    """A pending announcement whose value nobody edited: as it is, moved, or dropped (None)."""
    if name in terms.dropped:
        return None
    day = terms.moved.get(name, announced["on"])
    if terms.is_correction and day < announced["on"]:
        raise Refused("moved_forward", slug, name, day=day, announced=announced["on"])
    return {**announced, "on": day}


def _announcement(day, value):
    return {"on": day, **({"value": value} if value is not None else {})}
