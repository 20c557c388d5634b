"""The address that customers type."""

import pytest

from subprocessors.front.public_address import public_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://trust.example.com", "https://trust.example.com"),
        ("  https://Trust.Example.COM/ ", "https://trust.example.com"),
        ("https://trust.example.com:443", "https://trust.example.com"),
        ("http://trust.example.com:80/", "http://trust.example.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://xn--tst-qla.example", "https://xn--tst-qla.example"),
    ],
)
def test_an_address_is_kept_as_browsers_send_it(typed, meant):
    assert public_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "trust.example.com",
        "ftp://trust.example.com",
        "javascript:alert(1)",
        "https://",
        "https://trust.example.com/portal",
        "https://trust.example.com?x=1",
        "https://trust.example.com#top",
        "https://me:secret@trust.example.com",
        "https://trust.example.com:port",
        "https://trust.example.com:99999",
        "https://trust example.com",
        "https://trust..example.com",
        "https://-trust.example.com",
        "https://trüst.example.com",
        "https://999.1.1.1",
        "https://[2001:db8",
        "https://[zz::1]",
    ],
)
def test_what_is_no_site_is_refused_with_what_was_typed_and_an_example(typed):
    with pytest.raises(ValueError, match="is not the address of a site") as refusal:
        public_address(typed)
    assert str(refusal.value).startswith(repr(typed))
    assert str(refusal.value).endswith("such as https://trust.example.com")
