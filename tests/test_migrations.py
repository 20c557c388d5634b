"""What migrations do to a database of their own: from nothing, and to tables that are sealed."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.executor import MigrationExecutor

from subprocessors.archive import triggers
from subprocessors.migrations._archive_tables import AlterArchive
from subprocessors.models.publication import Change, Publication
from subprocessors.models.roles import ROLES
from subprocessors.publishing import publish
from subprocessors.verifying import verify
from tests.databases import own_database
from tests.stories import add_row, at, make_portal

APP = "subprocessors"


@pytest.fixture
def from_nothing(tmp_path, django_db_setup, django_db_blocker):
    """An empty database."""
    with django_db_blocker.unblock(), own_database(tmp_path / "portal.sqlite3"):
        yield


@pytest.fixture
def two_versions(tmp_path, django_db_setup, django_db_blocker):
    """A database of this release with two sealed versions."""
    path = tmp_path / "portal.sqlite3"
    with django_db_blocker.unblock(), own_database(path, made_by=make_two_versions):
        yield


def make_two_versions():
    call_command("migrate", verbosity=0)
    make_portal()
    add_row("Acme", effective_on="2024-01-01")
    publish(at=at("2026-11-02"))
    add_row("Bolt", effective_on="2026-12-24")
    publish(at=at("2026-11-09"))


def permissions_of(group):
    return sorted(group.permissions.values_list("codename", flat=True))


def test_a_fresh_database_has_every_trigger_and_every_group(from_nothing):
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    found = {group.name: permissions_of(group) for group in Group.objects.all()}
    assert found == {role: sorted(codenames) for role, codenames in ROLES.items()}


def test_a_table_and_a_role_of_a_later_release_do_not_break_the_first_migrations(
    from_nothing, monkeypatch
):
    """The code of a later release seals one table more and knows one role more.

    Its own migration makes both; until that has run, neither the table nor the permission
    is there.
    """
    later = f"{APP}_lateron"
    monkeypatch.setattr(triggers, "TABLES", (*triggers.TABLES, later))
    monkeypatch.setitem(triggers._REMEDY, later, "It stays.")
    monkeypatch.setitem(triggers._REFUSED_INSERT, later, ("NEW.id < 1", "It begins at 1."))
    monkeypatch.setitem(ROLES, "Reader", ["view_lateron"])
    monkeypatch.setitem(ROLES, "Auditor", [*ROLES["Auditor"], "view_lateron"])
    call_command("migrate", verbosity=0)
    missing = triggers.missing(connection)
    assert len(missing) == 3
    assert all(name.startswith(later) for name in missing)
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES) - {"Reader"}


def run(operation, *, backwards=False):
    """Runs a migration of this one operation, as ``migrate`` does; in one transaction."""
    before = MigrationExecutor(connection).loader.project_state()
    after = before.clone()
    operation.state_forwards(APP, after)
    with connection.schema_editor(atomic=True) as editor:
        if backwards:
            operation.database_backwards(APP, editor, after, before)
        else:
            operation.database_forwards(APP, editor, before, after)
    return after.apps


def columns_of(table):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described}


def new_column(**options):
    """A column more in each table of the archive."""
    models_of = ("change", "publication", "snapshot", "redaction")
    models_of += ("storedmessage", "deliveryattempt", "acknowledgement")
    return AlterArchive(
        [migrations.AddField(name, "later", models.TextField(**options)) for name in models_of]
    )


def test_the_tables_of_the_archive_take_a_column_and_stay_sealed(two_versions):
    run(new_column(null=True))
    assert all("later" in columns_of(table) for table in triggers.TABLES)
    assert triggers.missing(connection) == []
    assert verify().publications == 2
    with pytest.raises(IntegrityError, match="cannot be changed"):
        Publication.objects.update(title="x")
    run(new_column(null=True), backwards=True)
    assert not any("later" in columns_of(table) for table in triggers.TABLES)
    assert triggers.missing(connection) == []


def test_even_a_column_for_which_sqlite_copies_the_table_leaves_it_sealed(two_versions):
    run(new_column(default="none"))
    assert triggers.missing(connection) == []
    assert Change.objects.count() == 2


def test_a_new_column_of_sealed_rows_can_be_filled_in(two_versions):
    def fill_in(apps, schema_editor):
        apps.get_model(APP, "publication").objects.update(internal_reason="Filled in")

    run(AlterArchive([migrations.RunPython(fill_in, migrations.RunPython.noop)]))
    assert set(Publication.objects.values_list("internal_reason", flat=True)) == {"Filled in"}
    assert triggers.missing(connection) == []


def test_a_migration_that_fails_leaves_the_archive_sealed(two_versions):
    def fail(apps, schema_editor):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(AlterArchive([migrations.RunPython(fail)]))
    assert triggers.missing(connection) == []


def test_the_order_of_writing_can_be_taken_back_and_made_again(two_versions):
    call_command("migrate", APP, "0003", verbosity=0)
    missing = set(triggers.missing(connection))
    others = {f"{APP}_{model}_only_append" for model in ("publication", "snapshot", "change")}
    sealed_later = (triggers.MESSAGE, triggers.ATTEMPT, triggers.ACKNOWLEDGEMENT)
    later = {name for name in missing if name.startswith(sealed_later)}
    assert missing - later == others
    assert len(later) == 9
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    assert verify().publications == 2
    call_command("migrate", APP, "0001", verbosity=0)
    assert len(triggers.missing(connection)) == 3 * len(triggers.TABLES)
