from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.language.locales import today
from trustportal.public.answers import public
from trustportal.public.files import edition_of, name_of, rendering
from trustportal.public.query import Query
from trustportal.public.views import (
    base_context,
    concerning,
    one_version,
    readable,
    show,
    version_asked,
)
from trustportal.record.models import Version

from . import annex
from .annexes import languages_of
from .calendars import calendar
from .register import RegisterQuery, announcements, entries_of, entry_of

IN_THE_HEAD = ("name", "purpose", "starts", "ends", "kind")


@public
def entry(request, kind, slug, entry):
    """One subprocessor: all that a contract's annex needs, and what happened to its entry."""
    version, state, day = version_asked(Query(request.GET), readable(kind, slug))
    if not version.is_readable:
        return show(request, version, state, day)
    context = base_context(version, state) | {"day": day}
    on = day or today()
    for section in context["page"]["sections"]:
        for row in section["rows"]:
            if row["slug"] == entry:
                found = entry_of(row, section["key"], on)
                context |= {"entry": found, "fields": fields_of(section["columns"], row)}
                context["concerning"] = concerning(version, f"subprocessor/{entry}")
                context |= {"announcements": announcements([found], on), "events": events_of(row)}
                return render(request, "subprocessors/entry.html", context)
    raise Http404(_("There is no such subprocessor."))


def fields_of(columns, row):
    """Return [(label, [text, …] or text of a link, address, language), …] of what the entry says."""
    return [
        (
            column["label"],
            as_texts(row, column["key"]),
            row.get(f"{column['key']}_url", ""),
            language,
        )
        for column in columns
        for language in [row.get("lang", {}).get(column["key"], "")]
        if row.get(column["key"]) and column["key"] not in IN_THE_HEAD
    ]


def as_texts(row, key):
    """Return a value as what its cell shows: words of staff on one line, places and mechanisms on one each."""
    if row.get(f"{key}_url"):
        return row[key]
    if f"{key}_slug" in row:
        return [", ".join(row[key])]
    return row[key] if isinstance(row[key], list) else [row[key]]


def events_of(row):
    """Return what happened to the entry, the newest first."""
    return [event | {"on_day": date.fromisoformat(event["on"])} for event in reversed(row["log"])]


@public
def annex_file(request, kind, slug, law, format):
    """The register as an annex of the EU's standard contractual clauses, in one language or two."""
    query = Query(request.GET)
    version, state, day = version_asked(query, Version.objects.of(kind, slug).with_place())
    if not version.is_readable:
        return show(request, version, state, day)
    languages, on = languages_of(query), day or today()
    made = [edition_of(version, language, on, as_of=day, query=query) for language in languages]
    editions, encoded = [edition for edition, _encoded in made], made[0][1]
    with rendering():
        content = annex.write(editions, law, format)
        language = languages[0] if len(languages) == 1 else ""
        what = {
            "format": f"scc-{law}-{format}",
            "language": language,
            "as_of": day,
            "query": encoded,
        }
        Export.objects.record(content, version=version, **what)
    response = HttpResponse(content, content_type=FORMATS[format].content_type)
    name = f"scc-{law}-{name_of(version, format, '-'.join(languages), narrowed=bool(encoded))}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def deadlines(request, kind, slug):
    """The announced changes as a calendar (RFC 5545): until when to object, and when they start."""
    version = one_version(readable(kind, slug))
    if not version.is_readable:
        return show(request, version, "current")
    asked = RegisterQuery.of(Query(request.GET))
    page = version.page(get_language())
    found = announcements(asked.matching(entries_of(page, today())), today())
    response = HttpResponse(
        calendar(version, page.get("title", ""), found), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="subprocessor-deadlines.ics"'
    return response
