"""Who edited and who published is never lost: not when somebody leaves, nor takes a new name."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse

from subprocessors.models import authorship
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category
from subprocessors.operating.restore import restore_portal
from subprocessors.publishing import publish
from tests.databases import own_database
from tests.stories import TOLD_AT, add_row, edit_row, make_person, make_portal
from tests.test_backup_and_restore import KEPT, unpacked

ACCOUNT = "root-of-the-machine"
LIST = "name,category\nBolt,Hosting\n"
STAYS = "edited or published here and stays on record. Untick “Active” instead"


@pytest.fixture(autouse=True)
def account(monkeypatch):
    """The account of the machine, by which nobody is signed in."""
    monkeypatch.setattr(authorship.getpass, "getuser", lambda: ACCOUNT)


@pytest.fixture
def desk(db, client):
    """A portal, and its administrator at the desk."""
    make_portal()
    chief = User.objects.create_superuser("chief", password="a long enough one")
    client.force_login(chief)
    return client


def signed(row):
    return list(row.history.order_by("history_id").values_list("by_name", flat=True))


@pytest.mark.django_db
def test_a_record_keeps_the_name_as_it_was(client):
    make_portal()
    ada = make_person("ada", "Publisher")
    row = add_row("Acme", by=ada)
    ada.first_name, ada.last_name = "Ada", "Lovelace"
    ada.save()
    edit_row(row, by=ada, notes="x")
    assert publish(by=ada, at=TOLD_AT).by_name == "Ada Lovelace (ada)"
    User.objects.filter(pk=ada.pk).update(username="adele", last_name="King")
    assert signed(row) == ["ada", "Ada Lovelace (ada)"]
    client.force_login(make_person("olga", "Auditor"))
    history = client.get(reverse("admin:subprocessors_subprocessor_history", args=[row.pk]))
    version = client.get(reverse("admin:subprocessors_publication_change", args=[1]))
    for page in (history, version):
        assert "Ada Lovelace (ada)" in page.content.decode()
        assert "King" not in page.content.decode()


@pytest.mark.django_db
def test_what_nobody_signed_in_did_is_recorded_by_the_account_of_the_machine():
    make_portal()
    row = add_row("Acme")
    edit_row(row, by="Jane, on the telephone", notes="x")
    row.delete()
    records = Subprocessor.history.order_by("history_id")
    assert [record.by_name for record in records] == [ACCOUNT, "Jane, on the telephone", ACCOUNT]
    assert {record.history_user for record in records} == {None}


def test_an_account_that_nobody_named_is_recorded_by_its_number(monkeypatch):
    def unnamed():
        raise KeyError("getpwuid(): uid not found: 1000")

    monkeypatch.setattr(authorship.getpass, "getuser", unnamed)
    monkeypatch.setattr(authorship.os, "getuid", lambda: 1000)
    assert authorship.account_name() == "uid 1000"


def test_whoever_edited_cannot_be_deleted_and_the_desk_says_what_to_do(desk):
    edith = make_person("edith", "Editor")
    add_row("Acme", by=edith)
    delete = reverse("admin:auth_user_delete", args=[edith.pk])
    said = desk.post(delete, {"post": "yes"}, follow=True).content.decode()
    assert f"edith {STAYS}: then nobody can sign in as edith." in said
    form = desk.get(reverse("admin:auth_user_change", args=[edith.pk])).content.decode()
    assert STAYS in form
    assert delete not in form
    assert User.objects.filter(username="edith").exists()


def test_of_several_who_are_chosen_each_with_a_history_is_named(desk):
    people = [make_person("edith", "Editor"), make_person("paula", "Publisher")]
    add_row("Acme", by=people[0])
    publish(by=people[1], at=TOLD_AT)
    people.append(make_person("nobody"))
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in people]}
    address = reverse("admin:auth_user_changelist")
    text = desk.post(address, {**chosen, "post": "yes"}).content.decode()
    assert text.count(STAYS) == 2
    assert "permission" not in text
    assert User.objects.filter(username__in=["edith", "paula", "nobody"]).count() == 3


def test_whoever_gave_somebody_rights_stays_too_for_djangos_log_would_go_along(desk):
    edith = make_person("edith")
    LogEntry.objects.create(user=edith, action_flag=2, object_repr="Publisher for Bob")
    delete = reverse("admin:auth_user_delete", args=[edith.pk])
    assert STAYS in desk.post(delete, {"post": "yes"}, follow=True).content.decode()
    assert LogEntry.objects.filter(user=edith).exists()


def test_whoever_did_nothing_can_be_deleted(desk):
    person = make_person("nobody", "Editor")
    desk.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    assert not User.objects.filter(username="nobody").exists()
    assert Group.objects.filter(name="Editor").exists()


@pytest.mark.django_db
def test_code_cannot_delete_whoever_edited_either():
    make_portal()
    edith = make_person("edith")
    add_row("Acme", by=edith)
    with pytest.raises(ProtectedError):
        edith.delete()


def test_a_record_from_before_without_a_name_reads_not_recorded(desk):
    row = add_row("Acme", effective_on="2024-01-01")
    publish()
    row.history.update(by_name="")
    history = desk.get(reverse("admin:subprocessors_subprocessor_history", args=[row.pk]))
    version = desk.get(reverse("admin:subprocessors_publication_change", args=[1]))
    for page in (history, version):
        assert ">not recorded<" in page.content.decode()
    record = [row.pk, row.history.get().pk]
    old = desk.get(reverse("admin:subprocessors_subprocessor_simple_history", args=record))
    assert "by whom is not recorded" in old.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("options", "name"), [([], ACCOUNT), (["--by", " Jane Roe "], "Jane Roe")])
def test_a_command_records_who_typed_it_in_whatever_it_makes(options, name, tmp_path):
    make_portal()
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    call_command("importlist", str(path), *options)
    assert signed(Subprocessor.objects.get()) == [name]
    assert signed(Category.objects.get()) == [name]


@pytest.mark.django_db
def test_a_replayed_history_records_who_replayed_it(tmp_path):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_text('{"at": "2024-01-01T12:00:00Z", "rows": [{"name": "A", "section": "Mail"}]}\n')
    call_command("importhistory", str(path), "--by", "Jane Roe")
    assert Publication.objects.get().by_name == "Jane Roe"
    assert signed(Subprocessor.objects.get()) == signed(Category.objects.get()) == ["Jane Roe"]


@pytest.mark.parametrize("command", ["importlist", "importhistory"])
def test_an_empty_name_is_refused(command):
    with pytest.raises(CommandError, match="--by: is empty"):
        call_command(command, "file", "--by", "  ")


def test_a_portal_from_before_keeps_the_names_it_knows(
    tmp_path, settings, django_db_setup, django_db_blocker
):
    settings.DATA_DIR = tmp_path
    settings.OWN_DATABASE = tmp_path / "portal.sqlite3"
    kept = next(file for file in KEPT if "0.1.0-opened" in file.name)
    with django_db_blocker.unblock(), own_database(settings.OWN_DATABASE):
        restore_portal(unpacked(kept, tmp_path), say=lambda sentence: None)
        assert connection.vendor in kept.name
        assert set(Publication.objects.values_list("by_name", flat=True)) == {"ada"}
        known = Subprocessor.history.exclude(history_user=None)
        assert set(known.values_list("by_name", flat=True)) == {"ada"}
        unknown = Subprocessor.history.filter(history_user=None)
        assert set(unknown.values_list("by_name", flat=True)) == {""}
