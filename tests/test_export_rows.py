"""What files were made stays known: the database adds rows of exports and changes none."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from trustportal.exports import models
from trustportal.exports.models import Export, TooMany
from trustportal.record.models import Version

CANNOT_CHANGE = "exports_export: an export cannot be changed"
CANNOT_DELETE = "exports_export: an export cannot be deleted"


@pytest.fixture
def version(published_apple):
    return Version.objects.get()


@pytest.fixture
def export(version):
    return Export.objects.record(b"bytes", version=version, format="pdf", language="en")


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement, because):
    before = list(Export.objects.values())
    assert len(before) == 1
    with pytest.raises(DatabaseError, match=because):
        sql(statement)
    assert list(Export.objects.values()) == before


@pytest.mark.parametrize(
    "change",
    ["sha256 = 'other'", "format = 'csv'", "query = 'q=x'", "made_at = '2001-01-01'", "id = id"],
)
def test_an_export_cannot_be_changed(export, change):
    refused(f"UPDATE exports_export SET {change}", CANNOT_CHANGE)


def test_an_export_cannot_be_deleted(export):
    refused("DELETE FROM exports_export", CANNOT_DELETE)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_exports_cannot_be_truncated(export):
    connection.check_constraints()
    refused("TRUNCATE exports_export", CANNOT_DELETE)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQL that only SQLite knows")
@pytest.mark.parametrize("same", ["id", "sha256"])
def test_an_export_cannot_be_replaced(export, same):
    names = ["id", "sha256", "version_id", "format", "language", "as_of", "query", "made_at"]
    other = {"id": "99", "sha256": "'other'", "format": "'csv'"}
    taken = [name if name == same else other.get(name, name) for name in names]
    statement = (
        f"INSERT OR REPLACE INTO exports_export ({', '.join(names)}) SELECT {', '.join(taken)}"
    )
    refused(f"{statement} FROM exports_export", CANNOT_CHANGE)


def test_the_same_bytes_are_one_row_that_says_when_they_were_first_made(export, version):
    again = Export.objects.record(b"bytes", version=version, format="csv", language="de")
    assert (again, again.format, again.made_at) == (export, "pdf", export.made_at)
    assert Export.objects.record(b"other", version=version, format="pdf") != export
    assert Export.objects.count() == 2


def test_a_known_file_costs_one_query(export, version, django_assert_num_queries):
    with django_assert_num_queries(1):
        Export.objects.record(b"bytes", version=version, format="pdf")


def test_strangers_add_so_many_filtered_files_a_day_and_no_more(version, monkeypatch):
    monkeypatch.setattr(models, "FILTERED_A_DAY", 2)

    def record(content, **more):
        return Export.objects.record(content, version=version, format="csv", **more)

    record(b"1", query="q=1")
    record(b"2", query="q=2")
    with pytest.raises(TooMany):
        record(b"3", query="q=3")
    assert record(b"1", query="q=1").query == "q=1"
    assert record(b"whole").query == ""
    tomorrow = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert record(b"3", query="q=3").query == "q=3"
