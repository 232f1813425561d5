"""Incidents as CSAF 2.0, category `csaf_security_incident_response` (https://docs.oasis-open.org/csaf/csaf/v2.0/).

A document says what the newest version of the page says, in the authoritative language, and of the versions before it
what the page's history says. The role is `csaf_provider` (section 7.2.2): nothing here is signed.
"""

from django.conf import settings
from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _

from trustportal.record.canonical import timestamp
from trustportal.record.models import Version, page_in

from ..page import PROSE, page_url
from ..timeline import rows_of


def public_incidents():
    """Return the public incidents without what they say, the one that changed last first."""
    versions = Version.objects.public().filter(kind="incident").with_place().defer("data", "note")
    return versions.order_by("-published_at", "-position")


def history_of(slug):
    """Return all versions of an incident, oldest first, the newest one with its page: one query."""
    page = Case(When(number=F("latest_number"), then=page_in(settings.LANGUAGE_CODE)))
    versions = Version.objects.of("incident", slug).with_place().annotate(loaded_page=page)
    return list(versions.defer("data").order_by("number"))


def path_of(version):
    where = {"year": version.first_published_at.year, "slug": version.slug}
    return reverse("csaf-document", kwargs=where)


def name_of(version):
    """Return the name of a document's file as seen from the folder: 2026/inc-2026-0007.json."""
    return path_of(version).removeprefix(reverse("csaf-folder"))


def provider(updated_at):
    return {
        "canonical_url": settings.SITE_URL + reverse("csaf-provider"),
        "distributions": [{"directory_url": settings.SITE_URL + reverse("csaf-folder")}],
        "last_updated": timestamp(updated_at),
        "list_on_CSAF_aggregators": True,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": False,  # what is withdrawn or erased here would stay there
        "publisher": publisher(),
        "role": "csaf_provider",
    }


def publisher():
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    who = {"category": "vendor", "name": settings.COMPANY_NAME, "namespace": settings.SITE_URL}
    return who | ({"contact_details": contact} if contact else {})


def document(history):
    """Return the document of an incident whose newest version can be read."""
    newest = history[-1]
    found = newest.loaded_page
    return {
        "document": {
            "category": "csaf_security_incident_response",
            "csaf_version": "2.0",
            "distribution": {"tlp": {"label": "WHITE", "url": "https://www.first.org/tlp/v1/"}},
            "lang": settings.LANGUAGE_CODE,
            "notes": notes(found),
            "publisher": publisher(),
            "references": references(newest, found),
            "title": _("Retracted: %s") % found["title"]
            if found["card"]["retracted"]
            else found["title"],
            "tracking": tracking(history, found["card"]),
        }
    }


def tracking(history, card):
    return {
        "current_release_date": timestamp(history[-1].published_at),
        "id": card["reference"],
        "initial_release_date": timestamp(history[0].published_at),
        "revision_history": [revision(version) for version in history],
        "status": "interim" if card["is_open"] else "final",
        "version": str(history[-1].number),
    }


def revision(version):
    word = (
        _("Erased")
        if version.redacted_at
        else _("Withdrawn")
        if version.withdrawn
        else _("Published")
    )
    return {
        "date": timestamp(version.published_at),
        "number": str(version.number),
        "summary": version.note_in(settings.LANGUAGE_CODE)[0] or word,
    }


def references(version, found):
    return [
        {
            "category": "self",
            "summary": f"{found['card']['reference']}, CSAF 2.0",
            "url": settings.SITE_URL + path_of(version),
        },
        {"category": "external", "summary": found["title"], "url": page_url(version)},
    ]


def notes(found):
    """Return what the page says; of a retracted incident only the retraction and what came after it, as in feeds."""
    rows = rows_of(found)
    retracted_by = max(
        (row["version"] for row in rows.values() if row["entry_code"] == "retraction"), default=0
    )
    said = [] if retracted_by else [summary(found["facts"]), *prose(found["facts"])]
    if found["notice"]:
        said.insert(0, {"category": "other", "text": found["notice"], "title": _("Notice")})
    return said + [entry(row, rows) for row in rows.values() if row["version"] >= retracted_by]


def summary(facts):
    lines = [f"{fact['label']}: {fact['value']}" for fact in facts if fact["key"] not in PROSE]
    return {"category": "summary", "text": "\n".join(lines), "title": _("Summary")}


def prose(facts):
    return [
        {
            "category": "description" if fact["key"] == "nature" else "details",
            "text": fact["value"],
            "title": fact["label"],
        }
        for fact in facts
        if fact["key"] in PROSE
    ]


def entry(row, rows):
    """Return an entry of the timeline; one that was corrected names the moment of the entry that corrects it."""
    said = [f"{row['corrected']}.", row["text"]] if row["struck"] else [row["text"]]
    if row["corrects_id"]:
        said.insert(0, _("Corrects the entry of %s.") % rows[row["corrects_id"]]["happened"])
    if row["next_update"]:
        said.append(f"{_('Next update by')} {row['next_update']}")
    title = _("%(title)s: %(entry)s, %(status)s") % (row | {"title": row["happened"]})
    return {"category": "general", "text": "\n\n".join(said), "title": title}
