from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.record import canonical
from trustportal.record.diff import diff
from trustportal.record.models import Version, page_of
from trustportal.vocabulary.locales import day as day_in_words

from .asked import number_asked, past_day_asked
from .models import KINDS
from .public import public

VERSIONS_PER_PAGE = 20
HEADERS_PER_PAGE = 500


# Finding versions


def readable(kind, slug):
    """Versions of a page as a reader needs them: in the active language alone, with their place among the others."""
    return Version.objects.of(kind, slug).with_place().in_language(get_language())


def one_version(versions, **which):
    """Return the newest of these versions, or raise Http404."""
    return found(versions.filter(**which).order_by("-number").first())


def version_asked(request, versions):
    """Return (version, state, day): the current one, or the one that was public at the end of `?as_of=`."""
    day = past_day_asked(request, "as_of")
    if day is None:
        return one_version(versions), "current", None
    version = found(versions.as_of(day).first())
    if not version.was_public_on(day):
        language = get_language()
        first = day_in_words(version.published_at.astimezone(UTC).date(), language)
        sentence = _("This page was not public yet on %(day)s. It was first published on %(first)s.")
        raise Http404(sentence % {"day": day_in_words(day, language), "first": first})
    return version, "as_of", day


def found(version):
    if version is None:
        raise Http404(_("There is no such page."))
    return version


# A document's pages


@public
def page(request, kind, slug):
    return show(request, *version_asked(request, readable(kind, slug)))


@public
def version(request, kind, slug, number):
    version = one_version(readable(kind, slug), number=number)
    return show(request, version, "current" if version.number == version.latest_number else "old")


def show(request, version, state, day=None):
    """Render a version; one without content says why, and answers 410 (Gone)."""
    if not version.is_readable:
        state = "erased" if version.redacted_at else "withdrawn"
        return render(request, "documents/gone.html", base_context(version, state), status=410)
    return render(request, KINDS[version.kind].template, page_context(request, version, state, day))


def base_context(version, state):
    language = get_language()
    return {
        "version": version,
        "kind": KINDS[version.kind],
        "page": version.page(language),
        "state": state,
        "note": version.note_in(language),
    }


def page_context(request, version, state, day=None):
    """Return what the page's template shows; states that depend on a day are those of `day`."""
    context = base_context(version, state)
    now = datetime.now(UTC).date()
    on = day or (version.published_at.astimezone(UTC).date() if state == "old" else now)
    return context | {"today": now, "on": on, "day": day} | context["kind"].reading(request, context["page"], on)


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


def with_changes(version, language, narrow=None):
    """Return a version with its note and the PageDiff to the one before, as lists of versions show it."""
    before = version.before or {}
    changes = None
    if version.number > 1 and version.data and before:
        pages = page_of(before, language), version.page(language)
        changes = diff(*(narrow(page) if narrow else page for page in pages))
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
    pair = {v.number: v for v in readable(kind, slug).filter(number__in=[old, new])}
    if old >= new or len(pair) != 2:
        raise Http404(_("There are no two such versions, the older one first."))
    before, after = pair[old], pair[new]
    language = get_language()
    both = before.is_readable and after.is_readable
    response = render(
        request,
        "documents/compare.html",
        {
            "kind": KINDS[kind],
            "old": before,
            "new": after,
            "page": after.page(language) or before.page(language),
            "changes": diff(before.page(language), after.page(language)) if both else None,
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
    version, _state, _day = version_asked(request, Version.objects.of(kind, slug))
    return json_of(version)


@public
def version_json(request, kind, slug, number):
    return json_of(one_version(Version.objects.of(kind, slug), number=number))


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
