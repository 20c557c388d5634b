"""The laws of the archive again, through the desk and ``publish``, on stories at random."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from subprocessors.archive.digests import values_of
from subprocessors.archive.snapshots import settled
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, NothingToPublish, NotPublishable, prepare, publish
from subprocessors.publishing.decisions import GROUPS
from subprocessors.verifying import verify
from tests.folding import fold_changes
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
NAMES = ("Acme", "Bolt", "Crow")
SLUGS = tuple(name.lower() for name in NAMES)
DAYS = [(date(2026, 11, 2) + timedelta(days=count)).isoformat() for count in range(60)]
days = st.sampled_from(DAYS)
words = st.sampled_from(["one", "two", ""])
edits = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Acme", "Acme Holding", "Acme Group"]),
        "purpose": words,
        "notes": words,
        "places": st.sampled_from([[], ["US"], ["IE"], ["DE", "US"]]),
        "processing_location": st.sampled_from(["", "United States", "Ireland and the US"]),
        "services": st.sampled_from([[], ["chat"], ["api", "chat"]]),
        "products": st.sampled_from(["", "Chat"]),
        "held_back": st.booleans(),
    },
)
lifecycles = st.fixed_dictionaries(
    {},
    optional={
        "effective_on": st.none() | days,
        "ended_on": st.none() | days,
        "withdrawn_on": st.none() | days,
    },
)


def _edit(draw):
    for slug in draw(st.sets(st.sampled_from(SLUGS), min_size=1)):
        row = Subprocessor.objects.filter(slug=slug).first()
        values = draw(edits) | (draw(lifecycles) if draw(st.integers(0, 3)) == 0 else {})
        if row is None:
            row = add_row(slug.title(), effective_on=draw(days))
        services = values.pop("services", None)
        if services is not None:
            services = Service.objects.filter(slug__in=services)
        start, end = (_day(row, values, name) for name in ("effective_on", "ended_on"))
        if start and end and end < start:  # which the desk refuses
            values = {k: v for k, v in values.items() if k not in ("effective_on", "ended_on")}
        edit_row(row, services=services, **values)


def _day(row, values, name):
    """The ISO day that the edit ``values`` of ``row`` leaves in the field ``name``, or None."""
    kept = getattr(row, name)
    return values.get(name, kept and kept.isoformat())


def _decisions(draw, number):
    groups = [(slug, group) for slug in SLUGS for group in GROUPS]
    pending = [(slug, name) for slug in SLUGS for name in ("name", "places", "purpose")]
    some = st.frozensets(st.sampled_from(pending), max_size=2)
    paired = [(slug, name) for slug in SLUGS for name in ("processing_location", "products")]
    corrects = draw(st.none() | st.integers(1, number)) if number else None
    return Decisions(
        left_out=draw(st.frozensets(st.sampled_from(SLUGS), max_size=1)),
        days={group: draw(days) for group in groups},
        material=draw(st.dictionaries(st.sampled_from(groups), st.booleans(), max_size=2)),
        reasons=dict.fromkeys(groups, "As agreed"),
        moved=draw(st.dictionaries(st.sampled_from(pending), days, max_size=2)),
        dropped=draw(some),
        kept_words=draw(st.frozensets(st.sampled_from(paired), max_size=2)),
        today=draw(some) if corrects else frozenset(),
        corrects=corrects,
        reason="Typing error" if corrects else "",
    )


def _publish(draw, day):
    newest = Publication.objects.newest()
    decisions = _decisions(draw, newest.number if newest else 0)
    try:
        publication = publish(at=at(day), decisions=decisions)
    except NotPublishable as refusal:
        event(f"refused: {refusal.problems[0].code}")
        return
    except NothingToPublish:
        return
    event(f"published: {publication.kind}")
    waiting = {row.slug for row in prepare(at=at(day)).differing}
    held_back = Subprocessor.objects.filter(held_back=True).values_list("slug", flat=True)
    assert waiting <= {*decisions.left_out, *held_back}


def _assert_log_is_list():
    rows = []
    for publication in Publication.objects.order_by("number"):
        on = publication.published_on.isoformat()
        rows = fold_changes(rows, [change.part for change in publication.changes.all()], on=on)
        frozen = values_of(publication.snapshot.document, "rows")
        assert rows == frozen
        assert all(settled(row, on) == row for row in frozen)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_edited_and_decided_the_archive_holds_and_nothing_is_found_twice(db, data):
    with transaction.atomic():
        make_portal()
        for slug in ("api", "chat"):
            Service.objects.create(slug=slug, label=slug.title())
        for day in sorted(data.draw(st.lists(days, min_size=2, max_size=5))):
            _edit(data.draw)
            _publish(data.draw, day)
        verify()
        _assert_log_is_list()
        transaction.set_rollback(True)
