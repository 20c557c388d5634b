"""How a migration alters the tables of the archive, or the triggers that seal them.

It must take the triggers away first. SQLite makes most alterations by copying the table,
dropping it and renaming the copy: the drop takes the table's triggers with it in silence, and
the rename fails where a trigger of another table names it. On both databases the triggers
would refuse a migration that fills in a new column.
"""

from contextlib import contextmanager

from django.db import migrations


class AlterArchive(migrations.SeparateDatabaseAndState):
    """Runs ``operations`` while no trigger of the archive stands, then puts triggers in place.

    The same as before, or those of ``seals``, which replace all that stand; undoing the
    migration puts those of ``undone`` in place. All within the migration's transaction.
    A migration that adds a column: ``AlterArchive([AddField(...)])``. The column is NULL and
    has no default, or the sealed rows would be rewritten.
    """

    def __init__(self, operations=(), *, seals=None, undone=None):
        self.seals, self.undone = seals, undone
        super().__init__(database_operations=operations, state_operations=operations)

    def describe(self):
        return "Alter tables of the archive, or their triggers"

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with _lifted(schema_editor, self.seals):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        with _lifted(schema_editor, self.undone):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


@contextmanager
def _lifted(schema_editor, seals):
    """Takes every trigger of the app's tables away; then puts back these, or those of ``seals``."""
    kind = _OnSqlite if schema_editor.connection.vendor == "sqlite" else _OnPostgresql
    triggers = kind(schema_editor)
    stood = triggers.take_away()
    yield
    if seals is None:
        triggers.put_back(stood)
        return
    triggers.forget(stood)
    for table, (remedy, condition, why) in seals.items():
        triggers.seal(table, remedy, condition, why)


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


class _Triggers:
    def __init__(self, schema_editor):
        self.schema_editor = schema_editor

    def run(self, sql):
        self.schema_editor.execute(sql, params=None)


class _OnSqlite(_Triggers):
    _STANDING = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        " AND tbl_name LIKE 'subprocessors\\_%' ESCAPE '\\'"
    )

    def take_away(self):
        with self.schema_editor.connection.cursor() as cursor:
            stood = dict(cursor.execute(self._STANDING).fetchall())
        for name in stood:
            self.run(f"DROP TRIGGER {name}")
        return stood

    def put_back(self, stood):
        for sql in stood.values():
            self.run(sql)

    def forget(self, stood):
        """Nothing is left of a trigger that was dropped."""

    def seal(self, table, remedy, condition, why):
        for verb in ("update", "delete"):
            self.run(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, {_quoted(remedy)}); END"
            )
        self.run(
            f"CREATE TRIGGER {table}_only_append BEFORE INSERT ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, {_quoted(why)}); END"
        )


class _OnPostgresql(_Triggers):
    _STANDING = (
        "SELECT t.tgname, c.relname, p.proname, pg_get_triggerdef(t.oid, true)"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND c.relname LIKE 'subprocessors\\_%'"
        " AND pg_table_is_visible(c.oid)"
    )

    def take_away(self):
        # No table is altered while a foreign key waits to be checked.
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
        with self.schema_editor.connection.cursor() as cursor:
            cursor.execute(self._STANDING)
            stood = cursor.fetchall()
        for name, table, _function, _sql in stood:
            self.run(f"DROP TRIGGER {name} ON {table}")
        return stood

    def put_back(self, stood):
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
        for _name, _table, _function, sql in stood:
            self.run(sql)

    def forget(self, stood):
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
        for _name, _table, function, _sql in stood:
            self.run(f"DROP FUNCTION {function}()")

    def seal(self, table, remedy, condition, why):
        for name, verbs, level, refused, message in (
            (f"{table}_no_update", "DELETE OR UPDATE", "ROW", "TRUE", remedy),
            (f"{table}_no_truncate", "TRUNCATE", "STATEMENT", "TRUE", remedy),
            (f"{table}_only_append", "INSERT", "ROW", condition, why),
        ):
            self.run(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$"
                f" BEGIN IF {refused} THEN RAISE EXCEPTION USING MESSAGE = {_quoted(message)},"
                " ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $body$"
            )
            self.run(
                f"CREATE TRIGGER {name} BEFORE {verbs} ON {table}"
                f" FOR EACH {level} EXECUTE FUNCTION {name}()"
            )
