"""System checks: what is wrong with this installation, and what to type to mend it."""

import stat

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from subprocessors.archive import triggers
from subprocessors.front.storage_faults import FULL, fault_of_disk
from subprocessors.models.publication import Publication
from subprocessors.operating.upgrade import pending_migrations


@register(Tags.database)
def archive_is_sealed(app_configs, databases=None, **kwargs):
    """E001: a trigger that keeps publications from being rewritten is missing."""
    return [fault for alias in databases or () for fault in _unsealed(connections[alias])]


def _unsealed(connection):
    if Publication._meta.db_table not in connection.introspection.table_names():
        return  # before the first migration
    missing = triggers.missing(connection)
    if missing and not pending_migrations(connection):
        yield Error(
            f"The archive can be rewritten. Missing in the database: {', '.join(missing)}.",
            hint=(
                "Somebody dropped or altered these triggers. Put them back: manage.py shell -c"
                " 'from django.db import connection; from subprocessors.archive import triggers;"
                " triggers.install(connection)'. Then see"
                " whether anything was altered meanwhile: manage.py verifypublications"
            ),
            id="subprocessors.E001",
        )


@register(Tags.security, deploy=True)
def public_address_is_https(app_configs, **kwargs):
    """W001: customers would read the list, and legal sign in, unencrypted."""
    if settings.IS_HTTPS:
        return
    yield Warning(
        f"PUBLIC_URL is {settings.PUBLIC_URL}: passwords and pages travel unencrypted.",
        hint="Put a proxy with a certificate before the portal, and set PUBLIC_URL to https://…",
        id="subprocessors.W001",
    )


@register(Tags.security, deploy=True)
def redirect_to_https_ends(app_configs, **kwargs):
    """W002: behind a proxy that is not believed, every page redirects to itself."""
    if settings.BEHIND_PROXY or not settings.SECURE_SSL_REDIRECT:
        return
    yield Warning(
        "BEHIND_PROXY is off, so no request counts as encrypted, and each is sent to"
        f" {settings.PUBLIC_URL} once more.",
        hint="Set BEHIND_PROXY=1 (the proxy sets X-Forwarded-Proto), or SSL_REDIRECT=0.",
        id="subprocessors.W002",
    )


@register(Tags.security, deploy=True)
def data_is_private(app_configs, **kwargs):
    """W003: other accounts of the machine can read drafts and the key."""
    folder = settings.DATA_DIR
    if not settings.EMBEDDED or not folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return
    yield Warning(
        f"Other accounts of this machine can open {folder}, which holds drafts and the key.",
        hint=f"chmod 700 {folder}",
        id="subprocessors.W003",
    )


@register(Tags.translation)
def language_is_spoken(app_configs, **kwargs):
    """W004: the language asked for has no texts, so that all is shown in English."""
    asked, shown = settings.ASKED_LANGUAGE, settings.LANGUAGE_CODE
    if asked == shown:
        return
    yield Warning(
        f"LANGUAGE_CODE={asked!r}: this release has no texts in that language, so pages and desk"
        f" are in English ({shown}).",
        hint="Unset LANGUAGE_CODE, or set it to en-gb.",
        id="subprocessors.W004",
    )


@register()
def data_can_be_saved(app_configs, **kwargs):
    """W005: the disk is full, or can only be read: pages are shown, and nothing is saved."""
    fault = fault_of_disk(settings.DATA_DIR) if settings.EMBEDDED else None
    if fault is None:
        return
    is_full = fault == FULL
    yield Warning(
        f"{settings.DATA_DIR} is on a disk that {'is full' if is_full else 'can only be read'}:"
        " pages are shown, and nothing can be saved.",
        hint="Make room there." if is_full else "Mount it so that it can be written to.",
        id="subprocessors.W005",
    )
