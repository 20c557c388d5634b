"""The import page: what was understood is shown, and saved only as it was shown."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subprocessors.models.list_import import ListImport
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import publish
from tests.stories import add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
IMPORT = "/admin/import/"
LIST = "Entity Name,Nature of processing,Location\nAcme Mail Ltd,E-mail,Ireland\nBolt,Chat,Peru\n"


@pytest.fixture
def desk(client):
    make_portal()
    client.person = make_person("edith", "Editor")
    client.force_login(client.person)
    return client


def upload(client, text, name="list.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def answers(page):
    """What a browser would post from a page of the import, nothing touched."""
    text = page.content.decode()
    start = text.rindex("<form", 0, text.index('name="source"'))
    form = text[start : text.index("</form>", start)]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        data.setdefault(html.unescape(found["name"]), []).append(
            html.unescape(found.get("value", ""))
        )
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        data.setdefault(name, []).append(chosen.group(1) if chosen else "")
    return data


def press(client, page, step, **changed):
    """Presses the button of a step, with some answers changed."""
    return client.post(IMPORT, {**answers(page), "step": step, **changed})


def compared(client, text, name="list.csv", **changed):
    """The difference page of a list that leaves nothing open."""
    return press(client, upload(client, text, name), "difference", **changed)


def names():
    return set(Subprocessor.objects.values_list("name", flat=True))


def test_nothing_is_saved_before_it_was_shown_and_confirmed(desk):
    page = upload(desk, LIST)
    assert "“list.csv”: 2 rows understood" in page.content.decode()
    page = press(desk, page, "difference")
    assert "“list.csv”: 2 new, 0 changed" in page.content.decode()
    assert names() == set()
    saved = press(desk, page, "save")
    assert saved.url == reverse("admin:subprocessors_subprocessor_changelist")
    assert names() == {"Acme Mail Ltd", "Bolt"}
    record = Subprocessor.objects.get(name="Bolt").history.get()
    assert record.history_user == desk.person
    done = ListImport.objects.get()
    assert record.history_change_reason == f"Imported from list.csv (import {done.pk})"
    assert (done.by_name, done.added, done.changed) == ("edith", 2, 0)
    assert not Publication.objects.exists()


def test_a_likely_rename_is_proposed_and_can_be_declined(desk):
    row = add_row("Acme Mail", purpose="E-mail", places=["IE"])
    page = compared(desk, LIST)
    assert "Acme Mail is now called Acme Mail Ltd" in page.content.decode()
    again = press(desk, page, "save", same=[])
    assert "press the button again" in again.content.decode()
    assert names() == {"Acme Mail"}
    press(desk, again, "save")
    assert names() == {"Acme Mail", "Acme Mail Ltd", "Bolt"}
    Subprocessor.objects.exclude(pk=row.pk).delete()
    press(desk, compared(desk, LIST), "save")
    row.refresh_from_db()
    assert row.name == "Acme Mail Ltd"
    assert names() == {"Acme Mail Ltd", "Bolt"}


def test_a_column_that_is_not_known_is_asked_for_before_anything_is_compared(desk):
    page = upload(desk, "Name,Risk\nAcme,High\n")
    text = page.content.decode()
    assert "Please choose" in text
    assert "High" in text
    asked = press(desk, page, "difference").content.decode()
    assert "Please answer what is marked below first" in asked
    assert press(desk, page, "save", seen="").status_code == 200
    assert names() == set()
    page = press(desk, page, "difference", meaning=["", "internal_notes"])
    assert press(desk, page, "save").status_code == 302
    assert Subprocessor.objects.get().internal_notes == "High"


def test_a_likely_meaning_is_proposed_and_confirmed_by_going_on(desk):
    page = upload(desk, "Name,Aim and purpose\nAcme,Mail\n")
    assert "Please confirm" in page.content.decode()
    press(desk, press(desk, page, "difference"), "save")
    assert Subprocessor.objects.get().purpose == "Mail"


def test_answers_are_remembered_for_the_next_file_with_the_same_headings(desk):
    first = compared(desk, "Name,Risk\nAcme,High\n", meaning=["", "internal_notes"])
    press(desk, first, "save")
    page = upload(desk, "Name,Risk\nAcme,High\nBolt,Low\n", name="next.csv")
    assert "The answers are those you gave for “list.csv”" in page.content.decode()
    press(desk, press(desk, page, "difference"), "save")
    assert Subprocessor.objects.get(name="Bolt").internal_notes == "Low"


def test_a_column_can_be_left_out_or_taken_for_something_else(desk):
    text = "Name,Purpose,Location\nAcme,Mail,Peru\n"
    press(desk, compared(desk, text, meaning=["", "description", "-"]), "save")
    row = Subprocessor.objects.get()
    assert (row.purpose, row.description, row.places) == ("", "Mail", [])


def test_each_step_can_be_gone_back_to_with_all_that_was_answered(desk):
    page = desk.post(IMPORT, {"pasted": "Name\tRisk\nAcme\tHigh\nBolt\tLow"})
    assert "“pasted table”: 2 rows understood" in page.content.decode()
    page = press(desk, page, "difference", meaning=["", "internal_notes"])
    back = press(desk, page, "columns", unticked=["line 3"])
    assert '<option value="internal_notes" selected>' in back.content.decode()
    first = press(desk, back, "choose")
    assert "Name\tRisk\nAcme" in first.content.decode()
    assert "Go on with “pasted table”" in first.content.decode()
    again = press(desk, press(desk, first, "columns"), "difference")
    assert 'name="unticked" value="line 3" checked' in again.content.decode()
    press(desk, again, "save")
    assert names() == {"Acme"}


def test_a_row_that_is_ticked_to_be_left_out_is_not_saved(desk):
    press(desk, compared(desk, LIST), "save", unticked=["line 3"])
    assert names() == {"Acme Mail Ltd"}


def test_a_faulty_row_is_mended_or_left_out_on_the_page(desk):
    page = upload(desk, LIST + "Cargo,Tickets\nDelta,Chat,Peru,extra\n")
    text = page.content.decode()
    assert "Has 2 cells where the headings have 3" in text
    assert 'value="extra"' in text
    insisted = press(desk, page, "difference").content.decode()
    assert "Please answer what is marked below first" in insisted
    answered = {"act:line 4": "mend", "cell:line 4": ["Cargo", "Tickets", "Chile"]}
    page = press(desk, page, "difference", **answered, **{"act:line 5": "leave_out"})
    press(desk, page, "save")
    assert names() == {"Acme Mail Ltd", "Bolt", "Cargo"}
    assert Subprocessor.objects.get(name="Cargo").places == ["CL"]


def test_a_row_that_would_be_added_with_neither_place_nor_purpose_is_pointed_out(desk):
    page = compared(desk, "Name,Purpose,Website\nAcme,Mail,\nBolt,,b.example\n")
    assert page.content.decode().count("neither where nor what for") == 1


def test_labels_of_services_and_mechanisms_are_mapped_and_new_ones_asked(desk):
    Service.objects.create(slug="mail", label="Acorn Mail")
    text = "Name,Services,Transfer mechanisms\nAcme,Acorn Mail; Acorn Chat,SCCs and Magic\n"
    page = press(desk, upload(desk, text), "difference", meaning=["", "services", ""])
    said = page.content.decode()
    assert "“Acorn Chat”" in said
    assert "“Magic”" in said
    page = press(desk, page, "difference", value=["new", "-"])
    assert "Acorn Chat, Acorn Mail" in page.content.decode()
    press(desk, page, "save")
    row = Subprocessor.objects.get()
    assert [service.slug for service in row.services.all()] == ["acorn-chat", "mail"]
    assert row.transfer_mechanisms == ["scc"]
    assert "1 as before" in compared(desk, text).content.decode()


def test_days_can_be_given_their_order(desk):
    page = upload(desk, "Name,Purpose,In use since\nAcme,Mail,03/04/2025\n")
    assert "Days such as 03/04/2025" in page.content.decode()
    assert "Rows that cannot be taken" not in page.content.decode()
    press(desk, press(desk, page, "difference", dates="DMY"), "save")
    assert Subprocessor.objects.get().effective_on.isoformat() == "2025-04-03"


def test_an_edit_after_the_difference_was_shown_has_it_shown_anew(desk):
    row = add_row("Bolt", purpose="Chat", places=["PE"])
    page = compared(desk, LIST)
    edit_row(row, purpose="Something else")
    page = press(desk, page, "save")
    assert "press the button again" in page.content.decode()
    assert names() == {"Bolt"}
    press(desk, page, "save")
    row.refresh_from_db()
    assert row.purpose == "Chat"


def test_those_missing_from_the_file_end_only_on_a_day_that_is_given(desk):
    row = add_row("Cargo")
    press(desk, compared(desk, LIST), "save")
    row.refresh_from_db()
    assert row.ended_on is None
    page = press(desk, compared(desk, LIST), "save", end_missing="tomorrow")
    assert page.status_code == 200
    press(desk, page, "save", end_missing="2030-12-31")
    row.refresh_from_db()
    assert row.ended_on.isoformat() == "2030-12-31"


def test_text_with_tabs_can_be_pasted_and_markup_goes_before_it(desk):
    page = desk.post(IMPORT, {"pasted": "Name\tPurpose\nAcme\tMail"})
    assert "1 row understood" in page.content.decode()
    markup = (
        '<table><tr><th>Name<th>Purpose<tr><td><a href="https://a.example">Acme</a><td>Mail</table>'
    )
    page = desk.post(IMPORT, {"pasted": "Name Acme", "markup": markup})
    press(desk, press(desk, page, "difference"), "save")
    assert Subprocessor.objects.get().website == "https://a.example"


def test_the_difference_of_many_rows_takes_no_more_queries_than_that_of_few(desk):
    def queries(count):
        rows = "".join(f"Vendor {number},Mail,Peru\n" for number in range(count))
        page = upload(desk, "Name,Purpose,Location\n" + rows)
        with CaptureQueriesContext(connection) as captured:
            assert f"{count} new" in press(desk, page, "difference").content.decode()
        return len(captured)

    assert queries(60) == queries(2)


def test_a_thousand_faulty_rows_are_asked_about_page_by_page(desk):
    page = upload(desk, LIST + "".join(f"Row {number},Chat\n" for number in range(1_000)))
    shown = page.content.decode()
    assert "of 1000; the others follow once they are answered." in shown
    assert press(desk, page, "difference").status_code == 200


# Undoing


def test_an_import_is_undone_as_one_act(desk):
    row = add_row("Bolt", purpose="Calls", places=["PE"])
    press(desk, compared(desk, LIST), "save")
    done = ListImport.objects.get()
    assert "Undo this import" in desk.get(IMPORT).content.decode()
    page = desk.post(IMPORT, {"undo": done.pk}, follow=True).content.decode()
    assert "The import of list.csv was undone: 2 rows are as before." in page
    row.refresh_from_db()
    assert (row.purpose, names()) == ("Calls", {"Bolt"})
    assert row.history.first().history_change_reason.startswith("Undone: Imported from list.csv")
    again = desk.post(IMPORT, {"undo": done.pk}, follow=True).content.decode()
    assert "This import was undone already." in again


def test_an_import_is_not_undone_once_a_row_of_it_was_edited_or_published(desk):
    press(desk, compared(desk, LIST), "save")
    done = ListImport.objects.get()
    publish(at=at("2026-10-01"))
    page = desk.post(IMPORT, {"undo": done.pk}, follow=True).content.decode()
    assert "Bolt was published since; end it instead." in page
    edit_row(Subprocessor.objects.get(name="Bolt"), purpose="Calls")
    page = desk.post(IMPORT, {"undo": done.pk}, follow=True).content.decode()
    assert "Bolt was edited since." in page
    assert names() == {"Acme Mail Ltd", "Bolt"}


def test_undoing_gives_back_the_services_and_the_category_of_a_row(desk):
    service = Service.objects.create(slug="mail", label="Mail")
    row = add_row("Bolt", purpose="Chat", services=[service])
    text = "Name,Purpose,Category,Services\nBolt,Chat,Core,Post\n"
    page = press(desk, upload(desk, text), "difference", meaning=["", "", "", "services"])
    press(desk, press(desk, page, "difference", value=["new"]), "save")
    row.refresh_from_db()
    assert (row.category.label, [s.slug for s in row.services.all()]) == ("Core", ["post"])
    desk.post(IMPORT, {"undo": ListImport.objects.get().pk})
    row.refresh_from_db()
    assert (row.category, [s.slug for s in row.services.all()]) == (None, ["mail"])


CODED = "Name,Category,Services\n{},{},{}\n"


def with_new_words(desk, name, category="Core", service="Post"):
    """The ListImport of a row with a category and a service that may be new."""
    page = upload(desk, CODED.format(name, category, service))
    page = press(desk, page, "difference", meaning=["", "", "services"])
    if "A new service" in page.content.decode():
        page = press(desk, page, "difference", value=["new"])
    press(desk, page, "save")
    return ListImport.objects.first()


def words():
    return {entry.label for model in (Category, Service) for entry in model.objects.all()}


def test_undoing_takes_away_the_categories_and_services_that_nothing_else_uses(desk):
    first = with_new_words(desk, "Bolt")
    assert words() == {"Core", "Post"}
    desk.post(IMPORT, {"undo": first.pk})
    assert words() == set()


def test_undoing_leaves_the_categories_and_services_that_others_use_until_they_go_too(desk):
    first, second = with_new_words(desk, "Bolt"), with_new_words(desk, "Acme")
    desk.post(IMPORT, {"undo": first.pk})
    assert words() == {"Core", "Post"}
    desk.post(IMPORT, {"undo": second.pk})
    assert words() == set()


def test_undoing_leaves_what_another_import_made_though_nothing_uses_it(desk):
    with_new_words(desk, "Bolt", category="Idle")
    edit_row(Subprocessor.objects.get(name="Bolt"), category=None)
    desk.post(IMPORT, {"undo": with_new_words(desk, "Acme").pk})
    assert words() == {"Idle", "Post"}


def test_undoing_leaves_what_stood_before_or_was_edited_since(desk):
    Category.objects.create(slug="core", label="Core")
    done = with_new_words(desk, "Bolt")
    service = Service.objects.get()
    service.order = 3
    service.save()
    desk.post(IMPORT, {"undo": done.pk})
    assert (names(), words()) == (set(), {"Core", "Post"})


@pytest.mark.parametrize("number", ["", "x", "999999", "1; drop"])
def test_undoing_what_there_is_not_is_not_found(desk, number):
    assert desk.post(IMPORT, {"undo": number}).status_code == 404


def test_what_a_file_says_is_shown_as_text(desk):
    page = upload(desk, 'Name,"Pur<b>pose"\n<script>alert(1)</script>,"<img src=x>"\n')
    text = page.content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x>" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste the cells."),
        (
            {"file": SimpleUploadedFile("a.csv", b"Name\nAcme\n"), "pasted": "Name\nBolt\n"},
            "Choose a file or paste cells, not both: only one would be read.",
        ),
        ({"file": SimpleUploadedFile("list.csv", b"")}, "list.csv: is empty."),
        ({"file": SimpleUploadedFile("a.csv", b"x" * (1024 * 1024 + 1))}, "at most 1,024 kB"),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfeA")}, "not UTF-16"),
        ({"pasted": "just words"}, "There is no row below the headings"),
        ({"source": "forged"}, "This page is too old."),
    ],
)
def test_what_cannot_be_read_is_said_kindly(desk, data, words):
    page = desk.post(IMPORT, data)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_only_those_who_may_edit_may_import(client):
    make_portal()
    assert client.get(IMPORT).url.startswith("/admin/login/")
    client.force_login(make_person("otto", "Auditor"))
    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"pasted": "Name\tPurpose\nAcme\tMail"}).status_code == 403
    assert (
        "Import a list"
        not in client.get(reverse("admin:subprocessors_subprocessor_changelist")).content.decode()
    )


def test_the_working_list_and_the_start_page_lead_to_it(desk):
    for address in (reverse("admin:subprocessors_subprocessor_changelist"), "/admin/"):
        assert f'href="{IMPORT}"' in desk.get(address).content.decode()


def test_two_imports_of_one_page_add_its_rows_once(desk):
    page = compared(desk, LIST)
    press(desk, page, "save")
    assert press(desk, page, "save").status_code == 200
    assert Subprocessor.objects.count() == 2


def test_the_column_of_the_names_can_be_chosen_where_none_is_known(desk):
    page = upload(desk, "Handle,Use\nAcme,Mail\n")
    assert "no column is known to hold the names" in page.content.decode()
    page = press(desk, page, "difference", meaning=["name", "purpose"])
    press(desk, page, "save")
    assert Subprocessor.objects.get().purpose == "Mail"
