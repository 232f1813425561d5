"""Two versions of a document compared: to read, and as files with the changes in them."""

from datetime import date

from django.core.exceptions import BadRequest
from django.db.models import Max, Min, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports import redline
from trustportal.exports.formats import FORMATS, paper_formats
from trustportal.exports.models import Export
from trustportal.language.locales import day_in_words, today
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.times import end_of

from .answers import public
from .files import edition_of, file_response, rendering
from .kinds import kinds
from .lookup import existing, not_public_yet, readable
from .query import Query
from .views import gone


@public
def choose(request, kind, slug):
    """Redirect the forms on the history page, for versions or for days, to the comparison."""
    query = Query(request.GET)
    if "old_day" in request.GET:
        old, new = numbers_on_days(query, kind, slug)
    else:
        old, new = sorted((query.number("old"), query.number("new")))
    where = {"kind": kind, "slug": slug, "old": old, "new": new}
    return HttpResponseRedirect(reverse("compare", kwargs=where))


def numbers_on_days(query: Query, kind: str, slug: str) -> tuple[int, int]:
    """Return the numbers of the versions that were public at the end of two days.

    The later day may be left out: it is today.
    """
    first_day = query.past_day("old_day")
    second_day = query.past_day("new_day") or today()
    if first_day is None:
        raise BadRequest(_("Give the earlier day: old_day=2026-03-01."))
    old_day, new_day = sorted((first_day, second_day))
    numbers = Version.objects.of(kind, slug).aggregate(
        first=Min("published_at"),
        old=Max("number", filter=Q(published_at__lt=end_of(old_day))),
        new=Max("number", filter=Q(published_at__lt=end_of(new_day))),
    )
    first = existing(numbers["first"])
    if numbers["old"] is None:
        raise not_public_yet(old_day, first)
    if numbers["old"] == numbers["new"]:
        raise same_version(old_day, new_day, numbers["old"])
    return numbers["old"], numbers["new"]


def same_version(old_day: date, new_day: date, number: int) -> Http404:
    language = get_language()
    sentence = _(
        "Nothing to compare: on %(old)s and on %(new)s this page was the same version, number "
        "%(number)d."
    )
    old, new = day_in_words(old_day, language), day_in_words(new_day, language)
    return Http404(sentence % {"old": old, "new": new, "number": number})


def pair_of(versions, old: int, new: int) -> tuple[Version, Version]:
    """Return two versions of a page, the older one first, or raise Http404."""
    pair = {version.number: version for version in versions.filter(number__in=[old, new])}
    if old >= new or len(pair) != 2:
        raise Http404(
            _("One of these two versions does not exist, or the older one does not come first.")
        )
    return pair[old], pair[new]


@public
def compare(request, kind, slug, old, new):
    before, after = pair_of(readable(kind, slug), old, new)
    language = get_language()
    old_page, new_page = before.page(language), after.page(language)
    changes = None
    if before.is_readable and after.is_readable:
        changes = diff(old_page, new_page)
    context = {
        "kind": kinds()[kind],
        "old": before,
        "new": after,
        "page": new_page or old_page,
        "changes": changes,
        "note": after.note_in(language),
        "files": redline_links(after, old),
    }
    response = render(request, "documents/compare.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def redline_links(version: Version, old: int) -> list[tuple[str, str]]:
    """Return (label, address) of the comparison with an older version in each format for paper."""
    where = {"kind": version.kind, "slug": version.slug, "old": old, "new": version.number}
    links = []
    for format in paper_formats():
        label = _("Tracked changes (DOCX)") if format == "docx" else FORMATS[format].label
        links.append((label, reverse("compare-file", kwargs=where | {"format": format})))
    return links


@public
def compare_file(request, kind, slug, old, new, format):
    """Answer with the redline between the files of two versions."""
    before, after = pair_of(Version.objects.of(kind, slug).with_place(), old, new)
    for version in (before, after):
        if not version.is_readable:
            return gone(request, version)
    language = get_language()
    old_edition, _query = edition_of(before, language, before.published_on)
    new_edition, _query = edition_of(after, language, after.published_on)
    with rendering():
        content = redline.write(old_edition, new_edition, format)
        Export.objects.record(
            content,
            version=after,
            format=f"redline-{format}",
            language=language,
            query=f"old={old}",
        )
    name = f"{slug}-v{old}-to-v{new}.{language}.{format}"
    return file_response(content, FORMATS[format].content_type, name, is_listed=False)
