"""A copy of the whole portal in a file."""

import sqlite3
from pathlib import Path

from django.db import connection

from subprocessors.operating import postgresql_dumps, sqlite_copies
from subprocessors.operating.found import has_portal
from subprocessors.operating.upgrade import database_in_words


class CannotBackUp(Exception):
    """Nothing was copied; the message says why."""


def back_up_portal(file):
    """Copies the database to the new file ``file``, whole even while it is being written to.

    Raises CannotBackUp.
    """
    if not has_portal(connection):
        raise CannotBackUp(f"{database_in_words(connection)} holds no portal to copy.")
    try:
        with sqlite_copies.new_private_file(file) as draft:
            if connection.vendor == "sqlite":
                sqlite_copies.copy_database(Path(connection.settings_dict["NAME"]), draft)
            else:
                postgresql_dumps.dump_database(connection, draft)
    except FileExistsError as error:
        raise CannotBackUp(f"{file} exists. Choose another name; no file is replaced.") from error
    except (OSError, sqlite3.Error, postgresql_dumps.CannotDump) as error:
        raise CannotBackUp(f"The database cannot be copied to {file}: {error}.") from error
