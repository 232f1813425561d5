"""A trigger that is missing or altered is named, by the system check and by `verify_history`."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import connection

from trustportal.record import triggers

KINDS_OF_TRIGGER = {"sqlite": ["insert", "update", "delete"], "postgresql": ["row", "truncate"]}[
    connection.vendor
]
OF_THE_RECORD = [f"record_version_{kind}" for kind in KINDS_OF_TRIGGER]
OF_EXPORTS = [f"exports_export_{kind}" for kind in KINDS_OF_TRIGGER]
ALL_TRIGGERS = [*OF_THE_RECORD, *OF_EXPORTS]


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def warnings():
    return [
        (problem.id, problem.msg)
        for problem in run_checks(databases=["default"])
        if problem.id[:7] == "record."
    ]


def named(*names):
    return [("record.W001", f"The trigger {name} is missing or altered.") for name in names]


def test_the_system_check_finds_nothing_while_the_triggers_stand(three_versions):
    assert warnings() == []


@pytest.mark.parametrize("name", ALL_TRIGGERS)
def test_a_missing_trigger_is_named_by_the_system_check_and_by_verify_history(three_versions, name):
    connection.check_constraints()  # PostgreSQL alters no table that still has constraints to check
    table = name.rpartition("_")[0]
    sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert warnings() == named(name)
    with pytest.raises(CommandError, match=f"^The trigger {name} is missing or altered.$"):
        call_command("verify_history")


ALTERED = {
    "sqlite": {
        "record_version_update": [
            "DROP TRIGGER record_version_update",
            "CREATE TRIGGER record_version_update BEFORE UPDATE ON record_version WHEN false "
            "BEGIN SELECT RAISE(ABORT, 'never'); END",
        ],
    },
    "postgresql": {
        "record_version_row": [
            "DROP TRIGGER record_version_row ON record_version",
            "CREATE TRIGGER record_version_row BEFORE INSERT ON record_version "
            "FOR EACH ROW EXECUTE FUNCTION record_version_guard()",
        ],
        "record_version_truncate": [
            "ALTER TABLE record_version DISABLE TRIGGER record_version_truncate"
        ],
    },
}[connection.vendor]


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_trigger_is_named(three_versions, name):
    connection.check_constraints()
    for statement in ALTERED[name]:
        sql(statement)
    assert warnings() == named(name)
    with pytest.raises(CommandError, match=f"^The trigger {name} is missing or altered.$"):
        call_command("verify_history")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no functions of its own")
def test_an_altered_function_behind_the_triggers_is_named(three_versions):
    sql(
        "CREATE OR REPLACE FUNCTION record_version_guard() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )
    assert warnings() == named(*OF_THE_RECORD)


@pytest.mark.django_db(transaction=True)
def test_migrate_heals_what_the_system_check_found():
    """Run as from a shell: `migrate` runs the system checks first; this one must not stop it."""
    triggers.remove(connection)
    assert warnings() == named(*ALL_TRIGGERS)
    execute_from_command_line(["manage.py", "migrate", "--verbosity=0"])
    assert warnings() == []


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL's triggers compare whole rows"
)
def test_a_column_added_without_a_migration_is_told_for_the_trigger_does_not_guard_it(
    three_versions,
):
    sql("ALTER TABLE record_version ADD COLUMN mood text")
    assert warnings() == named("record_version_update")
    triggers.install(connection)
    assert warnings() == []


def test_a_database_that_is_not_migrated_yet_has_no_trigger_to_miss(db):
    connection.check_constraints()
    triggers.remove(connection)
    for table in ("record_version", "exports_export"):
        sql(f"ALTER TABLE {table} RENAME TO {table}_not_yet_made")
    assert warnings() == []
