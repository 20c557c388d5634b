"""For machines that run the portal or read all of it."""

import functools

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.shortcuts import render

from subprocessors.archive import triggers
from subprocessors.archive.status import WITHDRAWN, status_of
from subprocessors.models.publication import Publication
from subprocessors.verifying.half_versions import half_versions

#: sitemaps.org: at most 50,000 addresses in one file.
_MOST_ADDRESSES = 50_000


def healthz(request):
    """200 as long as the process answers. Asks no database."""
    return _plain("ok\n")


def readyz(request):
    """200 when database, migrations, triggers and versions are in order; else 503, a line each."""
    try:
        wrong = [*_unapplied(), *_unsealed(), *_half_written()]
    except Error as error:
        wrong = [f"database: {type(error).__name__}"]
    if wrong:
        return _plain("".join(f"{line}\n" for line in wrong), status=503)
    return _plain("ok\n")


def _unapplied():
    applied = MigrationRecorder(connection).applied_migrations()
    for app, name in sorted(_migrations() - applied.keys()):
        yield f"migration not applied: {app}.{name}"


def _unsealed():
    for name in triggers.missing(connection):
        yield f"trigger missing: {name}"


def _half_written():
    for number, why in half_versions().items():
        yield f"version {number} is half-written: {why}"


@functools.cache
def _migrations():
    """Every migration of the code, as (app, name)."""
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return loader.disk_migrations.keys() - replaced


def _plain(text, status=200):
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def robots(request):
    """Everything may be read, but the desk (RFC 9309)."""
    lines = ("User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request, moment):
    """The public pages (sitemaps.org 0.9): rows that were not withdrawn, and all versions."""
    shown = moment.shown
    rows = shown.rows.values() if shown else ()
    slugs = sorted(row["slug"] for row in rows if status_of(row, shown.iso_day) != WITHDRAWN)
    versions = Publication.objects.order_by("-number").values_list("number", "published_on")
    context = {
        "base": settings.PUBLIC_URL,
        "shown": shown,
        "slugs": slugs,
        "versions": versions[: max(0, _MOST_ADDRESSES - len(slugs) - 5)],
    }
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
