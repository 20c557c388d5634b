"""Tests of the portal's face, which applies at once."""

import hashlib

import pytest

from subprocessors.front.face import Face, current_face
from subprocessors.models.portal import Logo, Portal
from tests.pages import Page, opened
from tests.publications import a_row, publish_rows

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LOGO = "head/meta[@property='og:image']"


@pytest.fixture
def portal():
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    return Portal.objects.create(pk=1, organisation="Example GmbH")


def sheets(page):
    return [link.get("href") for link in page.all("link[@rel='stylesheet']")]


def test_before_there_is_a_portal_the_face_is_plain():
    assert current_face() == Face()
    assert Face().accents is None


def test_the_face_takes_one_query(portal, django_assert_num_queries):
    with django_assert_num_queries(1):
        current_face()


def test_an_accent_comes_as_a_stylesheet_of_our_own(client, portal):
    Portal.objects.update(accent="#0A7A3C")
    page = opened(client, "/subprocessors/")
    assert sheets(page)[-1] == "/face-1-0a7a3c-9db8ff.css"
    sheet = client.get(sheets(page)[-1])
    assert "--link: #0a7a3c;" in sheet.content.decode()
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]


def test_without_an_accent_there_is_one_stylesheet(client, portal):
    assert len(sheets(opened(client, "/subprocessors/"))) == 1


@pytest.mark.parametrize("colours", ["0a7a3c", "0a7a3c-9db8fg", "0A7A3C-9db8ff", "1;}-9db8ff"])
def test_no_other_words_reach_a_stylesheet(client, colours):
    assert client.get(f"/face-1-{colours}.css").status_code == 404


def test_a_logo_is_served_so_that_it_can_run_nothing(client, portal):
    digest = hashlib.sha256(SVG).hexdigest()
    Logo.objects.create(portal=portal, content=SVG, content_type="image/svg+xml", digest=digest)
    image = opened(client, "/subprocessors/").one("header//img")
    assert (image.get("src"), image.get("alt")) == (f"/logo-{digest}", "Example GmbH")
    response = client.get(f"/logo-{digest}")
    assert response.content == SVG
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )


def test_previews_of_links_show_the_logo_of_now(client, portal):
    def shown():
        return [one.get("content") for one in opened(client, "/subprocessors/").all(LOGO)]

    assert shown() == []
    for content in (b"<svg/>", b"<svg />"):
        Logo.objects.all().delete()
        digest = hashlib.sha256(content).hexdigest()
        kind = "image/svg+xml"
        Logo.objects.create(portal=portal, content=content, content_type=kind, digest=digest)
        assert shown() == [f"https://trust.example.com/logo-{digest}"]


def test_another_logo_has_another_address(client, portal):
    assert client.get(f"/logo-{'0' * 64}").status_code == 404
    assert client.get("/logo-x").status_code == 404


def test_footer_links_stand_as_written(client, portal):
    Portal.objects.update(footer_links="Privacy | https://example.com/p?a=1&b=2\n\nImprint <x> |")
    page = opened(client, "/subprocessors/")
    (menu,) = page.of_class("footer-links")
    assert [link.get("href") for link in menu.iter("a")] == ["https://example.com/p?a=1&b=2"]
    assert "Imprint <x>" in page.text


def test_the_sample_says_that_it_is_one_on_every_page(client, portal):
    addresses = ("/subprocessors/", "/subprocessors/acme/", "/subscribe/", "/changes/", "/nowhere")
    for address in addresses:
        assert "This portal is a sample" not in opened(client, address).text
    Portal.objects.update(is_sample=True)
    for address in addresses:
        assert "This portal is a sample" in opened(client, address).text


def test_facts_that_wait_to_be_published_are_shown_nowhere(client, portal):
    waiting = "Waits for the merger"
    Portal.objects.update(
        organisation=waiting, heading=waiting, introduction=waiting, notice_rule=waiting
    )
    for address in ("/subprocessors/", "/subprocessors/acme/", "/subscribe/", "/", "/nowhere"):
        assert waiting not in Page(client.get(address, follow=True)).source


@pytest.mark.parametrize("address", ["/subprocessors/", "/embed/", "/changes/", "/subscribe/"])
def test_the_empty_portal_says_whose_it_is_until_a_version_does(client, address):
    owner = Portal.objects.create(pk=1, organisation="Müller & Söhne")
    page = opened(client, address)
    assert "Müller & Söhne" in page.text
    Portal.objects.filter(pk=owner.pk).update(organisation="Müller AG")
    assert "Müller AG" in opened(client, address).text
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    assert "Müller" not in opened(client, address).source


def test_a_name_that_waits_to_be_published_moves_no_validator(client, portal):
    before = client.get("/subprocessors/").headers["ETag"]
    Portal.objects.update(organisation="Waits for the merger")
    assert client.get("/subprocessors/").headers["ETag"] == before
