"""What the desk says where nothing can be saved: that it is the disk, and what is wrong with it."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from subprocessors.front.storage_faults import FULL, READ_ONLY, fault_of_disk, storage_fault
from subprocessors.models.portal import Portal
from tests.pages import Page, words

#: Takes every write as a full disk does (Linux, full(4)).
DEV_FULL = Path("/dev/full")


def raised_by(act, kind=Exception):
    with pytest.raises(kind) as found:
        act()
    return found.value


def written_to_a_full_disk():
    with DEV_FULL.open("w") as file:
        file.write("x")


def caused_by(error):
    """``error`` as Django hands it on: the cause of one of its own."""
    try:
        raise OperationalError(str(error)) from error
    except OperationalError as found:
        return found


def sqlite_error(code, words="disk I/O error"):
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.fixture
def read_only(tmp_path):
    """The error of writing to a SQLite database that can only be read."""
    path = tmp_path / "kept.sqlite3"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE note (text)")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        return raised_by(lambda: opened.execute("INSERT INTO note VALUES (1)"))


@pytest.mark.skipif(not DEV_FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_called_full():
    error = raised_by(written_to_a_full_disk, OSError)
    assert storage_fault(error) == storage_fault(caused_by(error)) == FULL


def test_a_database_that_takes_no_more_is_on_a_full_disk(tmp_path):
    with closing(sqlite3.connect(tmp_path / "small.sqlite3")) as small:
        small.execute("PRAGMA max_page_count = 2")
        small.execute("CREATE TABLE note (text)")
        error = raised_by(lambda: small.execute("INSERT INTO note VALUES (zeroblob(99999))"))
    assert storage_fault(caused_by(error)) == FULL


def test_a_database_that_can_only_be_read_is_called_so(read_only):
    assert storage_fault(caused_by(read_only)) == READ_ONLY


@pytest.mark.parametrize(
    ("state", "fault"), [("53100", FULL), ("25006", READ_ONLY), ("40001", None)]
)
def test_postgresql_says_it_by_its_own_codes(state, fault):
    error = Exception("could not extend file")
    error.sqlstate = state
    assert storage_fault(caused_by(error)) == fault


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, 4874])  # the last: no room for -shm
def test_a_file_that_cannot_be_made_is_the_disks_fault_only_where_the_disk_says_so(
    code, monkeypatch
):
    assert storage_fault(sqlite_error(code)) is None
    for number, fault in ((errno.ENOSPC, FULL), (errno.EROFS, READ_ONLY), (errno.EACCES, None)):
        monkeypatch.setattr(
            "subprocessors.front.storage_faults.tempfile.TemporaryFile", refusing(number)
        )
        assert storage_fault(sqlite_error(code)) == fault


def refusing(number):
    def refuse(**_where):
        raise OSError(number, "refused")

    return refuse


def test_looking_at_the_disk_leaves_nothing_there(tmp_path):
    assert fault_of_disk(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("UNIQUE constraint failed"),
        sqlite_error(sqlite3.SQLITE_BUSY, "database is locked"),
        FileNotFoundError(errno.ENOENT, "No such file"),
        ValueError("nonsense"),
        None,
    ],
)
def test_what_is_not_the_disks_fault_is_not_put_on_it(error):
    assert storage_fault(error) is None


@pytest.fixture
def staff():
    """A browser whose every wish meets a full disk."""
    Portal.objects.create(pk=1, organisation="Example GmbH")
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.urls("tests.full_disk_urls")
@pytest.mark.skipif(not DEV_FULL.exists(), reason="this system has no /dev/full")
def test_what_cannot_be_saved_is_refused_by_naming_the_disk(staff):
    page = Page(staff.post("/save/"))
    assert page.response.status_code == 503
    assert words(page.one("h1")) == "Nothing was saved"
    assert "The disk that holds the portal's data is full." in page.text
    assert "no-store" in page.response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.urls("tests.full_disk_urls")
@pytest.mark.skipif(not DEV_FULL.exists(), reason="this system has no /dev/full")
def test_a_page_that_was_only_read_does_not_say_that_something_was_not_saved(staff):
    page = Page(staff.get("/save/"))
    assert page.response.status_code == 500
    assert words(page.one("h1")) == "This page cannot be shown"
