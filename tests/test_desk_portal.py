"""The desk's forms about the company: what they take, and what they refuse."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subprocessors.models.named_links import Certification, Document, NamedLink
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from tests.pages import Page
from tests.stories import add_row, make_person, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    make_portal(notice_days=30)
    person = make_person("paula", "Publisher")
    client.force_login(person)
    return person


def form_of(client, row):
    """The address of the row's form, and what a browser would post from it."""
    address = reverse(f"admin:subprocessors_{row._meta.model_name}_change", args=[row.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    assert page.content.decode().count('name="seen"') == 1
    shown = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return address, {name: value for name, value in shown.items() if value is not False}


def post_portal(client, **values):
    address, shown = form_of(client, Portal.objects.get())
    return client.post(address, {**shown, **values})


@pytest.mark.parametrize("days", ["3651", "99999999999", "-1"])
def test_a_notice_period_beyond_reason_is_refused(client, publisher, days):
    page = post_portal(client, notice_days=days)
    assert page.context["adminform"].form.errors["notice_days"]
    assert Portal.objects.get().notice_days == 30
    assert post_portal(client, notice_days="3650").status_code == 302
    assert client.get(reverse("admin:review")).status_code == 200


@pytest.mark.parametrize("model", [Service, Category, Document])
def test_an_order_that_cannot_be_published_is_refused(client, publisher, model):
    address = reverse(f"admin:subprocessors_{model._meta.model_name}_add")
    words = {"name": "Mail", "label": "Mail", "slug": "mail"}
    page = client.post(address, {**words, "order": "9" * 18})
    assert page.context["adminform"].form.errors["order"]
    assert not model.objects.exists()
    assert client.post(address, {**words, "order": "32767"}).status_code == 302


@pytest.mark.parametrize(
    "model", [Subprocessor, Portal, Service, Category, Document, Certification]
)
def test_every_field_of_the_desk_says_what_to_write(rf, admin_user, model):
    request = rf.get("/")
    request.user = admin_user
    form = admin.site.get_model_admin(model).get_form(request)()
    assert [bound.name for bound in form.visible_fields() if not bound.help_text] == []


@pytest.mark.parametrize(
    ("model", "field", "theirs", "mine"),
    [
        (Portal, "introduction", "Theirs", "Mine"),
        (Document, "name", "Theirs", "Mine"),
        (Certification, "url", "https://theirs.example", "https://mine.example"),
        (Service, "label", "Theirs", "Mine"),
        (Category, "order", 7, 9),
    ],
)
def test_the_second_of_two_editors_is_told_whatever_they_edit(
    client, publisher, model, field, theirs, mine
):
    words = {"name": "DPA"} if issubclass(model, NamedLink) else {"slug": "x", "label": "X"}
    row = Portal.objects.get() if model is Portal else model.objects.create(**words)
    row.save()
    address, shown = form_of(client, row)
    assert client.post(address, {**shown, field: theirs}).status_code == 302
    page = client.post(address, {**shown, field: mine})
    [refusal] = page.context["adminform"].form.non_field_errors()
    label = model._meta.get_field(field).verbose_name
    assert refusal.startswith("paula edited this meanwhile (")
    assert f"): {label}. Below is what you wrote." in refusal
    row.refresh_from_db()
    assert getattr(row, field) == theirs
    again = {**shown, field: mine, "seen": page.context["adminform"].form["seen"].value()}
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == mine


def test_a_logo_that_was_changed_meanwhile_is_named(client, publisher):
    Portal.objects.get().save()
    address, shown = form_of(client, Portal.objects.get())
    logo = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.post(address, {**shown, "logo_file": logo}).status_code == 302
    page = client.post(address, {**shown, "heading": "Vendors"})
    [refusal] = page.context["adminform"].form.non_field_errors()
    assert "): New logo. Below is" in refusal


def test_a_form_saved_as_it_was_leaves_no_record(client, publisher):
    service = Service.objects.create(slug="mail", label="Mail")
    address, shown = form_of(client, service)
    for seen in (shown["seen"], "", service.history.first().pk + 1):
        posted = {**shown, "label": "Post", "seen": seen}
        assert client.post(address, posted).status_code == 302
    assert service.history.count() == 2


def test_a_service_shows_the_address_of_its_list_to_hand_out(client, publisher):
    service = Service.objects.create(slug="mail", label="Mail")
    address = reverse("admin:subprocessors_service_change", args=[service.pk])
    page = Page(client.get(address))
    links = [link.get("href") for link in page.all("a")]
    assert "https://trust.example.com/subprocessors/?service=mail" in links
    assert client.get(reverse("admin:subprocessors_service_add")).status_code == 200


@pytest.mark.parametrize("model", [Service, Category])
def test_a_longer_vocabulary_asks_no_more_queries(
    client, publisher, model, django_assert_max_num_queries
):
    address = reverse(f"admin:subprocessors_{model._meta.model_name}_changelist")
    model.objects.create(slug="mail", label="Mail")
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    for number in range(9):
        model.objects.create(slug=f"w{number}", label=f"Word {number}")
    with django_assert_max_num_queries(len(found)):
        client.get(address)


def test_the_vocabulary_says_how_many_rows_use_each_word(client, publisher):
    mail = Service.objects.create(slug="mail", label="Mail")
    for name in ("Acme", "Beta"):
        add_row(name, services=[mail])
    Service.objects.create(slug="chat", label="Chat")
    page = client.get(reverse("admin:subprocessors_service_changelist"))
    used = {entry.slug: entry.use_count for entry in page.context["cl"].result_list}
    assert used == {"mail": 2, "chat": 0}


def test_the_history_of_the_portal_tells_of_its_logo(client, publisher):
    logo = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    post_portal(client, logo_file=logo)
    assert Logo.objects.count() == 1
    post_portal(client, remove_logo="on")
    assert Logo.objects.count() == 0
    text = client.get(reverse("admin:subprocessors_portal_history", args=[1])).content.decode()
    assert "New logo" in text
    assert "Logo removed" in text
