"""Whether a database fits this release, and bringing it up to it."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection as default_connection
from django.db.migrations.executor import MigrationExecutor

from subprocessors.operating.sqlite_copies import copy_into_folder


class NewerDatabase(Exception):
    """The database was written by a newer release; the message names what is unknown."""

    def __init__(self, connection, names):
        super().__init__(
            f"{database_in_words(connection)} was made by a newer release: this one,"
            f" {settings.RELEASE}, does not know {', '.join(names)}. Install the newer release,"
            f" or restore a copy from {settings.DATA_DIR / 'backups'}. Nothing was changed."
        )
        self.names = names


class CannotCopyFirst(Exception):
    """The database could not be copied before it is migrated; the message says why."""


def database_in_words(connection):
    """The database in words: its file, or its name and host."""
    target = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"The database {target['NAME']}"
    return f"The database {target['NAME']} at {target['HOST'] or 'the local socket'}"


def pending_migrations(connection=default_connection):
    """The migrations that this release has and the database has not, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown_migrations(connection=default_connection):
    """The migrations that the database has and this release has not, sorted."""
    loader = MigrationExecutor(connection).loader
    known = loader.disk_migrations.keys() | {
        replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces
    }
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations.keys() - known)


def upgrade_database(*, at, say):
    """Migrates the database where something is pending; an SQLite file is copied first.

    ``say`` is given each step as a sentence. Raises NewerDatabase and CannotCopyFirst, and
    changes nothing then.
    """
    refuse_newer_database()
    if not pending_migrations():
        return
    if default_connection.vendor == "sqlite" and default_connection.introspection.table_names():
        say(f"Copied the database to {_copied(at)}.")
    migrate_database(say=say)


def _copied(at):
    database, folder = default_connection.settings_dict["NAME"], settings.DATA_DIR / "backups"
    try:
        return copy_into_folder(Path(database), folder, at=at)
    except (OSError, sqlite3.Error) as error:
        raise CannotCopyFirst(
            f"The database cannot be copied to {folder} before it is migrated: {error}. Make room"
            " there. Nothing was changed."
        ) from error


def refuse_newer_database():
    """Raises NewerDatabase where the database holds migrations that this release has not."""
    names = unknown_migrations()
    if names:
        raise NewerDatabase(default_connection, names)


def migrate_database(*, say):
    """Migrates the database where something is pending, without a copy; as ``upgrade_database``."""
    refuse_newer_database()
    steps = len(pending_migrations())
    if not steps:
        return
    words = "1 step" if steps == 1 else f"{steps} steps"
    say(f"Migrating the database: {words}.")
    call_command("migrate", interactive=False, verbosity=0)
