"""Two versions of a document compared: to read, and as files with the changes in them."""

from django.core.exceptions import BadRequest
from django.db.models import Max, Min, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports import redline
from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.language.locales import day_in_words, today
from trustportal.record.diff import diff
from trustportal.record.models import Version, end_of

from .answers import public
from .files import edition_of, rendering
from .kinds import kinds
from .query import Query
from .views import found, not_public_yet, readable, show


@public
def choose(request, kind, slug):
    """Lead the forms on the history page, for two versions or two days, to the address of the comparison."""
    query = Query(request.GET)
    if "old_day" in request.GET:
        old, new = numbers_on(query, kind, slug)
    else:
        old, new = sorted((query.number("old"), query.number("new")))
    return HttpResponseRedirect(
        reverse("compare", kwargs={"kind": kind, "slug": slug, "old": old, "new": new})
    )


def numbers_on(query, kind, slug):
    """Return the numbers of the versions that were public at the end of two days; the later one may be left out."""
    days = [query.past_day("old_day"), query.past_day("new_day") or today()]
    if days[0] is None:
        raise BadRequest(_("Say from which day on: old_day=2026-03-01."))
    old_day, new_day = sorted(days)
    numbers = Version.objects.of(kind, slug).aggregate(
        first=Min("published_at"),
        old=Max("number", filter=Q(published_at__lt=end_of(old_day))),
        new=Max("number", filter=Q(published_at__lt=end_of(new_day))),
    )
    first = found(numbers["first"])
    if numbers["old"] is None:
        raise not_public_yet(old_day, first)
    if numbers["old"] == numbers["new"]:
        sentence = _(
            "Nothing to compare: on %(old)s and on %(new)s this page was the same version, number %(number)d."
        )
        language = get_language()
        days = {"old": day_in_words(old_day, language), "new": day_in_words(new_day, language)}
        raise Http404(sentence % (days | {"number": numbers["old"]}))
    return numbers["old"], numbers["new"]


def pair_of(versions, old, new):
    """Return two versions of a page, the older one first, or raise Http404."""
    pair = {version.number: version for version in versions.filter(number__in=[old, new])}
    if old >= new or len(pair) != 2:
        raise Http404(_("There are no two such versions, the older one first."))
    return pair[old], pair[new]


@public
def compare(request, kind, slug, old, new):
    before, after = pair_of(readable(kind, slug), old, new)
    language = get_language()
    both = before.is_readable and after.is_readable
    response = render(
        request,
        "documents/compare.html",
        {
            "kind": kinds()[kind],
            "old": before,
            "new": after,
            "page": after.page(language) or before.page(language),
            "changes": diff(before.page(language), after.page(language)) if both else None,
            "note": after.note_in(language),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def compare_file(request, kind, slug, old, new, format):
    """Answer with the redline between the files of two versions."""
    pair = pair_of(Version.objects.of(kind, slug).with_place(), old, new)
    for version in pair:
        if not version.is_readable:
            return show(request, version, "gone")
    language = get_language()
    editions = [edition_of(version, language, version.published_on)[0] for version in pair]
    with rendering():
        content = redline.write(*editions, format)
        what = {"format": f"redline-{format}", "language": language, "query": f"old={old}"}
        Export.objects.record(content, version=pair[1], **what)
    response = HttpResponse(content, content_type=FORMATS[format].content_type)
    name = f"{slug}-v{old}-to-v{new}.{language}.{format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    return response
