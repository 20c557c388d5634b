"""Whether a database fits this release, and bringing it up to it."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection as default_connection
from django.db.migrations.executor import MigrationExecutor

from subprocessors.operating.sqlite_copies import back_up


class NewerDatabase(Exception):
    """The database was written by a newer release; the message names what is unknown."""

    def __init__(self, connection, names):
        super().__init__(
            f"{described(connection)} was made by a newer release: this one,"
            f" {settings.RELEASE}, does not know {', '.join(names)}. Install the newer release,"
            f" or restore a copy from {settings.DATA_DIR / 'backups'}. Nothing was changed."
        )
        self.names = names


def described(connection):
    """The database in words: its file, or its name and host."""
    target = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"The database {target['NAME']}"
    return f"The database {target['NAME']} at {target['HOST'] or 'the local socket'}"


def pending(connection=default_connection):
    """The migrations that this release has and the database has not, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown(connection=default_connection):
    """The migrations that the database has and this release has not, sorted."""
    loader = MigrationExecutor(connection).loader
    known = loader.disk_migrations.keys() | {
        replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces
    }
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations.keys() - known)


def upgrade(*, at, say):
    """Migrates the database where something is pending; an SQLite file is copied first.

    ``say`` is told each step in a sentence. Raises NewerDatabase, and changes nothing then.
    """
    refuse_newer()
    if not pending():
        return
    database = default_connection.settings_dict["NAME"]
    if default_connection.vendor == "sqlite" and default_connection.introspection.table_names():
        copy = back_up(Path(database), settings.DATA_DIR / "backups", at=at)
        say(f"Copied the database to {copy}.")
    migrate(say=say)


def refuse_newer():
    """Raises NewerDatabase where the database holds migrations that this release has not."""
    names = unknown()
    if names:
        raise NewerDatabase(default_connection, names)


def migrate(*, say):
    """Migrates the database where something is pending, without a copy; as ``upgrade``."""
    refuse_newer()
    steps = len(pending())
    if not steps:
        return
    words = "1 step" if steps == 1 else f"{steps} steps"
    say(f"Migrating the database: {words}.")
    call_command("migrate", interactive=False, verbosity=0)
