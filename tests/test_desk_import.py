"""The import page: what was understood is shown, and saved only as it was shown."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from tests.stories import add_row, edit_row, make_person, make_portal

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
    """What a browser would post from the preview, nothing touched."""
    text = page.content.decode()
    form = text[text.index('name="source"') - 200 : text.index('class="source"')]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") == "checkbox" and " checked" not in tag:
            continue
        data.setdefault(found["name"], []).append(html.unescape(found.get("value", "")))
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        data.setdefault(name, []).append(chosen.group(1) if chosen else "")
    return data


def press(client, page, **changed):
    return client.post(IMPORT, {**answers(page), **changed})


def names():
    return set(Subprocessor.objects.values_list("name", flat=True))


def test_nothing_is_saved_before_it_was_shown_and_confirmed(desk):
    page = upload(desk, LIST)
    assert "2 rows understood" in page.content.decode()
    assert names() == set()
    saved = press(desk, page, save="1")
    assert saved.url == reverse("admin:subprocessors_subprocessor_changelist")
    assert names() == {"Acme Mail Ltd", "Bolt"}
    record = Subprocessor.objects.get(name="Bolt").history.get()
    assert record.history_user == desk.person
    assert record.history_change_reason == "Imported from list.csv"
    assert not Publication.objects.exists()


def test_a_likely_rename_is_proposed_and_can_be_declined(desk):
    row = add_row("Acme Mail", purpose="E-mail", processing_location="Ireland", places=["IE"])
    page = upload(desk, LIST)
    assert "Acme Mail is now called Acme Mail Ltd" in page.content.decode()
    again = press(desk, page, same=[], save="1")
    assert "press the button again" in again.content.decode()
    assert names() == {"Acme Mail"}
    press(desk, again, save="1")
    assert names() == {"Acme Mail", "Acme Mail Ltd", "Bolt"}
    Subprocessor.objects.exclude(pk=row.pk).delete()
    press(desk, upload(desk, LIST), save="1")
    row.refresh_from_db()
    assert row.name == "Acme Mail Ltd"
    assert names() == {"Acme Mail Ltd", "Bolt"}


def test_an_unknown_column_is_asked_for_before_anything_can_be_saved(desk):
    page = upload(desk, "Name,Risk\nAcme,High\n")
    text = page.content.decode()
    assert "Some columns are not known here" in text
    assert 'name="save"' not in text
    assert press(desk, page, save="1").status_code == 200
    assert names() == set()
    page = press(desk, page, meaning=["", "internal_notes"])
    assert press(desk, page, save="1").status_code == 302
    assert Subprocessor.objects.get().internal_notes == "High"


def test_a_column_can_be_left_out_or_taken_for_something_else(desk):
    page = upload(desk, "Name,Purpose,Location\nAcme,Mail,Peru\n")
    page = press(desk, page, meaning=["", "description", "-"])
    press(desk, page, save="1")
    row = Subprocessor.objects.get()
    assert (row.purpose, row.description, row.processing_location) == ("", "Mail", "")


def test_rows_that_cannot_be_read_are_named_and_nothing_can_be_saved(desk):
    page = upload(desk, LIST + "Cargo,Tickets\n")
    text = page.content.decode()
    assert "Line 4: has 2 cells where the headings have 3." in text
    assert 'name="save"' not in text
    press(desk, page, save="1")
    assert names() == set()


def test_days_can_be_given_their_order(desk):
    page = upload(desk, "Name,Purpose,In use since\nAcme,Mail,03/04/2025\n")
    assert "is ambiguous" in page.content.decode()
    page = press(desk, page, dates="DMY")
    press(desk, page, save="1")
    assert Subprocessor.objects.get().effective_on.isoformat() == "2025-04-03"


def test_an_edit_after_the_difference_was_shown_has_it_shown_anew(desk):
    row = add_row("Bolt", purpose="Chat", processing_location="Peru", places=["PE"])
    page = upload(desk, LIST)
    edit_row(row, purpose="Something else")
    page = press(desk, page, save="1")
    assert "press the button again" in page.content.decode()
    assert names() == {"Bolt"}
    press(desk, page, save="1")
    row.refresh_from_db()
    assert row.purpose == "Chat"


def test_those_missing_from_the_file_end_only_on_a_day_that_is_given(desk):
    row = add_row("Cargo")
    press(desk, upload(desk, LIST), save="1")
    row.refresh_from_db()
    assert row.ended_on is None
    page = press(desk, upload(desk, LIST), save="1", end_missing="tomorrow")
    assert page.status_code == 200
    press(desk, page, save="1", end_missing="2030-12-31")
    row.refresh_from_db()
    assert row.ended_on.isoformat() == "2030-12-31"


def test_text_with_tabs_can_be_pasted_and_markup_goes_before_it(desk):
    page = desk.post(IMPORT, {"pasted": "Name\tPurpose\nAcme\tMail"})
    assert "1 row understood" in page.content.decode()
    markup = (
        '<table><tr><th>Name<th>Purpose<tr><td><a href="https://a.example">Acme</a><td>Mail</table>'
    )
    page = desk.post(IMPORT, {"pasted": "Name Acme", "markup": markup})
    press(desk, page, save="1")
    assert Subprocessor.objects.get().website == "https://a.example"


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
        ({"pasted": "just words"}, "no column is known to hold the names"),
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
    page = upload(desk, LIST)
    press(desk, page, save="1")
    assert press(desk, page, save="1").status_code == 200
    assert Subprocessor.objects.count() == 2


def test_the_column_of_the_names_can_be_chosen_where_none_is_known(desk):
    page = upload(desk, "Wer,Was\nAcme,Mail\n")
    assert "no column is known to hold the names" in page.content.decode()
    page = press(desk, page, meaning=["name", "purpose"])
    press(desk, page, save="1")
    assert Subprocessor.objects.get().purpose == "Mail"
