"""Feeds of incidents: one entry for each published update, with its full text.

A retracted incident keeps only the reason for the retraction, and tombstones.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.public.answers import public
from trustportal.public.feeds import Feed, atom_response, feed_of, json_feed
from trustportal.record.canonical import timestamp
from trustportal.record.markdown import to_html
from trustportal.record.models import Version

from ..page import page_url
from ..reader import heading_of, retraction_of, timeline_of

ENTRIES = 50
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True)
class Entry:
    """An update as it was first published, or the withdrawal of a page."""

    version: Version
    id: str
    title: str
    text: str
    updated_at: datetime
    anchor: str = ""

    @property
    def url(self):
        return page_url(self.version) + self.anchor


@dataclass(frozen=True)
class Ending:
    """When and why the entries of an incident's older versions ended."""

    when: datetime
    because: str


@dataclass(frozen=True)
class Tombstone:
    """An entry that feed readers should delete (RFC 6721)."""

    id: str
    ending: Ending


@dataclass(frozen=True)
class Entries:
    """The content of a feed, newest first."""

    living: list[Entry]
    ended: list[Tombstone]


def entries_of(versions, language) -> Entries:
    """Return the content of a feed of these versions, the newest of their incidents."""
    found = Entries([], [])
    endings: dict[str, Ending] = {}
    for version in versions:
        new = new_updates(version, language)
        for update in new:
            if version.slug in endings:
                found.ended.append(Tombstone(urn_of(update), endings[version.slug]))
            else:
                found.living.append(entry_of(version, update, language))
        if version.withdrawn:
            found.living.append(withdrawal(version, language))
        ending = ending_by(version, new, language)
        if ending:
            endings.setdefault(version.slug, ending)
    return found


def new_updates(version, language):
    """Return the timeline entries that are new in a version."""
    timeline = timeline_of(version.page(language))
    return [entry for entry in timeline if entry.version == version.number]


def ending_by(version, new, language) -> Ending | None:
    """Return how a version, with its `new` updates, ends the entries of older ones, or None."""
    retraction = retraction_of(new)
    is_last = version.number == version.latest_number
    if version.redacted_at and is_last:
        return Ending(version.redacted_at, version.redacted_because)
    if version.withdrawn and is_last:
        return Ending(version.published_at, version.note_in(language).text)
    if retraction:
        return Ending(version.published_at, retraction.text)
    return None


def urn_of(update) -> str:
    return uuid.UUID(update.id).urn


def entry_of(version, update, language) -> Entry:
    page = version.page(language)
    return Entry(
        version=version,
        id=urn_of(update),
        title=heading_of(f"{page.card['reference']} {page.title}", update),
        text=update.text,
        updated_at=version.published_at,
        anchor=f"#e-{update.id}",
    )


def withdrawal(version, language) -> Entry:
    return Entry(
        version=version,
        id=version.uuid.urn,
        title=_("%s: withdrawn") % version.slug.upper(),
        text=version.note_in(language).text,
        updated_at=version.published_at,
    )


def proof(version):
    return _("Version %(number)s, position %(position)s, digest %(digest)s") % {
        "number": version.number,
        "position": version.position,
        "digest": version.digest,
    }


class TimelineFeed(Feed):
    """Atom with tombstones for entries that no longer hold (RFC 6721)."""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for tombstone in self.feed["tombstones"]:
            when = timestamp(tombstone.ending.when)
            handler.startElement("at:deleted-entry", {"ref": tombstone.id, "when": when})
            handler.addQuickElement("at:comment", tombstone.ending.because)
            handler.endElement("at:deleted-entry")


def newest(versions, product=""):
    """Return the first versions, for a feed; with a product, only those that concern it."""
    language = get_language()
    found = list(versions.with_place().in_language(language)[:ENTRIES])
    if not product:
        return found
    slugs = {v.slug for v in found if v.page(language).card.names("products", product)}
    return [version for version in found if version.slug in slugs]


def atom(request, versions, title, page_url):
    entries = entries_of(versions, get_language())
    description = _("Every published update in full")
    feed = feed_of(request, title, page_url, description, TimelineFeed, tombstones=entries.ended)
    for entry in entries.living:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=f"{to_html(entry.text)}<p>{proof(entry.version)}</p>",
            unique_id=entry.id,
            pubdate=entry.updated_at,
            updateddate=entry.updated_at,
            categories=[entry.version.kind],
        )
    return atom_response(feed)


def all_incidents(request):
    return newest(
        Version.objects.filter(kind="incident").order_by("-position"),
        request.GET.get("product", ""),
    )


def title():
    return _("%s: incidents") % settings.COMPANY_NAME


@public
def incidents_atom(request):
    return atom(
        request, all_incidents(request), title(), settings.SITE_URL + reverse("incident-index")
    )


@public
def incident_atom(request, kind, slug):
    versions = newest(Version.objects.of(kind, slug).order_by("-number"))
    if not versions:
        raise Http404(_("There is no such page."))
    return atom(
        request, versions, f"{settings.COMPANY_NAME}: {slug.upper()}", page_url(versions[0])
    )


@public
def incidents_json(request):
    """A JSON Feed has no tombstones, so entries that no longer hold are left out."""
    entries = entries_of(all_incidents(request), get_language())
    page_url = settings.SITE_URL + reverse("incident-index")
    feed_url = settings.SITE_URL + request.get_full_path()
    return json_feed(title(), page_url, feed_url, [json_item(entry) for entry in entries.living])


def json_item(entry):
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": timestamp(entry.updated_at),
        "tags": [entry.version.kind],
        "_trustportal": {
            "about": settings.SITE_URL + reverse("history-json"),
            "position": entry.version.position,
            "digest": entry.version.digest,
        },
    }
