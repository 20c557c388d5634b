"""HEAD through a real server: the headers of GET, no body, and no warning of one."""

import pytest
from django.test import RequestFactory
from django.urls import get_resolver

from subprocessors.front.head_requests import HeadMiddleware
from subprocessors.publishing import publish
from tests.stories import add_row, at, make_portal


@pytest.mark.django_db
def test_head_answers_as_get_does_without_the_body(client):
    make_portal()
    add_row("Acme")
    publish(at=at("2026-10-01"))
    for address in ("/subprocessors/", "/changes/1.json", "/feeds/changes.rss", "/nowhere/"):
        got, head = client.get(address), client.head(address)
        assert head.status_code == got.status_code
        assert head.headers["Content-Length"] == got.headers["Content-Length"] != "0"
        assert head.headers.get("ETag") == got.headers.get("ETag")


def test_the_body_is_left_off_before_the_server_sees_it():
    view = get_resolver().resolve("/healthz").func
    inner = HeadMiddleware(view)
    assert inner(RequestFactory().get("/healthz")).content
    assert inner(RequestFactory().head("/healthz")).content == b""


@pytest.mark.django_db
def test_a_304_says_nothing_of_a_content_that_it_does_not_have(client):
    """A cache puts its headers in place of those of the copy (RFC 9111, 3.2)."""
    make_portal()
    add_row("Acme")
    publish(at=at("2026-10-01"))
    for address in ("/subprocessors/", "/subprocessors.csv"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert again.status_code == 304
        assert again.headers["ETag"] == etag
        assert {"Cache-Control", "Last-Modified", "Vary"} <= set(again.headers)
        for name in ("Content-Length", "Content-Type", "Content-Security-Policy"):
            assert name not in again.headers
