"""A portal of its own to send from, on SQLite or PostgreSQL, and the processes that work on it."""

import contextlib
import json
import os
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from benchmarks.serving.servers import ROOT

#: The server that is measured on, where it answers, unless DATABASE_URL names one.
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"
_NAME = "portal_bench_mail"
_STARTED_WITHIN = 60


@contextlib.contextmanager
def databases(folder):
    """DATABASE_URL of a fresh database on SQLite and, where a server answers, on PostgreSQL,
    by the name of each; removed at the end.
    """
    found = {"SQLite": f"sqlite:///{folder}/{_NAME}.sqlite3"}
    url = os.environ.get("DATABASE_URL", "")
    url = url if url.startswith("postgres") else POSTGRESQL
    try:
        server = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.Error:
        yield found
        return
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {_NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_NAME}")
        try:
            yield {**found, "PostgreSQL": url.rpartition("/")[0] + f"/{_NAME}"}
        finally:
            server.execute(f"DROP DATABASE {_NAME} WITH (FORCE)")


class Sending:
    """A portal on the database ``url`` that hands its mail to a sink."""

    def __init__(self, url, folder, sink):
        self.url, self.sink = url, sink
        self.variables = {
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink}",
            "MAIL_FROM": "notices@bench.example",
        }

    def run(self, *words):
        """What a Python process with these words printed."""
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **self.variables},
            stdout=subprocess.PIPE,
            check=True,
            timeout=600,
        )
        return done.stdout

    def publish(self, rows, recipients):
        """Publishes to so many: how many were queued, seconds, megabytes at most."""
        self.run("-m", "benchmarks.mailing.filling", rows, recipients)
        return json.loads(self.run("-m", "benchmarks.mailing.publishing"))

    @contextlib.contextmanager
    def senders(self, count):
        """So many senders while they run, all of them sending."""
        command = [sys.executable, "manage.py", "sendnotices", "--watch"]
        environment = {**os.environ, **self.variables}
        began = self.connections()
        processes = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
            for _number in range(count)
        ]
        try:
            wanted, deadline = began + 4 * count, time.monotonic() + _STARTED_WITHIN
            while self.connections() < wanted:
                assert time.monotonic() < deadline, "the senders do not send"
                time.sleep(0.1)
            yield processes
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=60)

    def taken(self):
        """How many messages the sink took so far."""
        return self._asked("XTAKEN")

    def connections(self):
        """How many connections it greeted so far, those that asked for this left out."""
        return self._asked("XMET")

    def _asked(self, word):
        with smtplib.SMTP("127.0.0.1", self.sink) as asking:
            code, text = asking.docmd(word)
        assert code == 250, text
        return int(text)


@contextlib.contextmanager
def running_sink():
    """The port of a sink while it runs."""
    command = [sys.executable, "-m", "benchmarks.mailing.sink"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def megabytes_at_most(pid):
    """The most memory that a process held so far, whatever whoever started it held."""
    file = Path(f"/proc/{pid}/status")
    if not file.exists():  # no Linux
        return float("nan")
    [line] = [line for line in file.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
