"""The database engine of an embedded portal: SQLite whose pages stay readable.

In WAL mode whoever opens a database first must make its ``-shm`` file, even to read, which
fails on a full disk and on a read-only file system. So each thread keeps its connection (see
``CONN_MAX_AGE``), and one that cannot be opened as usual is opened for reading alone.
"""

import os
import sqlite3
from pathlib import Path

from django.db.backends.sqlite3 import base

#: What opening, and then reading, says where ``-shm`` cannot be made (sqlite.org/rescode.html).
_CANNOT_WRITE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose connection may be a last resort, and never outlives its file."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        #: Whether the connection reads the file as it is: good for one request only.
        self.is_last_resort = False
        self._file = None

    def get_new_connection(self, conn_params):
        """Django's connection; for reading alone where nothing can be written beside the file."""
        self.is_last_resort = False
        try:
            connection = super().get_new_connection(conn_params)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE or not self._is_at_rest():
                raise
            # Without locks and log: nobody writes, or there would be a log by now.
            address = f"{self._path.absolute().as_uri()}?immutable=1"
            connection = super().get_new_connection({**conn_params, "database": address})
            self.is_last_resort = True
        self._file = self._identity()
        return connection

    def close_if_unusable_or_obsolete(self):
        """Between two requests: closes also what read a file as it was, or one put aside."""
        super().close_if_unusable_or_obsolete()
        if self.connection is None or self.in_atomic_block:
            return
        if self.is_last_resort or self._identity() not in (None, self._file):
            self.close()

    @property
    def _path(self):
        return Path(self.settings_dict["NAME"])

    def _is_at_rest(self):
        """Whether all that was ever written stands in the file itself, none of it in its log."""
        log = self._path.with_name(f"{self._path.name}-wal")
        return self._path.exists() and (not log.exists() or log.stat().st_size == 0)

    def _identity(self):
        """Which file has the database's name, or None where none has."""
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino
