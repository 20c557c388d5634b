"""Whose request it is, and the headers that every page carries."""

import pytest

from subprocessors.front.security import client_address


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "", "127.0.0.1"),
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1,", "127.0.0.1"),
    ],
)
def test_only_what_the_proxy_wrote_itself_tells_where_a_request_comes_from(
    rf, settings, behind_proxy, forwarded, address
):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/admin/login/", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/subprocessors/", "/embed/", "/nothing-here/", "/admin/login/"])
def test_every_page_forbids_what_it_does_not_need(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_visitor_is_given_no_cookie(client):
    client.get("/subprocessors/")
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7, 198.51.100.9", "198.51.100.9"),
        ("198.51.100.9:52110", "198.51.100.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]:52110", "2001:db8::9"),
        ("unknown", "127.0.0.1"),
    ],
)
def test_whatever_a_proxy_writes_an_address_comes_of_it(rf, settings, forwarded, address):
    settings.BEHIND_PROXY = True
    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
