from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from trustportal.publishing.public import public
from trustportal.record.models import Version

from . import index as lists
from . import statuspage


def current():
    """Return the public incidents and the statement that there was none, with their cards: one query."""
    return Version.objects.public().filter(kind__in=["incident", "all-clear"]).titles(get_language())


@public
def index(request, year=None):
    """Incidents, open ones first, then by year; or since when there was none to report."""
    versions = list(current())
    incidents = lists.listed(versions)
    if year and str(year) not in {incident.year for incident in incidents}:
        raise Http404(_("There is no such page."))
    statement = next((version for version in versions if version.kind == "all-clear"), None)
    if statement and not lists.still_true(statement, incidents):
        statement = None
    return render(request, "incidents/index.html", lists.reading(request, incidents, year) | {"statement": statement})


@public
def badge(request):
    """An SVG with fixed words: whether an incident is open."""
    number = sum(version.card["is_open"] for version in current() if version.kind == "incident")
    words = _("open incident") if number else _("no open incident")
    response = render(
        request,
        "incidents/badge.svg",
        {"words": words, "is_open": bool(number), "width": 16 + 7 * len(words)},
        content_type="image/svg+xml; charset=utf-8",
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
def status_api(request, name):
    """What a Statuspage answers at the same address, for tools that read those; in the authoritative language."""
    if name not in statuspage.ANSWERS:
        raise Http404(_("There is no such page."))
    with override(settings.LANGUAGE_CODE):
        response = JsonResponse(statuspage.answer(name))
    response["Access-Control-Allow-Origin"] = "*"
    return response
