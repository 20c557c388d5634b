"""NUL characters on the desk: forms refuse them, and what a program set breaks no page."""

import pytest
from django.db import connection

from subprocessors.archive.digests import values_of
from subprocessors.models.named_links import Document
from subprocessors.models.portal import Portal
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import publish
from tests.stories import add_row, at, make_person, make_portal

pytestmark = pytest.mark.django_db
DESK = "/admin/subprocessors"
PUBLIC = ("/", "/subprocessors/", "/subprocessors/acme/", "/changes/", "/subprocessors.json")
PAGES = (
    "/admin/",
    "/admin/review/",
    "/admin/import/",
    f"{DESK}/subprocessor/",
    f"{DESK}/portal/1/change/",
    f"{DESK}/service/",
    f"{DESK}/category/",
    f"{DESK}/publication/",
)


@pytest.fixture(autouse=True)
def opened(client):
    """A portal with a service, a category, and something that waits."""
    make_portal()
    chat = Service.objects.create(slug="chat", label="Chat", is_public=True)
    hosting = Category.objects.create(slug="hosting", label="Hosting")
    add_row("Acme", services=[chat], category=hosting)
    publish(at=at("2026-11-02"))
    add_row("Bolt", services=[chat], category=hosting, effective_on="2026-11-03")
    client.force_login(make_person("paula", "Publisher"))


def set_by_program(what):
    if what == "service":
        Service.objects.update(label="Li\x00ve chat")
    elif what == "category":
        Category.objects.update(label="Ser\x00vers")
    elif what == "document":
        Document.objects.create(name="D\x00PA", url="https://example.com/dpa")
    else:
        Portal.objects.update(**{what: "Our\x00 list | https://example.com/"})


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no NUL at all")
@pytest.mark.parametrize(
    "what",
    ["heading", "introduction", "notice_rule", "footer_links", "service", "category", "document"],
)
def test_what_a_program_set_breaks_no_page_and_is_published_without(client, what):
    set_by_program(what)
    for address in PAGES:
        assert client.get(address).status_code == 200, address
    for address in PUBLIC:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        assert b"\x00" not in response.content, address
    published = publish(at=at("2026-11-03")).snapshot.document
    stated = str([values_of(published, name) for name in ("facts", "vocabulary")])
    assert "\\x00" not in stated
    if what != "footer_links":  # which is no fact
        assert any(text in stated for text in ("Our list", "Live chat", "Servers", "DPA"))
    for address in PUBLIC:
        assert b"\x00" not in client.get(address, follow=True).content, address


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{DESK}/portal/1/change/", "heading"),
        (f"{DESK}/portal/1/change/", "introduction"),
        (f"{DESK}/portal/1/change/", "footer_links"),
        (f"{DESK}/service/chat/", "label"),
        (f"{DESK}/category/hosting/", "label"),
        (f"{DESK}/document/add/", "name"),
    ],
)
def test_every_form_of_the_desk_refuses_a_nul(client, address, field):
    for model, slug in ((Service, "chat"), (Category, "hosting")):
        pk = model.objects.get(slug=slug).pk
        address = address.replace(f"/{slug}/", f"/{pk}/change/")
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    response = client.post(address, {**sent, field: "Our\x00 list"})
    assert response.status_code == 200
    assert "Null characters are not allowed" in response.content.decode()
