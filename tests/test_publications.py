"""Tests of the publications that other tests stand on."""

import pytest

from subprocessors.archive import unsealing
from subprocessors.models.publication import Change, Publication
from tests.publications import a_row, publish_rows

pytestmark = pytest.mark.django_db


def test_publications_made_by_hand_chain_and_hold():
    first = publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    second = publish_rows(
        [a_row("acme"), a_row("bolt", effective_on="2026-12-24")],
        number=2,
        published_at="2026-11-20",
    )
    for publication in (first, second):
        assert unsealing.read(publication.snapshot.data)["digest"] == publication.digest
    assert second.snapshot.document["head"]["previous"] == first.digest
    assert Publication.objects.newest() == second


def test_their_changes_are_those_between_the_lists():
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    publish_rows(
        [a_row("acme", purpose="E-mail"), a_row("bolt", effective_on="2026-12-24")],
        number=2,
        published_at="2026-11-20",
    )
    told = [
        (change.publication_id, change.kind, change.slug, change.material)
        for change in Change.objects.order_by("publication_id", "position")
    ]
    assert told == [
        (1, "added", "acme", False),
        (2, "added", "bolt", True),
        (2, "changed", "acme", True),
    ]
