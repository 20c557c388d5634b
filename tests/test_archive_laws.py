"""Laws of the archive, held against stories nobody would think of.

A story is a row of publications over some weeks: legal edits, announces, moves, drops, ends,
brings back, holds back and corrects at random, an import leaves a row out, and what the archive
refuses stays unpublished.
Days are ISO 8601, from ``FIRST`` to ``LAST``.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from subprocessors.archive.changes import by_slug, compare, in_order, merged, split
from subprocessors.archive.days import day_after
from subprocessors.archive.digests import (
    HEAD_LISTS,
    blank_parts,
    canonical,
    make_document,
    redacted_of,
    sealed,
    values_of,
)
from subprocessors.archive.fields import SET_FIELDS
from subprocessors.archive.freezing import Refused, Terms, edited_fields, frozen_row, target
from subprocessors.archive.snapshots import row_values, settled
from subprocessors.archive.status import CURRENT, ENDED, UPCOMING, has_started, status_of
from subprocessors.archive.unsealing import Reader
from tests.folding import apply_changes, fold_changes

pytestmark = pytest.mark.own_database

FIRST = date(2026, 11, 1)
DAYS = [(FIRST + timedelta(days=count)).isoformat() for count in range(80)]
LAST = DAYS[-1]
SLUGS = ("acme", "bolt", "crow")

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

days = st.sampled_from(DAYS)
words = st.sampled_from(["one", "two", "three"])
places = st.lists(st.sampled_from(["US", "IE", "DE"]), max_size=3)
values = {
    "name": words,
    "purpose": st.none() | words,
    "notes": st.none() | words,
    "places": places,
    "services": st.lists(st.sampled_from(["chat", "api"]), max_size=2),
    "is_affiliate": st.booleans(),
}
lifecycle = {
    "effective_on": st.none() | days,
    "ended_on": st.none() | days,
    "withdrawn_on": st.none() | days,
    "replaces": st.none() | st.sampled_from(SLUGS),
}
rows_values = st.fixed_dictionaries(values, optional=lifecycle).map(row_values)
#: More edits of values than of starts and ends, so that rows live long enough to be edited.
edits = st.fixed_dictionaries({}, optional=values) | st.fixed_dictionaries(
    {}, optional={**values, **lifecycle}
)


@dataclass
class Stated:
    """One publication of a story: its day, what stood before, what it froze and said."""

    on: str
    before: dict
    after: dict
    changes: list
    is_correction: bool = False
    held_back: frozenset = frozenset()


@dataclass
class Story:
    """What happened so far: the working list, and everything stated."""

    working: dict = field(default_factory=dict)
    stated: list = field(default_factory=list)

    def table(self, day):
        """The rows as they stand on ``day``, by slug, from the newest publication by then."""
        newest = [publication for publication in self.stated if publication.on <= day][-1:]
        rows = newest[0].after.values() if newest else ()
        return {row["slug"]: settled(row, day) for row in rows}

    def folded(self, day):
        """The same, from nothing but the log."""
        rows = []
        for publication in self.stated:
            if publication.on <= day:
                rows = fold_changes(rows, publication.changes, on=publication.on)
        return {row["slug"]: settled(row, day) for row in rows}


def _edit(draw, story):
    for slug in draw(st.sets(st.sampled_from(SLUGS))):
        edited = row_values({**story.working.get(slug, {"name": "none"}), **draw(edits)})
        start = edited.get("effective_on")
        if start and edited.get("ended_on", start) < start:
            del edited["ended_on"]  # which the desk refuses
        story.working[slug] = edited


def _terms(draw, on, published, is_correction):
    pending = sorted(published.get("next", {})) if published else []
    some_days = st.dictionaries(st.sampled_from(sorted(values)), days, max_size=4)
    some = st.frozensets(st.sampled_from(pending)) if pending else st.just(frozenset())
    moved = st.dictionaries(st.sampled_from(pending), days) if pending else st.just({})
    return Terms(
        on=on,
        days=draw(some_days),
        moved=draw(moved),
        dropped=draw(some),
        is_correction=is_correction,
        today=draw(some),
    )


def _publish(draw, story, on):
    newest = story.stated[-1].after if story.stated else {}
    before = {slug: settled(row, on) for slug, row in newest.items()}
    is_correction = bool(story.stated) and draw(st.booleans())
    held_back = draw(st.frozensets(st.sampled_from(SLUGS), max_size=1))
    after, changes = dict(before), []
    for slug in sorted(story.working.keys() - held_back):
        published, working = before.get(slug), story.working[slug]
        try:
            row = frozen_row(slug, published, working, _terms(draw, on, published, is_correction))
        except Refused as refusal:
            event(f"refused: {refusal.code}")
            continue
        if row is not None:
            after[slug] = row
            story.working[slug] = _last_word(row)
    if not is_correction and draw(st.integers(0, 3)) == 0:
        gone = draw(st.sets(st.sampled_from(SLUGS), max_size=1)) - held_back  # in an import
        for slug in gone & after.keys():
            del after[slug], story.working[slug]
    for change in compare(before.values(), after.values(), on=on):
        slug = change["slug"]
        changes += split(change, new=after.get(slug), on=on)
    event(f"kinds: {sorted({change['kind'] for change in changes})}")
    story.stated.append(Stated(on, before, after, in_order(changes), is_correction, held_back))


def _last_word(row):
    """The working values that find nothing to publish: announced values, else those in force."""
    return row_values({name: target(row, name) for name in {**row["now"], **row.get("next", {})}})


@st.composite
def stories(draw):
    story = Story()
    for on in sorted(draw(st.lists(days, min_size=1, max_size=6))):
        _edit(draw, story)
        _publish(draw, story, on)
    return story


# The list and its log


@quick
@given(stories())
def test_the_folded_log_equals_the_table_on_every_day(story):
    for day in DAYS:
        assert story.folded(day) == story.table(day)


@quick
@given(stories())
def test_nothing_changes_on_a_day_without_a_publication_but_what_the_log_said_would(story):
    publication_days = {publication.on for publication in story.stated}
    for eve, day in pairwise(DAYS):
        if day in publication_days:
            continue
        before, after = story.table(eve), story.table(day)
        for slug, row in after.items():
            fields = _differing(before[slug]["now"], row["now"])
            if status_of(before[slug], eve) == UPCOMING != status_of(row, day):
                fields.add("effective_on")
            if (status_of(before[slug], eve), status_of(row, day)) == (CURRENT, ENDED):
                fields.add("ended_on")
            assert fields <= _said(story, slug, day, row)


def _said(story, slug, day, row):
    """The fields of a row that the log says change on ``day``; an addition tells its end too."""
    log = [c for stated in story.stated for c in stated.changes if c["slug"] == slug]
    said = {name for change in log if change["effective_on"] == day for name in change["fields"]}
    end = {"now": row["now"].get("ended_on")}
    if any(change["fields"].get("ended_on", {}).get("after") == end for change in log):
        said.add("ended_on")
    return said


def _differing(old, new):
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


@quick
@given(stories())
def test_each_change_has_a_slug_a_day_and_a_materiality_that_no_other_has(story):
    for stated in story.stated:
        keys = [(c["slug"], c["effective_on"], c["material"]) for c in stated.changes]
        assert len(set(keys)) == len(keys)


@quick
@given(stories())
def test_the_changes_of_a_slug_are_disjoint_and_together_what_differs(story):
    for stated in story.stated:
        found = compare(stated.before.values(), stated.after.values(), on=stated.on)
        assert merged(stated.changes) == found


@quick
@given(stories())
def test_each_effective_day_is_announced_or_a_start_or_an_end_or_has_come(story):
    for stated in story.stated:
        for change in stated.changes:
            now = stated.after.get(change["slug"], {"now": {}})["now"]
            allowed = {now.get("effective_on")}
            if "ended_on" in now:
                allowed.add(day_after(now["ended_on"]))
            for sides in change["fields"].values():
                allowed.add(sides.get("after", {}).get("next", {}).get("on"))
            assert change["effective_on"] <= stated.on or change["effective_on"] in allowed


@quick
@given(stories())
def test_held_back_rows_never_enter_a_change(story):
    for stated in story.stated:
        assert not stated.held_back & {change["slug"] for change in stated.changes}
        for slug in stated.held_back:
            assert stated.after.get(slug) == stated.before.get(slug)


@quick
@given(stories())
def test_what_is_frozen_is_settled_and_publishing_it_again_changes_nothing(story):
    for stated in story.stated:
        for slug, row in stated.after.items():
            assert settled(row, stated.on) == row
            assert edited_fields(row, _last_word(row)) == []
            assert frozen_row(slug, row, _last_word(row), Terms(on=stated.on)) == row


@quick
@given(stories(), days)
def test_settling_by_and_by_is_settling_at_once(story, day):
    for stated in story.stated:
        for row in stated.after.values():
            step = settled(row, day)
            for later in (LAST, day):
                assert settled(step, later) == settled(row, max(day, later))


# Corrections


@quick
@given(stories())
def test_a_correction_never_brings_an_announced_value_or_a_start_forward(story):
    for stated in story.stated:
        if not stated.is_correction:
            continue
        for slug, old in stated.before.items():
            new = stated.after[slug]
            start = old["now"].get("effective_on")
            assert start is None or new["now"]["effective_on"] >= start
            for name, announced in old.get("next", {}).items():
                for day in DAYS[DAYS.index(stated.on) :]:
                    if day < announced["on"] and has_started(new, day):
                        _assert_not_forward(name, announced, old, new, day)


def _assert_not_forward(name, announced, old, new, day):
    was, now = (settled(row, day)["now"].get(name) for row in (old, new))
    assert now == was or now != announced.get("value")


@quick
@given(rows_values, rows_values, st.data())
def test_a_correction_of_an_announced_field_is_never_in_force_before_its_day(now, edited, data):
    on, name = DAYS[20], data.draw(st.sampled_from(["purpose", "notes", "places"]))
    announced = {"on": data.draw(st.sampled_from(DAYS[21:])), "value": ["announced"]}
    for lifetime in ("effective_on", "ended_on", "withdrawn_on"):
        now.pop(lifetime, None), edited.pop(lifetime, None)
    old = {"slug": "acme", "now": now, "next": {name: announced}}
    terms = _terms(data.draw, on, old, True)
    terms = Terms(on=on, days=terms.days, dropped=terms.dropped, is_correction=True)
    new = frozen_row("acme", old, edited, terms)
    for day in DAYS[20 : DAYS.index(announced["on"])]:
        assert settled(new, day)["now"].get(name) == now.get(name)


# Differences


@st.composite
def lists(draw):
    rows = []
    for slug in sorted(draw(st.sets(st.sampled_from(SLUGS)))):
        now = draw(rows_values)
        announced = {}
        for name in draw(st.sets(st.sampled_from(sorted(values)))):
            value = row_values({name: draw(values[name])})
            announced[name] = {"on": draw(days), **({"value": value[name]} if value else {})}
        rows.append({"slug": slug, "now": now, **({"next": announced} if announced else {})})
    return rows


@quick
@given(lists(), lists(), days)
def test_applying_the_difference_of_two_lists_to_one_gives_the_other(old, new, on):
    assert apply_changes(old, compare(old, new, on=on)) == new


@quick
@given(lists(), days)
def test_a_list_does_not_differ_from_itself(rows, on):
    assert compare(rows, rows, on=on) == []


@quick
@given(lists(), lists(), days)
def test_two_lists_that_differ_have_a_change_for_each_slug_that_does(old, new, on):
    olds, news = by_slug(old), by_slug(new)
    differing = [slug for slug in SLUGS if olds.get(slug) != news.get(slug)]
    assert [change["slug"] for change in compare(old, new, on=on)] == differing


@quick
@given(lists(), lists(), days, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_change(old, new, on, random):
    shuffled = random.sample(new, len(new))
    assert compare(new, shuffled, on=on) == []
    assert compare(old, shuffled, on=on) == compare(old, new, on=on)


@quick
@given(rows_values, st.randoms(use_true_random=False))
def test_the_order_of_set_like_values_and_saying_them_twice_makes_no_change(frozen, random):
    shuffled = {
        name: random.sample(value, len(value)) + value[:1] if name in SET_FIELDS else value
        for name, value in frozen.items()
    }
    assert row_values(shuffled) == frozen


@quick
@given(rows_values, st.sampled_from(["", " ", None, [], {}, False]))
def test_what_is_empty_and_what_is_absent_are_the_same(frozen, empty):
    emptied = dict.fromkeys(("retention", "condition", "engaged_through"), empty)
    assert row_values({**emptied, **frozen}) == frozen


# Seals


def _chained(story):
    previous, earlier, documents = None, {name: [] for name in HEAD_LISTS}, []
    for number, stated in enumerate(story.stated, start=1):
        contents = {"title": [f"Version {number}"], "changes": stated.changes}
        contents["rows"] = [stated.after[slug] for slug in sorted(stated.after)]
        parts = {name: sealed(contents.get(name, []), earlier[name]) for name in HEAD_LISTS}
        head = {
            "number": number,
            "previous": previous,
            "published_at": f"{stated.on}T12:00:00.000000Z",
            "published_on": stated.on,
            "kind": "correction" if stated.is_correction else "change",
            "corrects": number - 1 if stated.is_correction else None,
        }
        documents.append(make_document(head, parts))
        previous, earlier = documents[-1]["digest"], parts
    return documents


@quick
@given(stories(), st.data())
def test_redaction_keeps_the_chain_verifying(story, data):
    documents = _chained(story)
    everything = sorted({part for d in documents for part in d["head"]["rows"]})
    hashes = data.draw(st.sets(st.sampled_from(everything))) if everything else set()
    previous, reader = None, Reader()
    for document in documents:
        blanked = blank_parts(document, hashes, on=LAST, why="Erasure")
        verified = reader.read(canonical(blanked))
        assert verified["digest"] == document["digest"]
        assert verified["head"]["previous"] == previous
        gone = hashes & set(document["head"]["rows"])
        assert len(redacted_of(verified, "rows")) == len(gone)
        previous = verified["digest"]


@quick
@given(stories())
def test_a_row_that_did_not_change_keeps_its_seal_from_version_to_version(story):
    documents = _chained(story)
    for before, after in pairwise(documents):
        kept = set(before["head"]["rows"]) & set(after["head"]["rows"])
        same = [row for row in values_of(after, "rows") if row in values_of(before, "rows")]
        assert len(kept) == len(same)
