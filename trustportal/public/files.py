"""A document's files: its page in formats to keep and to send, and its evidence pack."""

from contextlib import contextmanager
from threading import BoundedSemaphore
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.exports.edition import Edition
from trustportal.exports.formats import FORMATS, WHOLE, TooLarge, write
from trustportal.exports.models import Export, TooMany
from trustportal.language.locales import today
from trustportal.record.diff import diff
from trustportal.record.models import Version
from trustportal.record.reader import Page

from .answers import public
from .errors import HttpError
from .kinds import kinds
from .lookup import OLD, Shown, one_version, shown_version
from .query import Query
from .views import gone

AT_ONCE = BoundedSemaphore(2)  # in this process; rendering takes processor and memory
PATIENCE = 10  # seconds


# Content of files


def complete(versions, format):
    """Load what a format needs; one of them also lists the changes since the version before."""
    return (
        versions.with_before(get_language())
        if FORMATS[format].shows_changes
        else versions.with_place()
    )


def edition_of(version, language, on, *, as_of=None, query=None):
    """Return (Edition, canonical query of its filters) of a version in a language."""
    kind = kinds()[version.kind]
    with translation.override(language):
        page = version.page(language)
        selection = kind.selection(page, query or Query(), on)
        where = {"kind": version.kind, "slug": version.slug, "number": version.number}
        before = getattr(version, "before", None)
        edition = Edition(
            version=version,
            language=language,
            page=selection.page,
            kind_label=str(kind.label),
            permalink=settings.SITE_URL + reverse("version", kwargs=where),
            verify_url=settings.SITE_URL + reverse("verify"),
            publisher=settings.COMPANY_NAME,
            on=selection.on,
            as_of=as_of,
            filters=selection.filters,
            changes=diff(Page(before), page) if before and not selection.filters else None,
        )
    return edition, urlencode(selection.query)


def file_of(edition, query, format):
    """Write an edition, keep its SHA-256, and return its bytes. Raises TooLarge and TooMany."""
    content = write(edition, format)
    own = (
        {}
        if format == WHOLE
        else {"language": edition.language, "as_of": edition.as_of, "query": query}
    )
    Export.objects.record(content, version=edition.version, format=format, **own)
    return content


def name_of(version, format, language="", narrowed=False):
    """Return a descriptive name: apple-v3-2026-11-23.en.pdf."""
    parts = [version.slug, f"v{version.number}", version.published_on.isoformat()]
    if narrowed:
        parts.append("filtered")
    return ".".join(filter(None, ["-".join(parts), language, format]))


@contextmanager
def rendering():
    """Limit concurrent rendering: others wait, and get a Retry-After if that takes too long."""
    if not AT_ONCE.acquire(timeout=PATIENCE):
        sentence = _(
            "Too many files are being made at this moment. Please try again in a few seconds."
        )
        raise HttpError(503, sentence, {"Retry-After": str(PATIENCE)})
    try:
        yield
    except TooLarge as reason:
        raise HttpError(422, str(reason)) from reason
    except TooMany as reason:
        sentence = _(
            "Too many filtered files have been generated today. The file of the whole page is "
            "still available."
        )
        raise HttpError(503, sentence, {"Retry-After": "3600"}) from reason
    finally:
        AT_ONCE.release()


def file_response(content, content_type, name, *, is_attached=True, is_listed=True, status=200):
    """Answer with a file, hidden from search engines unless it may be listed."""
    response = HttpResponse(content, content_type=content_type, status=status)
    response["Content-Disposition"] = content_disposition_header(is_attached, name)
    if not is_listed:
        response["X-Robots-Tag"] = "noindex"
    return response


# Addresses


@public
def page_file(request, kind, slug, format):
    query = Query(request.GET)
    shown = shown_version(query, complete(Version.objects.of(kind, slug), format))
    if format == WHOLE:
        return whole(shown.version, shown.day)
    return part(request, shown, format, shown.day or today())


@public
def version_file(request, kind, slug, number, format):
    version = one_version(complete(Version.objects.of(kind, slug), format), number=number)
    if format == WHOLE:
        return whole(version)
    return part(request, Shown(version, OLD), format, version.published_on)


def whole(version, as_of=None):
    """Answer with the JSON of a version; one without content says so, and answers 410 (Gone)."""
    edition, query = edition_of(version, settings.LANGUAGE_CODE, version.published_on)
    with rendering():
        content = file_of(edition, query, WHOLE)
    return file_response(
        content,
        FORMATS[WHOLE].content_type,
        name_of(version, WHOLE),
        is_attached=False,
        is_listed=as_of is None,
        status=200 if version.is_readable else 410,
    )


def part(request, shown, format, on):
    """Answer with what the page shows, in a language and by the filters of the address."""
    version = shown.version
    if not version.is_readable:
        return gone(request, version)
    query = Query(request.GET)
    edition, filters = edition_of(version, get_language(), on, as_of=shown.day, query=query)
    with rendering():
        content = file_of(edition, filters, format)
    name = name_of(version, format, edition.language, narrowed=bool(filters))
    is_listed = not filters and shown.day is None
    return file_response(content, FORMATS[format].content_type, name, is_listed=is_listed)
