"""The triggers that keep the archive, and what was sent, from being rewritten.

They refuse UPDATE, DELETE and TRUNCATE with an IntegrityError, and an INSERT that would
replace or slip in beside what is sealed: numbers rise by one, and a publication is written
last, after its changes and its snapshot, so that half a version is never committed (its
foreign keys, checked at the end, refuse the rest without it). ``install`` and ``remove``
serve redaction, the clearing of half versions, and the test fixture that flushes tables;
nothing else may call them.
Migrations carry their own texts (``migrations/_archive_seals``): what changes here takes a
migration. Each takes the Django connection to work on, so that nothing here imports Django.
"""

PUBLICATION = "subprocessors_publication"
SNAPSHOT = "subprocessors_snapshot"
CHANGE = "subprocessors_change"
REDACTION = "subprocessors_redaction"
MESSAGE = "subprocessors_storedmessage"
ATTEMPT = "subprocessors_deliveryattempt"
ACKNOWLEDGEMENT = "subprocessors_acknowledgement"
TABLES = (PUBLICATION, SNAPSHOT, CHANGE, REDACTION, MESSAGE, ATTEMPT, ACKNOWLEDGEMENT)

_REMEDY = {
    PUBLICATION: "A publication cannot be changed or removed. Publish a correction instead.",
    SNAPSHOT: "A snapshot cannot be changed or removed. Publish a correction instead.",
    CHANGE: "A published change cannot be changed or removed. Publish a correction instead.",
    REDACTION: "The record of a redaction cannot be changed or removed.",
    MESSAGE: "A stored message cannot be changed or removed: it is what was sent.",
    ATTEMPT: "The record of an attempt to send cannot be changed or removed.",
    ACKNOWLEDGEMENT: "The record of a confirmation cannot be changed or removed.",
}
#: The number of the version that is published next.
_NEXT = f"(SELECT COALESCE(MAX(number), 0) + 1 FROM {PUBLICATION})"
#: An INSERT is refused where this holds of NEW; then why.
_REFUSED_INSERT = {
    PUBLICATION: (
        f"NEW.number <> {_NEXT}"
        f" OR EXISTS (SELECT 1 FROM {PUBLICATION}"
        " WHERE digest = NEW.digest OR uid = NEW.uid)"
        f" OR EXISTS (SELECT 1 FROM {PUBLICATION} WHERE published_at > NEW.published_at"
        " OR published_on > NEW.published_on)"
        f" OR NOT EXISTS (SELECT 1 FROM {SNAPSHOT} WHERE publication_id = NEW.number)",
        "A publication is written last, after its snapshot. It takes the number after the last,"
        " its own digest, and a time that is not before the last one's.",
    ),
    SNAPSHOT: (
        f"EXISTS (SELECT 1 FROM {SNAPSHOT} WHERE publication_id = NEW.publication_id)"
        f" OR NEW.publication_id <> {_NEXT}",
        "Only the next publication takes a snapshot, and only one.",
    ),
    CHANGE: (
        f"NEW.publication_id <> {_NEXT}"
        f" OR EXISTS (SELECT 1 FROM {CHANGE} WHERE id = NEW.id"
        " OR (publication_id = NEW.publication_id AND position = NEW.position))",
        "A published version takes no further change; only the next one does, before it is"
        " published.",
    ),
    REDACTION: (
        f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {REDACTION})"
        f" OR EXISTS (SELECT 1 FROM {REDACTION}"
        " WHERE publication_id = NEW.publication_id AND part = NEW.part)",
        "A redaction takes the number after the last, and blanks a part once.",
    ),
    MESSAGE: (
        f"EXISTS (SELECT 1 FROM {MESSAGE} WHERE id = NEW.id)",
        "A stored message is written once.",
    ),
    ATTEMPT: (
        f"EXISTS (SELECT 1 FROM {ATTEMPT} WHERE id = NEW.id)",
        "The record of an attempt is written once.",
    ),
    ACKNOWLEDGEMENT: (
        f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT} WHERE id = NEW.id)",
        "The record of a confirmation is written once.",
    ),
}


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _sqlite_triggers():
    for table in TABLES:
        for verb in ("update", "delete"):
            name = f"{table}_no_{verb}"
            yield (
                name,
                (
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, {_quoted(_REMEDY[table])}); END"
                ),
            )
        condition, why = _REFUSED_INSERT[table]
        name = f"{table}_only_append"
        yield (
            name,
            (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, {_quoted(why)}); END"
            ),
        )


def _postgresql_triggers():
    """Names, with the text of the trigger (as PostgreSQL gives it back) and of its function."""
    for table in TABLES:
        condition, why = _REFUSED_INSERT[table]
        for name, verbs, level, refused, message in (
            (f"{table}_no_update", "DELETE OR UPDATE", "ROW", "TRUE", _REMEDY[table]),
            (f"{table}_no_truncate", "TRUNCATE", "STATEMENT", "TRUE", _REMEDY[table]),
            (f"{table}_only_append", "INSERT", "ROW", condition, why),
        ):
            trigger = (
                f"CREATE TRIGGER {name} BEFORE {verbs} ON {table}"
                f" FOR EACH {level} EXECUTE FUNCTION {name}()"
            )
            body = (
                f" BEGIN IF {refused} THEN RAISE EXCEPTION USING MESSAGE = {_quoted(message)},"
                " ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END "
            )
            yield name, trigger, body


def install(connection):
    """Puts every trigger in place, replacing what has its name."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for _name, sql in _sqlite_triggers():
                cursor.execute(sql)
            return
        for name, trigger, body in _postgresql_triggers():
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$"
            )
            cursor.execute(trigger)


def remove(connection):
    """Takes every trigger away; no error where one is missing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, _sql in _sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, *_rest in _postgresql_triggers():
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def missing(connection):
    """The names of the triggers that do not stand as they should, sorted.

    A trigger that is absent, disabled or of another text counts as missing.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            expected = dict(_sqlite_triggers())
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc"
                " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
                " AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid)",
                [list(TABLES)],
            )
            found = {name: texts for name, *texts in cursor.fetchall()}
            expected = {name: texts for name, *texts in _postgresql_triggers()}
    return sorted(name for name, text in expected.items() if found.get(name) != text)
