"""A PostgreSQL server of our own, for tests that stop it."""

import os
import shutil
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.served import free_port


class Cluster:
    """A server on 127.0.0.1 that lets ``postgres`` in without a password."""

    def __init__(self, folder, binaries):
        self._folder, self._binaries, self.port = folder, binaries, free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def make(self):
        """Makes its files."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        options = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync"]
        self._run("initdb", "--pgdata", self._data, *options)

    def start(self):
        """Starts the server, and waits until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port}"
        options += f" -c unix_socket_directories={self._folder}"
        log = ["--log", f"{self._folder}/log"]
        self._run("pg_ctl", "--pgdata", self._data, "--wait", *log, "--options", options, "start")

    def stop(self):
        """Stops it at once, whoever is connected."""
        self._run("pg_ctl", "--pgdata", self._data, "--wait", "--mode", "fast", "stop")

    def kill_connections(self):
        """Ends every connection but its own; how many that were."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != "
        with closing(psycopg.connect(self.url, autocommit=True)) as own:
            killed = own.execute(
                f"{others} pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchall()
        return len(killed)

    @property
    def _data(self):
        return f"{self._folder}/data"

    def _run(self, program, *words):
        # PostgreSQL refuses to run as root.
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, str(self._binaries / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def started(folder):
    """A Cluster in ``folder`` while it runs; skips the test where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL's own programs are not installed")
    for above in (folder, *folder.parents):
        if above.owner() != "root" or above == Path("/tmp"):
            break
        above.chmod(0o711)
    cluster = Cluster(folder, found[-1].parent)
    cluster.make()
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
