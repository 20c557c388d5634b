"""Copies of a PostgreSQL database, by its own ``pg_dump`` and ``pg_restore``."""

import os
import shutil
import subprocess

from django.db import transaction
from django.db.backends.postgresql.client import DatabaseClient

#: How a file of pg_dump's custom format begins.
MAGIC = b"PGDMP"


class CannotDump(Exception):
    """A program of PostgreSQL is missing or failed; the message says which, and what it said."""


def dump_database(connection, file):
    """Writes the whole database, as it stands at one instant, to ``file``. Raises CannotDump.

    Whoever writes to the database meanwhile is not kept waiting.
    """
    _run("pg_dump", connection, "--format=custom", "--no-owner", "--no-acl", f"--file={file}")


def load_dump(connection, file):
    """Writes what ``dump_database`` wrote into the database, all or nothing. Raises CannotDump."""
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-acl")
    _run("pg_restore", connection, *options, str(file), "--dbname")  # its name comes last


def objects_in(connection):
    """Tables, views and functions of the database, as (kind, name) for DROP; no extension's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, name FROM ("
            "SELECT oid, CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass::text"
            " FROM pg_class WHERE relkind IN ('r', 'p', 'v')"
            " AND relnamespace = current_schema()::regnamespace"
            " UNION ALL SELECT oid, 'FUNCTION', oid::regprocedure::text FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace"
            ") AS found (oid, kind, name) WHERE NOT EXISTS"
            " (SELECT FROM pg_depend WHERE objid = found.oid AND deptype = 'e')"
        )
        return cursor.fetchall()


def drop_objects(connection):
    """Drops everything that ``objects_in`` names."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for kind, name in objects_in(connection):
            cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")


def _run(program, connection, *options):
    path = shutil.which(program)
    if path is None:
        raise CannotDump(
            f"{program} is not on PATH. Install PostgreSQL's client programs (Debian:"
            " postgresql-client), of the server's version or newer."
        )
    command, variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, options)
    done = subprocess.run(
        [path, *command[1:]],
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise CannotDump(f"{program} failed: {' '.join(done.stderr.split())}")
