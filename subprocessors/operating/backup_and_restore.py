"""A copy of the whole portal in a file, and a portal from such a file."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from subprocessors import verifying
from subprocessors.operating import founding, postgresql_dumps, sqlite_copies, upgrading

_SQLITE_MAGIC = b"SQLite format 3\0"


class CannotKeep(Exception):
    """Nothing was copied or restored, and nothing changed; the message says why."""


def back_up(file):
    """Copies the database to the new file ``file``, whole even while it is being written to.

    Raises CannotKeep.
    """
    if not founding.has_portal(connection):
        raise CannotKeep(f"{upgrading.described(connection)} holds no portal to copy.")
    try:
        with sqlite_copies.new_file(file) as draft:
            if connection.vendor == "sqlite":
                sqlite_copies.copy(Path(connection.settings_dict["NAME"]), draft)
            else:
                postgresql_dumps.dump(connection, draft)
    except FileExistsError as error:
        raise CannotKeep(f"{file} exists. Choose another name; no file is replaced.") from error
    except (OSError, sqlite3.Error, postgresql_dumps.CannotDump) as error:
        raise CannotKeep(f"The database cannot be copied to {file}: {error}.") from error


def restore(file, *, say, settle=lambda: None):
    """Makes the portal kept in ``file`` that of this empty database; gives verify's Report.

    An older one is migrated, and the whole chain is verified. ``settle`` is called once it
    holds, right before it takes its place; ``say`` is told each step in a sentence. Raises
    CannotKeep.
    """
    _refuse_other_kinds(file)
    refuse_full()
    place = _new_database if connection.vendor == "sqlite" else _emptied_on_failure
    with place(), _said(file):
        if connection.vendor == "sqlite":
            connection.close()
            sqlite_copies.refuse_cut_off(file)
            sqlite_copies.copy(file, Path(connection.settings_dict["NAME"]))
        else:
            postgresql_dumps.load(connection, file)
        if not founding.has_portal(connection):
            raise CannotKeep(f"{file} holds no portal. Nothing was changed.")
        upgrading.migrate(say=say)
        report = verifying.verify()
        settle()
    return report


def refuse_full():
    """Raises CannotKeep where the database to restore into holds anything."""
    if connection.vendor == "sqlite":
        target = database_to_be()
        name, is_full = f"The database {target}", target.exists() and _has_tables(target)
    else:
        name, is_full = upgrading.described(connection), bool(postgresql_dumps.brought(connection))
    if is_full:
        raise CannotKeep(
            f"{name} is not empty, and nothing in it is replaced. Restore into an empty one:"
            " move it away, or set DATA_DIR or DATABASE_URL to another."
        )


def database_to_be():
    """The SQLite file that a portal of one's own has, or will have."""
    return settings.OWN_DATABASE if settings.EMBEDDED else Path(connection.settings_dict["NAME"])


@contextmanager
def drafted(target):
    """Lets the connection lead to a new SQLite file, which becomes ``target`` when all is done."""
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
    target = database_to_be()
    with drafted(target):
        yield
        for empty in (target, *target.parent.glob(f"{target.name}-*")):  # and its log
            empty.unlink(missing_ok=True)


@contextmanager
def _emptied_on_failure():
    try:
        yield
    except BaseException:
        postgresql_dumps.empty(connection)
        raise


@contextmanager
def _said(file):
    """What can go wrong with ``file``, as CannotKeep."""
    try:
        yield
    except upgrading.NewerDatabase as refusal:
        raise CannotKeep(
            f"{file} was made by a newer release: this one, {settings.RELEASE}, does not know"
            f" {', '.join(refusal.names)}. Install that release first. Nothing was changed."
        ) from refusal
    except verifying.Broken as broken:
        raise CannotKeep(
            f"What is in {file} was altered. {broken} Nothing was changed."
        ) from broken
    except (OSError, sqlite3.Error, DatabaseError, postgresql_dumps.CannotDump) as error:
        raise CannotKeep(f"{file} cannot be restored: {error}. Nothing was changed.") from error


def _refuse_other_kinds(file):
    try:
        with file.open("rb") as opened:
            beginning = opened.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise CannotKeep(f"{file} cannot be read: {error.strerror}.") from error
    kinds = {
        "sqlite": (_SQLITE_MAGIC, "a SQLite database"),
        "postgresql": (postgresql_dumps.MAGIC, "a dump of PostgreSQL"),
    }
    for vendor, (magic, kind) in kinds.items():
        if beginning.startswith(magic) and vendor != connection.vendor:
            raise CannotKeep(
                f"{file} is {kind}, and this portal is set to {connection.display_name}."
                " See DATABASE_URL. Nothing was changed."
            )
    magic, kind = kinds[connection.vendor]
    if not beginning.startswith(magic):
        raise CannotKeep(f"{file} is not {kind} made by manage.py backup. Nothing was changed.")


def _has_tables(path):
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as opened:
            return opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    except sqlite3.DatabaseError:
        return True  # whatever it is, it is not empty
