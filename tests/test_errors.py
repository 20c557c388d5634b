"""Tests of what is shown instead of a page."""

import io
import logging

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings

from subprocessors.models.portal import Portal
from subprocessors.views.errors import forbidden, server_error
from tests.pages import Page, opened, words
from tests.publications import a_row, publish_rows


@pytest.fixture
def portal():
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    return Portal.objects.create(pk=1, organisation="x", footer_links="Privacy | https://e.example")


@pytest.mark.django_db
def test_an_unknown_address_answers_with_the_face_of_the_portal(client, portal):
    page = opened(client, "/nowhere/at/all")
    assert page.response.status_code == 404
    assert words(page.one("h1")) == "Page not found"
    assert "Example GmbH" in page.text
    assert "Privacy" in page.text
    assert "/subprocessors/" in [link.get("href") for link in page.all("main//a")]


@pytest.mark.django_db
def test_each_failure_has_its_own_status_and_words(client, portal):
    request = RequestFactory().get("/")
    for answer, status in ((forbidden(request), 403), (server_error(request), 500)):
        assert answer.status_code == status
        page = Page(answer)
        assert len(page.all("h1")) == 1
        assert "Privacy" in page.text


@pytest.mark.django_db
def test_a_form_from_before_signing_in_says_what_to_do(portal):
    page = Page(Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"}))
    assert page.response.status_code == 403
    assert words(page.one("h1")) == "This form is out of date"
    assert "Nothing was changed." in page.text
    assert not page.all("head/style")


def test_with_no_database_a_failure_is_still_told():
    with connection.execute_wrapper(_refuse):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert words(Page(response).one("h1")) == "This page cannot be shown"


@pytest.mark.django_db
def test_with_no_stylesheet_collected_a_failure_is_still_told(tmp_path):
    missing = {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=missing, STATIC_ROOT=tmp_path):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert words(Page(response).one("h1")) == "This page cannot be shown"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/%ff%fe",
        "/subprocessors/%00/",
        "/subprocessors//",
        "/%2e%2e/",
        "/🦀/",
        "/.env",
    ],
)
def test_addresses_nobody_meant_are_not_found(client, address):
    assert client.get(address).status_code in (400, 404)


@pytest.fixture
def log():
    """What is written to the log, as a server writes it."""
    (handler,) = (h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(before)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/subprocessors/?q=%00", "Bad Request: /subprocessors/"),
        ("/changes.json?after=x", "Bad Request: /changes.json"),
        ("/nowhere/", "Not Found: /nowhere/"),
    ],
)
def test_nonsense_in_an_address_is_one_line_of_the_log(client, portal, log, address, said):
    client.get(address)
    assert log.getvalue().endswith(f" WARNING django.request: {said}\n")
    assert log.getvalue().count("\n") == 1


def test_a_failure_of_our_own_is_logged_with_its_traceback(log):
    try:
        _refuse(*"abcde")
    except ConnectionError:
        logging.getLogger("django.request").exception("Internal Server Error: /")
    assert "Traceback" in log.getvalue()
    assert log.getvalue().endswith("ConnectionError: no database\n")


def _refuse(execute, sql, params, many, context):
    raise ConnectionError("no database")
