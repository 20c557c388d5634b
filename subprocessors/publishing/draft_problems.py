"""What stands in the way of a whole draft, beside what stands in the way of its rows."""

from subprocessors.archive.digests import redacted_of
from subprocessors.publishing.refusals import problem


def draft_problems(draft, desk):
    """The Problems of ``draft``, made from the DeskState ``desk``, that no row has by itself."""
    yield from _base_problems(draft)
    yield from _correction_problems(draft)
    yield from _unpublished_replacements(desk, draft)


def _base_problems(draft):
    base = draft.base
    if base is None:
        return
    if draft.at < base.published_at:
        yield problem(
            "clock_set_back",
            at=draft.at.isoformat(timespec="minutes"),
            number=base.number,
            last=base.published_at.isoformat(timespec="minutes"),
        )
    if redacted_of(draft.base_document, "rows"):
        yield problem("redacted_base", number=base.number)


def _correction_problems(draft):
    number, words = draft.decisions.corrects, draft.decisions
    if number is None:
        return
    if not 1 <= number < draft.number:
        yield problem("corrects_unknown", number=number)
        return
    is_edited = any(not (row.left_out or row.held_back) for row in draft.differing)
    is_stated_again = any("reissues" in change for change in draft.changes)
    if words.reissues and not is_stated_again:
        yield problem("nothing_to_reissue", number=number)
    corrects_something = is_edited or draft.changes_facts or words.reissues
    if not corrects_something and not words.note.strip():
        yield problem("nothing_corrected", field="note", number=number)
    # Where only the title or the note of that version was wrong, this version's note says so.
    if corrects_something and not words.reason.strip():
        yield problem("correction_needs_reason", field="reason")


def _unpublished_replacements(desk, draft):
    names = {row.slug: row.name for row in desk.rows}
    published = {row["slug"] for row in draft.rows}
    for row in draft.differing:
        other = (row.after or {"now": {}})["now"].get("replaces")
        if other and other not in published and row.after != row.before:
            yield problem(
                "replaces_unpublished",
                slug=row.slug,
                field="replaces",
                name=row.name,
                other=names.get(other, other),
            )
