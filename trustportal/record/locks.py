from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def writing():
    """Hold the lock for adding to the record: what is read inside cannot change meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE record_version IN SHARE ROW EXCLUSIVE MODE")
        yield


def wait_for_publishers():
    """Wait until a version being added is committed, so that later reads see it.

    Needs a transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE record_version IN ROW EXCLUSIVE MODE")
