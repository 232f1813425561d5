from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports.edition import Edition
from trustportal.exports.formats import FORMATS
from trustportal.exports.models import Export
from trustportal.language.locales import iso_day, today
from trustportal.public.answers import public
from trustportal.public.files import edition_of, file_response, name_of, rendering
from trustportal.public.lookup import one_version, readable, related_cards, shown_version
from trustportal.public.query import Query
from trustportal.public.views import base_context, gone
from trustportal.record.models import Version
from trustportal.record.reader import Page
from trustportal.record.rows import Data, Row, value_in
from trustportal.record.sections import Section

from . import ai, annex
from .annexes import languages_of
from .announcements import announcements
from .calendars import calendar
from .entries import Entry, entries_of, entry_of
from .entry_query import EntryQuery

IN_THE_HEAD = ("name", "purpose", "starts", "existing_from", "ends", "kind")


@dataclass(frozen=True)
class Field:
    """A labelled field of an entry: texts, one a line, or a link."""

    label: str
    texts: list[str]
    url: str
    lang: str


@dataclass(frozen=True)
class Event:
    """An event in the history of an entry, and its version."""

    on: date | None
    version: int
    text: str

    @classmethod
    def of(cls, data: Data):
        return cls(
            on=iso_day(value_in(data, "on")),
            version=value_in(data, "version", 0),
            text=value_in(data, "text"),
        )


@public
def entry(request, kind, slug, entry):
    """One subprocessor: all that a contract's annex needs, and what happened to its entry."""
    shown = shown_version(Query(request.GET), readable(kind, slug))
    if not shown.version.is_readable:
        return gone(request, shown.version)
    on = shown.day or today()
    context = base_context(shown)
    section, row = row_of(context["page"], entry)
    found = entry_of(row, section.key, on)
    context |= {
        "entry": found,
        "fields": fields_of(section, row, without=(*IN_THE_HEAD, *ai.COLUMNS)),
        "ai_fields": fields_of(section, row, only=ai.COLUMNS),
        "related_cards": related_cards(shown.version, f"subprocessor/{entry}"),
        "announcements": announcements([found], on),
        "objection": [fact for fact in context["page"].facts if fact.key == "objection"],
        "events": events_of(found),
    }
    return render(request, "subprocessors/entry.html", context)


def row_of(page: Page, slug: str) -> tuple[Section, Row]:
    for section in page.sections:
        for row in section.rows:
            if row.value("slug") == slug:
                return section, row
    raise Http404(_("There is no such subprocessor."))


def fields_of(section: Section, row: Row, *, only=(), without=()) -> list[Field]:
    """Return the entry's fields that say something, in the order of the columns."""
    found = []
    for column in section.columns:
        key = column.key
        if row.value(key) and key not in without and (not only or key in only):
            found.append(Field(column.label, lines_of(row, key), row.url(key), row.lang(key)))
    return found


def lines_of(row: Row, key: str) -> list[str]:
    """Return words of staff on one line; places and mechanisms on one each."""
    if row.slugs(key):
        return [", ".join(row.texts(key))]
    return row.texts(key)


def events_of(entry: Entry) -> list[Event]:
    """Return the entry's events, newest first."""
    found = []
    for event in reversed(entry.row.value("log") or []):
        found.append(Event.of(event))
    return found


@public
def annex_file(request, kind, slug, law, format):
    """The register as an annex of the EU's standard contractual clauses, in one language or two."""
    query = Query(request.GET)
    shown = shown_version(query, Version.objects.of(kind, slug).with_place())
    if not shown.version.is_readable:
        return gone(request, shown.version)
    languages, on = languages_of(query), shown.day or today()
    first, filters = edition_of(shown.version, languages[0], on, as_of=shown.day, query=query)
    editions = [first]
    for language in languages[1:]:
        other, _filters = edition_of(
            shown.version, language, on, as_of=shown.day, query=query.without("q")
        )
        editions.append(with_entries_of(first, other))
    with rendering():
        content = annex.write(editions, law, format)
        Export.objects.record(
            content,
            version=shown.version,
            format=f"scc-{law}-{format}",
            language=languages[0] if len(languages) == 1 else "",
            as_of=shown.day,
            query=filters,
        )
    name = name_of(shown.version, format, "-".join(languages), narrowed=bool(filters))
    content_type = FORMATS[format].content_type
    return file_response(content, content_type, f"scc-{law}-{name}", is_listed=False)


def with_entries_of(first: Edition, other: Edition) -> Edition:
    """Return the edition of another language, with the entries of the first one.

    A search matches texts of one language only.
    """
    ids = {row.id for row in first.page.rows}
    page = other.page.narrowed(lambda _section, row: row.id in ids)
    sections = [section for section in page.sections if section.rows]
    return replace(other, page=page.with_sections(sections))


@public
def deadlines(request, kind, slug):
    """The announced changes as a calendar (RFC 5545): last days to object, and starts."""
    version = one_version(readable(kind, slug))
    if not version.is_readable:
        return gone(request, version)
    page = version.page(get_language())
    entries = EntryQuery.of(Query(request.GET)).matching(entries_of(page, today()))
    found = announcements(entries, today())
    content = calendar(version, page.title, found)
    name = "subprocessor-deadlines.ics"
    return file_response(content, "text/calendar; charset=utf-8", name, is_attached=False)
