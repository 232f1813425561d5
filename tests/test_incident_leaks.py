"""An incident, and each update, is at no public address before publication, then at all."""

import pytest

from incidents.formats import statuspage
from incidents.models import AllClear
from tests.conftest import NOTE, add_update
from tests.test_incidents import page_of, republish
from tests.test_leaks import MARKER, crawl, holders
from trustportal.language.locales import today

INTERNAL = "zzinternal"
WHOLE = ("summary", "incidents", "incidents/unresolved")


@pytest.fixture
def marked(breach, mail):
    """A draft that says the marker in every text, on words that say it, too."""
    breach.title = breach.nature = breach.advice = breach.contact = {"en": MARKER, "de": MARKER}
    breach.internal_notes = breach.decided_by = INTERNAL
    breach.save()
    breach.updates.update(text=f"{MARKER} first")
    mail.label = {"en": MARKER}
    mail.save()
    breach.products.add(mail)
    return breach


def read(stranger, *slugs):
    return crawl(stranger, {"incident": slugs, "all-clear": ["all-clear"]}, (1, 2))


def csaf_of(incident):
    return f"/.well-known/csaf/white/{today().year}/{incident.slug}.json"


def test_a_draft_is_nowhere_and_after_its_publication_everywhere(marked, stranger):
    before = read(stranger, marked.slug)
    assert holders(before, MARKER) == []
    assert [address for address in holders(before, marked.slug) if marked.slug not in address] == []
    assert "no open incident" in before["/incidents/badge.svg"].text
    assert {f"/api/v2/{name}.json" for name in statuspage.ANSWERS} <= set(before)

    marked.publish(note=NOTE)
    marked.refresh_from_db()
    page = page_of(marked)
    after = read(stranger, marked.slug)
    surfaces = {
        "/incidents/",
        f"/incidents/{today().year}/",
        "/incidents.atom",
        "/incidents.json",
        page,
        f"{page}v1/",
    }
    surfaces |= {
        f"{page[:-1]}.atom",
        f"{page}history/",
        "/changes/",
        "/changes.atom",
        "/changes.json",
        "/",
    }
    surfaces |= {f"/de{address}" for address in surfaces}
    surfaces |= {f"/api/v2/{name}.json" for name in (*WHOLE, "components")} | {csaf_of(marked)}
    assert surfaces <= set(holders(after, MARKER))
    assert "no open incident" not in after["/incidents/badge.svg"].text
    assert holders(after, INTERNAL) == []


def test_an_update_is_nowhere_and_after_its_publication_everywhere(published_breach, stranger):
    add_update(published_breach, f"{MARKER} second.", status="identified")
    published_breach.severity = "critical"
    published_breach.save()
    before = read(stranger, published_breach.slug)
    assert holders(before, MARKER) == []
    assert before["/api/v2/status.json"].json()["status"]["indicator"] == "major"

    republish(published_breach)
    page = page_of(published_breach)
    after = read(stranger, published_breach.slug)
    surfaces = {
        page,
        f"{page}v2/",
        f"{page[:-1]}.atom",
        f"{page}compare/1..2/",
        "/incidents.atom",
        "/incidents.json",
    }
    surfaces |= {f"/de{address}" for address in surfaces} | {
        f"/api/v2/{name}.json" for name in WHOLE
    }
    surfaces.add(csaf_of(published_breach))
    assert surfaces <= set(holders(after, MARKER))
    assert f"{page}v1/" not in holders(after, MARKER)
    assert after["/api/v2/status.json"].json()["status"]["indicator"] == "critical"


def test_a_statement_is_nowhere_and_after_its_publication_on_the_list(stranger, db):
    statement = AllClear.objects.create(
        since="2024-01-01",
        reviewed_on=today(),
        review_again_on=today(),
        reviewed_by={"en": MARKER, "de": MARKER},
    )
    assert holders(read(stranger), MARKER) == []
    AllClear.objects.get(pk=statement.pk).publish(note=NOTE)
    after = read(stranger)
    assert {"/incidents/", "/de/incidents/", statement.get_absolute_url()} <= set(
        holders(after, MARKER)
    )
