"""The sender that `make run` starts beside the server, and that ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mail_servers import serving
from tests.served import PATIENCE, ROOT, environment, manage, running
from tests.test_sender_processes import BEGIN, KEY
from trustportal import sender_keeper
from trustportal.sender_keeper import Keeper

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc"),
]


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


def test_it_starts_with_the_server_and_stops_with_it(sample_folder):
    with running(sample_folder, SEND_NOTICES="1"):
        wait_until(lambda: len(senders_of(sample_folder)) == 1)
    assert senders_of(sample_folder) == []


def test_it_steps_back_behind_whoever_answers_visitors(sample_folder):
    own = os.getpriority(os.PRIO_PROCESS, 0)
    with running(sample_folder, SEND_NOTICES="1"):
        wait_until(lambda: len(senders_of(sample_folder)) == 1)
        [sender] = senders_of(sample_folder)
        wait_until(lambda: os.getpriority(os.PRIO_PROCESS, sender) == min(19, own + 10))


def test_it_is_not_started_where_a_unit_of_its_own_runs_it(sample_folder):
    with running(sample_folder, SEND_NOTICES="0"):
        time.sleep(1)
        assert senders_of(sample_folder) == []


@pytest.mark.parametrize(
    "command",
    [
        "'manage.py', 'sendnotices', '--watch', '--beside'",
        "'-m', 'trustportal.sender_keeper'",
    ],
)
def test_it_ends_when_whoever_started_it_is_gone(sample_folder, command):
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time;"
            f"subprocess.Popen([sys.executable, {command}, str(os.getpid())]); time.sleep(600)",
        ],
        cwd=ROOT,
        env=environment(sample_folder),
    )
    wait_until(lambda: senders_of(sample_folder))
    starter.kill()
    starter.wait()
    wait_until(lambda: not senders_of(sample_folder))


def test_one_that_was_killed_is_followed_by_another_that_sends(tmp_path):
    with serving() as (post, place):
        variables = {
            **KEY,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
            "EMAIL_URL": f"smtp://{place}",
            "MAIL_FROM": "notices@octo.example",
        }
        shell = ("shell", "--no-imports", "-c")
        manage(tmp_path, "migrate", "--verbosity", "0", **variables)
        manage(tmp_path, *shell, BEGIN.format(count=1), **variables)
        manage(tmp_path, "sendnotices", "--allow", **variables)
        with running(tmp_path, SEND_NOTICES="1", **variables):
            wait_until(lambda: len(senders_of(tmp_path)) == 1)
            [killed] = senders_of(tmp_path)
            os.kill(killed, signal.SIGKILL)
            wait_until(lambda: senders_of(tmp_path) not in ([], [killed]))
            assert len(senders_of(tmp_path)) == 1
            more = BEGIN.format(count=1).replace("make_portal()\n", "")
            manage(tmp_path, *shell, more, **variables)
            wait_until(lambda: len(post.taken) == 2)
    assert senders_of(tmp_path) == []


def test_one_that_dies_is_started_again_later_each_time(tmp_path, monkeypatch, caplog):
    waited = []
    monkeypatch.setattr(Keeper, "_pause", lambda _keeper, seconds: waited.append(seconds))
    Keeper(dying(tmp_path, times=6), beside=os.getppid()).run()
    assert waited == [1, 5, 15, 60, 60, 60]
    assert "status 3" in caplog.text
    assert caplog.messages[-1].startswith("The sender was told to end")


def test_one_that_worked_for_long_is_started_again_soon(tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr(Keeper, "_pause", lambda _keeper, seconds: waited.append(seconds))
    monkeypatch.setattr(sender_keeper, "_LASTING", 0)
    Keeper(dying(tmp_path, times=3), beside=os.getppid()).run()
    assert waited == [1, 1, 1]


def test_nothing_is_started_for_a_server_that_is_gone(tmp_path):
    Keeper(dying(tmp_path, times=1), beside=1_000_000_000).run()
    assert not (tmp_path / "lived").exists()


def dying(folder, *, times):
    """The words of a process that fails so often, and then ends well."""
    code = (
        f"import pathlib, sys; file = pathlib.Path({str(folder / 'lived')!r}); file.touch();"
        " lived = file.stat().st_size; file.write_text('x' * (lived + 1));"
        f" sys.exit(3 if lived < {times} else 0)"
    )
    return ["-c", code]


def test_the_sample_sends_nothing_and_the_command_says_why(sample_folder):
    with running(sample_folder, SEND_NOTICES="1"):
        pass
    said = manage(sample_folder, "sendnotices").stdout
    assert "Nothing is sent: this database is a copy, or the sample" in said
    assert not (sample_folder / "sender-mark").exists()
