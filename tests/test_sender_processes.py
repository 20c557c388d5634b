"""Senders as processes on one database: several at once, one stopped, one killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests.bounces import postfix
from tests.mail_servers import serving
from tests.served import PATIENCE, ROOT, environment, manage

KEY = {"SECRET_KEY": "only-for-tests-" + "abcdefghij" * 4, "PUBLIC_URL": "http://127.0.0.1:8000"}
BEGIN = """
from tests.outbox import a_delivery, a_message
from tests.stories import make_portal
make_portal()
message = a_message()
for number in range({count}):
    a_delivery(f"{{number}}@a.example", message)
"""
#: Its lease is over at once, as it would be two minutes later.
LATER = "from subprocessors.models.outbox import Delivery; from tests.outbox import NOW;"
LATER += "Delivery.objects.filter(state='sending').update(due_at=NOW)"
SAY = "from subprocessors.models.outbox import Delivery, DeliveryAttempt;"
SAY += "print(*sorted(Delivery.objects.values_list('state', flat=True)))"


@pytest.fixture
def url(tmp_path):
    """DATABASE_URL of a fresh database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        return
    server_url, name = os.environ["DATABASE_URL"], f"portal_mail_{os.getpid()}"
    with closing(psycopg.connect(server_url, autocommit=True)) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield server_url.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def post():
    with serving() as (post, place):
        post.place = place
        yield post


class Senders:
    """The portal whose outbox they work on, by its variables."""

    def __init__(self, folder, url, place):
        self._folder = folder
        self._variables = {
            **KEY,
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://{place}",
            "MAIL_FROM": "notices@octo.example",
            "MAIL_CONNECTIONS": "2",
            "BOUNCE_ADDRESS": "bounce@octo.example",
        }

    def run(self, *words):
        done = manage(self._folder, *words, **self._variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self, count):
        self.run("migrate", "--verbosity", "0")
        self.run("shell", "--no-imports", "-c", BEGIN.format(count=count))

    def start(self, *words, **variables):
        return subprocess.Popen(
            [sys.executable, "manage.py", "sendnotices", *words],
            cwd=ROOT,
            env=environment(self._folder, **{**self._variables, **variables}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def pipe(self, source, *words, **variables):
        """What the script for mail servers did with the message ``source``."""
        return subprocess.run(
            [ROOT / "deploy" / "readbounce", *words],
            env=environment(self._folder, **{**self._variables, **variables}),
            input=source,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )

    def states(self):
        return self.run("shell", "--no-imports", "-c", SAY).split()


@pytest.fixture
def senders(tmp_path, url, post):
    return Senders(tmp_path, url, post.place)


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.05)


def test_two_at_once_send_each_message_once(senders, post):
    senders.fill(60)
    both = [senders.start("--allow"), senders.start()]
    for one in both:
        _said, errors = one.communicate(timeout=PATIENCE)
        assert one.returncode == 0, errors
    senders.run("sendnotices")  # whoever came before it was allowed went away at once
    assert senders.states() == ["accepted"] * 60
    assert len(post.recipients) == len(set(post.recipients)) == 60


@pytest.mark.parametrize("command", ["RCPT", "DOT"])
def test_one_that_is_killed_leaves_the_rest_to_another(senders, post, command):
    """Killed before DATA, the message comes once; within it, perhaps twice. Nobody is skipped."""
    senders.fill(10)
    post.answers[command] = [None, None, None, "stall", None]
    killed = senders.start("--allow", MAIL_CONNECTIONS="1")
    wait_until(post.is_stalling.is_set)
    killed.kill()
    killed.wait(timeout=PATIENCE)
    post.goes_on.set()
    assert sorted(set(senders.states())) == ["accepted", "sending", "waiting"]
    senders.run("sendnotices")
    assert senders.states() == ["accepted"] * 9 + ["sending"]
    senders.run("shell", "--no-imports", "-c", LATER)
    senders.run("sendnotices")
    assert senders.states() == ["accepted"] * 10
    assert set(post.recipients) == {f"{number}@a.example" for number in range(10)}
    assert len(post.recipients) <= 11
    if command == "RCPT":
        assert len(post.recipients) == 10


def test_sigterm_finishes_the_message_in_flight(senders, post):
    senders.fill(5)
    post.answers["DOT"] = [None, "stall", None]
    ended = senders.start("--watch", "--allow", MAIL_CONNECTIONS="1")
    wait_until(post.is_stalling.is_set)
    ended.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert ended.poll() is None
    post.goes_on.set()
    said, errors = ended.communicate(timeout=PATIENCE)
    assert ended.returncode == 0, errors
    assert "2 accepted. 3 wait." in said
    assert senders.states() == ["accepted"] * 2 + ["waiting"] * 3


def test_one_that_watches_sends_what_comes_later(senders, post):
    senders.fill(0)
    watching = senders.start("--watch", "--allow")
    time.sleep(1)
    senders.run("shell", "--no-imports", "-c", BEGIN.format(count=2).replace("make_portal()\n", ""))
    wait_until(lambda: len(post.taken) == 2)
    watching.terminate()
    said, errors = watching.communicate(timeout=PATIENCE)
    assert "2 accepted. 0 wait." in said, errors


def test_what_a_mail_server_pipes_back_is_marked_and_what_fails_is_kept_by_it(senders, post):
    senders.fill(1)
    senders.run("sendnotices", "--allow")
    [to] = post.senders
    source = postfix(to, "0@a.example") + b"x" * 76 * 65_536
    away = senders.pipe(source, to, DATABASE_URL="sqlite:////nowhere/portal.sqlite3")
    assert away.returncode == 75, away.stderr
    assert senders.pipe(source, to, BOUNCE_ADDRESS="nonsense").returncode == 75
    unsigned = senders.pipe(source, "bounce+1-aaaaaaaaaaaaaaaa@octo.example")
    assert unsigned.returncode == 67
    assert b"was not signed by this portal" in unsigned.stderr
    assert senders.states() == ["accepted"]
    done = senders.pipe(source)
    assert (done.returncode, done.stdout) == (0, b"Delivery 1 is marked as bounced.\n")
    assert senders.states() == ["bounced"]
