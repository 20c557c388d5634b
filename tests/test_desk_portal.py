"""The desk's forms about the company: what they take, and what they refuse."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from subprocessors.models.portal import Certification, Document, Logo, Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from tests.stories import make_person, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    make_portal()
    person = make_person("paula", "Publisher")
    client.force_login(person)
    return person


def post_portal(client, **values):
    address = reverse("admin:subprocessors_portal_change", args=[1])
    form = client.get(address).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return client.post(address, {**data, **values})


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


def test_the_history_of_the_portal_tells_of_its_logo(client, publisher):
    logo = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    post_portal(client, logo_file=logo)
    assert Logo.objects.count() == 1
    post_portal(client, remove_logo="on")
    assert Logo.objects.count() == 0
    text = client.get(reverse("admin:subprocessors_portal_history", args=[1])).content.decode()
    assert "New logo" in text
    assert "Logo removed" in text
