import json
from datetime import UTC

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports.json import proof
from trustportal.language.locales import day_in_words, today
from trustportal.record import canonical
from trustportal.record.diff import diff
from trustportal.record.models import Version

from .answers import public
from .kinds import kinds
from .links import file_links
from .query import Query, with_query

VERSIONS_PER_PAGE = 20
HEADERS_PER_PAGE = 500


# Finding versions


def readable(kind, slug):
    """Versions of a page as a reader needs them: in the active language alone, with their place among the others."""
    return with_those_beside(
        kind, Version.objects.of(kind, slug).with_place().in_language(get_language())
    )


def with_those_beside(kind, versions):
    """Add the cards of the pages that may concern one of this kind, if there are such."""
    related = kinds()[kind].related
    return versions.with_cards_of(related, get_language()) if related else versions


def concerning(version, name):
    """Return the cards of the public pages beside a version that concern what is named, as `vendor/apple`."""
    cards = map(json.loads, (getattr(version, "cards", None) or "").splitlines())
    return [card for card in cards if name in card["concerns"]]


def one_version(versions, **which):
    """Return the newest of these versions, or raise Http404."""
    return found(versions.filter(**which).order_by("-number").first())


def version_asked(query, versions):
    """Return (version, state, day): the current one, or the one that was public at the end of `?as_of=`."""
    day = query.past_day("as_of")
    if day is None:
        return one_version(versions), "current", None
    version = found(versions.as_of(day).first())
    if not version.was_public_on(day):
        raise not_public_yet(day, version.published_at)
    return version, "as_of", day


def not_public_yet(day, first):
    """Return the error that says when a page was published first."""
    days = [day_in_words(one, get_language()) for one in (day, first.astimezone(UTC).date())]
    sentence = _("This page was not public yet on %(day)s. It was first published on %(first)s.")
    return Http404(sentence % dict(zip(("day", "first"), days, strict=True)))


def found(version):
    if version is None:
        raise Http404(_("There is no such page."))
    return version


# A document's pages


@public
def index(request, kind):
    """The public pages of a kind, at a glance."""
    found = kinds()[kind]
    versions = Version.objects.public().filter(kind=kind).titles(get_language()).with_place()
    return render(
        request, found.list_template, {"kind": found, "versions": found.in_order(versions)}
    )


@public
def page(request, kind, slug):
    versions = with_those_beside(
        kind, Version.objects.of(kind, slug).with_place().listed(get_language())
    )
    return show(request, *version_asked(Query(request.GET), versions))


@public
def version(request, kind, slug, number):
    version = one_version(readable(kind, slug), number=number)
    return show(request, version, "current" if version.number == version.latest_number else "old")


def show(request, version, state, day=None):
    """Render a version; one without content says why, and answers 410 (Gone)."""
    if not version.is_readable:
        state = "erased" if version.redacted_at else "withdrawn"
        return render(request, "documents/gone.html", base_context(version, state), status=410)
    return render(
        request,
        kinds()[version.kind].template,
        page_context(Query(request.GET), version, state, day),
    )


def base_context(version, state):
    language = get_language()
    return {
        "version": version,
        "kind": kinds()[version.kind],
        "page": version.page(language),
        "state": state,
        "note": version.note_in(language),
        "concerning": concerning(version, f"{version.kind}/{version.slug}"),
    }


def page_context(query, version, state, day=None):
    """Return what the page's template shows; states that depend on a day are those of `day`."""
    context = base_context(version, state)
    on = day or (version.published_on if state == "old" else today())
    context |= {"today": today(), "on": on, "day": day, "files": file_links(query, version, state)}
    kind = context["kind"]
    return (
        context | {"more_files": kind.more_files(query)} | kind.context(context["page"], query, on)
    )


@public
def history(request, kind, slug):
    versions = Version.objects.of(kind, slug).with_before(get_language()).order_by("-number")
    page = BoundedPage(Query(request.GET), versions, VERSIONS_PER_PAGE, with_changes)
    if not page.entries:
        raise Http404(_("There is no such page."))
    return render(
        request,
        "documents/history.html",
        {
            "kind": kinds()[kind],
            "slug": slug,
            "page": {
                "title": next(
                    (entry["title"] for entry in page.entries if entry["title"] != slug), slug
                )
            },
            "entries": page.entries,
            "latest": page.entries[0]["version"],
            "pages": page,
        },
    )


def with_changes(version, narrow=None):
    """Return a version, loaded `with_before`, as lists of versions show it: title, note, PageDiff to the one before.

    Both pages are let go, so that a list of many long versions takes no more memory than two of them.
    """
    before, page = version.before or {}, version.loaded_page or {}
    version.before = version.loaded_page = None
    changes = None
    if before and page:
        changes = diff(*map(narrow, (before, page))) if narrow else diff(before, page)
    return {
        "version": version,
        "kind": kinds().get(version.kind),
        "title": (page or before).get("title", version.slug),
        "note": version.note_in(get_language()),
        "changes": changes,
    }


class BoundedPage:
    """One page of a list, without counting it all: a further page exists if one more entry does.

    `shown` makes an entry of each row, before the next is read.
    """

    def __init__(self, query, queryset, size, shown=None):
        self.query = query
        self.number = query.number("page")
        start = (self.number - 1) * size
        rows = queryset[start : start + size + 1]
        entries = list(map(shown, rows.iterator(chunk_size=1)) if shown else rows)
        if self.number > 1 and not entries:
            raise Http404(_("There is no such page."))
        self.entries = entries[:size]
        self.next = self.number + 1 if len(entries) > size else None
        self.previous = self.number - 1 if self.number > 1 else None


# For machines


@public
def documents_json(request):
    """The public pages, or those of `?kind=`, with the addresses of their JSON: what a program reads first."""
    query = Query(request.GET)
    kind = query.value("kind")
    if kind and kind not in kinds():
        raise BadRequest(_("“%s” is no kind of page.") % kind[:40])
    versions = (
        Version.objects.public()
        .filter(kind__in=[kind] if kind else list(kinds()))
        .titles(get_language())
    )
    page = BoundedPage(query, versions.order_by("kind", "slug"), HEADERS_PER_PAGE)
    return JsonResponse(
        {"documents": [in_brief(v) for v in page.entries], "next": following(request, page)}
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
    """Every version of a page, newest first: its proof, its public note and the address of its JSON."""
    versions = Version.objects.of(kind, slug).defer("data").order_by("-number")
    page = BoundedPage(Query(request.GET), versions, HEADERS_PER_PAGE)
    if not page.entries:
        raise Http404(_("There is no such page."))
    return JsonResponse(
        {"versions": [with_note(v) for v in page.entries], "next": following(request, page)}
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
    """The headers of the whole chain, oldest first: enough to check every digest and where it stands."""
    page = BoundedPage(
        Query(request.GET),
        Version.objects.order_by("position").defer("data", "note"),
        HEADERS_PER_PAGE,
    )
    return JsonResponse(
        {
            "how": canonical.LINKS,
            "versions": [canonical.link(version) for version in page.entries],
            "next": following(request, page),
        }
    )


def following(request, page):
    """Return the address of the next page of a list; None after the last one."""
    if page.next is None:
        return None
    return settings.SITE_URL + with_query(request.path, page.query.encoded(page=page.next))
