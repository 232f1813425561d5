"""JSON for programs: the public pages, the versions of a page, and the record's chain."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports.json import proof
from trustportal.record import canonical
from trustportal.record.models import Version

from .answers import public
from .kinds import kinds
from .listing import BoundedPage
from .query import Query, with_query

PER_PAGE = 500


@public
def documents_json(request):
    """The public pages, or those of `?kind=`, with the addresses of their JSON.

    The starting point for programs.
    """
    query = Query(request.GET)
    kind = query.value("kind")
    if kind and kind not in kinds():
        raise BadRequest(_("“%s” is not a known kind of page.") % kind[:40])
    versions = (
        Version.objects.public()
        .filter(kind__in=[kind] if kind else list(kinds()))
        .titles(get_language())
    )
    page = BoundedPage(query, versions.order_by("kind", "slug"), PER_PAGE)
    return JsonResponse(
        {"documents": [in_brief(v) for v in page.entries], "next": next_address(request, page)}
    )


def in_brief(version):
    where = {"kind": version.kind, "slug": version.slug}
    return {
        **where,
        "title": version.page_title,
        "number": version.number,
        "position": version.position,
        "published_at": canonical.timestamp(version.published_at),
        "digest": version.digest,
        "url": settings.SITE_URL + reverse("page", kwargs=where),
        "json": settings.SITE_URL + reverse("page-file", kwargs=where | {"format": "json"}),
        "history": settings.SITE_URL + reverse("page-history-json", kwargs=where),
    }


@public
def page_history_json(request, kind, slug):
    """Every version of a page, newest first, with proof, public note and address of its JSON."""
    versions = Version.objects.of(kind, slug).defer("data").order_by("-number")
    page = BoundedPage(Query(request.GET), versions, PER_PAGE)
    if not page.entries:
        raise Http404(_("There is no such page."))
    return JsonResponse(
        {"versions": [with_note(v) for v in page.entries], "next": next_address(request, page)}
    )


def with_note(version):
    where = {"kind": version.kind, "slug": version.slug, "number": version.number}
    return {
        "version": proof(version),
        "note": version.note,
        "source": version.source,
        "url": settings.SITE_URL + reverse("version", kwargs=where),
        "json": settings.SITE_URL + reverse("version-file", kwargs=where | {"format": "json"}),
    }


@public
def history_json(request):
    """The headers of the whole chain, oldest first: enough to check every digest and position."""
    page = BoundedPage(
        Query(request.GET),
        Version.objects.order_by("position").defer("data", "note"),
        PER_PAGE,
    )
    return JsonResponse(
        {
            "how": canonical.LINKS,
            "versions": [canonical.link(version) for version in page.entries],
            "next": next_address(request, page),
        }
    )


def next_address(request, page):
    """Return the address of the next page of a list; None after the last one."""
    if page.next is None:
        return None
    return settings.SITE_URL + with_query(request.path, page.query.encoded(page=page.next))
