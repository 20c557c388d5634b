"""What the review asks where an edited set holds what is announced, and more."""

from subprocessors.archive.snapshots import SET_FIELDS
from subprocessors.publishing.refusals import problem
from subprocessors.wording import day, field_words, value_words

ASKS_WHETHER_JOINED = frozenset({"holds_pending", "pending_first"})


def pending_problems(row, decisions):
    """Problems of a drafted row: does the announced part still start on its day?

    A field holds one announced value, so that a part can only come first if the rest is
    announced once it has come; or else all of it takes one day.
    """
    before = (row.before or {}).get("next", {})
    after = (row.after or {}).get("next", {})
    for name in sorted(SET_FIELDS & before.keys() & after.keys()):
        was, now = before[name], after[name]
        pending = set(was.get("value") or ())
        if not pending or now["on"] <= was["on"] or not pending < set(now.get("value") or ()):
            continue
        joins = decisions.joined.get((row.slug, name))
        if not joins:
            yield problem(
                "holds_pending" if joins is None else "pending_first",
                slug=row.slug,
                field=name,
                name=row.name,
                fields=field_words(name),
                day=day(was["on"]),
                pending=value_words(name, sorted(pending)),
            )
