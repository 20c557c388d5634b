"""The sender that `make run` starts beside the server, and that ends with it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.served import PATIENCE, ROOT, environment, manage, running

pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")


def senders_of(folder):
    """The processes that send for the portal in ``folder``."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            variables = (place / "environ").read_bytes()
        except OSError:
            continue
        if b"sendnotices" in words and f"DATA_DIR={folder}\0".encode() in variables:
            found.append(int(place.name))
    return found


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.05)


def test_it_starts_with_the_server_and_stops_with_it(tmp_path):
    with running(tmp_path, SEND_NOTICES="1"):
        wait_until(lambda: len(senders_of(tmp_path)) == 1)
    assert senders_of(tmp_path) == []


def test_it_is_not_started_where_a_unit_of_its_own_runs_it(tmp_path):
    with running(tmp_path, SEND_NOTICES="0"):
        time.sleep(1)
        assert senders_of(tmp_path) == []


def test_it_ends_when_whoever_started_it_is_gone(tmp_path):
    with running(tmp_path):
        pass
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time;"
            "subprocess.Popen([sys.executable, 'manage.py', 'sendnotices', '--watch', '--beside',"
            " str(os.getpid())]); time.sleep(600)",
        ],
        cwd=ROOT,
        env=environment(tmp_path),
    )
    wait_until(lambda: senders_of(tmp_path))
    starter.kill()
    starter.wait()
    wait_until(lambda: not senders_of(tmp_path))


def test_the_sample_sends_nothing_and_the_command_says_why(tmp_path):
    with running(tmp_path, SEND_NOTICES="1"):
        pass
    said = manage(tmp_path, "sendnotices").stdout
    assert "Nothing is sent: this database is a copy, or the sample" in said
    assert not (tmp_path / "sender-mark").exists()
