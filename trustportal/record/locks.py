from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def writing():
    """Hold the only right to add to the record: what is read inside is still true when the version is added."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE record_version IN SHARE ROW EXCLUSIVE MODE")
        yield


def wait_for_publishers():
    """Wait until a version being added is committed: reads after this see the last one. Needs a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE record_version IN ROW EXCLUSIVE MODE")
