"""The engine of an embedded portal: a connection a thread, and pages where nothing is written."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connections

from trustportal.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.own_database


@pytest.fixture
def path(tmp_path):
    """A database at rest, in WAL mode, that says "old"."""
    return make_database(tmp_path / "portal.sqlite3", "old")


def make_database(path, text):
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE note (text)")
        made.execute("INSERT INTO note VALUES (?)", [text])
    return path


@pytest.fixture
def wrapper(path, django_db_blocker):
    """A connection to it with the portal's settings."""
    own = {
        **connections["default"].settings_dict,
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"},
    }
    with django_db_blocker.unblock():
        found = DatabaseWrapper(own, "kept")
        yield found
        found.close()


def read(wrapper):
    with wrapper.cursor() as cursor:
        return [text for (text,) in cursor.execute("SELECT text FROM note").fetchall()]


def write(wrapper, text):
    with wrapper.cursor() as cursor:
        cursor.execute("UPDATE note SET text = %s", [text])


def nothing_can_be_made_beside(path):
    """As on a full disk: a link stands in the way, which SQLite follows not even for root."""
    beside = path.with_name(f"{path.name}-shm")
    beside.symlink_to("nowhere")
    return beside


def test_a_connection_is_kept_from_request_to_request(wrapper):
    read(wrapper)
    first = wrapper.connection
    for _request in range(3):
        wrapper.close_if_unusable_or_obsolete()
        assert read(wrapper) == ["old"]
    assert wrapper.connection is first


def test_what_others_wrote_is_read_by_a_kept_connection(wrapper, path):
    assert read(wrapper) == ["old"]
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE note SET text = 'new'")
    assert read(wrapper) == ["new"]


def test_where_nothing_can_be_made_beside_the_database_it_is_read_all_the_same(wrapper, path):
    nothing_can_be_made_beside(path)
    assert read(wrapper) == ["old"]
    assert wrapper.is_last_resort
    with pytest.raises(OperationalError, match="readonly database"):
        write(wrapper, "new")


def test_the_last_resort_serves_one_request_and_is_given_up_as_soon_as_it_can_be(wrapper, path):
    beside = nothing_can_be_made_beside(path)
    assert read(wrapper) == ["old"]
    wrapper.close_if_unusable_or_obsolete()
    assert wrapper.connection is None
    beside.unlink()
    write(wrapper, "new")
    assert not wrapper.is_last_resort
    wrapper.close_if_unusable_or_obsolete()
    assert read(wrapper) == ["new"]


def test_a_database_whose_last_writes_stand_in_its_log_is_not_read_without_it(wrapper, path):
    """Reading the file as it is would show what was before."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE note SET text = 'in the log'")
        other.commit()
        shutil.copy(f"{path}-wal", f"{path}-kept")
        shutil.copy(path, f"{path}-file")
    shutil.move(f"{path}-file", path)
    shutil.move(f"{path}-kept", f"{path}-wal")
    nothing_can_be_made_beside(path)
    with pytest.raises(OperationalError):
        read(wrapper)


def test_a_database_that_is_not_there_is_no_last_resort(wrapper, path):
    path.unlink()
    path.mkdir()
    with pytest.raises(OperationalError, match="unable to open database file"):
        read(wrapper)


def test_a_database_that_took_the_place_of_another_is_opened_anew(wrapper, path):
    assert read(wrapper) == ["old"]
    path.rename(path.with_suffix(".before"))
    wrapper.close_if_unusable_or_obsolete()
    assert read(wrapper) == ["old"], "as long as there is no other"
    make_database(path, "restored")
    wrapper.close_if_unusable_or_obsolete()
    assert read(wrapper) == ["restored"]


def test_a_connection_is_not_taken_away_within_a_transaction(wrapper, path):
    nothing_can_be_made_beside(path)
    read(wrapper)
    wrapper.in_atomic_block = True
    wrapper.close_if_unusable_or_obsolete()
    assert wrapper.connection is not None
    wrapper.in_atomic_block = False
