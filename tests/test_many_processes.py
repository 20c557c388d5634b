"""Any number of web processes on one database, and a database that goes and comes back."""

import json
import os
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests import postgresql
from tests.served import PATIENCE, ROOT, environment, free_port, manage, running
from tests.served import make as typed
from tests.test_running import Visitor

PROCESSES = 8
#: A minute by ``MANY_PROCESSES_SECONDS=60``; for every run, a few.
SECONDS = float(os.environ.get("MANY_PROCESSES_SECONDS", "5"))
KEY = {"SECRET_KEY": "only-for-tests-" + "abcdefghij" * 4, "PUBLIC_URL": "http://127.0.0.1:8000"}
BEGIN = """
from tests.stories import add_row, make_portal
from subprocessors.publishing import publish
from django.utils import timezone
make_portal(time_zone="UTC")
for name in ("Acme", "Bolt", "Crow"):
    add_row(name, effective_on="2024-01-01", notes="At first")
publish(at=timezone.now())
"""
END = """
import json
from tests.folding import fold_changes
from subprocessors.archive.digests import values_of
from subprocessors.models.publication import Publication
from subprocessors.verifying import verify
count, rows = verify().publications, []
numbers = list(Publication.objects.order_by("number").values_list("number", flat=True))
for one in Publication.objects.select_related("snapshot").order_by("number"):
    document = one.snapshot.document
    rows = fold_changes(rows, values_of(document, "changes"), on=one.published_on.isoformat())
    assert rows == values_of(document, "rows"), one.number
print(json.dumps({"verified": count, "is_whole": numbers == list(range(1, count + 1))}))
"""


@pytest.fixture
def database(tmp_path):
    """DATABASE_URL of a fresh database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        return
    url, name = os.environ["DATABASE_URL"], f"portal_many_{os.getpid()}"
    with closing(psycopg.connect(url, autocommit=True)) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield url.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_eight_that_publish_edit_and_read_at_once_keep_every_promise(database, tmp_path):
    variables = {**KEY, "DATABASE_URL": database, "CACHE_SECONDS": "0"}

    def command(*words):
        done = manage(tmp_path, *words, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    command("migrate", "--verbosity", "0")
    command("collectstatic", "--verbosity", "0", "--no-input")
    command("shell", "--no-imports", "-c", BEGIN)
    many = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.one_of_many", str(SECONDS), str(seed)],
            cwd=ROOT,
            env={
                **environment(tmp_path, **variables),
                "DJANGO_SETTINGS_MODULE": "trustportal.settings",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    told = [one.communicate(timeout=SECONDS + PATIENCE) for one in many]
    assert [one.returncode for one in many] == [0] * PROCESSES, [errors for _said, errors in told]
    done = [json.loads(said) for said, _errors in told]
    published = 1 + sum(one.get("published", 0) for one in done)
    assert published > 1
    assert sum(one.get("compared list and version", 0) for one in done) > 0
    end = json.loads(command("shell", "--no-imports", "-c", END))
    assert end == {"verified": published, "is_whole": True}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A PostgreSQL of our own, that may be stopped; its port."""
    if connection.vendor != "postgresql":
        pytest.skip("runs with the tests on PostgreSQL")
    with postgresql.started(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def test_a_killed_connection_and_a_restarted_server_need_no_restart_of_ours(cluster, tmp_path):
    variables = {**KEY, "DATABASE_URL": cluster.url, "ORGANISATION": "Example GmbH"}
    made = typed("new", tmp_path, ADMIN_PASSWORD="for this portal alone", **variables)
    assert made.returncode == 0, made.stderr
    variables |= {"PORT": str(free_port()), "CACHE_SECONDS": "0"}
    with running(tmp_path, **variables) as (address, _said):
        visitor = Visitor(address)

        def statuses():
            """Of what is kept, of what Django answers, and of the probe; by every thread."""
            paths = ("/changes/", "/subprocessors/?q=acme", "/readyz")
            return {visitor.get(path)[0] for _time in range(24) for path in paths}

        assert statuses() == {200}
        assert cluster.kill_connections() > 0
        assert statuses() == {200}
        cluster.stop()
        assert visitor.get("/readyz")[0] == 503
        assert visitor.get("/changes/")[0] == 500
        cluster.start()
        assert statuses() == {200}
