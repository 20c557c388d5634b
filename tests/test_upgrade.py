"""Whether a database fits this release."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from subprocessors.operating import upgrade
from tests.stories import TOLD_AT

pytestmark = pytest.mark.django_db


def test_a_database_of_this_release_has_nothing_to_do():
    assert upgrade.pending_migrations() == []
    assert upgrade.unknown_migrations() == []
    said = []
    upgrade.upgrade_database(at=TOLD_AT, say=said.append)
    assert said == []


def test_what_a_newer_release_applied_is_named_and_refused():
    recorder = MigrationRecorder(connection)
    recorder.record_applied("subprocessors", "0099_later")
    recorder.record_applied("notices", "0001_an_app_of_later")
    names = ["notices.0001_an_app_of_later", "subprocessors.0099_later"]
    assert upgrade.unknown_migrations() == names
    with pytest.raises(upgrade.NewerDatabase) as refusal:
        upgrade.upgrade_database(at=TOLD_AT, say=pytest.fail)
    assert f"does not know {', '.join(names)}. Install the newer release" in str(refusal.value)


def test_what_is_pending_is_named():
    [(app, newest)] = MigrationLoader(connection).graph.leaf_nodes("subprocessors")
    MigrationRecorder(connection).record_unapplied(app, newest)
    assert upgrade.pending_migrations() == [f"{app}.{newest}"]
