"""Every place that may hold a text, and that none does after a redaction."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection, models

from subprocessors.archive import triggers
from subprocessors.models.list_import import ListImport
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.publication import Publication, Redaction, Snapshot
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, ShortNotice, publish
from subprocessors.publishing.erasing import OF_THE_OUTBOX, OTHER_APPS, SIGNATURES, places
from subprocessors.publishing.redacting import redact
from subprocessors.verifying import verify
from tests.databases import own_database
from tests.stories import add_row, at, edit_row, make_person, make_portal

MARKER = "Zoë Planted"
ERASURE = {"why": "Erasure, Art. 17 GDPR", "by": "ada", "at": at("2026-11-27")}


def plant_everywhere():
    """A portal of a few versions that holds the marker in every place there is."""
    make_portal(introduction=f"Ask {MARKER}.", footer_links=f"{MARKER} | https://example.com")
    service = Service.objects.create(slug="zoe-planted", label=MARKER, is_public=True)
    category = Category.objects.create(slug="of-zoe-planted", label=f"By {MARKER}")
    Document.objects.create(name=f"DPA of {MARKER}")
    Certification.objects.create(name=f"Held by {MARKER}")
    Logo.objects.create(portal_id=1, content=b"", content_type=MARKER, digest="0" * 64)
    texts = {
        field.name: MARKER
        for field in Subprocessor._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.name in ("slug", "places", "transfer_mechanisms"))
        and not isinstance(field, models.URLField)
    }
    row = add_row(
        **texts,
        by=make_person("edith"),
        website="https://zoe.example/Zo\u00eb Planted",
        category=category,
        services=[service],
        effective_on="2024-01-01",
    )
    assert row.slug == "zoe-planted"
    add_row("Heir", replaces=row, effective_on="2027-01-01")
    publish(at=at("2026-11-02"), decisions=Decisions(title=MARKER, note=MARKER))
    edit_row(row, reason=MARKER, notes=f"{MARKER}, by night")
    said = Decisions(corrects=1, reason=MARKER, internal_reason=MARKER)
    publish(at=at("2026-11-03"), decisions=said)
    edit_row(row, purpose=f"{MARKER}, by day")
    publish(
        at=at("2026-11-04"),
        decisions=Decisions(days={("zoe-planted", "material"): "2027-01-01"}),
    )
    edit_row(Subprocessor.objects.get(name="Heir"), notes="By day")
    Portal.objects.update(notice_days=30)
    publish(at=at("2026-11-05"))
    add_row("Nephew", effective_on="2026-11-06")
    short = ShortNotice("urgent_replacement", "It had to be.", clause=f"7.3, says {MARKER}")
    group = ("nephew", "material")
    urgent = Decisions(days={group: "2026-11-06"}, short_notices={group: short})
    publish(at=at("2026-11-06"), decisions=urgent)
    ListImport.objects.create(
        at=at("2026-11-01"),
        by_name="Edith",
        file_name=f"The list of {MARKER}.xlsx",
        headings="0" * 64,
        answers={
            "maps": {f"seen by {MARKER}": "notes", "name": "name"},
            "ignored": [MARKER, "phone"],
            "dates": "",
            "values": [["category", f"As {MARKER} calls it", "of-zoe-planted"]],
        },
    )
    LogEntry.objects.create(
        user=make_person("paula"),
        action_flag=2,
        object_repr=MARKER,
        change_message='[{"changed": {"object": "Zo\\u00eb Planted"}}]',
    )


def everything_in_the_database():
    """All that any table holds, as one text, snapshots unpacked."""
    found = [snapshot.data.decode() for snapshot in Snapshot.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


SPELLINGS = (MARKER, "Zo\\u00eb Planted", "zoe-planted", "zoe_planted")


def where_it_stands():
    lines = everything_in_the_database().splitlines()
    return [line[:200] for line in lines if any(spelling in line for spelling in SPELLINGS)]


@pytest.mark.django_db
def test_a_marker_in_every_place_is_found_in_none_afterwards():
    plant_everywhere()
    planted = {line.partition(":")[0] for line in where_it_stands() if ":" in line}
    tables = {model._meta.db_table for model, _names in places() if model._base_manager.exists()}
    assert tables <= planted, "plant the marker in each place"
    redact(MARKER, instead="somebody", **ERASURE)
    assert where_it_stands() == []
    verify()
    assert Publication.objects.newest().number == 6
    answers = ListImport.objects.get().answers
    assert answers["maps"] == {"seen by somebody": "notes", "name": "name"}
    assert answers["ignored"] == ["somebody", "phone"]


@pytest.mark.django_db
def test_what_the_marker_stood_in_goes_on_and_is_published_on(client):
    plant_everywhere()
    new = redact(MARKER, instead="somebody", **ERASURE).renamed["zoe-planted"]
    for address in (
        "/subprocessors/",
        f"/subprocessors/{new}/",
        "/changes/",
        "/subprocessors.json",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "lanted" not in response.content.decode(), address
    row = Subprocessor.objects.get(slug=new)
    assert row.history.count() == 3
    row.full_clean()
    Portal.objects.get().full_clean()
    edit_row(row, notes="More")
    assert publish(at=at("2026-11-28")).number == 7
    assert verify().publications == 7
    assert Redaction.of_address("zoe-planted")


def test_every_column_of_text_is_reached_but_for_accounts_and_signatures():
    """A table or column of a later release is among them without a further word."""
    reached = {(model, name) for model, names in places() for name in names}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in triggers.TABLES:
            continue  # these the redaction itself reaches, under their records
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if not is_text or field.choices or field.name in SIGNATURES:
                continue
            is_other = model._meta.app_label in OTHER_APPS
            is_other = is_other or f"{model._meta.model_name}.{field.name}" in OF_THE_OUTBOX
            is_codes = field.name in ("places", "transfer_mechanisms")
            assert ((model, field.name) in reached) is not (is_other or is_codes), field
    assert frozenset({"auth", "axes", "contenttypes", "sessions"}) == OTHER_APPS


def test_the_files_of_the_database_hold_nothing_of_it_either(
    tmp_path, settings, capsys, django_db_setup, django_db_blocker
):
    settings.DATA_DIR = tmp_path
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "of-yesterday").touch()
    with django_db_blocker.unblock(), own_database(tmp_path / "portal.sqlite3"):
        call_command("migrate", verbosity=0)
        plant_everywhere()
        row = Subprocessor.objects.get(slug="zoe-planted")
        edit_row(row, internal_notes="Deleted long ago, and still in a free page")
        is_sqlite = connection.vendor == "sqlite"  # the files of PostgreSQL are its own
        assert not is_sqlite or MARKER.encode() in _all_bytes(tmp_path)
        call_command("redact", "--text", MARKER, "--reason", "Erasure")
        assert where_it_stands() == []
        found = _all_bytes(tmp_path)
        for spelling in SPELLINGS:
            assert spelling.encode() not in found
    said = capsys.readouterr()
    assert f"A copy from before: {tmp_path / 'backups' / 'of-yesterday'}" in said.out
    assert said.err == ""


def _all_bytes(folder):
    return b"".join(file.read_bytes() for file in folder.glob("portal.sqlite3*"))
