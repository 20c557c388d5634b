"""Tests of the addresses for machines: health, robots, sitemap."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from subprocessors.archive import triggers
from tests.publications import a_row, publish_rows

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_process_is_up_whatever_the_database_does(client):
    """Without the database fixture any query fails this test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_portal_in_order_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_missing_trigger_is_named(client):
    missing = min(name for name, *_rest in _triggers())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {missing}")
        else:
            cursor.execute(f"DROP FUNCTION {missing}() CASCADE")
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode()) == (
        503,
        f"trigger missing: {missing}\n",
    )
    triggers.install(connection)
    assert client.get("/readyz").status_code == 200


def _triggers():
    triggers.remove(connection)
    names = triggers.missing(connection)
    triggers.install(connection)
    return [(name,) for name in names]


@pytest.mark.django_db
def test_an_unapplied_migration_is_named(client):
    MigrationRecorder(connection).record_unapplied("subprocessors", "0003_make_the_groups")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"migration not applied: subprocessors.0003_make_the_groups\n"


def test_a_database_that_cannot_be_reached_is_named_and_nothing_more(tmp_path):
    """In a process of its own, with an address where no database listens."""
    program = (
        "import django; django.setup(); from django.test import Client;"
        "answers = [Client(raise_request_exception=False).get(p) for p in ('/readyz', '/healthz')];"
        "print([(a.status_code, a.content.decode()) for a in answers])"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "trustportal.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://someone:hidden@127.0.0.1:1/portal",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "testserver",
    }
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stdout.strip() == "[(503, 'database: OperationalError\\n'), (200, 'ok\\n')]"


@pytest.mark.django_db
def test_robots_may_read_everything_but_the_desk(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: https://trust.example.com/sitemap.xml",
    ]


def addresses(client):
    """The paths in the sitemap."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{SITEMAP}urlset"
    found = [url.findtext(f"{SITEMAP}loc") for url in root]
    assert all(address.startswith("https://trust.example.com/") for address in found)
    return [address.removeprefix("https://trust.example.com") for address in found]


@pytest.mark.django_db
def test_the_sitemap_lists_rows_and_versions_and_nothing_withdrawn(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-10-01", kind="opening")
    rows = [
        a_row("acme"),
        a_row("ended", ended_on="2026-10-15"),
        a_row("dropped", effective_on="2027-01-01", withdrawn_on="2026-10-20"),
    ]
    publish_rows(rows, number=2, published_at="2026-11-01")
    assert addresses(client) == [
        "/subprocessors/",
        "/changes/",
        "/subscribe/",
        "/developers/",
        "/subprocessors/acme/",
        "/subprocessors/ended/",
        "/changes/2/",
        "/changes/1/",
    ]


@pytest.mark.django_db
def test_every_address_in_the_sitemap_answers(client):
    facts = {
        "organisation": "Example GmbH",
        "time_zone": "UTC",
        "certifications": [{"name": "ISO 27001"}],
    }
    publish_rows([a_row("acme")], number=1, published_at="2026-10-01", kind="opening", facts=facts)
    found = addresses(client)
    assert "/" in found
    assert {client.get(address).status_code for address in found} == {200}


@pytest.mark.django_db
def test_before_the_first_publication_the_sitemap_has_what_there_is(client):
    found = addresses(client)
    assert {client.get(address).status_code for address in found} == {200}
