"""A version of which only a part stands: how it is seen, and the way out."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from subprocessors.archive import triggers
from subprocessors.models.publication import Change, Publication, Snapshot
from subprocessors.operating.clearing import CannotClear, clear_half_versions
from subprocessors.publishing import NotPublishable, publish
from subprocessors.verifying import verify
from subprocessors.verifying.half_versions import half_versions
from tests.publications import a_row, publish_rows
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
NO_SNAPSHOT = "its snapshot is missing"
ALONE = "it has a snapshot and is not there itself"


@pytest.fixture(autouse=True)
def three_versions():
    make_portal()
    row = add_row("Acme", effective_on="2024-01-01")
    publish(at=at("2026-11-02"))
    for day, notes in (("2026-11-03", "Night shift"), ("2026-11-04", "Day shift")):
        edit_row(row, notes=notes)
        publish(at=at(day))


def without_triggers(act):
    """Does ``act`` as a program would that came before the triggers, or went round them."""
    triggers.remove(connection)
    act()
    triggers.install(connection)


def lose_snapshot(number):
    without_triggers(Snapshot.objects.filter(publication=number).delete)


def a_change(number):
    return Change(
        publication_id=number,
        position=0,
        slug="acme",
        kind="changed",
        material=True,
        effective_on="2026-11-05",
        fields={},
        name="Acme",
    )


def test_whole_versions_are_none_and_nothing_is_cleared():
    assert half_versions() == {}
    with pytest.raises(CannotClear, match="No version is half-written"):
        clear_half_versions()


def test_a_version_without_its_snapshot_makes_the_portal_not_ready_and_says_why(client):
    lose_snapshot(3)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == f"version 3 is half-written: {NO_SNAPSHOT}\n"


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (lambda: Snapshot(publication_id=4, content=b"x"), ALONE),
        (lambda: a_change(4), "it has changes and is not there itself"),
    ],
)
def test_what_stands_without_its_publication_is_half_a_version_and_can_be_cleared(
    client, left, why
):
    """Such as a program leaves that skips the foreign keys of SQLite."""
    with transaction.atomic():
        left().save(force_insert=True)
        text = f"version 4 is half-written: {why}\n"
        assert client.get("/readyz").content.decode() == text
        assert clear_half_versions() == {4: why}
        assert client.get("/readyz").status_code == 200
    assert verify().publications == 3
    assert triggers.missing(connection) == []


def test_nothing_is_published_on_half_a_version_and_the_refusal_names_it():
    lose_snapshot(3)
    with pytest.raises(NotPublishable, match="Version 3 is half-written: its snapshot") as refusal:
        publish(at=at("2026-11-05"))
    assert "docs/operations.md" in str(refusal.value)


def test_half_a_version_at_the_end_is_cleared_and_the_list_is_published_on(capsys):
    lose_snapshot(3)
    call_command("clearhalfversions")
    assert f"Version 3 was taken out: {NO_SNAPSHOT}." in capsys.readouterr().out
    assert not Change.objects.filter(publication_id=3).exists()
    assert publish(at=at("2026-11-05")).number == 3
    assert verify().publications == 3


def test_two_half_versions_at_the_end_are_cleared_together():
    lose_snapshot(2)
    lose_snapshot(3)
    assert clear_half_versions() == {2: NO_SNAPSHOT, 3: NO_SNAPSHOT}
    assert verify().publications == 1


def test_half_a_version_under_a_whole_one_is_not_cleared_and_the_way_out_is_a_copy():
    lose_snapshot(2)
    with pytest.raises(CommandError, match=r"Version 2 is half-written .* version 3 stands on it"):
        call_command("clearhalfversions")
    assert Publication.objects.count() == 3
    assert triggers.missing(connection) == []


def test_looking_for_half_versions_takes_four_queries(django_assert_num_queries):
    publish_rows([a_row("acme")], number=4, published_at="2026-11-05")
    with django_assert_num_queries(4):
        assert half_versions() == {}
