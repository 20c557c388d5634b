"""Copies of a SQLite database, and files that never replace another. Plain Python."""

import os
import sqlite3
from contextlib import closing, contextmanager

#: How many copies of a database are kept.
KEPT = 5


@contextmanager
def new_private_file(file):
    """A draft to write to, which takes the name ``file`` once all is done, for its owner alone.

    Raises FileExistsError where ``file`` is there already. What fails leaves no file.
    """
    _make(file)
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        _make(draft)
        yield draft
        draft.replace(file)
    except BaseException:
        file.unlink()
        raise
    finally:
        draft.unlink(missing_ok=True)


def _make(file):
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def copy_database(database, file):
    """Copies the SQLite file ``database`` into the empty or absent ``file``.

    The copy is whole even while the database is being written to, and is one file by
    itself. Raises sqlite3.Error for what is no database, or a damaged one.
    """
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)
    with closing(source), closing(sqlite3.connect(file)) as into:
        source.backup(into)
        # Without a write-ahead log beside it, it can be moved, and read where nobody may write.
        into.execute("PRAGMA journal_mode=DELETE")
        [found] = into.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)


def refuse_truncated(file):
    """Raises sqlite3.DatabaseError where ``file`` is shorter than it says it is.

    SQLite itself reads what is missing of the last page as zeros.
    """
    with file.open("rb") as opened:
        header = opened.read(100)
    # https://www.sqlite.org/fileformat2.html#the_database_header: page size, number of pages
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    if file.stat().st_size < size * int.from_bytes(header[28:32], "big"):
        raise sqlite3.DatabaseError("it is cut off")


def copy_into_folder(database, folder, *, at):
    """Copies the SQLite file ``database`` into ``folder`` and gives the copy's path.

    The copy is named by the database and the instant ``at``; of its kind the newest five
    stay.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{database.stem}-{at:%Y%m%dT%H%M%S.%f}Z.sqlite3"
    with new_private_file(file) as draft:
        copy_database(database, draft)
    for old in sorted(folder.glob(f"{database.stem}-*.sqlite3"))[:-KEPT]:
        old.unlink()
    return file
