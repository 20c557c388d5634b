"""What the database itself refuses: rewriting, removing, replacing and slipping in."""

import contextlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from subprocessors.archive import triggers
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from tests.publications import a_row, noon, publish_rows

pytestmark = pytest.mark.django_db
ARCHIVE = [Publication, Snapshot, Change, Redaction, StoredMessage, DeliveryAttempt]
#: A column of each that somebody might want to rewrite.
COLUMNS = {
    Redaction: "by",
    Snapshot: "content",
    StoredMessage: "subject",
    DeliveryAttempt: "answer",
}
is_sqlite = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def two_versions():
    """Two sealed versions, and a redaction of the first on record."""
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    publish_rows([a_row("acme"), a_row("bolt")], number=2, published_at="2026-11-09")
    a_redaction(1).save(force_insert=True)
    an_attempt()


def an_attempt():
    message = StoredMessage.objects.create(
        publication_id=2, purpose="notice", made_at=noon("2026-11-09"), **StoredMessage.pack(b"x")
    )
    delivery = Delivery.objects.create(message=message, give_up_at=noon("2026-12-01"))
    return DeliveryAttempt.objects.create(
        delivery=delivery,
        at=noon("2026-11-09"),
        phase="rcpt",
        code=550,
        answer="No",
        state="refused",
    )


def a_redaction(number, **values):
    defaults = {
        "publication_id": 1,
        "part": f"{number:064x}",
        "redacted_at": noon("2026-12-01"),
        "redacted_on": "2026-12-01",
        "why": "Erasure",
        "by": "ada",
    }
    return Redaction(number=number, **{**defaults, **values})


def a_publication(number, **values):
    defaults = {
        "digest": f"{number:064x}",
        "uid": Publication.uid_for(f"{number:064x}"),
        "published_at": noon("2026-11-16"),
        "published_on": "2026-11-16",
        "time_zone": "UTC",
        "kind": "change",
        "title": "Slipped in",
    }
    return Publication(number=number, **{**defaults, **values})


def a_snapshot(number):
    return Snapshot(publication_id=number, content=b"x")


@contextlib.contextmanager
def a_snapshot_waiting(number):
    """A snapshot whose publication may be written; both are taken back at the end."""
    with transaction.atomic():
        a_snapshot(number).save(force_insert=True)
        yield
        transaction.set_rollback(True)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(act, words=None):
    """Holds ``act`` to raise IntegrityError with these words, leaving the test's transaction."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        act()


@pytest.mark.parametrize("model", ARCHIVE)
def test_no_row_of_the_archive_can_be_changed_and_the_error_says_what_to_do(model):
    field = COLUMNS.get(model, "reason")
    value = b"x" if model is Snapshot else "x"
    refused(lambda: model.objects.update(**{field: value}), "cannot be changed or removed")


@pytest.mark.parametrize("model", ARCHIVE)
def test_no_row_of_the_archive_can_be_removed(model):
    table = model._meta.db_table
    refused(lambda: run(f"DELETE FROM {table}"), "cannot be changed or removed")
    assert model.objects.exists()


@pytest.mark.parametrize("model", ARCHIVE)
def test_saving_again_what_was_read_is_refused(model):
    refused(model.objects.first().save, "cannot be changed")


@pytest.mark.skipif(is_sqlite, reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("model", ARCHIVE)
def test_no_table_of_the_archive_can_be_truncated(model):
    table = model._meta.db_table
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused(lambda: run(f"TRUNCATE {table} CASCADE"), "cannot be changed or removed")


@pytest.mark.parametrize("number", [1, 2, 4, 99])
def test_a_publication_takes_the_number_after_the_last_and_no_other(number):
    refused(lambda: a_publication(number).save(force_insert=True))
    assert Publication.objects.count() == 2


def test_the_next_number_is_taken_once_its_snapshot_is_there():
    refused(lambda: a_publication(3).save(force_insert=True), "written last, after its snapshot")
    a_snapshot(3).save(force_insert=True)
    a_publication(3).save(force_insert=True)
    assert Publication.objects.newest().number == 3


def test_a_snapshot_and_changes_without_their_publication_are_not_committed():
    for written_alone in (a_snapshot(3), a_change(3)):
        with transaction.atomic():
            written_alone.save(force_insert=True)
            with pytest.raises(IntegrityError):
                connection.check_constraints()
            transaction.set_rollback(True)


def test_a_publication_cannot_be_dated_before_its_predecessor():
    early = noon("2026-11-09") - timedelta(microseconds=1)
    for values in ({"published_at": early}, {"published_on": "2026-11-08"}):
        publication = a_publication(3, **values)
        with a_snapshot_waiting(3):
            refused(lambda new=publication: new.save(force_insert=True), "not before")


def test_a_publication_of_the_same_instant_as_its_predecessor_is_taken():
    at = noon("2026-11-09")
    a_snapshot(3).save(force_insert=True)
    a_publication(3, published_at=at, published_on="2026-11-09").save(force_insert=True)


@pytest.mark.skipif(not is_sqlite, reason="only SQLite knows INSERT OR REPLACE")
@pytest.mark.parametrize("model", ARCHIVE)
def test_nothing_is_replaced_by_an_insert(model):
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    listed = ", ".join(columns)
    before = list(model.objects.values_list())
    refused(lambda: run(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table}"))
    assert list(model.objects.values_list()) == before


@pytest.mark.skipif(not is_sqlite, reason="only SQLite knows INSERT OR REPLACE")
def test_a_publication_with_a_new_number_cannot_push_out_another_by_its_digest():
    old = Publication.objects.get(number=1)
    for column, value in (("digest", old.digest), ("uid", old.uid.hex)):
        new = a_publication(3)
        setattr(new, column, old.uid if column == "uid" else value)
        sql, values = insert_or_replace(new)
        with a_snapshot_waiting(3):
            refused(lambda sql=sql, values=values: run(sql, *values))
    assert Publication.objects.filter(number=1).exists()


@pytest.mark.skipif(not is_sqlite, reason="only SQLite has a rowid")
@pytest.mark.parametrize("model", [Publication, Snapshot, Redaction])
def test_nothing_new_can_push_out_another_by_naming_its_rowid(model):
    new = {
        Publication: a_publication(3),
        Snapshot: a_snapshot(3),
        Redaction: a_redaction(2),
    }[model]
    before = model.objects.filter(pk=1).values().get()
    sql, values = insert_or_replace(new, rowid=1)
    with a_snapshot_waiting(3) if model is Publication else transaction.atomic():
        with contextlib.suppress(IntegrityError), transaction.atomic():
            run(sql, *values)
        assert model.objects.filter(pk=1).values().get() == before
        transaction.set_rollback(True)


def insert_or_replace(row, **hidden):
    fields = list(row._meta.concrete_fields)
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    columns = ", ".join([*hidden, *(field.column for field in fields)])
    values = [*hidden.values(), *values]
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT OR REPLACE INTO {row._meta.db_table} ({columns}) VALUES ({marks})", values


def a_change(publication_id, **values):
    defaults = {
        "position": 99,
        "slug": "crow",
        "kind": "added",
        "material": True,
        "effective_on": "2026-12-03",
        "fields": {},
        "name": "Crow",
    }
    return Change(publication_id=publication_id, **{**defaults, **values})


@pytest.mark.parametrize("number", [1, 2])
def test_a_published_version_takes_no_further_change_and_no_second_snapshot(number):
    refused(lambda: a_change(number).save(force_insert=True), "no further change")
    refused(lambda: a_snapshot(number).save(force_insert=True), "and only one")


def test_no_version_but_the_next_takes_a_change_or_a_snapshot():
    refused(lambda: a_change(4).save(force_insert=True), "only the next one does")
    refused(lambda: a_snapshot(4).save(force_insert=True), "Only the next")
    a_change(3).save(force_insert=True)
    a_snapshot(3).save(force_insert=True)
    refused(lambda: a_snapshot(3).save(force_insert=True), "only one")
    a_publication(3).save(force_insert=True)
    refused(lambda: a_change(3, position=100).save(force_insert=True), "no further change")


def test_before_the_seal_no_change_takes_the_place_of_another():
    a_change(3).save(force_insert=True)
    sealed = Change.objects.filter(publication=2).first()
    for again in (a_change(3), a_change(3, position=1, pk=sealed.pk)):
        refused(lambda again=again: again.save(force_insert=True), "no further change")
    a_change(3, position=1).save(force_insert=True)
    a_snapshot(3).save(force_insert=True)
    a_publication(3).save(force_insert=True)


def test_a_part_is_redacted_once_and_redactions_are_numbered_without_a_gap():
    refused(lambda: a_redaction(3).save(force_insert=True), "number after the last")
    refused(lambda: a_redaction(2, part=f"{1:064x}").save(force_insert=True), "once")
    a_redaction(2).save(force_insert=True)


def test_installing_twice_is_installing_once():
    triggers.install(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []
    refused(lambda: Publication.objects.update(title="x"))


def a_trigger_of(table):
    return f"{table}_no_update"


@pytest.mark.parametrize("table", triggers.TABLES)
def test_a_trigger_that_is_missing_is_named(table):
    name = a_trigger_of(table)
    run(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
    assert triggers.missing(connection) == [name]


def test_a_trigger_of_the_right_name_that_does_nothing_counts_as_missing():
    table = triggers.PUBLICATION
    name = a_trigger_of(table)
    if is_sqlite:
        run(f"DROP TRIGGER {name}")
        run(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN 0 BEGIN SELECT 1; END")
    else:
        run(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'"
        )
    assert triggers.missing(connection) == [name]


@pytest.mark.skipif(is_sqlite, reason="SQLite cannot disable a trigger")
def test_a_disabled_trigger_counts_as_missing():
    table = triggers.PUBLICATION
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} DISABLE TRIGGER {a_trigger_of(table)}")
    assert triggers.missing(connection) == [a_trigger_of(table)]


@pytest.mark.skipif(is_sqlite, reason="on SQLite the whole text of a trigger is one")
@pytest.mark.parametrize(
    "narrowed",
    [
        "BEFORE DELETE ON {table} FOR EACH ROW",
        "AFTER DELETE OR UPDATE ON {table} FOR EACH ROW",
        "BEFORE DELETE OR UPDATE OF title ON {table} FOR EACH ROW",
        "BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW WHEN (false)",
        "BEFORE DELETE OR UPDATE ON {table} FOR EACH STATEMENT",
    ],
)
def test_a_trigger_that_fires_less_often_counts_as_missing(narrowed):
    table = triggers.PUBLICATION
    name = a_trigger_of(table)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"DROP TRIGGER {name} ON {table}")
    run(f"CREATE TRIGGER {name} {narrowed.format(table=table)} EXECUTE FUNCTION {name}()")
    assert triggers.missing(connection) == [name]


def test_removed_triggers_are_all_named_and_can_be_put_back():
    triggers.remove(connection)
    missing = triggers.missing(connection)
    assert len(missing) == 3 * len(triggers.TABLES)
    triggers.remove(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []
