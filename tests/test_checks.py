"""System checks: what each finds, and that it says what to type."""

import pytest
from django.core.checks import Error, Warning, run_checks
from django.core.checks.registry import registry
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.front.storage_faults import FULL, READ_ONLY
from subprocessors.operating import checks


def ours(databases=None, deploy=False):
    found = run_checks(databases=databases, include_deployment_checks=deploy)
    return [message for message in found if message.id.startswith("subprocessors.")]


def test_every_check_is_registered():
    known = {check.__name__ for check in registry.get_checks(include_deployment_checks=True)}
    assert {
        "archive_is_sealed",
        "public_address_is_https",
        "redirect_to_https_ends",
        "data_is_private",
        "language_is_spoken",
        "data_can_be_saved",
    } <= known


@pytest.mark.django_db
def test_a_sealed_archive_passes():
    assert ours(["default"]) == []


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error_that_says_how_to_put_it_back():
    triggers.remove(connection)
    names = ", ".join(triggers.missing(connection))
    hint = (
        "Somebody dropped or altered these triggers. Put them back: manage.py shell -c 'from"
        " django.db import connection; from subprocessors.archive import triggers;"
        " triggers.install(connection)'. Then see whether anything was altered meanwhile: manage.py"
        " verifypublications"
    )
    message = f"The archive can be rewritten. Missing in the database: {names}."
    assert ours(["default"]) == [Error(message, hint=hint, id="subprocessors.E001")]
    assert ours(databases=None) == []
    triggers.install(connection)
    assert ours(["default"]) == []


@pytest.mark.django_db
def test_triggers_that_a_pending_migration_brings_are_not_missed_yet():
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'subprocessors' AND name > '0002'"
        )
    assert ours(["default"]) == []


def test_production_settings_pass(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ours(deploy=True) == []


def test_an_unencrypted_address_is_warned_of(settings):
    settings.IS_HTTPS, settings.PUBLIC_URL = False, "http://trust.example.com"
    assert list(checks.public_address_is_https(None)) == [
        Warning(
            "PUBLIC_URL is http://trust.example.com: passwords and pages travel unencrypted.",
            hint=(
                "Put a proxy with a certificate before the portal, and set PUBLIC_URL to https://…"
            ),
            id="subprocessors.W001",
        )
    ]


@pytest.mark.parametrize(("redirects", "ids"), [(True, ["subprocessors.W002"]), (False, [])])
def test_a_redirect_without_end_is_warned_of(settings, redirects, ids):
    settings.BEHIND_PROXY, settings.SECURE_SSL_REDIRECT = False, redirects
    assert [message.id for message in ours(deploy=True)] == ids


@pytest.mark.parametrize(("mode", "ids"), [(0o755, ["subprocessors.W003"]), (0o700, [])])
def test_a_data_folder_that_others_can_open_is_warned_of(settings, tmp_path, mode, ids):
    tmp_path.chmod(mode)
    settings.DATA_DIR, settings.EMBEDDED = tmp_path, True
    found = ours(deploy=True)
    assert [message.id for message in found] == ids
    assert [message.hint for message in found] == [f"chmod 700 {tmp_path}"] * len(ids)


def test_a_language_without_texts_is_warned_of_at_every_start(settings):
    settings.ASKED_LANGUAGE, settings.LANGUAGE_CODE = "de", "en-gb"
    message = (
        "LANGUAGE_CODE='de': this release has no texts in that language, so pages and desk are in"
        " English (en-gb)."
    )
    hint = "Unset LANGUAGE_CODE, or set it to en-gb."
    assert ours() == [Warning(message, hint=hint, id="subprocessors.W004")]
    settings.ASKED_LANGUAGE = "en-gb"
    assert ours() == []


@pytest.mark.parametrize(
    ("fault", "words", "hint"),
    [
        (FULL, "is full", "Make room there."),
        (READ_ONLY, "can only be read", "Mount it so that it can be written to."),
    ],
)
def test_a_disk_on_which_nothing_can_be_saved_is_warned_of(
    settings, tmp_path, monkeypatch, fault, words, hint
):
    settings.DATA_DIR, settings.EMBEDDED = tmp_path, True
    assert ours() == []
    monkeypatch.setattr(checks, "fault_of_disk", {tmp_path: fault}.get)
    message = f"{tmp_path} is on a disk that {words}: pages are shown, and nothing can be saved."
    assert ours() == [Warning(message, hint=hint, id="subprocessors.W005")]
