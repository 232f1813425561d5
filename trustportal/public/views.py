from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.language.locales import today
from trustportal.record.models import Version

from .answers import public
from .kinds import kinds
from .links import file_links
from .listing import BoundedPage, version_entry
from .lookup import (
    OLD,
    Shown,
    numbered_version,
    readable,
    related_cards,
    shown_version,
    with_related_cards,
)
from .query import Query

VERSIONS_PER_PAGE = 20


@public
def index(request, kind):
    """The public pages of a kind, at a glance."""
    found = kinds()[kind]
    versions = Version.objects.public().filter(kind=kind).titles(get_language()).with_place()
    context = {"kind": found, "versions": found.in_order(versions)}
    return render(request, found.list_template, context)


@public
def page(request, kind, slug):
    query, language = Query(request.GET), get_language()
    versions = Version.objects.of(kind, slug).with_place()
    whole = kinds()[kind].reads_whole(query)
    versions = versions.in_language(language) if whole else versions.listed(language)
    return show(request, shown_version(query, with_related_cards(kind, versions)))


@public
def version(request, kind, slug, number):
    return show(request, numbered_version(readable(kind, slug), number))


def show(request, shown: Shown):
    """Render a version; one without content says why, and answers 410 (Gone)."""
    if not shown.version.is_readable:
        return gone(request, shown.version)
    template = kinds()[shown.version.kind].template
    return render(request, template, page_context(Query(request.GET), shown))


def gone(request, version):
    state = "erased" if version.redacted_at else "withdrawn"
    context = base_context(Shown(version, state))
    return render(request, "documents/gone.html", context, status=410)


def base_context(shown: Shown) -> dict:
    version, language = shown.version, get_language()
    return {
        "version": version,
        "kind": kinds()[version.kind],
        "page": version.page(language),
        "state": shown.state,
        "day": shown.day,
        "note": version.note_in(language),
        "related_cards": related_cards(version, f"{version.kind}/{version.slug}"),
    }


def page_context(query: Query, shown: Shown) -> dict:
    """Return the context of the page's template, with the states of the version's day."""
    context = base_context(shown)
    kind, page = context["kind"], context["page"]
    on = shown.day or today()
    if shown.state == OLD:
        on = shown.version.published_on
    return context | {
        "today": today(),
        "on": on,
        "files": file_links(query, shown.version, shown.state),
        "more_files": kind.more_files(page, query, on),
        **kind.context(page, query, on),
    }


@public
def history(request, kind, slug):
    versions = Version.objects.of(kind, slug).with_before(get_language()).order_by("-number")
    part = BoundedPage(Query(request.GET), versions, VERSIONS_PER_PAGE, version_entry)
    if not part.entries:
        raise Http404(_("There is no such page."))
    titles = [entry.title for entry in part.entries if entry.title != slug]
    context = {
        "kind": kinds()[kind],
        "slug": slug,
        "page": {"title": titles[0] if titles else slug},
        "entries": part.entries,
        "latest": part.entries[0].version,
        "pages": part,
    }
    return render(request, "documents/history.html", context)
