"""Feeds of incidents: an entry for each published update, whole; of what was retracted, the reason and tombstones."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.public.answers import public, text_response
from trustportal.public.feeds import Feed
from trustportal.record.canonical import timestamp
from trustportal.record.markdown import to_html
from trustportal.record.models import Version

from ..page import page_url
from ..timeline import rows_of

ENTRIES = 50
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True)
class Entry:
    """An update as it was published first, or the end of a page that was withdrawn."""

    version: Version
    page: dict
    id: str
    title: str
    text: str
    updated_at: datetime
    anchor: str = ""

    @property
    def url(self):
        return page_url(self.version) + self.anchor


@dataclass(frozen=True)
class Gone:
    """An entry that readers shall drop (RFC 6721)."""

    id: str
    when: datetime
    because: str


def entries_of(versions, language):
    """Return ([Entry, …], [Gone, …]), newest first, of the newest versions of incidents."""
    found, gone, ended = [], [], {}
    for version in versions:
        new = new_rows(version, language)
        for row in new:
            id = f"urn:uuid:{uuid_of(row['id'])}"
            if version.slug in ended:
                gone.append(Gone(id, *ended[version.slug]))
            else:
                found.append(entry(version, version.page(language), row, id))
        if version.withdrawn:
            found.append(withdrawal(version, language))
        end = end_of(version, new, language)
        if end:
            ended.setdefault(version.slug, end)
    return found, gone


def end_of(version, new, language):
    """Return (when, why) the entries of older versions ceased to hold by this one and what it brought, or None."""
    is_last = version.number == version.latest_number
    if version.redacted_at:
        return (version.redacted_at, version.redacted_because) if is_last else None
    if version.withdrawn:
        return (version.published_at, version.note_in(language)[0]) if is_last else None
    retraction = next((row for row in new if row["entry_code"] == "retraction"), None)
    return (version.published_at, retraction["text"]) if retraction else None


def uuid_of(id):
    return f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def new_rows(version, language):
    """Return the rows of the timeline that a version brought."""
    rows = rows_of(version.page(language)).values()
    return [row for row in rows if row["version"] == version.number]


def entry(version, page, row, id):
    title = _("%(title)s: %(entry)s, %(status)s") % {
        "title": f"{page['card']['reference']} {page['title']}",
        "entry": row["entry"],
        "status": row["status"],
    }
    return Entry(version, page, id, title, row["text"], version.published_at, f"#e-{row['id']}")


def withdrawal(version, language):
    title = _("%s: withdrawn") % version.slug.upper()
    return Entry(
        version, {}, version.uuid.urn, title, version.note_in(language)[0], version.published_at
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
        for gone in self.feed["gone"]:
            handler.startElement("at:deleted-entry", {"ref": gone.id, "when": timestamp(gone.when)})
            handler.addQuickElement("at:comment", gone.because)
            handler.endElement("at:deleted-entry")


def newest(versions, product=""):
    """Return the first of some versions, of which a feed is made; of one product, those that concern it."""
    language = get_language()
    found = list(versions.with_place().in_language(language)[:ENTRIES])
    if not product:
        return found
    concerned = {
        v.slug
        for v in found
        for ref in v.page(language).get("card", {}).get("products", [])
        if ref["slug"] == product
    }
    return [version for version in found if version.slug in concerned]


def atom(request, versions, title, page_url):
    entries, gone = entries_of(versions, get_language())
    feed = TimelineFeed(
        title=title,
        link=page_url,
        description=_("Every published update, whole"),
        language=get_language(),
        feed_url=settings.SITE_URL + request.get_full_path(),
        author_name=settings.COMPANY_NAME,
        state_of=request.portal["last_modified"],
        gone=gone,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=f"{to_html(entry.text)}<p>{proof(entry.version)}</p>",
            unique_id=entry.id,
            pubdate=entry.updated_at,
            updateddate=entry.updated_at,
            categories=[entry.version.kind],
        )
    return text_response(feed.writeString("utf-8"), "application/atom+xml")


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
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), which knows no tombstones: what ended is left out."""
    entries, _gone = entries_of(all_incidents(request), get_language())
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(),
        "home_page_url": settings.SITE_URL + reverse("incident-index"),
        "feed_url": settings.SITE_URL + request.get_full_path(),
        "language": get_language(),
        "authors": [{"name": settings.COMPANY_NAME}],
        "items": [json_item(entry) for entry in entries],
    }
    return JsonResponse(feed, content_type="application/feed+json")


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
