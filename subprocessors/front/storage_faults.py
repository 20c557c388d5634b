"""Why something could not be saved, where the disk is the reason: full, or read-only."""

import errno
import sqlite3
import tempfile
from pathlib import Path

from django.conf import settings

FULL, READ_ONLY = "full", "read-only"
#: PostgreSQL, Appendix A: disk_full, read_only_sql_transaction.
_BY_SQLSTATE = {"53100": FULL, "25006": READ_ONLY}
#: SQLite's own file beside a database begins with 32 KiB.
_ENOUGH = 32 * 1024
_BY_ERRNO = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


def storage_fault(error):
    """FULL or READ_ONLY where ``error``, or what caused it, is the disk's fault; else None."""
    while error is not None:
        found = _own_fault(error)
        if found:
            return found
        error = error.__cause__ or error.__context__
    return None


def _own_fault(error):
    if isinstance(error, sqlite3.OperationalError):
        return _fault_in_sqlite(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno)
    return _BY_SQLSTATE.get(getattr(error, "sqlstate", None))


def _fault_in_sqlite(code):
    """By SQLite's result code (sqlite.org/rescode.html), without the byte that says where."""
    if code == sqlite3.SQLITE_FULL:
        return FULL
    if code == sqlite3.SQLITE_READONLY:
        return fault_of_disk(_folder()) or READ_ONLY
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return fault_of_disk(_folder())  # a file beside the database cannot be made
    return None


def _folder():
    return Path(settings.DATABASES["default"]["NAME"]).absolute().parent


def fault_of_disk(folder):
    """FULL or READ_ONLY, by writing in ``folder``; None where that succeeds, or fails otherwise.

    What the file system says of itself is not enough: one that was stopped after a fault of
    the disk goes on calling itself writable.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_ENOUGH))
            probe.flush()
    except OSError as error:
        return _BY_ERRNO.get(error.errno)
    return None
