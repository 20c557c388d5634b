"""The typed difference between two frozen lists. Plain Python.

A *change* is ``{"slug", "kind", "fields"}`` with, once published, ``"material"``,
``"effective_on"`` and perhaps ``"reason"``, ``"reissues"`` or what ``owing`` says of its notice.
``fields`` maps a field to ``{"before": side, "after": side}``; a side is ``{"now": value,
"next": {"on", "value"}}``. Whatever is empty is left out.
"""

from subprocessors.archive.days import day_after
from subprocessors.archive.digests import canonical_text
from subprocessors.archive.fields import MATERIAL_FIELDS
from subprocessors.archive.status import UPCOMING, is_live, status_of

ADDED, CHANGED, REMOVED = "added", "changed", "removed"

_KIND_ORDER = {ADDED: 0, CHANGED: 1, REMOVED: 2}


def side(row, field):
    """One field of a row, as a change shows it; {} where the row has nothing there."""
    found = {}
    if row is not None:
        if field in row["now"]:
            found["now"] = row["now"][field]
        if field in row.get("next", {}):
            found["next"] = row["next"][field]
    return found


def by_slug(rows):
    """The rows by their slugs."""
    return {row["slug"]: row for row in rows}


def compare(before, after, *, on):
    """What changed from the rows ``before`` to the rows ``after``, on the day ``on``.

    Gives one ``{"slug", "kind", "fields"}`` per differing slug, in slug order. ``before``
    should be settled on ``on``, so that a value whose day has come is no change. The order
    of rows does not matter.
    """
    old, new = by_slug(before), by_slug(after)
    found = (_difference(old.get(slug), new.get(slug), on) for slug in sorted(old.keys() | new))
    return [change for change in found if change]


def _difference(old, new, on):
    if old == new:
        return None
    names = set()
    for row in (old, new):
        if row is not None:
            names |= row["now"].keys() | row.get("next", {}).keys()
    fields = {}
    for field in sorted(names):
        before, after = side(old, field), side(new, field)
        if before != after:
            fields[field] = {
                **({"before": before} if before else {}),
                **({"after": after} if after else {}),
            }
    slug = (old or new)["slug"]
    return {"slug": slug, "kind": kind_of(old, new, on=on), "fields": fields} if fields else None


def kind_of(old, new, *, on):
    """Whether going from row ``old`` to ``new`` adds, changes or removes it; either may be None."""
    if old is None or (new is not None and is_live(new, on) and not is_live(old, on)):
        return ADDED
    if new is None:
        return REMOVED
    ends = {"ended_on", "withdrawn_on"}
    if any(end in new["now"] and end not in old["now"] for end in ends):
        return REMOVED
    return CHANGED


def effective_day(change, field, *, new, on, stated=None):
    """The day on which ``change`` of ``field`` takes effect.

    That is the day announced, the row's start, the day after its last day, or else ``on``
    (or an earlier day that legal ``stated``).
    """
    sides = change["fields"][field]
    announced = sides.get("after", {}).get("next")
    if announced and announced != sides.get("before", {}).get("next"):
        return announced["on"]
    values = new["now"] if new else {}
    start = values.get("effective_on", on)
    is_end = field in {"ended_on", "withdrawn_on"}
    if change["kind"] == ADDED and "effective_on" not in change["fields"]:
        return max(start, on)  # one that comes back as it was, from now on
    if change["kind"] == ADDED or field == "effective_on":
        return start
    if field == "ended_on" and field in values:
        return day_after(values[field])
    if new is None or is_end:
        return on
    return start if status_of(new, on) == UPCOMING else min(stated or on, on)


def is_defining(kind, field):
    """Whether ``field`` is what makes a change of this kind, rather than beside it."""
    return kind == ADDED or (kind == REMOVED and field in {"ended_on", "withdrawn_on"})


def is_material_by_field(kind, field):
    """What is proposed: material (notice owed), or wording only."""
    return is_defining(kind, field) or field in MATERIAL_FIELDS


def split(change, *, new, on, material=is_material_by_field, stated=None, notice=None):
    """``change`` as publications state it: one per effective date, materiality and notice.

    ``new`` is the row after it, or None where it is gone; ``material(kind, field)`` says
    which fields are material; ``stated`` maps a field in force already to the past day that
    legal gave for it; ``notice(change, field, day)`` gives what is stated of the notice of a
    material field (see ``owing``). The fields of the result are disjoint and together those of
    ``change``; only the part that holds what makes it an addition or a removal is called so.
    """
    whole_row_gone = new is None
    groups, notices = {}, {}
    for field in change["fields"]:
        day = effective_day(change, field, new=new, on=on, stated=(stated or {}).get(field))
        is_material = material(change["kind"], field)
        owed = notice(change, field, day) if notice and is_material else {}
        key = (day, is_material, canonical_text(owed) if owed else "")
        notices[key] = owed
        groups.setdefault(key, []).append(field)
    result = []
    for key, fields in sorted(groups.items()):
        day, is_material, _owed = key
        kind = change["kind"]
        if not whole_row_gone and not any(is_defining(kind, field) for field in fields):
            kind = CHANGED
        result.append(
            {
                "slug": change["slug"],
                "kind": kind,
                "material": is_material,
                "effective_on": day,
                **notices[key],
                "fields": {field: change["fields"][field] for field in fields},
            }
        )
    return result


def in_order(changes):
    """Changes as a publication lists them: additions, changes, removals; then by slug."""
    return sorted(
        changes,
        key=lambda c: (_KIND_ORDER[c["kind"]], c["slug"], not c["material"], c["effective_on"]),
    )


def merged(changes):
    """Per slug, the kind and all fields of its changes: what ``compare`` gave.

    Raises ValueError where two changes of a slug touch the same field.
    """
    result = {}
    for change in changes:
        if "reissues" in change:
            continue
        entry = result.setdefault(
            change["slug"], {"slug": change["slug"], "kind": CHANGED, "fields": {}}
        )
        twice = entry["fields"].keys() & change["fields"].keys()
        if twice:
            raise ValueError(f"{change['slug']}: {', '.join(sorted(twice))} changed twice")
        entry["fields"].update(change["fields"])
        if change["kind"] != CHANGED:
            entry["kind"] = change["kind"]
    return [result[slug] for slug in sorted(result)]


def concerned_services(old, new):
    """The slugs of the company's services that a change from ``old`` to ``new`` concerns.

    [] stands for all of them. Either row may be None.
    """
    found = set()
    for row in (old, new):
        if row is None:
            continue
        stated = [row["now"].get("services", [])]
        if "services" in row.get("next", {}):
            stated.append(row["next"]["services"].get("value", []))
        if not all(stated):
            return []
        found.update(*stated)
    return sorted(found)
