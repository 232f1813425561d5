"""What a page costs does not grow: at most two queries, and few versions' data."""

import re

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from sharing.models import DataElement, Vendor
from trustportal.language.locales import today
from trustportal.pages.models import Statement
from trustportal.record.models import Version

from .addresses import addresses
from .conftest import NOTE, add_device_data, add_register
from .growing import grow
from .reading import rows

SLUGS = {"vendor": ["long"], "page": ["often"], "register": ["subprocessors"], "": ["entry-0"]}
FILE = re.compile(r"\.(json|csv|md|docx)$")
LONGEST_LIST = 2 * 30  # a feed: 30 entries, each beside the version before it


@pytest.fixture
def data_read(monkeypatch):
    """A list that gets an entry for each page read from the database, in one language or in all."""
    read, from_db = [], models.JSONField.from_db_value

    def counting(self, value, *args):
        found = from_db(self, value, *args)
        pages = [found, *found.values()] if isinstance(found, dict) else []
        if any(isinstance(page, dict) and "sections" in page for page in pages):
            read.append(found)
        return found

    monkeypatch.setattr(models.JSONField, "from_db_value", counting)
    return read


def publish(*, elements, versions, vendors, entries):
    """Publish a vendor with a long table, a statement and a register of many versions, and more."""
    device_data = add_device_data()
    vendor = Vendor.objects.create(
        slug="long", name="Long", relationship="independent", summary={"en": "Long."}
    )
    for order in range(elements):
        DataElement.objects.create(
            vendor=vendor, category=device_data, name=f"element-{order}", direction="sent",
            order=order, purpose={"en": "Why."}, necessity="required", identifiability="direct",
            service=f"S{order % 7}",
        )  # fmt: skip
    vendor.publish(note=NOTE)
    statement = Statement.objects.create(slug="often", title={"en": "Often"}, body={"en": "Text."})
    statement.refresh_from_db()
    for number in range(versions):
        data = statement.data()
        data["en"]["summary"] = f"Text {number}."
        Version.objects.append("page", "often", data, NOTE)
    for number in range(vendors):
        Version.objects.append("vendor", f"vendor-{number}", vendor_data(f"Vendor {number}"), NOTE)
    register = add_register(device_data)
    register.publish(note=NOTE)
    for size in range(entries - min(versions, 25), entries):
        grow(register, size)


def vendor_data(name):
    card = {
        "relationship": "Independent",
        "relationship_code": "independent",
        "sent": 0,
        "received": 0,
        "nothing": True,
    }
    page = {"title": name, "summary": "", "facts": [], "sections": [], "filters": [], "card": card}
    return {"en": {"authoritative": "en", **page}, "de": {"authoritative": "en", **page}}


@pytest.fixture(
    scope="module",
    params=[
        {"elements": 3, "versions": 2, "vendors": 1, "entries": 5},
        {"elements": 300, "versions": 200, "vendors": 40, "entries": 300},
    ],
)
def published(request, django_db_setup, django_db_blocker):
    """A small and a large portal, each published once for all of its tests, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish(**request.param)
        yield request.param
        transaction.set_rollback(True)


@pytest.fixture
def portal(published, db):
    """Each test has the portal to itself: what it notes down is undone."""
    return published


def cost(client, address):
    """Return the answer and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer, len(queries)


# How many whole pages each may read. A list reads one more, to tell whether more follow.
READS = {
    "/sharing/long/": 1,
    "/sharing/long/?q=element-2": 1,
    "/sharing/long/v1/": 1,
    "/pages/often/v2/": 1,
    "/pages/often/?as_of={today}": 1,
    "/pages/often/compare/1..2/": 2,
    "/pages/often/history/": 2 * 21,
    "/changes/": 2 * 21,
    "/changes.atom": LONGEST_LIST,
    "/pages/often.atom": LONGEST_LIST,
    "/changes.json": LONGEST_LIST,
    "/subprocessors/": 1,
    "/subprocessors/?q=entry&country=DE&page=1": 1,
    "/subprocessors/v2/": 1,
    "/subprocessor/entry-0/": 1,
    "/subprocessors/deadlines.ics": 1,
    "/subprocessors/compare/1..2/": 2,
    "/subprocessors/history/": 2 * 21,
    "/subprocessors.atom": LONGEST_LIST,
    "/": 0,
    "/sharing/": 0,
    "/pages/": 0,
    "/search/?q=text": 0,
    "/sitemap.xml": 0,
    "/history.json": 0,
}


def test_no_page_costs_more_than_two_queries_or_reads_many_versions(portal, stranger, data_read):
    for address, most in READS.items():
        data_read.clear()
        answer, queries = cost(stranger, address.format(today=today()))
        assert (address, answer.status_code, queries) == (address, 200, 2)
        assert (address, len(data_read) <= most) == (address, True)
        if most in (1, 2):
            assert (address, len(data_read)) == (address, most)  # the count sees what is read
        if address == "/sharing/long/":
            assert len(rows(answer)) == portal["elements"]
    for address in addresses(SLUGS, (1, 2), ["csv"]):
        if address in READS or address.endswith("evidence.zip"):
            continue  # an archive is many files in one
        if FILE.search(address):
            stranger.get(address)  # a file that was never made before is noted down
        data_read.clear()
        answer, queries = cost(stranger, address)
        assert answer.status_code in (200, 302, 404)
        assert (address, queries <= (3 if FILE.search(address) else 2)) == (address, True)
        assert (address, len(data_read) <= LONGEST_LIST) == (address, True)


def test_a_file_reads_one_version_and_that_it_was_made_before(portal, stranger, data_read):
    for address in ("/sharing/long.json", "/sharing/long/v1.csv", "/sharing/long.md?q=element-2"):
        stranger.get(address)
        data_read.clear()
        answer, queries = cost(stranger, address)
        assert (answer.status_code, queries, len(data_read)) == (200, 3, 1)


def test_the_health_check_costs_one_query_and_a_wrong_address_one(portal, stranger):
    assert cost(stranger, "/healthz/")[1] == 1
    assert cost(stranger, "/no/where/at/all/")[1] == 1  # for the footer
