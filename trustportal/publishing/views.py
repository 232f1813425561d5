from datetime import UTC, date, datetime

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.record import canonical
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.vocabulary.locales import day as day_in_words
from trustportal.vocabulary.texts import clean_text

from .models import KINDS
from .public import public, refused
from .tables import filters_of, sections_of

VERSIONS_PER_PAGE = 20
HEADERS_PER_PAGE = 500


# Reading what the address asks for


def one_version(kind, slug, **which):
    """Return a version with its place among those of its page, or raise Http404."""
    return found(Version.objects.of(kind, slug).with_place().filter(**which).order_by("-number").first())


def version_on(kind, slug, day):
    """Return the version that was public at the end of a day, or the first one, which came later."""
    return found(Version.objects.of(kind, slug).with_place().as_of(day).first())


def found(version):
    if version is None:
        raise Http404(_("There is no such page."))
    return version


def day_asked(request):
    """Return the day of `?as_of=`, or None. A day that is none, or not over yet, is an error with a sentence."""
    text = request.GET.get("as_of", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if day.isoformat() != text:  # 20260301 or 2026-W09-7
            raise ValueError
    except ValueError:
        raise BadRequest(_("“%s” is no day. Write it as 2026-03-01.") % text[:40]) from None
    if day > datetime.now(UTC).date():
        raise BadRequest(_("%s is in the future.") % day_in_words(day, get_language()))
    return day


def text_asked(request, key):
    """Return a text of the query as it would be stored, or raise BadRequest."""
    try:
        return clean_text(request.GET.get(key, ""), multiline=False).strip()
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from None


def number_asked(request, key):
    text = request.GET.get(key, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
        raise BadRequest(_("“%s” is no number.") % text[:40])
    return int(text)


# A document's pages


@public
def page(request, kind, slug):
    day = day_asked(request)
    if day is None:
        return show(request, one_version(kind, slug), "current")
    version = version_on(kind, slug, day)
    if not version.was_public_on(day):
        sentence = _("This page was not public yet on %(day)s. It was first published on %(first)s.")
        first = day_in_words(version.published_at.astimezone(UTC).date(), get_language())
        return refused(request, 404, sentence % {"day": day_in_words(day, get_language()), "first": first})
    return show(request, version, "as_of", day=day)


@public
def version(request, kind, slug, number):
    version = one_version(kind, slug, number=number)
    return show(request, version, "current" if version.number == version.latest_number else "old")


def show(request, version, state, **extra):
    """Render a version; one without content says why, and answers 410 (Gone)."""
    if not version.is_readable:
        state = "erased" if version.redacted_at else "withdrawn"
        context = base_context(version, state) | extra
        return render(request, "documents/gone.html", context, status=410)
    return render(request, "documents/page.html", page_context(request, version, state) | extra)


def base_context(version, state):
    language = get_language()
    return {
        "version": version,
        "kind": KINDS[version.kind],
        "page": version.page(language),
        "state": state,
        "note": version.note_in(language),
    }


def page_context(request, version, state):
    context = base_context(version, state)
    filters = filters_of(context["page"], request.GET)
    query = text_asked(request, "q")
    sections = sections_of(context["page"], filters, query)
    return context | {
        "filters": filters,
        "query": query,
        "is_filtered": bool(query) or any(filter["asked"] for filter in filters),
        "sections": sections,
        "count": sum(section["count"] for section in sections),
        "shown": sum(section["shown"] for section in sections),
        "today": datetime.now(UTC).date(),
    }


@public
def history(request, kind, slug):
    versions = Version.objects.of(kind, slug).with_before().order_by("-number")
    page = BoundedPage(request, versions, VERSIONS_PER_PAGE)
    if not page.entries:
        raise Http404(_("There is no such page."))
    language = get_language()
    latest = page.entries[0]
    return render(
        request,
        "documents/history.html",
        {
            "kind": KINDS[kind],
            "slug": slug,
            "page": next((v.page(language) for v in page.entries if v.data), {}),
            "entries": [with_changes(version, language) for version in page.entries],
            "latest": latest,
            "pages": page,
        },
    )


def with_changes(version, language):
    """Return a version with its note and the PageDiff to the one before, as lists of versions show it."""
    before = version.before or {}
    changes = None
    if version.number > 1 and version.data and before:
        changes = diff(before.get(language) or next(iter(before.values())), version.page(language))
    return {
        "version": version,
        "kind": KINDS.get(version.kind),
        "title": (version.page(language) or Version(data=before).page(language)).get("title", version.slug),
        "note": version.note_in(language),
        "changes": changes,
    }


class BoundedPage:
    """One page of a list, without counting it all: a further page exists if one more entry does."""

    def __init__(self, request, queryset, size):
        self.number = number_asked(request, "page")
        start = (self.number - 1) * size
        entries = list(queryset[start : start + size + 1])
        if self.number > 1 and not entries:
            raise Http404(_("There is no such page."))
        self.entries = entries[:size]
        self.next = self.number + 1 if len(entries) > size else None
        self.previous = self.number - 1 if self.number > 1 else None


@public
def choose(request, kind, slug):
    """Lead the form on the history page to the address of the comparison."""
    old, new = sorted((number_asked(request, "old"), number_asked(request, "new")))
    return HttpResponseRedirect(reverse("compare", kwargs={"kind": kind, "slug": slug, "old": old, "new": new}))


@public
def compare(request, kind, slug, old, new):
    pair = {v.number: v for v in Version.objects.of(kind, slug).with_place().filter(number__in=[old, new])}
    if old >= new or len(pair) != 2:
        raise Http404(_("There are no two such versions, the older one first."))
    before, after = pair[old], pair[new]
    language = get_language()
    readable = before.is_readable and after.is_readable
    response = render(
        request,
        "documents/compare.html",
        {
            "kind": KINDS[kind],
            "old": before,
            "new": after,
            "page": after.page(language) or before.page(language),
            "changes": diff(before.page(language), after.page(language)) if readable else None,
            "note": after.note_in(language),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


# For machines


def as_json(version):
    """Return all that is needed to read a version, and to make its hashes again."""
    content = {"salt": version.salt, "note": version.note, "source": version.source, "data": version.data}
    proof = canonical.header(version) | {"digest": version.digest}
    if version.redacted_at:
        proof["redacted_at"] = canonical.timestamp(version.redacted_at)
        proof["redacted_because"] = version.redacted_because
    return {"version": proof, "content": content}


@public
def page_json(request, kind, slug):
    day = day_asked(request)
    if day is None:
        return json_of(one_version(kind, slug))
    version = version_on(kind, slug, day)
    if not version.was_public_on(day):
        raise Http404(_("This page was not public yet on that day."))
    return json_of(version)


@public
def version_json(request, kind, slug, number):
    return json_of(one_version(kind, slug, number=number))


def json_of(version):
    return JsonResponse(as_json(version), status=200 if version.is_readable else 410)


@public
def history_json(request):
    """The headers of the whole chain, oldest first: enough to check every digest and where it stands."""
    page = BoundedPage(request, Version.objects.order_by("position").defer("data", "note"), HEADERS_PER_PAGE)
    own = settings.SITE_URL + reverse("history-json")
    return JsonResponse(
        {
            "how": "digest = SHA-256 of the canonical JSON (RFC 8785) of all other keys of a version but redacted_at; "
            "previous = the digest of the position before, empty for the first",
            "versions": [
                canonical.header(version)
                | {"digest": version.digest}
                | ({"redacted_at": canonical.timestamp(version.redacted_at)} if version.redacted_at else {})
                for version in page.entries
            ],
            "next": f"{own}?page={page.next}" if page.next else None,
        }
    )
