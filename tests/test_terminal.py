"""What a command does when whoever reads what it says has seen enough."""

import os
import subprocess
import sys

import pytest

from tests.served import ROOT, environment, manage

pytestmark = pytest.mark.own_database


def manage_unread(data_dir, *words):
    """What ``manage.py`` did whose output nobody reads any more: exit code and standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=environment(data_dir),
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.fixture
def portal(tmp_path):
    made = manage(
        tmp_path,
        "newportal",
        ORGANISATION="Example",
        PUBLIC_URL="https://trust.example.com",
        ADMIN_PASSWORD="correct horse battery",
    )
    assert made.returncode == 0, made.stderr
    return tmp_path


@pytest.mark.parametrize("rows", [3, 300])  # less than a pipe takes at once, and more
def test_an_import_whose_report_nobody_reads_ends_quietly_and_is_done(portal, rows):
    file = portal / "list.csv"
    lines = [f"Vendor {number},Hosting for {number}" for number in range(rows)]
    file.write_text("\n".join(["Name,Purpose", *lines]), encoding="utf-8")
    assert manage_unread(portal, "importlist", file) == (0, "")
    again = manage(portal, "importlist", file, "--dry-run")
    assert f"0 added, 0 changed, 0 renamed, {rows} as before" in again.stdout


def test_what_is_wrong_is_still_said_to_whoever_listens(portal):
    code, said = manage_unread(portal, "importlist", portal / "absent.csv")
    assert code == 1
    assert "absent.csv" in said
    assert "Traceback" not in said
