from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from trustportal.public.answers import public, text_response
from trustportal.public.errors import HttpError
from trustportal.public.query import Query
from trustportal.record.canonical import timestamp
from trustportal.record.models import Version

from . import index as lists
from .formats import csaf, statuspage


def current():
    """Select the public incidents and the all-clear statement, with their cards, in one query."""
    return (
        Version.objects.public().filter(kind__in=["incident", "all-clear"]).titles(get_language())
    )


@public
def index(request, kind, year=None):
    """Incidents, open ones first, then by year; or since when there was none to report."""
    versions = list(current())
    incidents = lists.listed(versions)
    if year and str(year) not in {incident.year for incident in incidents}:
        raise Http404(_("There is no such page."))
    statement = next((version for version in versions if version.kind == "all-clear"), None)
    if statement and not lists.still_true(statement, incidents):
        statement = None
    return render(
        request,
        "incidents/index.html",
        lists.context(Query(request.GET), incidents, year) | {"statement": statement},
    )


@public
def badge(request):
    """An SVG with fixed words: whether an incident is open."""
    incidents = [version for version in current() if version.kind == "incident"]
    number = sum(bool(version.card["is_open"]) for version in incidents)
    words = _("open incident") if number else _("no open incident")
    response = render(
        request,
        "incidents/badge.svg",
        {"words": words, "is_open": bool(number), "width": 16 + 7 * len(words)},
        content_type="image/svg+xml; charset=utf-8",
    )
    return for_every_site(response)


def for_every_site(response):
    """Allow scripts of any website to read an answer."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
def status_api(request, name):
    """Answer as Statuspage does at the same address, in the authoritative language."""
    if name not in statuspage.ANSWERS:
        raise Http404(_("There is no such page."))
    with override(settings.LANGUAGE_CODE):
        return for_every_site(JsonResponse(statuspage.answer(name)))


# CSAF: section 7.1 of the standard says which file is where.


@public
def csaf_provider(request):
    return for_every_site(JsonResponse(csaf.provider(request.site_state.last_modified)))


@public
def csaf_index(request):
    """The name of every document (requirement 12)."""
    lines = [f"{csaf.name_of(version)}\n" for version in csaf.public_incidents()]
    return for_every_site(text_response("".join(lines), "text/plain"))


@public
def csaf_changes(request):
    """The name of every document and when it last changed, the newest first (requirement 13)."""
    versions = csaf.public_incidents()
    lines = [
        f'"{csaf.name_of(version)}","{timestamp(version.published_at)}"\n' for version in versions
    ]
    return for_every_site(text_response("".join(lines), "text/csv"))


@public
def csaf_folder(request, year=None):
    """List a folder as a web server does (requirement 14).

    At the top these are the years and both lists, below a year its documents.
    """
    versions = list(csaf.public_incidents())
    years = sorted({version.first_published_at.year for version in versions})
    if year and year not in years:
        raise Http404(_("There is no such page."))
    documents = [
        csaf.path_of(version) for version in versions if version.first_published_at.year == year
    ]
    return render(
        request, "incidents/folder.html", {"years": years, "year": year, "documents": documents}
    )


@public
def csaf_document(request, kind, year, slug):
    history = csaf.history_of(slug)
    if not history or history[0].published_at.year != year:
        raise Http404(_("There is no such page."))
    newest = history[-1]
    if newest.redacted_at:
        raise HttpError(
            410, f"{_('The content of this version was erased')}: {newest.redacted_because}"
        )
    if newest.withdrawn:
        raise HttpError(410, f"{_('This page was withdrawn')}: {newest.note_for_reader}")
    # Section 6.2.13 asks for sorted keys.
    return for_every_site(
        JsonResponse(csaf.document(history), json_dumps_params={"sort_keys": True})
    )
