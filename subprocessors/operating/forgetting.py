"""Making the database's files forget what was deleted or overwritten in them."""

from django.apps import apps
from django.db import DatabaseError

#: Whose tables hold what is written on the desk; ``admin`` is Django's own log.
_APPS = ("subprocessors", "admin")


def forget_deleted(connection):
    """Rewrites the tables, so that no page or log holds what was overwritten; gives "" or why not.

    Not within a transaction. Copies of the database are not reached, nor what a server of
    PostgreSQL archives elsewhere.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                for table in _tables():
                    cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
                return ""
            cursor.execute("VACUUM")
            is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return "somebody was reading meanwhile" if is_busy else ""
    except DatabaseError as error:
        return str(error)


def _tables():
    for app in _APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            yield model._meta.db_table
