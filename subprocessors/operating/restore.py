"""A portal from a file that ``backup`` wrote."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from subprocessors import verifying
from subprocessors.notifying.sender_mark import unmark
from subprocessors.operating import postgresql_dumps, sqlite_copies
from subprocessors.operating.found import has_portal
from subprocessors.operating.upgrade import NewerDatabase, database_in_words, migrate_database

_SQLITE_MAGIC = b"SQLite format 3\0"


class CannotRestore(Exception):
    """Nothing was restored, and nothing changed; the message says why."""


def restore_portal(file, *, say, settle=lambda: None):
    """Makes the portal kept in ``file`` that of this empty database; gives verify's Report.

    An older one is migrated, and the whole chain is verified. ``settle`` is called once it
    holds, right before it takes its place; ``say`` is given each step as a sentence. Raises
    CannotRestore.
    """
    _refuse_other_kinds(file)
    refuse_used_database()
    place = _new_database if connection.vendor == "sqlite" else _emptied_on_failure
    with place(), _failures_named(file):
        if connection.vendor == "sqlite":
            connection.close()
            sqlite_copies.refuse_truncated(file)
            sqlite_copies.copy_database(file, Path(connection.settings_dict["NAME"]))
        else:
            postgresql_dumps.load_dump(connection, file)
        if not has_portal(connection):
            raise CannotRestore(f"{file} holds no portal. Nothing was changed.")
        migrate_database(say=say)
        report = verifying.verify()
        unmark()
        settle()
    return report


def refuse_used_database():
    """Raises CannotRestore where the database to restore into holds anything."""
    if connection.vendor == "sqlite":
        target = own_sqlite_file()
        name = f"The database {target}"
        is_full = target.exists() and _has_tables(target)
    else:
        name = database_in_words(connection)
        is_full = bool(postgresql_dumps.objects_in(connection))
    if is_full:
        raise CannotRestore(
            f"{name} is not empty, and nothing in it is replaced. Restore into an empty one:"
            " move it away, or set DATA_DIR or DATABASE_URL to another."
        )


def own_sqlite_file():
    """The SQLite file that a portal of one's own has, or will have."""
    return settings.OWN_DATABASE if settings.EMBEDDED else Path(connection.settings_dict["NAME"])


@contextmanager
def new_sqlite_file(target):
    """Connects to a new SQLite file, which takes the name ``target`` once all is done."""
    draft, before = target.with_suffix(".new"), connection.settings_dict["NAME"]
    connection.close()
    draft.unlink(missing_ok=True)
    connection.settings_dict["NAME"] = str(draft)
    try:
        yield
        connection.close()
        draft.rename(target)
        before = str(target)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        for left_over in target.parent.glob(f"{draft.name}*"):
            left_over.unlink()


@contextmanager
def _new_database():
    target = own_sqlite_file()
    with new_sqlite_file(target):
        yield
        for empty in (target, *target.parent.glob(f"{target.name}-*")):  # and its log
            empty.unlink(missing_ok=True)


@contextmanager
def _emptied_on_failure():
    try:
        yield
    except BaseException:
        postgresql_dumps.drop_objects(connection)
        raise


@contextmanager
def _failures_named(file):
    """Whatever goes wrong with ``file``, as CannotRestore."""
    try:
        yield
    except NewerDatabase as refusal:
        raise CannotRestore(
            f"{file} was made by a newer release: this one, {settings.RELEASE}, does not know"
            f" {', '.join(refusal.names)}. Install that release first. Nothing was changed."
        ) from refusal
    except verifying.Broken as broken:
        raise CannotRestore(
            f"What is in {file} was altered. {broken} Nothing was changed."
        ) from broken
    except (OSError, sqlite3.Error, DatabaseError, postgresql_dumps.CannotDump) as error:
        raise CannotRestore(f"{file} cannot be restored: {error}. Nothing was changed.") from error


def _refuse_other_kinds(file):
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise CannotRestore(f"{file} cannot be read: {error.strerror}.") from error
    kinds = {
        "sqlite": (_SQLITE_MAGIC, "a SQLite database"),
        "postgresql": (postgresql_dumps.MAGIC, "a dump of PostgreSQL"),
    }
    for vendor, (magic, kind) in kinds.items():
        if beginning.startswith(magic) and vendor != connection.vendor:
            raise CannotRestore(
                f"{file} is {kind}, and this portal is set to {connection.display_name}."
                " See DATABASE_URL. Nothing was changed."
            )
    magic, kind = kinds[connection.vendor]
    if not beginning.startswith(magic):
        raise CannotRestore(f"{file} is not {kind} made by manage.py backup. Nothing was changed.")


def _has_tables(path):
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as opened:
            return opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    except sqlite3.DatabaseError:
        return True  # whatever it is, it is not empty
