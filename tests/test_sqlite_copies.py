"""Copies of a SQLite database."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from subprocessors.operating.sqlite_copies import copy_into_folder

pytestmark = pytest.mark.own_database

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    """A database in use: its last write still stands in the write-ahead log."""
    path = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE note (text)")
        connection.execute("INSERT INTO note VALUES ('kept')")
        connection.commit()
        yield path


def test_a_copy_holds_what_is_still_in_the_write_ahead_log(database, tmp_path):
    copy = copy_into_folder(database, tmp_path / "backups", at=NOON)
    assert copy == tmp_path / "backups" / "portal-20261102T120000.000000Z.sqlite3"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT text FROM note").fetchall() == [("kept",)]
    assert copy.stat().st_mode & 0o077 == 0


def test_the_newest_five_stay_and_those_of_another_database_are_left_alone(database, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    other = folder / "sample-20200101T000000.000000Z.sqlite3"
    other.touch()
    copies = [copy_into_folder(database, folder, at=NOON + timedelta(seconds=n)) for n in range(7)]
    assert sorted(folder.iterdir()) == sorted([*copies[2:], other])


def test_a_copy_that_fails_leaves_the_older_ones(tmp_path):
    broken = tmp_path / "portal.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    older = tmp_path / "portal-20200101T000000.000000Z.sqlite3"
    older.touch()
    with pytest.raises(sqlite3.DatabaseError):
        copy_into_folder(broken, tmp_path, at=NOON)
    assert sorted(tmp_path.iterdir()) == sorted([broken, older])
