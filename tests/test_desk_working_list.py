"""The working list on the desk: editing, history, acts on a row, who may do what."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, editing, publish
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    make_portal()
    person = make_person("edith", "Editor")
    client.force_login(person)
    return person


def form_of(client, row=None):
    """What a browser would post from the form of ``row``, unchanged."""
    name = "admin:subprocessors_subprocessor_" + ("change" if row else "add")
    page = client.get(reverse(name, args=[row.pk] if row else []))
    form = page.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, []):
            data[bound.html_name] = value
    return data


def save(client, row, **values):
    name = "admin:subprocessors_subprocessor_" + ("change" if row else "add")
    address = reverse(name, args=[row.pk] if row else [])
    data = {**form_of(client, row), "_save": "Save", **values}
    return client.post(address, {key: value for key, value in data.items() if value is not None})


def test_an_edit_with_its_services_leaves_one_record(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Acme Mail", by=editor)
    save(client, row, purpose="E-mail", services=[mail.pk], change_reason="Contract signed")
    records = row.history.all()
    assert records.count() == 2
    newest = records.latest()
    assert newest.history_user == editor
    assert newest.history_change_reason == "Contract signed"
    delta = newest.diff_against(records.earliest())
    assert sorted(delta.changed_fields) == ["purpose", "services"]


def test_saving_without_an_edit_leaves_no_record(client, editor):
    row = add_row("Acme Mail", by=editor, places=["IE", "US"])
    save(client, row)
    assert row.history.count() == 1


def test_adding_leaves_one_record_that_says_added(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    save(client, None, name="Acme Mail", services=[mail.pk], places=["US", "IE"])
    row = Subprocessor.objects.get()
    assert (row.slug, row.places) == ("acme-mail", ["IE", "US"])
    assert [record.history_type for record in row.history.all()] == ["+"]
    assert row.history.get().services.count() == 1


def test_a_name_that_gives_no_slug_gets_a_random_one(client, editor):
    save(client, None, name="株式会社")
    save(client, None, name="株式会社")
    first, second = Subprocessor.objects.values_list("slug", flat=True)
    assert first.startswith("s-")
    assert second.startswith("s-")
    assert first != second


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        (
            "ended_on",
            {"effective_on": "2026-12-03", "ended_on": "2026-12-01"},
            "The last day (1 December 2026) is before the start (3 December 2026)."
            " Move one of them.",
        ),
        ("country", {"country": "XX"}, "XX is no country of ISO 3166-1. Choose one from the list."),
        (
            "website",
            {"website": "ftp://example.com"},
            "Write a web address that begins with https://.",
        ),
    ],
)
def test_a_mistake_is_told_on_its_field(client, editor, field, values, words):
    row = add_row("Acme Mail", by=editor)
    response = save(client, row, **values)
    assert response.context["adminform"].form.errors[field] == [words]
    assert row.history.count() == 1


def test_the_second_of_two_editors_is_told_what_the_first_wrote(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Acme Mail", by=editor)
    shown = form_of(client, row)
    edit_row(row, by=make_person("ada"), owner="Ada", services=[mail])
    page = save(client, row, **{**shown, "purpose": "E-mail", "owner": None, "services": None})
    [refusal] = page.context["adminform"].form.non_field_errors()
    assert re.fullmatch(
        r"ada edited this meanwhile \(.*\): our services that use it and owner\. Below is what"
        r" you wrote\. Save again to keep it, or open the page anew to see theirs\.",
        refusal,
    )
    assert row.history.count() == 2
    form = page.context["adminform"].form
    again = {
        **shown,
        "purpose": "E-mail",
        "owner": None,
        "services": None,
        "seen": form["seen"].value(),
    }
    assert save(client, row, **again).status_code == 302
    row.refresh_from_db()
    assert (row.purpose, row.owner) == ("E-mail", "")


def test_a_row_cannot_replace_itself(client, editor):
    row = add_row("Acme Mail", by=editor)
    response = save(client, row, replaces=row.pk)
    errors = response.context["adminform"].form.errors["replaces"]
    assert errors == ["A sub-processor cannot replace itself. Choose another."]


def test_save_and_review_leads_to_the_review(client, editor):
    row = add_row("Acme Mail", by=editor)
    response = save(client, row, purpose="E-mail", _save=None, _review="1")
    assert response.url == reverse("admin:review")


def test_save_as_copy_makes_a_row_of_its_own(client, editor):
    row = add_row("Acme Mail", by=editor, purpose="E-mail")
    save(client, row, _save=None, _saveasnew="1")
    original, copy = Subprocessor.objects.order_by("pk")
    assert (original.slug, copy.purpose) == ("acme-mail", "E-mail")
    # A count would tell that there is another, perhaps a draft.
    assert re.fullmatch(r"acme-mail-[0-9a-f]{8}", copy.slug)


def test_history_tells_who_when_why_and_field_by_field(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Acme Mail", by=editor, purpose="Post")
    edit_row(
        row,
        by=editor,
        reason="New contract",
        purpose="E-mail",
        services=[mail],
        places=["IE", "US"],
        uses_ai="no",
    )
    page = client.get(reverse("admin:subprocessors_subprocessor_history", args=[row.pk]))
    text = page.content.decode()
    for words in (
        "edith",
        "New contract",
        "<del>Post</del>",
        "<ins>E-mail</ins>",
        "<ins>Mail</ins>",
    ):
        assert words in text
    assert "<ins>Ireland, United States of America</ins>" in text
    assert "<ins>No</ins>" in text


def test_history_tells_the_fields_in_the_order_of_the_form(client, editor):
    row = add_row("Acme Mail", by=editor)
    edit_row(row, by=editor, notes="A note", name="Acme Post", data_categories="Names", owner="Ada")
    page = client.get(reverse("admin:subprocessors_subprocessor_history", args=[row.pk]))
    found = re.findall(r"<dt>([^<]*)</dt>", page.content.decode())
    assert found == ["Name", "Personal data", "Notes", "Owner"]


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "\u00ad \u200f"])
def test_a_name_that_nobody_can_see_is_refused(client, editor, name):
    page = save(client, None, name=name)
    assert "can be seen" in str(page.context["adminform"].form.errors["name"])
    assert not Subprocessor.objects.exists()


def test_an_old_record_shows_what_was_not_what_is(client, editor):
    mail, chat = (Service.objects.create(slug=label, label=label) for label in ("Mail", "Chat"))
    payments = Category.objects.create(slug="payments", label="Payments")
    row = add_row("Acme Mail", by=editor, services=[mail], category=payments, places=["IE"])
    record = row.history.get()
    edit_row(row, by=editor, services=[chat], category=None, name="Acme", places=["US"])
    edit_row(row, by=editor, ended_on="2026-12-31")
    history = client.get(reverse("admin:subprocessors_subprocessor_history", args=[row.pk]))
    assert "<ins>31 December 2026</ins>" in history.content.decode()
    payments.delete()
    address = reverse(
        "admin:subprocessors_subprocessor_simple_history", args=[row.pk, record.history_id]
    )
    client.force_login(make_person("audrey", "Auditor"))
    page = client.get(address)
    assert [value["new"] for value in page.context["values"]][:1] == ["Acme Mail"]
    text = page.content.decode()
    for words in ("<dd>Mail</dd>", "<dd>Ireland</dd>", "As edith left it"):
        assert words in text
    for words in ("Chat", "United States", "<input"):
        assert words not in text.split('id="content-main"')[1]


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Auditor"])
def test_nobody_writes_history(client, editor, role):
    row = add_row("Acme Mail", by=editor)
    record = row.history.get()
    client.force_login(make_person("somebody", role))
    address = reverse(
        "admin:subprocessors_subprocessor_simple_history", args=[row.pk, record.history_id]
    )
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Forged"}).status_code == 403
    row.refresh_from_db()
    assert row.name == "Acme Mail"


def test_the_working_list_tells_how_each_row_stands(client, editor, time_machine):
    time_machine.move_to(TOLD_AT)
    add_row("In Use", effective_on="2024-01-01", places=["IE", "DE"])
    add_row("Announced", effective_on="2026-12-03")
    add_row("Gone", effective_on="2024-01-01", ended_on="2026-10-31")
    page = client.get(reverse("admin:subprocessors_subprocessor_changelist"))
    text = page.content.decode()
    for words in ("in use", "announced", "no longer used", "Germany and Ireland", "3 Dec 2026"):
        assert words in text
    assert "3 unpublished changes" in text


def test_two_who_look_at_once_each_see_their_own_day(editor, rf, time_machine):
    add_row("Acme", effective_on="2026-12-03")
    publish(at=at("2026-11-02"))
    pages = []
    for day in ("2026-12-02", "2026-12-03"):
        time_machine.move_to(at(day))
        request = rf.get("/")
        request.user, request.session = editor, {}
        desk = admin.site._registry[Subprocessor]
        pages.append(desk.changelist_view(request))
    standings = [re.search('field-standing">([^<]+)', page.rendered_content) for page in pages]
    assert [found[1] for found in standings] == ["announced", "in use"]


def test_what_was_dropped_has_no_next_date(client, editor, time_machine):
    time_machine.move_to(TOLD_AT)
    add_row("Never", effective_on="2026-12-03", withdrawn_on="2026-11-02")
    text = client.get(reverse("admin:subprocessors_subprocessor_changelist")).content.decode()
    assert "dropped before start</td>" in text
    assert "3 Dec 2026" not in text


def test_what_was_announced_for_after_the_last_day_is_no_next_date(client, editor, time_machine):
    row = add_row("Acme", effective_on="2024-01-01", places=["US"])
    publish(at=at("2026-10-01"))
    edit_row(row, places=["IE"])
    days = {("acme", "material"): "2026-12-03"}
    publish(at=at("2026-10-02"), decisions=Decisions(days=days))
    edit_row(row, ended_on="2026-11-10")
    publish(at=at("2026-10-03"))
    for day, said in (("2026-11-02", "10 Nov 2026"), ("2026-11-20", "")):
        time_machine.move_to(at(day))
        page = client.get(reverse("admin:subprocessors_subprocessor_changelist"))
        assert said in page.content.decode()
        assert "3 Dec 2026" not in page.content.decode()


def test_former_names_are_searched(client, editor):
    add_row("Acme Post", former_names="Acme Mail")
    add_row("Beta")
    page = client.get(reverse("admin:subprocessors_subprocessor_changelist"), {"q": "acme mail"})
    assert [row.name for row in page.context["cl"].result_list] == ["Acme Post"]


NAMES = ["acme", "Beta", "Zoë", "Österreichische Post", "Łódź Hosting", "Яндекс"]


def listed(client, **query):
    page = client.get(reverse("admin:subprocessors_subprocessor_changelist"), query)
    return [row.name for row in page.context["cl"].result_list]


def test_the_working_list_is_ordered_as_the_public_page_is(client, editor):
    for name in reversed(NAMES):
        add_row(name, effective_on="2024-01-01")
    column = 1
    assert listed(client) == listed(client, o=str(column)) == sorted(NAMES, key=str.casefold)
    assert listed(client, o=f"-{column}") == listed(client)[::-1]
    publish(at=TOLD_AT)
    public = [row["name"] for row in client.get("/subprocessors.json").json()["subprocessors"]]
    assert listed(client) == public
    page = client.get(reverse("admin:subprocessors_subprocessor_add"))
    offered = [
        str(label) for _value, label in page.context["adminform"].form["replaces"].field.choices
    ]
    assert offered[1:] == public


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("österreichische", ["Österreichische Post"]),
        ("OSTERREICHISCHE", ["Österreichische Post"]),
        ("łódź", ["Łódź Hosting"]),
        ("ZOE", ["Zoë"]),
        ("яндекс", ["Яндекс"]),
        ("post österreichische", ["Österreichische Post"]),
        ("post beta", []),
    ],
)
def test_the_search_takes_no_account_of_case_and_accents_in_any_alphabet(
    client, editor, words, names
):
    for name in NAMES:
        add_row(name, effective_on="2024-01-01")
    publish(at=TOLD_AT)
    assert listed(client, q=words) == names
    public = client.get("/subprocessors/", {"q": words}).content.decode().partition("<table")[2]
    assert [name for name in NAMES if name in public] == names


def test_words_and_versions_are_searched_so_too(client, editor):
    Service.objects.create(slug="post", label="Österreichische Post")
    page = client.get(reverse("admin:subprocessors_service_changelist"), {"q": "ÖSTER"})
    assert [entry.slug for entry in page.context["cl"].result_list] == ["post"]
    publish(at=TOLD_AT, decisions=Decisions(title="Österreichische Post"))
    page = client.get(reverse("admin:subprocessors_publication_changelist"), {"q": "öster"})
    assert [version.number for version in page.context["cl"].result_list] == [1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"standing": "upcoming"}, ["New"]),
        ({"differs": "yes"}, ["New"]),
        ({"differs": "no"}, ["Old"]),
        ({"place": "IE"}, ["Old"]),
        ({"place": "E"}, []),
    ],
)
def test_filters_narrow_the_working_list(client, editor, time_machine, query, names):
    time_machine.move_to(TOLD_AT)
    add_row("Old", effective_on="2024-01-01", places=["IE"])
    publish(at=at("2026-10-01"))
    add_row("New", effective_on="2026-12-03")
    page = client.get(reverse("admin:subprocessors_subprocessor_changelist"), query)
    assert [row.name for row in page.context["cl"].result_list] == names


def test_a_published_row_cannot_be_deleted_and_the_desk_says_what_to_do(client, editor):
    row = add_row("Acme Mail", by=editor)
    publish(at=TOLD_AT)
    address = reverse("admin:subprocessors_subprocessor_delete", args=[row.pk])
    page = client.post(address, {"post": "yes"}, follow=True)
    assert "State its last day, or drop it before its start" in page.content.decode()
    assert Subprocessor.objects.filter(pk=row.pk).exists()


def test_what_to_do_instead_of_deleting_is_said_of_each_published_row_among_several(client, editor):
    rows = [add_row("Acme Mail", by=editor), add_row("Beta", by=editor)]
    publish(at=TOLD_AT)
    rows.append(add_row("Never published", by=editor))
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    address = reverse("admin:subprocessors_subprocessor_changelist")
    text = client.post(address, {**chosen, "post": "yes"}).content.decode()
    assert text.count("was published and cannot be deleted. State its last day, or drop it") == 2
    assert "permission" not in text
    assert Subprocessor.objects.count() == 3


def test_a_published_row_says_on_its_page_why_it_cannot_be_deleted(client, editor):
    row = add_row("Acme Mail", by=editor)
    address = reverse("admin:subprocessors_subprocessor_change", args=[row.pk])
    said = "Acme Mail was published and cannot be deleted."
    assert said not in client.get(address).content.decode()
    publish(at=TOLD_AT)
    assert said in client.get(address).content.decode()


def test_a_row_that_was_never_published_can_be_deleted(client, editor):
    row = add_row("Acme Mail", by=editor)
    client.post(reverse("admin:subprocessors_subprocessor_delete", args=[row.pk]), {"post": "yes"})
    assert not Subprocessor.objects.exists()


def test_ending_states_the_last_day(client, editor):
    row = add_row("Acme Mail", effective_on="2024-01-01")
    address = reverse("admin:subprocessors_subprocessor_end", args=[row.pk])
    page = client.post(address, {"last_day": "2023-12-31"})
    assert "is before the start" in page.content.decode()
    client.post(address, {"last_day": "2026-12-31", "reason": "Contract ends"})
    row.refresh_from_db()
    assert row.ended_on.isoformat() == "2026-12-31"
    assert row.history.latest().history_change_reason == "Contract ends"
    page = client.post(address, {"last_day": "2026-12-31"})
    assert "already ends on 31 December 2026. Choose another day." in page.content.decode()


def test_dropping_is_for_what_has_not_started(client, editor, time_machine):
    time_machine.move_to(TOLD_AT)
    old = add_row("Old", effective_on="2024-01-01")
    new = add_row("New", effective_on="2026-12-03")
    drop_old = reverse("admin:subprocessors_subprocessor_drop", args=[old.pk])
    page = client.post(drop_old, {}, follow=True)
    assert "Old is in use already, so it cannot be dropped." in page.content.decode()
    address = reverse("admin:subprocessors_subprocessor_drop", args=[new.pk])
    page = client.post(address, {}, follow=True)
    assert "It was never published, so customers never see it." in page.content.decode()
    new.refresh_from_db()
    assert new.withdrawn_on.isoformat() == "2026-11-02"


def test_replacing_takes_over_purpose_data_and_products(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    infra = Category.objects.create(slug="infra", label="Infrastructure")
    old = add_row(
        "Old Mail", services=[mail], purpose="E-mail", products="All", places=["US"], category=infra
    )
    address = reverse("admin:subprocessors_subprocessor_replace", args=[old.pk])
    days = {"effective_on": "2026-12-03", "last_day": "2026-12-31"}
    client.post(address, {"name": "New Mail", **days})
    old.refresh_from_db()
    new = Subprocessor.objects.get(slug="new-mail")
    assert (new.purpose, new.products, new.category, new.places) == ("E-mail", "All", infra, [])
    assert list(new.services.all()) == [mail]
    assert (new.replaces, old.ended_on.isoformat()) == (old, "2026-12-31")


def test_a_replacement_that_cannot_be_leaves_nothing_behind(client, editor):
    old = add_row("Old Mail", effective_on="2026-01-01")
    address = reverse("admin:subprocessors_subprocessor_replace", args=[old.pk])
    days = {"effective_on": "2026-12-03", "last_day": "2025-12-31"}
    page = client.post(address, {"name": "New Mail", **days})
    assert "is before the start" in page.content.decode()
    assert Subprocessor.objects.count() == 1


def test_marking_as_reviewed_is_one_record_a_row(client, editor, time_machine):
    time_machine.move_to(TOLD_AT)
    row = add_row("Acme Mail")
    chosen = {"action": "mark_reviewed", "_selected_action": [row.pk]}
    client.post(reverse("admin:subprocessors_subprocessor_changelist"), chosen)
    save(client, row, _save=None, _reviewed="1")
    row.refresh_from_db()
    assert row.reviewed_on.isoformat() == "2026-11-02"
    assert row.history.count() == 2


def test_marking_a_row_as_reviewed_keeps_what_was_edited_on_its_page(client, editor, time_machine):
    time_machine.move_to(TOLD_AT)
    row = add_row("Acme Mail", purpose="Post")
    page = save(client, row, purpose="E-mail", _save=None, _reviewed="1")
    row.refresh_from_db()
    assert (row.purpose, row.reviewed_on.isoformat()) == ("E-mail", "2026-11-02")
    assert row.history.count() == 2
    assert row.history.latest().history_change_reason == "Reviewed"
    assert page.url == reverse("admin:subprocessors_subprocessor_change", args=[row.pk])


def test_a_row_is_put_back_to_a_version_services_included(client, editor):
    mail = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Acme Mail", services=[mail], purpose="E-mail")
    publish(at=TOLD_AT)
    edit_row(row, purpose="Something else", services=[])
    address = reverse("admin:subprocessors_subprocessor_put-back", args=[row.pk])
    client.post(address, {"number": "1"})
    row.refresh_from_db()
    assert row.purpose == "E-mail"
    assert list(row.services.all()) == [mail]
    assert row.history.latest().history_change_reason == "Put back to version 1"
    page = client.post(address, {"number": "1"}, follow=True)
    assert "Nothing to put back: it says what version 1 published." in page.content.decode()


def test_a_row_is_not_put_back_to_a_version_that_does_not_hold_it(client, editor):
    add_row("Beta", by=editor)
    publish(at=at("2026-10-01"))
    row = add_row("Acme Mail", by=editor, effective_on="2026-10-02")
    publish(at=at("2026-10-02"))
    address = reverse("admin:subprocessors_subprocessor_put-back", args=[row.pk])
    page = client.post(address, {"number": "1"}, follow=True)
    assert "Version 1 holds no values of this row." in page.content.decode()
    assert client.post(address, {"number": "9"}).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "2", "x", "-1", "99999999999999999999"])
def test_a_version_that_does_not_exist_is_not_found(client, editor, number):
    row = add_row("Acme Mail")
    publish(at=TOLD_AT)
    address = reverse("admin:subprocessors_subprocessor_put-back", args=[row.pk])
    assert client.post(address, {"number": number}).status_code == 404


def test_an_auditor_sees_all_and_changes_nothing(client, editor):
    row = add_row("Acme Mail", purpose="E-mail")
    publish(at=TOLD_AT)
    client.force_login(make_person("audrey", "Auditor"))
    for name, args in [
        ("index", []),
        ("review", []),
        ("subprocessors_subprocessor_changelist", []),
        ("subprocessors_subprocessor_change", [row.pk]),
        ("subprocessors_subprocessor_history", [row.pk]),
        ("subprocessors_publication_change", [1]),
        ("subprocessors_portal_change", [1]),
    ]:
        page = client.get(reverse(f"admin:{name}", args=args))
        assert page.status_code == 200, name
        asked = re.compile("Change reason|Logo file|Remove (the )?logo|>None<", re.IGNORECASE)
        assert not asked.search(page.content.decode()), name
    for act in ("end", "drop", "replace", "put-back"):
        address = reverse(f"admin:subprocessors_subprocessor_{act}", args=[row.pk])
        assert client.post(address, {"number": "1"}).status_code == 403, act
    correct = reverse("admin:subprocessors_publication_correct", args=[1])
    assert client.post(correct, {"slug": "acme-mail"}).status_code == 403
    assert client.post(reverse("admin:review"), {"publish": "1"}).status_code == 403
    assert (row.history.count(), Publication.objects.count()) == (1, 1)


def test_the_desk_is_closed_to_strangers(client):
    make_portal()
    for name in ("index", "review", "subprocessors_subprocessor_changelist"):
        response = client.get(reverse(f"admin:{name}"))
        assert response.status_code == 302
        assert "/login/" in response.url


def test_the_desk_of_the_sample_says_that_it_is_one(client, editor):
    said = "This portal is a sample."
    pages = [reverse("admin:index"), reverse("admin:review")]
    assert [page for page in pages if said in client.get(page).content.decode()] == []
    Portal.objects.update(is_sample=True)
    assert [page for page in pages if said not in client.get(page).content.decode()] == []
    client.logout()
    assert said in client.get(reverse("admin:login")).content.decode()


def test_one_unpublished_change_is_one(client, editor):
    add_row("Acme Mail")
    assert "Customers do not see it until" in client.get(reverse("admin:index")).content.decode()
    add_row("Beta")
    assert "Customers do not see them until" in client.get(reverse("admin:index")).content.decode()


def test_a_new_portal_is_led_by_four_steps(client, editor):
    text = client.get(reverse("admin:index")).content.decode()
    for words in (
        "Who we are",
        "Our sub-processors",
        "Our notice rule",
        "Review and publish",
        "an introduction",
        "the first sub-processor",
        "the first publication",
    ):
        assert words in text
    add_row("Acme Mail")
    publish(at=TOLD_AT)
    assert "Four steps" not in client.get(reverse("admin:index")).content.decode()


def test_editing_says_whether_anything_changed():
    make_portal()
    row = add_row("Acme Mail", purpose="E-mail")
    assert editing.save(row, by=None) is False
    row.purpose = "Post"
    assert editing.save(row, by=None, services=[]) is True


@pytest.mark.parametrize("query", ["place=%00", "place=XX", "standing=%00", "differs=x", "q=%00"])
def test_a_question_that_makes_no_sense_breaks_no_page(client, editor, query):
    add_row("Acme Mail", by=editor, places=["IE"])
    publish(at=at("2026-10-01"))
    address = reverse("admin:subprocessors_subprocessor_changelist")
    assert client.get(f"{address}?{query}").status_code == 200
    correct = reverse("admin:subprocessors_publication_correct", args=[1])
    assert client.post(correct, {"slug": ["\0", "nobody"]}).status_code == 302


@pytest.mark.parametrize("address", ["None/history/", "9" * 30 + "/history/", "None/history/1/"])
def test_the_history_of_nothing_is_not_found(client, editor, address):
    assert client.get(f"/admin/subprocessors/subprocessor/{address}").status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
def test_a_row_with_a_text_that_cannot_be_published_breaks_no_page(client, editor):
    publish(at=TOLD_AT)
    row = add_row("Acme Mail", effective_on="2024-01-01")
    Subprocessor.objects.filter(pk=row.pk).update(notes="before\x00after")
    for name in ("index", "subprocessors_subprocessor_changelist", "review"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200
    form = reverse("admin:subprocessors_subprocessor_change", args=[row.pk])
    assert client.get(form).status_code == 200
    assert (
        "holds a character that cannot be stored" in client.get("/admin/review/").content.decode()
    )
