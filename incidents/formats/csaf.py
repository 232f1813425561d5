"""Incidents as CSAF 2.0, category `csaf_security_incident_response`.

The standard: https://docs.oasis-open.org/csaf/csaf/v2.0/.

A document has the content of the page's newest version, in the authoritative language, and lists
the earlier versions as the page's history does. The role is `csaf_provider` (section 7.2.2):
nothing here is signed.
"""

from django.conf import settings
from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _

from trustportal.record.canonical import timestamp
from trustportal.record.expressions import page_in
from trustportal.record.models import Version

from ..page import page_url
from ..reader import RETRACTION, heading_of, prose_of, short_facts_of, timeline_of
from .vulnerabilities import links_in, with_vulnerabilities


def public_incidents():
    """Return the public incidents without their content, the most recently changed first."""
    versions = Version.objects.public().filter(kind="incident").with_place().defer("data", "note")
    return versions.order_by("-published_at", "-position")


def history_of(slug):
    """Return all versions of an incident, oldest first, only the newest with its page."""
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
    page = newest.page(settings.LANGUAGE_CODE)
    found = {"document": head(history, newest, page)}
    return found if page.card["retracted"] else with_vulnerabilities(found, page)


def head(history, newest, page):
    """Return what a document says as a whole."""
    title = page.title
    if page.card["retracted"]:
        title = _("Retracted: %s") % title
    return {
        "category": "csaf_security_incident_response",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE", "url": "https://www.first.org/tlp/v1/"}},
        "lang": settings.LANGUAGE_CODE,
        "notes": notes(page),
        "publisher": publisher(),
        "references": references(newest, page),
        "title": title,
        "tracking": tracking(history, page.card),
    }


def tracking(history, card):
    return {
        "current_release_date": timestamp(history[-1].published_at),
        "id": card.get("reference", ""),
        "initial_release_date": timestamp(history[0].published_at),
        "revision_history": [revision(version) for version in history],
        "status": "interim" if card.get("is_open") else "final",
        "version": str(history[-1].number),
    }


def revision(version):
    word = _("Published")
    if version.redacted_at:
        word = _("Erased")
    elif version.withdrawn:
        word = _("Withdrawn")
    return {
        "date": timestamp(version.published_at),
        "number": str(version.number),
        "summary": version.note_in(settings.LANGUAGE_CODE).text or word,
    }


def references(version, page):
    own = {
        "category": "self",
        "summary": f"{page.card['reference']}, CSAF 2.0",
        "url": settings.SITE_URL + path_of(version),
    }
    found = [own, {"category": "external", "summary": page.title, "url": page_url(version)}]
    if page.card["retracted"]:
        return found
    return [*found, *links_in(page)]


def notes(page):
    """Return what the page says.

    Of a retracted incident these are the retraction and what came after it, as in feeds.
    """
    found = []
    if page.notice:
        found.append({"category": "other", "text": page.notice, "title": _("Notice")})
    timeline = timeline_of(page)
    retractions = [entry.version for entry in timeline if entry.entry_code == RETRACTION]
    retracted_by = max(retractions, default=0)
    if not retracted_by:
        found += [summary(page), *prose(page)]
    by_id = {entry.id: entry for entry in timeline}
    for entry in timeline:
        if entry.version >= retracted_by:
            found.append(timeline_note(entry, by_id))
    return found


def summary(page):
    lines = [f"{fact.label}: {fact.value}" for fact in short_facts_of(page)]
    return {"category": "summary", "text": "\n".join(lines), "title": _("Summary")}


def prose(page):
    found = []
    for fact in prose_of(page):
        category = "description" if fact.key == "nature" else "details"
        found.append({"category": category, "text": fact.value, "title": fact.label})
    return found


def timeline_note(entry, by_id):
    """Return a timeline entry as a note; corrections refer to each other by their time."""
    said = [entry.text]
    if entry.is_struck:
        said.insert(0, f"{entry.corrected}.")
    corrected = by_id.get(entry.corrects_id)
    if corrected:
        said.insert(0, _("Corrects the entry of %s.") % corrected.happened)
    if entry.next_update:
        said.append(f"{_('Next update by')} {entry.next_update}")
    title = heading_of(entry.happened, entry)
    return {"category": "general", "text": "\n\n".join(said), "title": title}
