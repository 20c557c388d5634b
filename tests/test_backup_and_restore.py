"""A copy of the portal, a portal from it, and the portals kept from earlier releases."""

import gzip
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from subprocessors.archive import triggers
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication, Redaction, Snapshot
from subprocessors.models.register import Subprocessor
from subprocessors.notifying.sender_mark import allow_sending, may_send
from subprocessors.operating import postgresql_dumps as dumps
from subprocessors.operating.backup import back_up_portal
from subprocessors.operating.restore import restore_portal
from subprocessors.operating.upgrade import pending_migrations, unknown_migrations
from subprocessors.publishing import Decisions, prepare, publish
from subprocessors.publishing.waiting import what_waits
from subprocessors.verifying import verify
from tests.databases import leading_to, own_database
from tests.served import manage
from tests.stories import add_row

DATA = Path(__file__).parent / "data"
VENDOR = connection.vendor
KEPT = sorted(DATA.glob(f"portal-*.{VENDOR}.gz"))
OPENED = next(file for file in reversed(KEPT) if "opened" in file.name)
ADDRESS = "https://trust.example.com"
NOTHING_CHANGED = "Nothing was changed."


@pytest.fixture
def own_settings(tmp_path, settings, monkeypatch, django_db_setup, django_db_blocker):
    """The settings of a portal in a folder of its own."""
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    settings.DATA_DIR = tmp_path
    settings.OWN_DATABASE = tmp_path / "portal.sqlite3"
    with django_db_blocker.unblock():
        yield settings


@pytest.fixture
def empty_database(own_settings):
    """An empty database of its own, to which the connection leads."""
    with own_database(own_settings.OWN_DATABASE):
        yield own_settings.OWN_DATABASE


@pytest.fixture
def kept(tmp_path):
    """The file that the backup command of this release wrote, unpacked."""
    return unpacked(OPENED, tmp_path)


@pytest.fixture
def portal(own_settings):
    """The kept portal, restored."""
    with own_database(own_settings.OWN_DATABASE, made_by=restore_opened):
        connection.ensure_connection()
        yield


def restore_opened():
    with tempfile.TemporaryDirectory() as folder:
        restore_portal(unpacked(OPENED, Path(folder)), say=lambda sentence: None)


def unpacked(packed, folder):
    file = folder / packed.stem
    file.write_bytes(gzip.decompress(packed.read_bytes()))
    return file


def tables():
    return connection.introspection.table_names() if _is_there() else []


def _is_there():
    return VENDOR != "sqlite" or Path(connection.settings_dict["NAME"]).exists()


def refusal_of(file):
    """What ``restore`` says when it refuses; the database is as empty as before."""
    folder = sorted(path.name for path in file.parent.iterdir())
    with pytest.raises(CommandError) as refusal:
        call_command("restore", str(file))
    assert tables() == []
    if VENDOR == "postgresql":
        assert dumps.objects_in(connection) == []
    assert sorted(path.name for path in file.parent.iterdir()) == folder
    return str(refusal.value)


# Portals of earlier releases


def test_a_portal_of_each_release_is_kept():
    assert KEPT, "python -m tests.keep_portal makes them"
    assert {file.name.rpartition("-")[0] for file in KEPT} >= {"portal-0.1.0"}


@pytest.mark.parametrize("packed", KEPT, ids=lambda file: file.name)
def test_a_kept_portal_is_migrated_holds_and_finds_nothing_to_publish(
    packed, empty_database, tmp_path
):
    report = restore_portal(unpacked(packed, tmp_path), say=lambda sentence: None)
    assert report.publications == Publication.objects.count() >= 4
    assert report.redacted_parts == Redaction.objects.count()
    assert pending_migrations() == unknown_migrations() == triggers.missing(connection) == []
    newest = Publication.objects.newest()
    for at in (newest.published_at, timezone.now()):
        assert not what_waits(at=at)
        draft = prepare(at=at)
        assert draft.is_empty
        assert draft.problems == ()


@pytest.mark.parametrize("packed", KEPT, ids=lambda file: file.name)
def test_a_kept_portal_is_read_and_goes_on(packed, empty_database, tmp_path, client):
    restore_portal(unpacked(packed, tmp_path), say=lambda sentence: None)
    count = Publication.objects.count()
    row = add_row("Later", effective_on="2099-01-01")
    assert publish().number == count + 1
    assert verify().publications == count + 1
    addresses = ["/subprocessors/", f"/subprocessors/{row.slug}/", "/changes/", "/changes/1/"]
    for address in [*addresses, "/feeds/changes.atom", f"/changes/{count}.json"]:
        assert client.get(address).status_code == 200, address


def test_what_is_kept_holds_every_kind_of_publication_and_what_is_hard_to_keep(portal):
    kinds = set(Publication.objects.values_list("kind", flat=True))
    assert kinds == {"opening", "change", "correction", "review"}
    assert Redaction.objects.exists()
    newest = Publication.objects.newest().snapshot.document
    rows = [part["value"] for part in newest["parts"]["rows"]]
    assert any("next" in row for row in rows)
    assert "株式会社ミライ" in str(rows)
    assert "Jane Doe" not in "".join(
        snapshot.data.decode() for snapshot in Snapshot.objects.iterator()
    )
    assert Subprocessor.history.count() > Subprocessor.objects.count()


# Backup, then restore


def test_a_copy_restored_is_the_same_portal(portal, tmp_path, settings, capsys):
    file = tmp_path / "copy"
    digests = list(Publication.objects.values_list("digest", flat=True))
    histories = list(Subprocessor.history.values_list())
    call_command("backup", str(file))
    size = file.stat().st_size
    assert capsys.readouterr().out == f"Copied the database to {file} ({size:,} bytes).\n"
    assert file.stat().st_mode & 0o077 == 0
    (tmp_path / "other").mkdir()
    settings.OWN_DATABASE = tmp_path / "other" / "portal.sqlite3"
    emptied()
    call_command("restore", str(file))
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Restored {file}: {len(digests)} publications, unbroken."
        f" {Redaction.objects.count()} parts redacted.",
        f"Version {len(digests)}: {digests[0]}",
    ]
    assert list(Publication.objects.values_list("digest", flat=True)) == digests
    assert list(Subprocessor.history.values_list()) == histories
    assert triggers.missing(connection) == []
    add_row("Later", effective_on="2099-01-01")
    assert publish().number == len(digests) + 1


def emptied():
    if VENDOR == "postgresql":
        dumps.drop_objects(connection)
    else:
        connection.close()


def test_a_restored_portal_sends_nothing_until_somebody_says_so(portal):
    assert not may_send()
    allow_sending(by="ada", at=timezone.now())
    assert may_send()


def test_a_copy_made_while_somebody_publishes_holds(portal, tmp_path, settings):
    count, name = Publication.objects.count(), connection.settings_dict["NAME"]
    is_over, published, files = threading.Event(), [], []

    def publish_on_and_on():
        with leading_to(name):
            while not is_over.is_set():
                published.append(publish(decisions=Decisions(is_review=True)).number)

    writer = threading.Thread(target=publish_on_and_on)
    writer.start()
    try:
        while len(files) < 4 or len(published) < 20:
            files.append(tmp_path / f"copy-{len(files)}")
            back_up_portal(files[-1])
    finally:
        is_over.set()
        writer.join()
    assert verify().publications == count + len(published), "the writer was not disturbed"
    found = [restored_apart(file, settings) for file in (files[0], files[-1])]
    assert count <= found[0] < found[1] <= count + len(published)


def restored_apart(file, settings):
    """How many publications ``file`` holds, in a database of its own."""
    settings.OWN_DATABASE = file.with_suffix(".sqlite3")
    emptied()
    return restore_portal(file, say=pytest.fail).publications


def test_an_existing_file_is_never_replaced(portal, tmp_path):
    file = tmp_path / "copy"
    file.write_text("mine")
    with pytest.raises(CommandError, match=r"copy exists\. Choose another name"):
        call_command("backup", str(file))
    assert file.read_text() == "mine"


def test_where_nothing_can_be_written_it_says_so(portal, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("backup", str(tmp_path / "nowhere" / "copy"))


def test_without_a_portal_there_is_nothing_to_copy(empty_database, tmp_path):
    with pytest.raises(CommandError, match="holds no portal to copy"):
        call_command("backup", str(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()


def test_a_database_that_holds_something_is_left_alone(portal, kept):
    Portal.objects.update(organisation="Somebody else")
    with pytest.raises(CommandError, match="is not empty, and nothing in it is replaced"):
        call_command("restore", str(kept))
    assert Portal.objects.get().organisation == "Somebody else"


# Bad files


def test_what_is_no_backup_is_refused_by_name(empty_database, tmp_path):
    for content in (b"", b"Name,Country\nAcme,US\n", b"\x00" * 5000, b"-- SQL\n"):
        file = tmp_path / "copy"
        file.write_bytes(content)
        assert f"{file} is not" in refusal_of(file)
    assert "cannot be read: Is a directory" in refusal_of(tmp_path)
    assert "cannot be read: No such file" in refusal_of(tmp_path / "absent")


def test_a_backup_of_the_other_database_is_named_as_such(empty_database, tmp_path):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[VENDOR]
    file = unpacked(next(DATA.glob(f"portal-*-opened.{other}.gz")), tmp_path)
    said = refusal_of(file)
    assert ("a dump of PostgreSQL" if VENDOR == "sqlite" else "a SQLite database") in said
    assert said.endswith(f"See DATABASE_URL. {NOTHING_CHANGED}")


@pytest.mark.parametrize("share", [0.00001, 0.01, 0.5, 0.9, 0.999])
def test_a_truncated_backup_is_refused(share, empty_database, kept):
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])
    said = refusal_of(kept)
    words = "is not a" if share < 0.001 else "cannot be restored: "
    assert f"{kept} {words}" in said
    assert said.endswith(NOTHING_CHANGED)


def test_a_backup_of_something_else_is_refused(empty_database, tmp_path, portal_of_nobody):
    assert refusal_of(portal_of_nobody) == f"{portal_of_nobody} holds no portal. {NOTHING_CHANGED}"


@pytest.fixture
def portal_of_nobody(empty_database, tmp_path):
    """A database of the right kind, in which there is no portal."""
    file = tmp_path / "other"
    if VENDOR == "sqlite":
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE note (text)")
            other.commit()
        return file
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (text varchar)")
    dumps.dump_database(connection, file)
    dumps.drop_objects(connection)
    return file


def changed_backup(change, tmp_path, settings):
    """A backup taken after ``change`` had its way with the database, which is then emptied."""
    change()
    file = tmp_path / "changed"
    back_up_portal(file)
    settings.OWN_DATABASE = tmp_path / "restored.sqlite3"
    emptied()
    connection.settings_dict["NAME"] = (
        str(settings.OWN_DATABASE) if VENDOR == "sqlite" else connection.settings_dict["NAME"]
    )
    return file


def test_a_backup_of_a_newer_release_is_refused(portal, tmp_path, settings):
    def from_the_future():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied)"
                " VALUES ('subprocessors', '0099_later', '2099-01-01')"
            )

    file = changed_backup(from_the_future, tmp_path, settings)
    said = refusal_of(file)
    assert f"{file} was made by a newer release" in said
    assert "does not know subprocessors.0099_later. Install that release first." in said


def test_a_backup_whose_chain_does_not_hold_is_refused(portal, tmp_path, settings):
    def rewrite():
        snapshot = Snapshot.objects.get(publication=2)
        document = snapshot.document
        document["parts"]["rows"][0]["value"]["now"]["name"] = "Somebody"
        triggers.remove(connection)
        Snapshot.objects.filter(pk=2).update(content=Snapshot.pack(document))
        triggers.install(connection)

    said = refusal_of(changed_backup(rewrite, tmp_path, settings))
    assert "Version 2 does not hold: part" in said
    assert said.endswith(NOTHING_CHANGED)


def test_a_backup_without_its_triggers_is_refused(portal, tmp_path, settings):
    file = changed_backup(lambda: triggers.remove(connection), tmp_path, settings)
    assert "these triggers are missing" in refusal_of(file)


# As an administrator types it


@pytest.mark.skipif(VENDOR != "sqlite", reason="DATA_DIR holds a SQLite database")
def test_on_a_new_machine_the_address_is_asked_and_kept(kept, tmp_path):
    folder = tmp_path / "new"
    unasked = manage(folder, "restore", kept)
    assert unasked.returncode == 1
    assert "PUBLIC_URL is not set, and there is nobody to ask." in unasked.stderr
    assert not (folder / "portal.sqlite3").exists()
    done = manage(folder, "restore", kept, PUBLIC_URL=ADDRESS)
    assert done.returncode == 0, done.stderr
    assert (folder / "public-url").read_text() == f"{ADDRESS}\n"
    assert (folder / "portal.sqlite3").stat().st_mode & 0o077 == 0
    assert manage(folder, "verifypublications").returncode == 0
    again = manage(folder, "restore", kept)
    assert again.returncode == 1
    assert f"The database {folder / 'portal.sqlite3'} is not empty" in again.stderr
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".sqlite3") == [
        "public-url",
        "secret-key",
    ]


@pytest.mark.skipif(VENDOR != "postgresql", reason="SQLite needs no other program")
def test_without_postgresqls_programs_it_says_what_to_install(portal, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"pg_dump is not on PATH\. Install PostgreSQL's client"):
        call_command("backup", str(tmp_path / "copy"))
    assert shutil.which("pg_dump") is None
    assert not (tmp_path / "copy").exists()


@pytest.mark.skipif(VENDOR != "postgresql", reason="SQLite has no server")
def test_a_server_that_cannot_be_reached_is_named(portal, tmp_path):
    connection.settings_dict["PORT"] = "1"
    with pytest.raises(CommandError, match=r"pg_dump failed: .*refused"):
        call_command("backup", str(tmp_path / "copy"))
    assert list(tmp_path.glob("*copy*")) == []
