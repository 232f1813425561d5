"""The database itself refuses to change the record: a version is added at the end of the chain, and stays.

The one UPDATE allowed is the erasure: it empties the content, says when and why, and touches nothing else.
"""

from django.db import connections, transaction

TABLE = "record_version"
ERASED = {"data": "{}", "note": "{}", "source": "", "salt": ""}
ERASURE = [*ERASED, "redacted_at", "redacted_because"]

MUST_FOLLOW = "record_version: a version must follow the last one"
MUST_STAY = "record_version: a version cannot be changed"
NO_DELETE = "record_version: a version cannot be deleted"


def sqlite_triggers(columns):
    """Return {name: statement}. INSERT OR REPLACE deletes rows without a trigger: whatever would clash is refused."""
    empty = " AND ".join(f"NEW.{column} = '{value}'" for column, value in ERASED.items())
    kept = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in columns if column not in ERASURE)
    return {
        "record_version_insert": f"""CREATE TRIGGER record_version_insert BEFORE INSERT ON {TABLE}
WHEN NEW.position IS NOT (SELECT COALESCE(MAX(position), 0) + 1 FROM {TABLE})
  OR NEW.previous IS NOT COALESCE((SELECT digest FROM {TABLE} ORDER BY position DESC LIMIT 1), '')
  OR EXISTS (SELECT 1 FROM {TABLE} WHERE uuid = NEW.uuid OR digest = NEW.digest
             OR (kind = NEW.kind AND slug = NEW.slug AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, '{MUST_FOLLOW}'); END""",
        "record_version_update": f"""CREATE TRIGGER record_version_update BEFORE UPDATE ON {TABLE}
WHEN NOT COALESCE(OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.redacted_because <> ''
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
# Written as pg_get_triggerdef() writes them, so that an altered one is told by comparison.
POSTGRESQL_TRIGGERS = {
    "record_version_row": f"CREATE TRIGGER record_version_row BEFORE INSERT OR DELETE OR UPDATE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION record_version_guard()",
    "record_version_truncate": f"CREATE TRIGGER record_version_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION record_version_guard()",
}


def columns_of(connection, cursor):
    return [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]


def install(connection):
    """Make the triggers anew, for the columns that the table has now. The record is never without them meanwhile."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        if connection.vendor == "sqlite":
            for statement in sqlite_triggers(columns_of(connection, cursor)).values():
                cursor.execute(statement)
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION record_version_guard() RETURNS trigger LANGUAGE plpgsql AS "
                f"$guard${POSTGRESQL_GUARD}$guard$"
            )
            for statement in POSTGRESQL_TRIGGERS.values():
                cursor.execute(statement)


def remove(connection):
    """Take the triggers away. Only tests do this, so that they can empty their database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in sqlite_triggers([]):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name in POSTGRESQL_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")


def missing(connection):
    """Return the names of the triggers that are absent, switched off or not what `install` makes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            found = dict(cursor.fetchall())
            expected = sqlite_triggers(columns_of(connection, cursor))
            return [name for name, statement in expected.items() if found.get(name) != statement]
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid = to_regclass(%s) AND t.tgenabled = 'O'",
            [TABLE],
        )
        found = {name: parts for name, *parts in cursor.fetchall()}
        expected = POSTGRESQL_TRIGGERS.items()
        return [name for name, statement in expected if found.get(name) != [statement, POSTGRESQL_GUARD]]


def install_after_migrate(sender, using, **kwargs):
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)
