"""The database itself refuses to change the record, whoever asks: raw SQL, on any database."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from trustportal.record import triggers
from trustportal.record.models import Version

MUST_FOLLOW = "record_version: a version must follow the last one"
MUST_STAY = "record_version: a version cannot be changed"
NO_DELETE = "record_version: a version cannot be deleted"
# The two databases differ in which of two triggers speaks first.
EITHER = "record_version: a version "

REPLACING = ["INSERT OR REPLACE INTO", "REPLACE INTO", "INSERT OR IGNORE INTO"]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQL that only SQLite knows")
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQL that only PostgreSQL knows"
)

LATER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("record", "{last}")]
    operations = [
        migrations.AddField("version", "mood", models.CharField(max_length=9, default="calm"))
    ]
"""


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_version ORDER BY position")
        return cursor.fetchall()


def refused(statement, *values, because):
    """The statement fails with the record's own sentence, and every row stays what it was."""
    before = rows()
    assert len(before) == 3, "there must be something to lose"
    with pytest.raises(DatabaseError, match=because):
        sql(statement, *values)
    assert rows() == before


def copied(like, verb="INSERT INTO", end="", **values):
    """Return a statement that adds a row like one that is there, but for some of its values."""
    with connection.cursor() as cursor:
        columns = [
            c.name for c in connection.introspection.get_table_description(cursor, "record_version")
        ]
    taken = ", ".join("%s" if column in values else column for column in columns)
    statement = f"{verb} record_version ({', '.join(columns)}) SELECT {taken} FROM record_version"
    return f"{statement} WHERE position = {like.position} {end}", *(
        values[c] for c in columns if c in values
    )


def next_row(last, **values):
    """Values that let a copy of a row follow the last one."""
    fits = {
        "position": last.position + 1,
        "uuid": "12345678123456781234567812345678",
        "kind": "page",
        "slug": "another",
        "number": 1,
        "previous": last.digest,
        "digest": "d" * 64,
    }
    return fits | values


@pytest.fixture
def migrated_later(tmp_path, monkeypatch, settings):
    """A later release added a column: SQLite builds the table anew and drops its triggers."""
    package = tmp_path / "later_migrations"
    shutil.copytree(Path(__file__).parent.parent / "trustportal/record/migrations", package)
    ((_app, last),) = MigrationLoader(None).graph.leaf_nodes("record")
    (package / "9999_later.py").write_text(LATER.format(last=last))
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"record": "later_migrations"}
    call_command("migrate", "record", verbosity=0)
    yield
    triggers.remove(connection)  # SQLite drops no column that a trigger speaks of
    call_command("migrate", "record", last, verbosity=0)


def erasure(**more):
    """The one UPDATE that is allowed, of the second row, but for some of its values."""
    values = {
        "data": "{}",
        "note": "{}",
        "source": "",
        "salt": "",
        "redacted_because": "A court said so.",
    }
    values |= {"redacted_at": "2026-11-23 00:00:00+00"} | more
    changes = ", ".join(
        f"{column} = NULL" if v is None else f"{column} = '{v}'" for column, v in values.items()
    )
    return f"UPDATE record_version SET {changes} WHERE position = 2"


# What nobody may do: each a function of the three versions, to be tried on two tables

UPDATES = [
    "data = '{}'",
    "note = '{}'",
    "source = 'other'",
    "salt = ''",
    "withdrawn = NOT withdrawn",
    "material = NOT material",
    "published_at = '2001-01-01 00:00:00+00'",
    "number = 9",
    "slug = 'other'",
    "digest = 'other'",
    "redacted_because = 'never erased'",
    "position = 9",
    "position = position",
]
DELETES = ["", "WHERE position = 3", "WHERE position = 1"]
TRUNCATES = [
    "record_version CASCADE",
    "record_version, record_searchtext, exports_export",
    "auth_user CASCADE",
]
STRAYS = {
    "a gap": lambda first, second, third: next_row(third, position=5),
    "a gap to a far end": lambda first, second, third: next_row(third, position=2**40),
    "a place before the first": lambda first, second, third: next_row(third, position=0),
    "no digest before it": lambda first, second, third: next_row(third, previous=""),
    "a digest that is none": lambda first, second, third: next_row(third, previous="e" * 64),
    "a second beginning": lambda first, second, third: next_row(third, position=1, previous=""),
    "a fork at an old place": lambda first, second, third: next_row(first),
    "a fork beside the last": lambda first, second, third: next_row(second),
    "a fork at the next place": lambda first, second, third: next_row(
        third, previous=second.digest
    ),
}
CLASHES = {
    "position": lambda first, second, third: next_row(third, position=2),
    "position, as it would follow": lambda first, second, third: next_row(first),
    "uuid": lambda first, second, third: next_row(third, uuid=second.uuid.hex),
    "digest": lambda first, second, third: next_row(third, digest=second.digest),
    "kind, slug, number": lambda first, second, third: next_row(
        third, kind="vendor", slug="apple", number=1
    ),
}
BAD_ERASURES = [
    {"data": '{"en": {}}'},
    {"note": '{"en": "More to say."}'},
    {"source": "elsewhere"},
    {"salt": "00"},
    {"redacted_because": ""},
    {"redacted_at": None},
    {"slug": "other"},
    {"kind": "vendor"},
    {"number": 7},
    {"position": 7},
    {"uuid": "0" * 32},
    {"withdrawn": True},
    {"material": False},
    {"published_at": "2001-01-01 00:00:00+00"},
    {"recorded_at": "2999-01-01 00:00:00+00"},
    {"content_sha256": "0" * 64},
    {"previous": "0" * 64},
    {"digest": "0" * 64},
]


@pytest.mark.parametrize("change", UPDATES)
def test_an_update_is_refused(three_versions, change):
    refused(f"UPDATE record_version SET {change} WHERE position = 2", because=MUST_STAY)


@pytest.mark.parametrize("which", DELETES)
def test_a_delete_is_refused(three_versions, which):
    sql("DELETE FROM record_searchtext")
    refused(f"DELETE FROM record_version {which}", because=NO_DELETE)


@on_postgresql
@pytest.mark.parametrize("what", TRUNCATES)
def test_a_truncate_is_refused(three_versions, what):
    connection.check_constraints()
    refused(f"TRUNCATE {what}", because=NO_DELETE)


def test_a_row_that_follows_the_last_one_is_accepted(three_versions):
    """The other side of the tests below: what they change is all that is wrong with their rows."""
    sql(*copied(three_versions[0], **next_row(three_versions[-1])))
    assert len(rows()) == 4


@pytest.mark.parametrize("stray", STRAYS)
def test_a_gap_or_a_fork_is_refused(three_versions, stray):
    refused(*copied(three_versions[0], **STRAYS[stray](*three_versions)), because=MUST_FOLLOW)


@on_sqlite
@pytest.mark.parametrize("same", CLASHES)
@pytest.mark.parametrize("verb", REPLACING)
def test_a_row_cannot_replace_an_old_one(three_versions, verb, same):
    """REPLACE would delete the old row without asking the trigger that refuses deletes."""
    refused(*copied(three_versions[0], verb, **CLASHES[same](*three_versions)), because=MUST_FOLLOW)


@pytest.mark.parametrize("same", CLASHES)
def test_a_row_cannot_be_added_over_an_old_one(three_versions, same):
    refused(*upsert(three_versions, same), because=EITHER)


def upsert(versions, same):
    columns = same.removesuffix(", as it would follow")
    end = (
        f"ON CONFLICT ({columns}) DO UPDATE "
        "SET data = excluded.data, note = excluded.note, source = 'forged'"
    )
    return copied(versions[0], end=end, **CLASHES[same](*versions))


@on_sqlite
def test_an_update_cannot_replace_an_old_row(three_versions):
    refused(
        "UPDATE OR REPLACE record_version SET position = 1 WHERE position = 3", because=MUST_STAY
    )


@on_postgresql
def test_a_merge_cannot_change_a_row(three_versions):
    merge = (
        "MERGE INTO record_version v USING record_version o "
        "ON v.position = o.position WHEN MATCHED THEN"
    )
    refused(f"{merge} UPDATE SET source = 'forged'", because=MUST_STAY)
    refused(f"{merge} DELETE", because=NO_DELETE)


def test_a_version_from_the_future_is_refused_by_a_constraint(three_versions):
    values = next_row(three_versions[-1], published_at="2999-01-01 00:00:00+00")
    refused(*copied(three_versions[0], **values), because="record_version_not_in_the_future")


@pytest.mark.parametrize("more", BAD_ERASURES, ids=str)
def test_an_erasure_cannot_leave_content_or_change_anything_else(three_versions, more):
    refused(erasure(**more), because=MUST_STAY)


def test_an_erasure_cannot_name_another_author(three_versions, django_user_model):
    somebody = django_user_model.objects.create_user("somebody")
    refused(erasure(published_by_id=somebody.pk), because=MUST_STAY)


def test_an_erasure_is_allowed_and_leaves_the_rest(three_versions):
    sql(erasure())
    first, second, third = Version.objects.all()
    assert (second.data, second.note, second.source, second.salt) == ({}, {}, "", "")
    assert second.redacted_because == "A court said so."
    assert [first.data, third.data] == [three_versions[0].data, three_versions[2].data]
    call_command("verify_history", *(version.digest for version in three_versions))


AGAIN = [{}, {"redacted_because": "Another reason."}, {"redacted_at": None}]


@pytest.mark.parametrize("more", AGAIN, ids=str)
def test_an_erasure_cannot_be_done_again_or_undone(three_versions, more):
    sql(erasure())
    refused(erasure(**more), because=MUST_STAY)
    refused("UPDATE record_version SET data = '{\"en\": {}}' WHERE position = 2", because=MUST_STAY)
    sql("DELETE FROM record_searchtext")
    refused("DELETE FROM record_version WHERE position = 2", because=NO_DELETE)


@pytest.mark.django_db(transaction=True)
def test_all_of_this_is_still_refused_after_a_later_migration(three_versions, migrated_later):
    assert rows()[0][-1] == "calm", "the table must have its new column"
    like = three_versions[0]
    for change in [*UPDATES, "mood = 'angry'"]:
        refused(f"UPDATE record_version SET {change} WHERE position = 2", because=MUST_STAY)
    for stray in STRAYS.values():
        refused(*copied(like, **stray(*three_versions)), because=MUST_FOLLOW)
    for same in CLASHES:
        refused(*upsert(three_versions, same), because=EITHER)
        if connection.vendor == "sqlite":
            for verb in REPLACING:
                refused(*copied(like, verb, **CLASHES[same](*three_versions)), because=MUST_FOLLOW)
    for what in TRUNCATES if connection.vendor == "postgresql" else []:
        refused(f"TRUNCATE {what}", because=NO_DELETE)
    for more in [*BAD_ERASURES, {"mood": "angry"}]:
        refused(erasure(**more), because=MUST_STAY)
    sql(erasure())
    for more in AGAIN:
        refused(erasure(**more), because=MUST_STAY)
    sql("DELETE FROM record_searchtext")
    for which in DELETES:
        refused(f"DELETE FROM record_version {which}", because=NO_DELETE)
    call_command("verify_history", *(version.digest for version in three_versions))
