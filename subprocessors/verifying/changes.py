"""Whether the changes of a publication are what changed from the list before to its own."""

from subprocessors.archive import changes as typed
from subprocessors.archive import digests, snapshots
from subprocessors.archive.days import day_after
from subprocessors.archive.digests import demand
from subprocessors.models.publication import Change, Publication


def check_change_rows(document, publication, previous):
    """That each row of Change says what was hashed of it, and of its neighbours. Raises Unsound."""
    rows = list(publication.changes.all())
    parts = document["parts"]["changes"]
    demand(len(rows) == len(parts), f"it states {len(parts)} changes and has {len(rows)} rows")
    new = typed.by_slug(digests.values_of(document, "rows"))
    old = _settled_before(document, previous)
    may_be_blanked = bool(digests.redacted_of(document, "rows"))
    before_is_whole = not (previous and digests.redacted_of(previous, "rows"))
    for position, (row, part) in enumerate(zip(rows, parts, strict=True)):
        demand(row.position == position, f"change {position} is missing")
        if "redacted" in part:
            texts = (row.fields, row.slug, row.name, row.reason, row.services, row.short_notice)
            blank = not any(texts)
            demand(blank, f"change {position} is redacted and its row is not blank")
            continue
        demand(row.part == part["value"], f"the row of change {position} ({row.slug}) differs")
        states = old.get(row.slug), new.get(row.slug)
        if states[1] or (states[0] and not may_be_blanked):
            _check_neighbours(row, states, publication, before_is_whole)


def _check_neighbours(row, states, publication, before_is_whole):
    """That name and services of a row of Change are those of the list before and after it."""
    where = f"change {row.position}"
    names = {(states[1] or states[0])["now"]["name"], *_blanked_name(publication)}
    demand(row.name in names, f"the name of {where} ({row.slug}) differs")
    if before_is_whole:
        services = Change.services_column(typed.concerned_services(*states))
        demand(row.services == services, f"the services of {where} differ")


def _blanked_name(publication):
    return [""] if publication.redactions.all() else []


def _settled_before(document, previous):
    day = document["head"]["published_on"]
    rows = digests.values_of(previous, "rows") if previous else []
    return {row["slug"]: snapshots.settled(row, day) for row in rows}


def check_difference(document, previous):
    """That the changes are what ``compare`` finds of the settled lists. Raises Unsound."""
    head = document["head"]
    on, kind = head["published_on"], head["kind"]
    stated = digests.values_of(document, "changes")
    for change in stated:
        quiet = kind in (Publication.Kind.OPENING, Publication.Kind.IMPORTED)
        demand(not (quiet and change["material"]), f"a change of kind {kind} is material")
    old = _settled_before(document, previous)
    new = typed.by_slug(digests.values_of(document, "rows"))
    found = {c["slug"]: c for c in typed.compare(old.values(), new.values(), on=on)}
    said = {change["slug"]: change for change in typed.merged(stated)}
    excused = _beside_redacted(document, previous, old, new)
    blanked = len(digests.redacted_of(document, "changes"))
    for slug in sorted(found.keys() | said):
        if slug in excused:
            continue
        if blanked and slug not in said:
            blanked -= 1
            continue
        same = found.get(slug) == said.get(slug)
        partly_blank = digests.redacted_of(document, "changes") and slug in found
        demand(same or partly_blank, f"its changes of {slug} are not what changed")
    for change in stated:
        if change["slug"] not in excused:
            _check_effective_day(change, new.get(change["slug"]), on)
        _check_notice(change)


def _beside_redacted(document, previous, old, new):
    """Slugs whose other side may be a redacted row, so that nothing can be said of them."""
    excused = set()
    if previous and digests.redacted_of(previous, "rows"):
        excused |= new.keys() - old.keys()
    if digests.redacted_of(document, "rows"):
        excused |= old.keys() - new.keys()
        excused |= {c["slug"] for c in digests.values_of(document, "changes")} - new.keys()
    return excused


def _check_effective_day(change, row, on):
    day = change["effective_on"]
    days = {
        sides["after"]["next"]["on"]
        for sides in change["fields"].values()
        if "next" in sides.get("after", {})
    }
    if row is not None:
        days.add(row["now"].get("effective_on"))
        if "ended_on" in row["now"]:
            days.add(day_after(row["now"]["ended_on"]))
    demand(
        day <= on or day in days,
        f"the change of {change['slug']} takes effect on {day}, which nothing in it says",
    )


def _check_notice(change):
    """That a change which owes a period begins after it, or says why not. Never recomputed."""
    earliest, short = change.get("earliest_effective_on"), change.get("short_notice")
    where = f"the change of {change['slug']}"
    if earliest is None:
        demand(not short, f"{where} has short notice, and no period that it owes")
        return
    is_early = change["effective_on"] < earliest
    demand(
        bool(short) == is_early,
        f"{where} takes effect on {change['effective_on']}, and {earliest} is its earliest day;"
        f" it states {'a' if short else 'no'} short notice",
    )
