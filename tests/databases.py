"""A database of one's own, beside that of the test run, to migrate or to restore into."""

import os
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def own_database(path):
    """An empty database, to which the connection leads: SQLite's in ``path``; gives its name."""
    if connection.vendor == "sqlite":
        with leading_to(path):
            yield path
        return
    name = f"portal_elsewhere_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        with leading_to(name):
            yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
