from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trustportal.exports.formats import FORMATS
from trustportal.public.answers import public, text_response
from trustportal.public.kinds import kinds
from trustportal.public.listing import BoundedPage, version_entry
from trustportal.public.query import Query
from trustportal.record.models import SearchText, Version
from trustportal.record.search import excerpt

from .theme import stylesheet

RECENT = 6
CHANGES_PER_PAGE = 20
RESULTS_PER_PAGE = 20
LEGAL_PAGES = ("imprint", "privacy-notice")


@public
def home(request):
    """What this portal holds, its statements, and what changed last."""
    current = list(Version.objects.public().titles(get_language()).order_by("-position"))
    statements = [v for v in current if v.kind == "page" and v.slug not in LEGAL_PAGES]
    return render(
        request,
        "pages/home.html",
        {
            "holdings": [
                found
                for found in (holding(kind, current) for kind in kinds().values())
                if found["figures"]
            ],
            "statements": kinds()["page"].in_order(statements),
            "recent": [with_title(version) for version in current[:RECENT]],
        },
    )


def holding(kind, current):
    """Return what the public pages of a kind hold; kinds without figures have none to show."""
    versions = kind.in_order(version for version in current if version.kind == kind.name)
    figures = kind.figures([version.card for version in versions]) if versions else []
    return {"kind": kind, "versions": versions, "figures": figures}


def with_title(version):
    return {
        "version": version,
        "kind": kinds().get(version.kind),
        "title": version.page_title,
        "note": version.note_in(get_language()),
    }


@public
def changes(request):
    versions = Version.objects.with_before(get_language()).order_by("-position")
    pages = BoundedPage(Query(request.GET), versions, CHANGES_PER_PAGE, version_entry)
    return render(request, "pages/changes.html", {"entries": pages.entries, "pages": pages})


@public
def search(request):
    asked = Query(request.GET)
    query = asked.text("q")
    language = get_language()
    found = SearchText.objects.none()
    if query:
        found = (
            SearchText.objects.matching(query, language)
            .select_related("version")
            .defer("version__data")
        )
    pages = BoundedPage(asked, found.order_by("-version__position"), RESULTS_PER_PAGE)
    results = [
        {
            "version": entry.version,
            "kind": kinds().get(entry.version.kind),
            "title": entry.text.partition("\n")[0],
            "excerpt": excerpt(entry.text.partition("\n")[2], query),
        }
        for entry in pages.entries
    ]
    response = render(
        request, "pages/search.html", {"query": query, "results": results, "pages": pages}
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def sitemap(request):
    """Every public page in every language (https://www.sitemaps.org/protocol.html)."""
    versions = Version.objects.public().order_by("kind", "slug").defer("data", "note")[:10_000]
    languages = [code for code, _name in settings.LANGUAGES]
    return render(
        request,
        "pages/sitemap.xml",
        {
            "versions": versions,
            "languages": languages,
            "lists": [kind for kind in kinds().values() if kind.has_list],
        },
        content_type="application/xml; charset=utf-8",
    )


@public
def robots(request):
    """Keep crawlers from what takes long and is no page: comparisons, filtered files, evidence packs (RFC 9309)."""
    closed = [
        "/admin/",
        "/search/",
        "/*/compare/",
        "/*/evidence.zip",
        *(f"/*.{format}?" for format in FORMATS),
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return text_response(
        "\n".join([*lines, f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]), "text/plain"
    )


@public
def security_txt(request):
    """RFC 9116. `Expires` moves with the day: what stands here is generated, so it is never out of date."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    if not contact:
        raise Http404("No security contact is set.")
    contact = f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=180
    )
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
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
