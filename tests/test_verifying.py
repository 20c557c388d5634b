"""Whether the archive still holds, asked after somebody with the database's password."""

import json
import zlib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from subprocessors.archive import triggers
from subprocessors.archive.digests import Unsound, canonical, head_digest, part_hash
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.publishing import Decisions, publish
from subprocessors.publishing.redacting import redact_part
from subprocessors.verifying import Broken, verify
from subprocessors.verifying.columns import check_chain
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
ANNOUNCED_ON = "2026-12-03"


@pytest.fixture(autouse=True)
def three_versions():
    """An opening, an announcement and a correction."""
    make_portal()
    acme = add_row("Acme", places=["US"], is_affiliate=True, effective_on="2024-01-01")
    add_row("Bolt", effective_on="2024-01-01")
    publish(at=TOLD_AT)
    edit_row(acme, places=["IE"])
    publish(at=at("2026-11-03"), decisions=Decisions(days={("acme", "material"): ANNOUNCED_ON}))
    edit_row(acme, notes="Night shift")
    publish(at=at("2026-11-04"), decisions=Decisions(corrects=2, reason="Words were missing."))


def forged(sql, *values):
    """Runs plain SQL with the triggers away, and puts them back to hide it."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount, "the forgery did not touch anything"
    triggers.install(connection)


def rewritten(number, alter):
    """Rewrites the bytes of a version as ``alter`` does with the parsed document."""
    snapshot = Snapshot.objects.get(publication=number)
    document = snapshot.document
    alter(document)
    triggers.remove(connection)
    Snapshot.objects.filter(pk=number).update(content=zlib.compress(canonical(document)))
    triggers.install(connection)


def reforged(number, alter, **columns):
    """As ``rewritten``, by a forger who knows how digests are made, and mends them and columns."""

    def mended(document):
        alter(document)
        for name, parts in document["parts"].items():
            for part in parts:
                part["h"] = part_hash(part["salt"], part["value"])
            document["head"][name] = [part["h"] for part in parts]
        document["digest"] = head_digest(document["head"])

    rewritten(number, mended)
    digest = Snapshot.objects.get(publication=number).document["digest"]
    triggers.remove(connection)
    told = {"digest": digest, "uid": Publication.uid_for(digest), **columns}
    Publication.objects.filter(number=number).update(**told)
    triggers.install(connection)


def a_redaction_of(number):
    """Records the redaction of a part of the version ``number``, which stays as it is."""
    Redaction.objects.create(
        number=1,
        publication_id=number,
        part=Snapshot.objects.get(publication=number).document["head"]["rows"][0],
        redacted_at=TOLD_AT,
        redacted_on="2026-11-05",
        why="x",
        by="ada",
    )


def broken():
    """The number of the first version that does not hold, and why."""
    with pytest.raises(Broken) as found:
        verify()
    with pytest.raises(CommandError) as said:
        call_command("verifypublications")
    assert str(said.value) == str(found.value)
    return found.value.number, found.value.why


def test_an_archive_left_alone_holds(capsys):
    assert verify().publications == 3
    call_command("verifypublications")
    digest = Publication.objects.newest().digest
    assert capsys.readouterr().out == f"3 publications, unbroken.\nVersion 3: {digest}\n"


def test_an_archive_without_a_publication_holds(capsys):
    triggers.remove(connection)
    for number in (3, 2, 1):
        for model in (Change, Snapshot):
            model.objects.filter(publication=number).delete()
        Publication.objects.filter(number=number).delete()
    triggers.install(connection)
    call_command("verifypublications")
    assert capsys.readouterr().out.startswith("0 publications, unbroken.")


@pytest.mark.parametrize("position", [0, 1, 40, -1])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_byte_altered_by_plain_sql_is_found_wherever_it_is(number, position):
    content = bytearray(Snapshot.objects.get(publication=number).content)
    content[position] ^= 1
    forged(
        "UPDATE subprocessors_snapshot SET content = %s WHERE publication_id = %s",
        bytes(content),
        number,
    )
    assert broken()[0] == number


def test_every_byte_of_the_stored_text_counts():
    data = Snapshot.objects.get(publication=2).data
    for position in range(0, len(data), 37):
        altered = bytearray(data)
        altered[position] ^= 1
        forged(
            "UPDATE subprocessors_snapshot SET content = %s WHERE publication_id = 2",
            zlib.compress(bytes(altered)),
        )
        with pytest.raises(Broken) as found:
            verify()
        assert found.value.number == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Nothing happened"),
        ("note", "x"),
        ("reason", "x"),
        ("kind", "review"),
        ("time_zone", "UTC"),
        ("published_on", "2026-11-05"),
        ("published_at", "2026-11-04 09:00:01+00:00"),
        ("digest", "0" * 64),
        ("uid", "00000000000000000000000000000000"),
        ("source", '{"by": "somebody else"}'),
    ],
)
def test_a_column_that_says_other_than_what_was_hashed_is_found(column, value):
    forged(f"UPDATE subprocessors_publication SET {column} = %s WHERE number = 2", value)
    number, why = broken()
    assert (number, column in why) == (2, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps days and JSON sound")
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("publication", "published_on", "yesterday"),
        ("publication", "published_on", "2026-13-77"),
        ("publication", "published_at", "noon"),
        ("change", "effective_on", "soon"),
        ("change", "effective_on", "2026-02-30"),
        ("publication", "uid", "no id"),
    ],
)
def test_a_column_that_cannot_be_read_at_all_is_found(table, column, value):
    which = "number" if table == "publication" else "publication_id"
    forged(f"UPDATE subprocessors_{table} SET {column} = %s WHERE {which} = 2", value)
    assert broken()[0] == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("slug", "bolt"),
        ("kind", "added"),
        ("material", False),
        ("effective_on", "2026-12-04"),
        ("reason", "x"),
        ("reissues", 1),
        ("fields", '{"places": {"before": {"now": ["US"]}, "after": {"now": ["DE"]}}}'),
        ("name", "Acme Mall"),
        ("services", " chat "),
        ("position", 5),
    ],
)
def test_a_change_that_says_other_than_the_snapshots_is_found(column, value):
    forged(f"UPDATE subprocessors_change SET {column} = %s WHERE publication_id = 2", value)
    assert broken()[0] == 2


def test_a_change_taken_away_is_found():
    forged("DELETE FROM subprocessors_change WHERE publication_id = 2")
    assert broken()[0] == 2


def test_a_snapshot_taken_away_is_found():
    forged("DELETE FROM subprocessors_snapshot WHERE publication_id = 2")
    assert broken() == (2, "its snapshot is missing")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL leaves no orphans")
def test_a_version_cut_off_is_found_by_what_it_left_behind():
    left = {"snapshot": "a snapshot", "change": "changes", "redaction": "redactions"}
    a_redaction_of(3)
    for kept, words in left.items():
        with transaction.atomic():
            for table in left.keys() - {kept}:
                forged(f"DELETE FROM subprocessors_{table} WHERE publication_id = 3")
            forged("DELETE FROM subprocessors_publication WHERE number = 3")
            assert broken() == (3, f"it has {words} and is not there itself")
            transaction.set_rollback(True)


def test_a_version_taken_out_of_the_middle_is_found():
    triggers.remove(connection)
    for model in (Change, Snapshot):
        model.objects.filter(publication=2).delete()
    Publication.objects.filter(number=3).update(corrects=1)
    Publication.objects.filter(number=2).delete()
    triggers.install(connection)
    number, why = broken()
    assert (number, why) == (3, "number 2 was to come")


def test_a_version_forged_with_fresh_digests_no_longer_says_what_changed():
    def another_place(document):
        document["parts"]["rows"][0]["value"]["now"]["places"] = ["DE"]

    reforged(2, another_place)
    number, why = broken()
    assert (number, "changes of acme" in why) == (2, True)


def test_a_version_forged_without_a_trace_in_itself_breaks_the_chain_at_the_next():
    def another_note(document):
        document["parts"]["note"] = [{"salt": "0" * 32, "value": "Told otherwise"}]

    reforged(2, another_note, note="Told otherwise")
    assert broken() == (3, "it does not follow the fingerprint of the version before")


def test_a_day_of_publication_before_its_predecessors_is_found():
    def predate(document):
        document["head"]["published_on"] = "2026-11-01"

    reforged(3, predate, published_on=date(2026, 11, 1))
    assert broken() == (3, "its published_on is before its predecessor's")


def test_a_version_of_an_unknown_schema_is_found():
    def renumber(document):
        document["head"]["schema"] = 2

    reforged(3, renumber)
    assert broken() == (3, "schema 2 is unknown")


def test_a_change_that_takes_effect_on_a_day_that_nothing_in_it_says_is_found():
    def later(document):
        document["parts"]["changes"][0]["value"]["effective_on"] = "2027-05-01"

    reforged(2, later)
    forged(
        "UPDATE subprocessors_change SET effective_on = %s WHERE publication_id = 2", "2027-05-01"
    )
    why = "the change of acme takes effect on 2027-05-01, which nothing in it says"
    assert broken() == (2, why)


def test_an_opening_whose_additions_owe_notice_is_found():
    def material(document):
        document["parts"]["changes"][0]["value"]["material"] = True

    reforged(1, material)
    sql = "UPDATE subprocessors_change SET material = %s WHERE publication_id = 1 AND position = 0"
    forged(sql, True)
    assert broken() == (1, "a change of kind opening is material")


def test_one_for_yes_is_found_although_python_calls_them_equal():
    def one_for_true(document):
        row = document["parts"]["rows"][0]["value"]
        assert row["now"]["is_affiliate"] is True
        row["now"]["is_affiliate"] = 1

    rewritten(3, one_for_true)
    assert broken()[0] == 3


def test_a_blank_without_its_record_is_found():
    def blank(document):
        part = document["parts"]["rows"][1]
        document["parts"]["rows"][1] = {
            "h": part["h"],
            "redacted": {"on": "2026-11-05", "why": "Because"},
        }

    rewritten(1, blank)
    number, why = broken()
    assert (number, "no redaction is recorded" in why) == (1, True)


def test_a_record_that_says_other_than_its_blank_is_found():
    document = Snapshot.objects.get(publication=1).document
    redact_part(document["head"]["title"][0], why="Because", by="ada", at=TOLD_AT)
    assert verify().redacted_parts == 1
    forged("UPDATE subprocessors_redaction SET why = 'Whatever'")
    number, why = broken()
    assert (number, "states another redaction than is recorded" in why) == (1, True)


def test_a_record_of_a_redaction_that_did_not_happen_is_found():
    a_redaction_of(1)
    assert broken() == (1, "a redaction is recorded whose part is not blank")


def test_a_missing_trigger_is_found_though_every_byte_holds():
    with connection.cursor() as cursor:
        table = "" if connection.vendor == "sqlite" else " ON subprocessors_change"
        cursor.execute(f"DROP TRIGGER subprocessors_change_no_update{table}")
    assert broken() == (None, "these triggers are missing: subprocessors_change_no_update")


def test_the_first_version_that_does_not_hold_is_the_one_named():
    for number in (3, 2):
        forged("UPDATE subprocessors_publication SET title = 'x' WHERE number = %s", number)
    assert broken()[0] == 2


def test_what_is_stored_is_what_was_hashed_and_any_json_reader_reads_it():
    snapshot = Snapshot.objects.get(publication=2)
    assert canonical(json.loads(snapshot.data)) == snapshot.data


def test_a_correction_of_its_own_version_or_a_later_one_is_found():
    newest = Publication.objects.newest()
    head = newest.snapshot.document["head"]
    previous = Publication.objects.get(number=2).snapshot.document
    check_chain(head, newest, previous)
    for number in (0, 3, 4):
        with pytest.raises(Unsound, match="it corrects no earlier version"):
            check_chain({**head, "corrects": number}, newest, previous)
