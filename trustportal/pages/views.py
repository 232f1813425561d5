from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trustportal.exports.formats import FORMATS
from trustportal.language.locales import today
from trustportal.public.answers import public, text_response
from trustportal.public.kinds import Figure, Kind, kinds
from trustportal.public.listing import BoundedPage, version_entry, with_history_once
from trustportal.public.query import Query
from trustportal.record.models import SearchText, Version
from trustportal.record.search import excerpt

from .theme import stylesheet

RECENT = 6
CHANGES_PER_PAGE = 20
RESULTS_PER_PAGE = 20
LEGAL_PAGES = ("imprint", "privacy-notice")


@dataclass(frozen=True)
class KindSummary:
    """What the home page shows of a kind: figures, and its public pages in order."""

    kind: Kind
    versions: list[Version]
    figures: list[Figure]


@public
def home(request):
    """What this portal holds, its statements, and what changed last."""
    current = list(Version.objects.public().titles(get_language()).order_by("-position"))
    context = {
        "summaries": summaries_of(current),
        "statements": kinds()["page"].in_order(filter(is_statement, current)),
        "recent": [with_title(version) for version in current[:RECENT]],
    }
    return render(request, "pages/home.html", context)


def summaries_of(current):
    """Return a KindSummary of each kind that has figures to show."""
    found = []
    for kind in kinds().values():
        versions = kind.in_order(version for version in current if version.kind == kind.name)
        cards = [version.card for version in versions]
        figures = kind.figures(cards, today()) if cards else []
        if figures:
            found.append(KindSummary(kind, versions, figures))
    return found


def is_statement(version):
    return version.kind == "page" and version.slug not in LEGAL_PAGES


def with_title(version):
    return {
        "version": version,
        "kind": kinds().get(version.kind),
        "title": version.page_title,
        "note": version.note_in(get_language()),
    }


@public
def changes(request):
    versions = with_history_once().with_before(get_language()).order_by("-position")
    pages = BoundedPage(Query(request.GET), versions, CHANGES_PER_PAGE, version_entry)
    return render(request, "pages/changes.html", {"entries": pages.entries, "pages": pages})


@public
def search(request):
    query = Query(request.GET)
    words = query.text("q")
    pages = BoundedPage(query, texts_with(words), RESULTS_PER_PAGE)
    results = [search_result(text, words) for text in pages.entries]
    context = {"query": words, "results": results, "pages": pages}
    response = render(request, "pages/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def texts_with(words):
    """Select the texts of public pages with these words, those that changed last first."""
    if not words:
        return SearchText.objects.none()
    found = SearchText.objects.matching(words, get_language())
    return found.select_related("version").defer("version__data").order_by("-version__position")


def search_result(found, words):
    title, _line_break, text = found.text.partition("\n")
    return {
        "version": found.version,
        "kind": kinds().get(found.version.kind),
        "title": title,
        "excerpt": excerpt(text, words),
    }


@public
def sitemap(request):
    """Every public page in every language (https://www.sitemaps.org/protocol.html)."""
    versions = Version.objects.public().order_by("kind", "slug").defer("data", "note")
    context = {
        "versions": versions[:10_000],
        "languages": [code for code, _name in settings.LANGUAGES],
        "lists": [kind for kind in kinds().values() if kind.has_list],
    }
    content_type = "application/xml; charset=utf-8"
    return render(request, "pages/sitemap.xml", context, content_type=content_type)


@public
def robots(request):
    """Keep crawlers from what takes long and is no page (RFC 9309).

    These are comparisons, filtered files and evidence packs.
    """
    closed = ["/admin/", "/search/", "/*/compare/", "/*/evidence.zip"]
    closed += [f"/*.{format}?" for format in FORMATS]
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in closed]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return text_response("\n".join(lines), "text/plain")


@public
def security_txt(request):
    """RFC 9116. `Expires` moves with the day: what is generated is never out of date."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    if not contact:
        raise Http404("No security contact is set.")
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    midnight = datetime.combine(today(), time(), UTC)
    languages = [code for code, _name in settings.LANGUAGES]
    lines = [
        f"Contact: {contact}",
        f"Expires: {midnight + timedelta(days=180):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
        f"CSAF: {settings.SITE_URL}{reverse('csaf-provider')}",
        "",
    ]
    return text_response("\n".join(lines), "text/plain")


@public
def theme(request):
    """The accent colour of settings, as the style sheet's custom properties."""
    return text_response(stylesheet(settings.ACCENT_COLOR), "text/css")


@require_safe
def healthz(request):
    """Say whether this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
