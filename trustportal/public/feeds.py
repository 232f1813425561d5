"""Feeds of versions: one entry for each, with its note, what changed, its position and digest.

In the feeds of the whole site, the imported history of a page is one entry.
"""

from uuid import uuid5

from django.conf import settings
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.record.canonical import timestamp
from trustportal.record.models import Version

from .answers import public, text_response
from .kinds import kinds
from .listing import version_entry, with_history_once
from .query import Query

ENTRIES = 30


def latest(versions, narrow=None):
    """Return the first versions, each with its changes, in the page or in a part of it."""
    newest = versions.with_before(get_language())[:ENTRIES]
    entries = [version_entry(version, narrow) for version in newest.iterator(chunk_size=1)]
    if narrow is None:
        return entries
    return [entry for entry in entries if entry.changes is None or entry.changes]


def of_all_pages():
    """Return the newest entries of the whole site."""
    return latest(with_history_once().order_by("-position"))


def address(entry):
    version = entry.version
    where = {"kind": version.kind, "slug": version.slug}
    if entry.history:
        return settings.SITE_URL + reverse("history", kwargs=where)
    return settings.SITE_URL + reverse("version", kwargs=where | {"number": version.number})


def identity(entry):
    """Return an entry's URN: a history is another entry than its last version."""
    uuid = entry.version.uuid
    return uuid5(uuid, "history").urn if entry.history else uuid.urn


def published(entry):
    """Return the moment of an entry: a history is news when it is recorded."""
    return entry.version.recorded_at if entry.history else entry.version.published_at


def headline(entry):
    version = entry.version
    if entry.history:
        return f"{entry.title}: {entry.history.sentence}"
    if version.withdrawn:
        return _("%(title)s: withdrawn") % {"title": entry.title}
    return _("%(title)s, version %(number)s") % {"title": entry.title, "number": version.number}


def paragraphs(entry):
    """Return the paragraphs of an entry: the note, the changes, and the proof."""
    version = entry.version
    if entry.history:
        return [entry.history.sentence, last_of_history(version)]
    if version.redacted_at:
        return [
            _("The content of this version was erased: %s") % version.redacted_because,
            proof(version),
        ]
    texts = [entry.note.text]
    if entry.changes:
        texts += [entry.changes.counts(), entry.changes.first_lines()]
    if version.is_imported:
        texts.append(_("Recorded later, from: %s") % version.source)
    return [*filter(None, texts), proof(version)]


def last_of_history(version):
    return _("The last of them has position %(position)s, digest %(digest)s") % {
        "position": version.position,
        "digest": version.digest,
    }


def proof(version):
    kind_of_change = _("Material change") if version.material else _("No material change")
    return _("%(change)s. Position %(position)s, digest %(digest)s") % {
        "change": kind_of_change,
        "position": version.position,
        "digest": version.digest,
    }


class Feed(Atom1Feed):
    """Atom that changes only when the site does.

    Without entries, it is as old as the site's state.
    """

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["state_of"]


def feed_of(request, title, page_url, description, feed_class=Feed, **more):
    """Return an Atom feed without entries."""
    return feed_class(
        title=title,
        link=page_url,
        description=description,
        language=get_language(),
        feed_url=settings.SITE_URL + request.get_full_path(),
        author_name=settings.COMPANY_NAME,
        state_of=request.site_state.last_modified,
        **more,
    )


def atom_response(feed):
    return text_response(feed.writeString("utf-8"), "application/atom+xml")


def json_feed(title, page_url, feed_url, items):
    """Answer with a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page_url,
        "feed_url": feed_url,
        "language": get_language(),
        "authors": [{"name": settings.COMPANY_NAME}],
        "items": items,
    }
    return JsonResponse(feed, content_type="application/feed+json")


def atom(request, entries, title, page_url):
    feed = feed_of(request, title, page_url, _("Every published version, with its note"))
    for entry in entries:
        version = entry.version
        text = "\n\n".join(paragraphs(entry))
        feed.add_item(
            title=headline(entry),
            link=address(entry),
            description=linebreaks(text, autoescape=True),
            unique_id=identity(entry),
            pubdate=published(entry),
            updateddate=version.redacted_at or version.recorded_at,
            categories=[version.kind],
        )
    return atom_response(feed)


def changes_title():
    return _("%s: what changed") % settings.COMPANY_NAME


@public
def changes_atom(request):
    page_url = settings.SITE_URL + reverse("changes")
    return atom(request, of_all_pages(), changes_title(), page_url)


@public
def page_atom(request, kind, slug):
    # By number, which is indexed: sorting long versions would take 50 % more memory.
    entries = latest(
        Version.objects.of(kind, slug).order_by("-number"),
        kinds()[kind].narrowed(Query(request.GET)),
    )
    if not entries:
        raise Http404(_("There is no such page."))
    where = {"kind": kind, "slug": slug}
    return atom(
        request,
        entries,
        f"{settings.COMPANY_NAME}: {entries[0].title}",
        settings.SITE_URL + reverse("page", kwargs=where),
    )


@public
def changes_json(request):
    page_url = settings.SITE_URL + reverse("changes")
    feed_url = settings.SITE_URL + reverse("changes-json")
    items = [json_item(entry) for entry in of_all_pages()]
    return json_feed(changes_title(), page_url, feed_url, items)


def json_item(entry):
    version = entry.version
    return {
        "id": identity(entry),
        "url": address(entry),
        "title": headline(entry),
        "content_text": "\n\n".join(paragraphs(entry)),
        "date_published": timestamp(published(entry)),
        "date_modified": timestamp(version.redacted_at or version.recorded_at),
        "tags": [version.kind],
        "_trustportal": {
            "about": settings.SITE_URL + reverse("history-json"),
            "position": version.position,
            "digest": version.digest,
            "material": version.material,
        },
    }
