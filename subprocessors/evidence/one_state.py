"""Reading the database as it is at one instant, while others go on writing."""

import contextlib

from django.db import connection, transaction


@contextlib.contextmanager
def one_state():
    """All queries within see the state that the first of them sees. Nothing may be written.

    Nobody waits for it: SQLite in WAL mode and PostgreSQL keep what the reader still needs.
    Within a transaction it is that one's state.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django's own begins IMMEDIATE, which would keep every writer waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
