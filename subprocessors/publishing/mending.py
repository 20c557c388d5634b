"""The version that mends the list for a redaction: the newest one again, without the words."""

from subprocessors.archive import changes as typed
from subprocessors.archive.digests import values_of
from subprocessors.archive.fields import BY_NAME, WEB_ADDRESS
from subprocessors.archive.snapshots import is_empty, make_row, row_values
from subprocessors.models.list_on_day import day_at
from subprocessors.models.publication import Publication
from subprocessors.publishing.decisions import Decisions
from subprocessors.publishing.desk_state import read_desk
from subprocessors.publishing.drafting import Draft

#: The parts of the newest version that the next one is built on.
CARRIED = ("facts", "vocabulary", "rows")


def is_carried(document, words):
    """Whether the newest ``document`` still states the words."""
    return any(words.are_in(value) for name in CARRIED for value in values_of(document, name))


def mending_draft(words, *, at, why, title, corrects):
    """The Draft of the newest version without the RedactedWords; all else stays as published.

    The desk is free of them already: what it says in the place of a text that held them is
    published, at once and as wording, without a notice; edits that wait there go on waiting.
    """
    desk = read_desk()
    on = max(day_at(at, desk.base.time_zone), desk.base.published_on)
    published = desk.published_rows(on.isoformat())
    mended = {
        slug: _row(row, _values_on_desk(desk, words, slug), words)
        for slug, row in published.items()
    }
    # Stated of the old slug, so that each change is blanked with it.
    found = typed.compare(
        published.values(),
        [{**row, "slug": slug} for slug, row in mended.items()],
        on=on.isoformat(),
    )
    stated = [part for change in found for part in _stated(change, mended, on.isoformat(), why)]
    return Draft(
        at=at,
        on=on,
        time_zone=desk.base.time_zone,
        kind=Publication.Kind.CORRECTION,
        base=desk.base,
        base_document=desk.document,
        decisions=Decisions(corrects=corrects, reason=why, title=title),
        published=published,
        rows=tuple(sorted(mended.values(), key=lambda row: row["slug"])),
        changes=tuple(typed.in_order(stated)),
        facts=tuple(_facts(desk, words)),
        vocabulary=tuple(_vocabulary(desk, words)),
    )


def _values_on_desk(desk, words, slug):
    """What the desk says of the published row ``slug``; {} where it is held back or unreadable."""
    slug = words.renamed.get(slug, slug)
    held_back = any(row.slug == slug and row.held_back for row in desk.rows)
    values = desk.values.get(slug, {})
    return {} if held_back or isinstance(values, ValueError) else values


def _row(row, on_desk, words):
    pending = row.get("next", {})
    now = {
        name: _value(name, value, words, on_desk if name not in pending else {})
        for name, value in row["now"].items()
    }
    later = {}
    for name, announced in pending.items():
        value = _value(name, announced.get("value"), words, on_desk)
        later[name] = {"on": announced["on"], **({} if is_empty(value) else {"value": value})}
    return make_row(words.renamed.get(row["slug"], row["slug"]), row_values(now), later)


def _value(name, value, words, on_desk):
    if not words.are_written_in(value):
        return words.replaced_in(value)
    if on_desk:
        return on_desk.get(name)
    return None if BY_NAME[name].kind == WEB_ADDRESS else words.replaced_in(value)


def _stated(change, mended, on, why):
    new = mended[change["slug"]]
    for part in typed.split(change, new=new, on=on, material=lambda kind, field: False):
        yield {**part, "reason": why}


def _facts(desk, words):
    on_desk = {fact["name"]: fact["value"] for fact in desk.facts}
    for fact in desk.published("facts"):
        value = fact["value"]
        if words.are_in(value):
            value = on_desk.get(fact["name"])
        if not is_empty(value):
            yield {"name": fact["name"], "value": value}


def _vocabulary(desk, words):
    on_desk, _always_shown = desk.words
    for entry in desk.published("vocabulary"):
        mended = words.replaced_in(entry)
        yield entry if mended == entry else on_desk.get((mended["of"], mended["slug"]), mended)
