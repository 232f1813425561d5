"""Triggers by which the database refuses changes of the record: versions can only be appended.

The only UPDATE allowed is the erasure: it empties the content, records when and why, and touches
nothing else. Other apps guard their append-only tables with `append_only`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections, transaction

TABLE = "record_version"
ERASED = {"data": "{}", "note": "{}", "source": "", "salt": ""}
ERASURE = [*ERASED, "redacted_at", "redacted_because"]

MUST_FOLLOW = "record_version: a version must follow the last one"
MUST_STAY = "record_version: a version cannot be changed"
NO_DELETE = "record_version: a version cannot be deleted"


def sqlite_triggers(columns):
    """Return {name: statement}.

    INSERT OR REPLACE deletes rows without firing triggers, so a conflicting INSERT is refused.
    """
    empty = " AND ".join(f"NEW.{column} = '{value}'" for column, value in ERASED.items())
    kept = " AND ".join(
        f'OLD."{column}" IS NEW."{column}"' for column in columns if column not in ERASURE
    )
    erased = "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL"
    return {
        "record_version_insert": f"""CREATE TRIGGER record_version_insert BEFORE INSERT ON {TABLE}
WHEN NEW.position IS NOT (SELECT COALESCE(MAX(position), 0) + 1 FROM {TABLE})
  OR NEW.previous IS NOT COALESCE((SELECT digest FROM {TABLE} ORDER BY position DESC LIMIT 1), '')
  OR EXISTS (SELECT 1 FROM {TABLE} WHERE uuid = NEW.uuid OR digest = NEW.digest
             OR (kind = NEW.kind AND slug = NEW.slug AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, '{MUST_FOLLOW}'); END""",
        "record_version_update": f"""CREATE TRIGGER record_version_update BEFORE UPDATE ON {TABLE}
WHEN NOT COALESCE({erased} AND NEW.redacted_because <> ''
  AND {empty} AND {kept}, 0)
BEGIN SELECT RAISE(ABORT, '{MUST_STAY}'); END""",
        "record_version_delete": f"""CREATE TRIGGER record_version_delete BEFORE DELETE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{NO_DELETE}'); END""",
    }


POSTGRESQL_GUARD = f"""
DECLARE
  last RECORD;
  erasure TEXT[] := ARRAY[{", ".join(f"'{column}'" for column in ERASURE)}];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT position, digest INTO last FROM {TABLE} ORDER BY position DESC LIMIT 1;
    IF NEW.position IS DISTINCT FROM COALESCE(last.position, 0) + 1
       OR NEW.previous IS DISTINCT FROM COALESCE(last.digest, '') THEN
      RAISE EXCEPTION '{MUST_FOLLOW}';
    END IF;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.redacted_because <> ''
       AND NEW.data = '{{}}' AND NEW.note = '{{}}' AND NEW.source = '' AND NEW.salt = ''
       AND to_jsonb(OLD) - erasure = to_jsonb(NEW) - erasure THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION '{MUST_STAY}';
  END IF;
  RAISE EXCEPTION '{NO_DELETE}';
END
"""
GUARDS: list["Guard"] = []  # in the order in which they are defined


@dataclass(frozen=True)
class Guard:
    """The triggers of a table.

    `sqlite` returns {name: statement} for the table's columns; `postgresql` is a PL/pgSQL body.
    """

    table: str
    sqlite: Callable[[list[str]], dict[str, str]]
    postgresql: str

    def __post_init__(self):
        GUARDS.append(self)

    @property
    def triggers(self):
        """The triggers, as pg_get_triggerdef() writes them: comparison finds altered ones."""
        runs = f"EXECUTE FUNCTION {self.table}_guard()"
        row, truncate = f"{self.table}_row", f"{self.table}_truncate"
        return {
            row: f"CREATE TRIGGER {row} BEFORE INSERT OR DELETE OR UPDATE ON {self.table} "
            f"FOR EACH ROW {runs}",
            truncate: f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT {runs}",
        }

    def install(self, connection, cursor):
        if connection.vendor == "sqlite":
            statements = self.sqlite(self.columns(connection, cursor)).values()
        else:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {self.table}_guard() RETURNS trigger "
                f"LANGUAGE plpgsql AS $guard${self.postgresql}$guard$"
            )
            statements = self.triggers.values()
        for statement in statements:
            cursor.execute(statement)

    def remove(self, connection, cursor):
        names = self.sqlite([]) if connection.vendor == "sqlite" else self.triggers
        on = "" if connection.vendor == "sqlite" else f" ON {self.table}"
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    def missing(self, connection, cursor):
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [self.table],
            )
            found = dict(cursor.fetchall())
            expected = self.sqlite(self.columns(connection, cursor))
            return [name for name, statement in expected.items() if found.get(name) != statement]
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid = to_regclass(%s) AND t.tgenabled = 'O'",
            [self.table],
        )
        found = {name: parts for name, *parts in cursor.fetchall()}
        return [
            name
            for name, statement in self.triggers.items()
            if found.get(name) != [statement, self.postgresql]
        ]

    def columns(self, connection, cursor):
        return [
            column.name
            for column in connection.introspection.get_table_description(cursor, self.table)
        ]


RECORD = Guard(TABLE, sqlite_triggers, POSTGRESQL_GUARD)


def append_only(table, *, unique, what):
    """Guard a table whose rows are only added.

    `unique` names the columns by which INSERT OR REPLACE could replace a row.
    """
    stay, no_delete = f"{table}: {what} cannot be changed", f"{table}: {what} cannot be deleted"
    clash = " OR ".join(f"{column} = NEW.{column}" for column in unique)
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {clash})"
    statements = {
        f"{table}_{name}": f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}{when}\n"
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        for name, event, when, sentence in [
            ("insert", "INSERT", f" WHEN {known}", stay),
            ("update", "UPDATE", "", stay),
            ("delete", "DELETE", "", no_delete),
        ]
    }
    body = f"""
BEGIN
  IF TG_OP = 'INSERT' THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION '{stay}';
  END IF;
  RAISE EXCEPTION '{no_delete}';
END
"""
    return Guard(table, lambda columns: statements, body)


def existing(connection):
    """Return the guards whose tables are there; a database that is not migrated yet has none."""
    tables = connection.introspection.table_names()
    return [guard for guard in GUARDS if guard.table in tables]


def install(connection):
    """Recreate the triggers for the tables' current columns, in one transaction."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in existing(connection):
            guard.remove(connection, cursor)
            guard.install(connection, cursor)


def remove(connection):
    """Take the triggers away. Only tests do this, so that they can empty their database."""
    with connection.cursor() as cursor:
        for guard in existing(connection):
            guard.remove(connection, cursor)


def missing(connection):
    """Return the names of the triggers that are missing, disabled or altered."""
    names = []
    with connection.cursor() as cursor:
        for guard in existing(connection):
            names += guard.missing(connection, cursor)
    return names


def install_after_migrate(sender, using, **kwargs):
    install(connections[using])
