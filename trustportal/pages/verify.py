"""Whether a file or a digest is one of this portal's.

And if so: what it is, since when, and whether the record still says so.
"""

import hashlib
import re
from urllib.parse import parse_qsl

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import OuterRef, Q, Subquery
from django.http import QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from trustportal.exports.models import Export
from trustportal.language.locales import language_name
from trustportal.public.answers import comes_from_here
from trustportal.public.errors import error_response
from trustportal.public.kinds import kinds
from trustportal.public.query import Query
from trustportal.public.state import site_state
from trustportal.record import canonical
from trustportal.record.chain import first_loose_link
from trustportal.record.models import Version

LARGEST_FILE = 50_000_000  # bytes
LINKS_CHECKED = 1_000
SHA256 = re.compile(r"[0-9a-f]{64}")


class HashingHandler(FileUploadHandler):
    """Hashes an upload as it arrives, without keeping it in memory or on disk."""

    def __init__(self, request):
        super().__init__(request)
        self.digests = []

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.hash, self.size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        self.hash.update(raw_data)
        self.size += len(raw_data)
        if self.size > LARGEST_FILE:
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size):
        self.digests.append(self.hash.hexdigest())


class Unreadable(Exception):
    """The input cannot be looked up; the message says why."""


@csrf_exempt  # it changes nothing, and a token would need a cookie
def verify(request):
    if request.method not in ("GET", "HEAD", "POST"):
        return error_response(
            request,
            405,
            _("This address only supports reading and sending a file."),
            {"Allow": "GET, HEAD, POST"},
        )
    request.site_state = site_state()
    is_file = request.method == "POST"
    if is_file and not comes_from_here(request):
        return error_response(request, 403, _("This form was sent from another site."))
    try:
        sought = digest_of_file(request) if is_file else digest_in_address(request)
    except Unreadable as reason:
        asked = request.GET.get("sha256", "")[:200]
        return page(request, {"problem": str(reason), "text": asked}, status=400)
    if not sought:
        return page(request, {})
    context = {"sought": sought, "text": sought, "is_file": is_file}
    return page(request, context | answer(sought))


def page(request, context, status=200):
    response = render(request, "pages/verify.html", context, status=status)
    add_never_cache_headers(response)
    if context:
        response["X-Robots-Tag"] = "noindex"
    return response


# Input


def digest_in_address(request):
    """Return the SHA-256 of the address, whatever its case and spaces; "" where there is none."""
    text = re.sub(r"\s", "", request.GET.get("sha256", "")).lower().removeprefix("sha256:")
    if text and not SHA256.fullmatch(text):
        raise Unreadable(
            _(
                "That is not a SHA-256: a SHA-256 has 64 characters, the digits 0 to 9 and the "
                "letters a to f."
            )
        )
    return text


def digest_of_file(request):
    """Return the SHA-256 of the one file that is sent."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_FILE:
        raise Unreadable(
            _("The file is larger than 50 MB. Compute its SHA-256 yourself and look that up.")
        )
    handler = HashingHandler(request)
    request.upload_handlers = [handler]
    request.POST  # noqa: B018 (reads the request, through the handler)
    if len(handler.digests) != 1:
        raise Unreadable(_("Please choose exactly one file."))
    return handler.digests[0]


# Lookup


def answer(sought):
    """Return what the record knows of a digest, with one query for it and one for the links."""
    version = versions_known_by(sought).first()
    if version is None:
        return {"version": None}
    links = links_from(version)
    page = version.page(version.file_language or get_language())
    return {
        "version": version,
        "kind": kinds()[version.kind],
        "title": page.title or version.slug,
        "what": what_is(sought, version),
        "language": language_name(version.file_language),
        "filters": filters_in_words(version, page),
        "older": older_of(version),
        "content_holds": content_holds(version),
        "loose": first_loose_link(links),
        "checked_to": links[-1],
    }


def what_is(sought, version):
    """Return what a digest belongs to: a "file", a version's "digest", or its "content"."""
    if version.file_format:
        return "file"
    return "digest" if version.digest == sought else "content"


def content_holds(version):
    """Say whether the content is what its hash says; of erased content nothing can be said."""
    if version.redacted_at:
        return True
    return canonical.content_sha256(version) == version.content_sha256


def links_from(version):
    """Return the links of the chain from a version on, at most LINKS_CHECKED."""
    following = Version.objects.filter(position__gte=version.position).order_by("position")
    return list(following.defer("data", "note")[:LINKS_CHECKED])


def versions_known_by(sought):
    """Select the version that a digest belongs to.

    Its attributes describe the file (`file_…`) and the page as it is now.
    """
    files = Export.objects.filter(sha256=sought)
    page = Version.objects.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
    following = page.filter(number__gt=OuterRef("number")).order_by("number")
    last = page.order_by("-number")
    is_it = Q(position=files.values("version")[:1]) | Q(digest=sought) | Q(content_sha256=sought)
    return Version.objects.filter(is_it).annotate(
        file_format=Subquery(files.values("format")),
        file_language=Subquery(files.values("language")),
        file_as_of=Subquery(files.values("as_of")),
        file_query=Subquery(files.values("query")),
        file_made_at=Subquery(files.values("made_at")),
        replaced_at=Subquery(following.values("published_at")[:1]),
        latest_number=Subquery(last.values("number")[:1]),
        page_withdrawn=Subquery(last.values("withdrawn")[:1]),
    )


def older_of(version):
    """Return the number of the version that a redline compares with, or ""."""
    is_redline = (version.file_format or "").startswith("redline-")
    return QueryDict(version.file_query).get("old", "") if is_redline else ""


def filters_in_words(version, page):
    """Return [(label, value), …] of the filters of a file, in words.

    If the version was erased, as they stood in the address.
    """
    if not version.file_query or older_of(version):
        return []
    if not version.is_readable:
        return parse_qsl(version.file_query)
    query = Query(QueryDict(version.file_query))
    on = version.file_as_of or version.file_made_at.date()
    return kinds()[version.kind].selection(page, query, on).filters
