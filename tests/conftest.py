"""People and things that the tests speak of."""

import os
import shutil
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import settings as hypothesis
from playwright.sync_api import sync_playwright

from incidents.models import Incident
from sharing.models import DataElement, Vendor
from subprocessors.models import Register, Subprocessor
from trustportal.language.locales import today
from trustportal.pages.models import Statement
from trustportal.record import triggers
from trustportal.record.models import Version
from trustportal.vocabulary.models import (
    DataCategory,
    DataSubject,
    Product,
    TransferLaw,
    TransferMechanism,
)

from .editions import editions  # noqa: F401 (a fixture)
from .needed import missing
from .office import office  # noqa: F401 (a fixture)

# A slow machine is no failure; other examples are tried at each run.
hypothesis.register_profile("portal", deadline=None, max_examples=40)
hypothesis.load_profile("portal")

NOTE = {"en": "A note for readers."}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Drive Chromium first: at the end, these long tests would keep one worker alone busy."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session", autouse=True)
def emptying_the_record():
    """Let transactional tests empty the database, which the record's triggers rightly refuse."""
    handle = flush.Command.handle

    def without_triggers(self, **options):
        triggers.remove(connection)
        try:
            handle(self, **options)
        finally:
            triggers.install(connection)

    flush.Command.handle = without_triggers
    yield
    flush.Command.handle = handle


@pytest.fixture
def roles(db):
    call_command("setup_roles", verbosity=0)


def person(django_user_model, name, group):
    user = django_user_model.objects.create_user(name, password="a long password", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(roles, django_user_model):
    return person(django_user_model, "eve-editor", "Editors")


@pytest.fixture
def publisher(roles, django_user_model):
    return person(django_user_model, "paul-publisher", "Publishers")


@pytest.fixture
def lawyer(roles, django_user_model):
    return person(django_user_model, "lea-legal", "Legal")


@pytest.fixture
def stranger(client):
    """Somebody from the internet: a browser without an account."""
    return client


@pytest.fixture
def client_of(db):
    def browser(user):
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def editing(client_of, editor):
    """The editor's browser."""
    return client_of(editor)


@pytest.fixture
def publishing(client_of, publisher):
    """The publisher's browser."""
    return client_of(publisher)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The sample, loaded once for a file and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_sample", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded, db):
    """Each test has the sample to itself: what it changes is undone."""


@pytest.fixture
def device_data(db):
    return add_device_data()


def add_device_data():
    return DataCategory.objects.create(
        slug="device-identifier", label={"en": "Device identifiers", "de": "Gerätekennungen"}
    )


@pytest.fixture
def apple(device_data):
    """The draft of a vendor with three elements, in both languages, never published."""
    return add_apple(device_data)


def add_apple(device_data):
    vendor = Vendor.objects.create(
        slug="apple",
        name="Apple",
        relationship="own_account",
        summary={"en": "Runs push services.", "de": "Betreibt Push-Dienste."},
        consent={"en": "A certificate.", "de": "Ein Zertifikat."},
        source_url="https://example.com/source",
        checked_on="2026-11-02",
    )
    add_element(vendor, device_data, "IMEI", direction="received", identifiability="pseudonymous")
    add_element(vendor, device_data, "serial_number", order=1)
    add_element(vendor, device_data, "Größe", order=2, identifiability="none")
    vendor.refresh_from_db()
    return vendor


def add_element(vendor, category, name, **more):
    values = {
        "direction": "sent",
        "service": "APNs",
        "purpose": {"en": f"Why {name} is used.", "de": f"Wofür {name} dient."},
        "necessity": "required",
        "identifiability": "direct",
    }
    return DataElement.objects.create(vendor=vendor, category=category, name=name, **values | more)


def reword(document, language="en", text="Reworded."):
    document.summary.data[language] = text
    document.save()


@pytest.fixture
def published_apple(apple):
    apple.publish(note=NOTE)
    return apple


@pytest.fixture
def security(db):
    """The draft of a statement, never published."""
    return add_security()


def add_security():
    return Statement.objects.create(
        slug="data-security",
        title={"en": "Data security", "de": "Datensicherheit"},
        summary={"en": "How data is protected.", "de": "Wie Daten geschützt werden."},
        body={"en": "## Measures\n\nMany.", "de": "## Maßnahmen\n\nViele."},
    )


@pytest.fixture
def published_security(security):
    security.publish(note=NOTE)
    return security


@pytest.fixture
def three_versions(published_apple, published_security):
    """Apple's first version, the statement's first, Apple's second: positions 1, 2, 3."""
    published_apple.consent = {"en": "Another certificate.", "de": "Ein anderes Zertifikat."}
    published_apple.save()
    published_apple.publish(note={"en": "Another certificate.", "de": "Ein anderes Zertifikat."})
    return list(Version.objects.order_by("position"))


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """The server that pytest-django starts, once it is known which database it has to share."""
    return live_server


@pytest.fixture
def register(device_data):
    """A draft of the register with two running entries, in Germany and in the United States."""
    return add_register(device_data)


def add_register(device_data):
    call_command("setup_transfers", verbosity=0)
    register = Register.objects.create(
        title={"en": "Subprocessors", "de": "Unterauftragsverarbeiter"}
    )
    add_entry(device_data, "Nordlicht Hosting", "DE")
    us = add_entry(device_data, "Lakeside Mail", "US")
    add_transfer(us, "EU", "dpf", checked_on=today())
    register.laws.set(TransferLaw.objects.filter(slug="EU"))
    return register


def add_transfer(entry, law, mechanism, **more):
    return entry.transfers.create(
        law=TransferLaw.objects.get(slug=law),
        mechanism=TransferMechanism.objects.get(slug=mechanism),
        **more,
    )


def add_entry(category, name, country, starts_in=-100, **more):
    entry = Subprocessor.objects.create(
        slug=name.lower().replace(" ", "-"),
        name=name,
        legal_name=f"{name} Ltd",
        address="1 Sample Street",
        country=country,
        contact="Privacy Office",
        contact_url="mailto:privacy@example.com",
        purpose={"en": f"What {name} does.", "de": f"Was {name} tut."},
        starts_on=today() + timedelta(days=starts_in),
        **{"kind": "third_party", "applies": "always", "trains_ai": "no"} | more,
    )
    entry.categories.add(category)
    entry.locations.create(country=country, activity="storage")
    return entry


@pytest.fixture
def thirty(db):
    """A register as real ones are: of 30 entries, name, purpose and the company's country."""
    call_command("setup_transfers", verbosity=0)
    register = Register.objects.create(
        title={"en": "Subprocessors", "de": "Unterauftragsverarbeiter"}
    )
    for number in range(30):
        Subprocessor.objects.create(
            name=f"Company {number}",
            slug=f"company-{number}",
            country="US",
            purpose={"en": f"Service {number}.", "de": f"Dienst {number}."},
        )
    return register


@pytest.fixture
def published_register(register):
    register.publish(note=NOTE)
    return register


@pytest.fixture
def breach(device_data):
    """A draft of a data breach with all that Art. 33(3) GDPR asks for and its first update."""
    people = DataSubject.objects.create(
        slug="employees", label={"en": "Employees", "de": "Beschäftigte"}
    )
    incident = Incident.objects.create(
        title={"en": "Backup read by others", "de": "Sicherung von anderen gelesen"},
        type="privacy",
        severity="major",
        subjects_count=1200,
        subjects_precision="estimate",
        records_count=3400,
        records_precision="estimate",
        aware_at=timezone.now() - timedelta(hours=41),
        nature={"en": "A backup was readable.", "de": "Eine Sicherung war lesbar."},
        consequences={"en": "Unwanted calls.", "de": "Unerwünschte Anrufe."},
        measures={"en": "Access was closed.", "de": "Der Zugang wurde geschlossen."},
        contact={"en": "privacy@example.com", "de": "privacy@example.com"},
        reportable=True,
        decided_on=today(),
        decided_by="Data protection officer",
        internal_notes="Only for us.",
    )
    incident.categories.add(device_data)
    incident.subjects.add(people)
    add_update(incident, "We look into it.", "Wir gehen dem nach.", hours=40)
    return incident


def add_update(incident, text, german="", hours=0, **more):
    """Add a draft of an update that happened some hours ago."""
    happened_at = timezone.now().replace(microsecond=0) - timedelta(hours=hours)
    texts = {"en": text, "de": german or f"{text} (de)"}
    values = {"status": "investigating", "happened_at": happened_at, "text": texts}
    return incident.updates.create(**values | more)


@pytest.fixture
def mail(db):
    return Product.objects.create(slug="mail", label={"en": "Mail", "de": "Post"})


@pytest.fixture
def published_breach(breach):
    breach.publish(note=NOTE)
    breach.refresh_from_db()
    return breach


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, driven by Playwright. Tests are skipped without it, but not in CI."""
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if program is None:
        missing("NO CHROMIUM FOUND: the browser tests do not run")
    # Playwright's loop runs in this thread, the ORM does not use it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    own = connections.all()
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    with sync_playwright() as playwright:
        for one in own:  # beside a running loop Django would open others, which nobody closes
            connections[one.alias] = one
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
