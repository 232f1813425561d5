"""Editions to write: of the sample's documents, and of made-up pages without a database."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from trustportal.exports.edition import Edition
from trustportal.public.kinds import kinds
from trustportal.public.query import Query
from trustportal.record import canonical
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.reader import Page

SITE = "https://trust.example.com"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def editions(django_db_setup, django_db_blocker):
    """{(kind, slug, language): Edition} of the sample's public pages, loaded once for a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_sample")
        found = {}
        for language, _label in settings.LANGUAGES:
            for version in Version.objects.public().with_before(language):
                version.refresh_from_db(fields=["data"])
                shown = kinds()[version.kind].selection(version.page(language), Query(), DAY).page
                edition = edition_of(version, language, page=shown)
                found[version.kind, version.slug, language] = edition
        transaction.set_rollback(True)
    return found


def edition_of(version, language, **more):
    before = getattr(version, "before", None)
    values = {
        "version": version,
        "language": language,
        "page": version.page(language),
        "kind_label": version.kind.title(),
        "permalink": f"{SITE}/{version.kind}/{version.slug}/v{version.number}/",
        "verify_url": f"{SITE}/verify/",
        "publisher": "Example Cloud",
        "on": DAY,
        "changes": diff(Page(before), version.page(language)) if before else None,
    }
    return Edition(**values | more)


def made_up(rows=(), language="en", columns=("name", "purpose"), page=None, **more):
    """Return an edition of a page with one table, of a version that no database holds."""
    section = {
        "key": "sent",
        "title": "What is sent",
        "intro": "",
        "columns": [{"key": key, "label": key.title()} for key in columns],
        "rows": [{"id": f"{place:032x}"} | row for place, row in enumerate(rows)],
    }
    own = {
        "language": language,
        "authoritative": "en",
        "title": "Made up",
        "summary": "",
        "facts": [],
    }
    own |= {"sections": [section]} | (page or {})
    moment = datetime(2026, 11, 23, 18, 12, 5, tzinfo=UTC)
    version = Version(
        position=7,
        uuid=uuid.UUID(int=7),
        kind="vendor",
        slug="made-up",
        number=1,
        data={language: own},
        note={language: "A note."},
        published_at=moment,
        recorded_at=moment,
        salt="0" * 32,
        previous="",
    )
    version.content_sha256 = canonical.content_sha256(version)
    version.digest = canonical.sha256(canonical.header(version))
    return edition_of(version, language, **more)


def named(text):
    """Return the rows of a table with one name."""
    return [{"name": text, "purpose": "Used."}]


def squeezed(text):
    """Return a text without its spaces, for what a reader of lines cannot tell from a new line."""
    return "".join(text.split())
