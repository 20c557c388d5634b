"""A database of one's own, beside that of the test run, to migrate or to restore into."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

#: What a function made in a database of its own, to be copied: a file's path, or a name.
_made = {}


@contextmanager
def own_database(path, *, made_by=None):
    """A database to which the connection leads: SQLite's in ``path``; gives its name.

    It is empty, or as the function ``made_by`` leaves it: that runs once a process, what it
    made is copied from then on.
    """
    if connection.vendor == "sqlite":
        if made_by in _made:
            shutil.copyfile(_made[made_by], path)
        with leading_to(path):
            if made_by and made_by not in _made:
                made_by()
                connection.close()
                kept = Path(tempfile.mkdtemp()) / "made.sqlite3"
                shutil.copyfile(path, kept)
                _made[made_by] = kept
            yield path
        return
    name = f"portal_elsewhere_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        like = f" TEMPLATE {_made[made_by]}" if made_by in _made else ""
        cursor.execute(f"CREATE DATABASE {name}{like}")
        try:
            with leading_to(name):
                if made_by and made_by not in _made:
                    made_by()
                    connection.close()
                    kept = f"portal_made_{os.getpid()}_{len(_made)}"
                    cursor.execute(f"CREATE DATABASE {kept} TEMPLATE {name}")
                    _made[made_by] = kept
                yield name
        finally:  # one test that fails must not make the next ones fail
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def remove_what_was_made():
    """Removes what ``own_database`` kept to copy."""
    for kept in _made.values():
        if connection.vendor == "sqlite":
            shutil.rmtree(kept.parent)
        else:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {kept} WITH (FORCE)")
    _made.clear()


@contextmanager
def leading_to(name):
    """Lets the connection of this thread lead to the database ``name``."""
    before = connections["default"]
    own = connections.create_connection("default")
    own.settings_dict = {**own.settings_dict, "NAME": str(name)}
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = before
