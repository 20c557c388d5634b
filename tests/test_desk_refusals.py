"""What the desk refuses, it names; what cannot be done is not offered."""

import pytest
from django.urls import reverse

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, publish
from tests.pages import opened, words
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
ACTS = {"End", "Drop before start", "Replace…", "Put back to version…"}


@pytest.fixture(autouse=True)
def administrator(client, time_machine):
    """An administrator at the desk of a portal, on 2 November 2026."""
    time_machine.move_to(TOLD_AT)
    make_portal()
    person = make_person("root")
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return person


def address(name, row, what="change"):
    return reverse(f"admin:subprocessors_{name}_{what}", args=[row.pk])


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


# Deleting


def test_a_draft_is_deleted_from_its_form(client):
    row = add_row("Acme Mail")
    [link] = opened(client, address("subprocessor", row)).of_class("deletelink")
    assert words(link) == "Delete"
    client.post(link.get("href"), {"post": "yes"})
    assert not Subprocessor.objects.exists()


def test_a_draft_that_another_replaces_says_so(client):
    row = add_row("Acme Mail")
    add_row("Beta", replaces=row)
    page = client.post(address("subprocessor", row, "delete"), {"post": "yes"}, follow=True)
    assert "Beta replaces Acme Mail. Empty “replaces” of Beta first." in said(page)
    assert Subprocessor.objects.count() == 2


@pytest.mark.parametrize(("model", "name"), [(Service, "service"), (Category, "category")])
def test_a_word_in_use_names_the_rows_that_use_it(client, model, name):
    word = model.objects.create(slug="mail", label="Mail")
    for row in ("Acme", "Beta", "Gamma"):
        values = {"services": [word]} if model is Service else {"category": word}
        add_row(row, **values)
    refusal = "3 rows use “Mail”: Acme, Beta and Gamma. Take it from them first."
    assert refusal in opened(client, address(name, word)).text
    page = client.post(address(name, word, "delete"), {"post": "yes"}, follow=True)
    assert refusal in said(page)
    chosen = {"action": "delete_selected", "_selected_action": [word.pk], "post": "yes"}
    text = client.post(reverse(f"admin:subprocessors_{name}_changelist"), chosen).content.decode()
    assert refusal in text
    assert "permission" not in text
    assert model.objects.count() == 1


@pytest.mark.parametrize(("model", "name"), [(Service, "service"), (Category, "category")])
def test_a_word_that_no_row_uses_is_deleted(client, model, name):
    for label in ("Mail", "Chat"):
        model.objects.create(slug=label.lower(), label=label)
    first, second = model.objects.all()
    assert opened(client, address(name, first)).of_class("deletelink")
    client.post(address(name, first, "delete"), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(reverse(f"admin:subprocessors_{name}_changelist"), chosen)
    assert not model.objects.exists()


def test_the_portal_is_one_and_stays(client):
    portal = Portal.objects.get()
    page = client.get(reverse("admin:subprocessors_portal_add"), follow=True)
    assert "There is one portal" in said(page)
    page = client.post(address("portal", portal, "delete"), {"post": "yes"}, follow=True)
    assert "There is one portal" in said(page)


def test_a_version_cannot_be_deleted_or_added_and_the_desk_says_what_to_do(client):
    add_row("Acme Mail", effective_on="2024-01-01")
    version = publish(at=TOLD_AT)
    page = client.post(address("publication", version, "delete"), {"post": "yes"}, follow=True)
    assert "Version 1 cannot be deleted. Correct it instead" in said(page)
    page = client.get(reverse("admin:subprocessors_publication_add"), follow=True)
    assert "A version is made by publishing" in said(page)
    assert page.redirect_chain[-1][0] == "/admin/review/"
    assert Publication.objects.count() == 1


def test_whoever_may_not_is_still_refused_without_a_word_of_the_thing(client):
    client.force_login(make_person("anna", "Auditor"))
    word = Service.objects.create(slug="mail", label="Mail")
    add_row("Acme", services=[word])
    assert client.post(address("service", word, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:subprocessors_portal_add")).status_code == 403


# Acts on a row


def acts_of(client, row):
    page = opened(client, address("subprocessor", row))
    return {words(a) for a in page.all("a")} & ACTS


def test_only_what_can_be_done_with_a_row_is_offered(client):
    used = add_row("Acme Mail", effective_on="2024-01-01")
    assert acts_of(client, used) == {"End", "Replace…"}
    publish(at=TOLD_AT)
    coming = add_row("Beta", effective_on="2026-12-24")
    dropped = add_row("Gamma", effective_on="2026-12-24", withdrawn_on="2026-11-01")
    over = add_row("Delta", effective_on="2024-01-01", ended_on="2026-10-01")
    ending = add_row("Epsilon", effective_on="2024-01-01", ended_on="2026-12-01")
    assert acts_of(client, used) == {"End", "Replace…", "Put back to version…"}
    assert acts_of(client, coming) == {"End", "Drop before start", "Replace…"}
    assert acts_of(client, dropped) == acts_of(client, over) == set()
    assert acts_of(client, ending) == {"End", "Replace…"}


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [
        ("drop", {"effective_on": "2024-01-01"}, "Acme Mail is in use already, so it cannot be"),
        ("end", {"ended_on": "2026-10-01"}, "Acme Mail is no longer used, so it cannot be ended."),
        ("replace", {"ended_on": "2026-10-01"}, "Acme Mail is no longer used, so it cannot be rep"),
        ("end", {"withdrawn_on": "2026-10-01"}, "Acme Mail is dropped already."),
        ("put-back", {}, "No version has published Acme Mail yet."),
    ],
)
def test_the_address_of_what_cannot_be_done_says_why(client, act, values, words):
    row = add_row("Acme Mail", **values)
    page = client.get(address("subprocessor", row, act), follow=True)
    assert words in said(page)
    assert page.redirect_chain[-1][0] == address("subprocessor", row)


# What is public


def state_of(client, row):
    [state] = opened(client, address("subprocessor", row)).of_class("public-state")
    return words(state)


def test_the_form_says_what_is_public_now_and_what_is_announced(client):
    service = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Acme Mail", places=["US"], services=[service], effective_on="2024-01-01")
    assert state_of(client, row) == "Not published: customers do not see this row."
    publish(at=at("2026-10-01"))
    assert state_of(client, row) == "Customers read what this form says."
    edit_row(row, places=["IE"], services=[])
    days = {("acme-mail", "material"): "2026-12-03"}
    publish(at=at("2026-10-20"), decisions=Decisions(days=days))
    assert state_of(client, row) == (
        "What customers read today, where it is not what this form says"
        " ServicesToday MailFrom 3 December 2026 All services"
        "Places of processingToday United StatesFrom 3 December 2026 Ireland"
    )
    edit_row(row, purpose="Mail", website="https://acme.example")
    assert "Nature of processingToday Not stated" in state_of(client, row)


def test_the_form_of_a_new_row_says_nothing_of_it(client):
    page = opened(client, reverse("admin:subprocessors_subprocessor_add"))
    assert page.of_class("public-state") == []
