"""Public pages with a form: no cookie, kept by nobody, sent only by whoever opened them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from subprocessors.models.portal import Portal
from tests.pages import Page, words

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.form_urls")]

OPENED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def visitor():
    """A browser as the server sees it: Django's own check by cookie is not switched off."""
    Portal.objects.create(pk=1, organisation="Example GmbH")
    return Client(enforce_csrf_checks=True)


def opened_token(visitor, address="/wish/"):
    return re.search(r'value="([^"]+)"', visitor.get(address).content.decode())[1]


def send(visitor, token, address="/wish/", **headers):
    form = {"wish": "peace", **({"form_token": token} if token is not None else {})}
    return visitor.post(address, form, headers=headers)


def test_an_opened_form_is_taken_without_any_cookie(visitor):
    answer = send(visitor, opened_token(visitor))
    assert (answer.status_code, answer.content) == (200, b"Sent: peace")
    assert not visitor.cookies


def test_neither_form_nor_answer_is_kept_by_anybody(visitor):
    for answer in (visitor.get("/wish/"), send(visitor, opened_token(visitor)), send(visitor, "x")):
        assert "no-store" in answer.headers["Cache-Control"], answer
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("token", [None, "", "x", "1:2:3", "\x00", "é", "x" * 5000])
def test_a_form_that_was_never_opened_is_refused(visitor, token):
    page = Page(send(visitor, token))
    assert page.response.status_code == 403
    assert words(page.one("h1")) == "This form is out of date"
    assert "Nothing was changed." in page.text
    assert "/wish/" in [link.get("href") for link in page.all("main//a")]


def test_a_form_can_be_sent_for_a_day(visitor):
    with time_machine.travel(OPENED_AT, tick=False) as clock:
        token = opened_token(visitor)
        clock.shift(timedelta(hours=24))
        assert send(visitor, token).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert send(visitor, token).status_code == 403


def test_the_token_of_one_address_opens_no_other(visitor):
    assert send(visitor, opened_token(visitor, "/wish/1/"), "/wish/2/").status_code == 403
    assert send(visitor, opened_token(visitor, "/wish/2/"), "/wish/2/").status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://trust.example.com", 200),  # PUBLIC_URL
        ("http://testserver", 200),  # where it was opened
        ("https://evil.example", 403),
        ("https://trust.example.com.evil.example", 403),
        ("null", 403),
    ],
)
def test_a_form_that_another_site_sends_is_refused(visitor, origin, status):
    assert send(visitor, opened_token(visitor), Origin=origin).status_code == status


def test_other_methods_are_refused_before_anything_is_asked(visitor):
    for method in ("put", "patch", "delete", "options"):
        refused = getattr(visitor, method)("/wish/")
        assert refused.status_code == 405, method
        assert refused.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.urls("trustportal.urls")
def test_nothing_public_goes_without_a_check_of_forged_forms_but_what_is_only_read():
    """So that the first form somebody adds is not left open by a wrapper made for reading."""
    for pattern in get_resolver("subprocessors.urls").url_patterns:
        view = pattern.callback
        assert getattr(view, "is_form", False) or getattr(view, "is_read_only", False), pattern
