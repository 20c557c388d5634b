"""The laws of notice, through the desk and ``publish``, on stories at random."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import (
    Decisions,
    NothingToPublish,
    NotPublishable,
    ShortNotice,
    prepare,
    publish,
)
from subprocessors.publishing.notice_gate import SHORT_NOTICE_LACKS, TOO_EARLY
from subprocessors.publishing.offers import take_offer
from subprocessors.verifying import verify
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SLUGS = ("acme", "bolt")
DAYS = [(date(2026, 11, 2) + timedelta(days=count)).isoformat() for count in range(0, 120, 3)]
days = st.sampled_from(DAYS)
WANT_OF_NOTICE = TOO_EARLY - SHORT_NOTICE_LACKS
rules = st.fixed_dictionaries(
    {
        "notice_days": st.none() | st.integers(0, 30),
        "notice_kind": st.sampled_from(["", "calendar_days", "business_days"]),
        "notice_country": st.sampled_from(["", "DE"]),
        "notice_margin": st.none() | st.integers(0, 3),
        "objection_days": st.none() | st.integers(1, 60),
    }
)
edits = st.fixed_dictionaries(
    {},
    optional={
        "purpose": st.sampled_from(["one", "two", ""]),
        "places": st.sampled_from([["US"], ["IE"], ["DE", "US"], ["DE", "IE"]]),
        "effective_on": days,
    },
)
keys = [(slug, "material") for slug in SLUGS]
pending = [(slug, name) for slug in SLUGS for name in ("places", "purpose")]


def decisions(draw):
    newest = Publication.objects.newest()
    corrects = draw(st.none() | st.just(newest.number))
    short = st.just(ShortNotice("urgent_replacement", "It had to be."))
    return Decisions(
        days={key: draw(days) for key in keys},
        moved=draw(st.dictionaries(st.sampled_from(pending), days, max_size=1)),
        dropped=draw(st.frozensets(st.sampled_from(pending), max_size=1)),
        joined=dict.fromkeys(pending, True),
        short_notices=draw(st.dictionaries(st.sampled_from(keys), short, max_size=1)),
        corrects=corrects,
        reason="It was wrong." if corrects else "",
    )


def try_to_publish(draw, day):
    """Publishes if it may be; takes an offer where one is made. Gives the publication or None."""
    wanted = decisions(draw)
    draft = prepare(at=at(day), decisions=wanted)
    early = [problem for problem in draft.problems if problem.code in WANT_OF_NOTICE]
    for one in early:
        event(f"refused: {one.code}")
        assert_may_be_refused(draft, one)
    for offer in sorted({problem.offer for problem in early} - {""}):
        wanted = take_offer(draft, offer, by=None)
        draft = prepare(at=at(day), decisions=wanted)
        left = {(p.slug, p.code, p.offer) for p in draft.problems if p.code in WANT_OF_NOTICE}
        assert not {one for one in left if one[2] == offer}, "what was offered is accepted"
    try:
        return publish(at=at(day), decisions=wanted)
    except (NotPublishable, NothingToPublish):
        return None


def assert_may_be_refused(draft, problem):
    """A correction of a value in force is never refused for want of notice."""
    if draft.decisions.corrects is None:
        return
    row = next(row for row in draft.differing if row.slug == problem.slug)
    is_in_force = row.before and row.before["now"].get("effective_on", "") <= draft.on.isoformat()
    names = {problem.field} if problem.code != "too_early" else set(row.waiting)
    assert not is_in_force or names & row.before.get("next", {}).keys() or problem.field == "name"


def assert_laws(publication):
    on = publication.published_on
    for change in publication.changes.all():
        earliest, until = change.earliest_effective_on, change.objection_until_on
        assert (earliest is None) == (until is None) == (change.counted_from_on is None)
        if earliest is None:
            assert change.short_notice is None
            continue
        assert bool(change.short_notice) == (change.effective_on < earliest)
        assert until >= on, "nobody is told of a day that is past"
        assert change.material
        event("owes" if change.counted_from_on >= on else "moved later")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_edited_and_decided_no_notice_is_cut_short(data):
    draw = data.draw
    with transaction.atomic():
        make_portal(**draw(rules))
        add_row("Acme", places=["US"], purpose="one", effective_on="2024-01-01")
        publish(at=at("2026-11-01"))
        for day in sorted(draw(st.lists(days, min_size=2, max_size=5))):
            for slug in draw(st.sets(st.sampled_from(SLUGS), min_size=1)):
                row = Subprocessor.objects.filter(slug=slug).first()
                values = draw(edits)
                if row is None:
                    add_row(slug.title(), effective_on=draw(days))
                elif slug == "acme":
                    values.pop("effective_on", None)
                    edit_row(row, **values)
                else:
                    edit_row(row, **values)
            if draw(st.integers(0, 3)) == 0:
                Portal.objects.update(**draw(rules))
            publication = try_to_publish(draw, day)
            if publication is not None:
                assert_laws(publication)
        verify()
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=rules, first=st.integers(0, 40), later=st.integers(1, 40), told=st.integers(0, 20))
def test_a_plan_moved_later_keeps_its_first_earliest_day_and_dropped_counts_anew(
    rule, first, later, told
):
    places = ("acme", "places")
    with transaction.atomic():
        make_portal(**{**rule, "notice_days": rule["notice_days"] or 7})
        add_row("Acme", places=["US"], effective_on="2024-01-01")
        publish(at=at("2026-11-01"))
        edit_row(Subprocessor.objects.get(), places=["IE"])
        earliest = date.fromisoformat(prepare(at=at("2026-11-02")).earliest)
        start = earliest + timedelta(days=first)
        announced = publish(
            at=at("2026-11-02"), decisions=Decisions(days={keys[0]: start.isoformat()})
        ).changes.get()
        again = min(start - timedelta(days=1), date(2026, 11, 2) + timedelta(days=told)).isoformat()
        moved_to = (start + timedelta(days=later)).isoformat()
        moved = publish(at=at(again), decisions=Decisions(moved={places: moved_to})).changes.get()
        assert moved.short_notice is None
        assert moved.earliest_effective_on == announced.earliest_effective_on == earliest
        assert moved.counted_from_on == announced.counted_from_on
        assert moved.objection_until_on >= announced.objection_until_on
        dropped = publish(at=at(again, 10), decisions=Decisions(dropped=frozenset({places})))
        assert dropped.changes.get().notice == {}
        edit_row(Subprocessor.objects.get(), places=["IE"])
        anew = prepare(at=at(again, 11)).earliest
        assert anew >= earliest.isoformat()
        change = publish(at=at(again, 11), decisions=Decisions(days={keys[0]: anew})).changes.get()
        assert change.earliest_effective_on.isoformat() == anew
        assert prepare(at=at(again, 12)).earliest == anew, "twice on one day counts the same"
        transaction.set_rollback(True)
