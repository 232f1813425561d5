"""What every public view does alike: method, query, validators of the cache, and the state of the site."""

from datetime import UTC, datetime, time
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Exists, Func, Subquery, Value
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from trustportal.language.locales import today
from trustportal.record.canonical import sha256
from trustportal.record.models import Version

from .kinds import packages

LONGEST_QUERY = 2000
SUFFIXES = {".py", ".html", ".txt", ".svg", ".css", ".js", ".typ", ".mo"}


def code_folders():
    """Return the folders whose files decide what an answer looks like."""
    return list(dict.fromkeys(["trustportal", *packages(), "templates", "static", "locale"]))


def changed_last():
    """Return the moment at which a file of the code changed last: that of the release."""
    newest = 0.0
    for folder in code_folders():
        for file in (settings.BASE_DIR / folder).rglob("*"):
            if file.suffix in SUFFIXES:
                newest = max(newest, file.stat().st_mtime)
    return datetime.fromtimestamp(newest, UTC)


RELEASED = changed_last()
# Servers or releases that would answer differently must not share validators.
FLAVOUR = sha256(
    [
        settings.SITE_URL,
        settings.COMPANY_NAME,
        settings.CONTACT_EMAIL,
        settings.SECURITY_CONTACT,
        settings.ACCENT_COLOR,
        settings.IMPRINT_URL,
        settings.PRIVACY_NOTICE_URL,
        [code for code, _name in settings.LANGUAGES],
        RELEASED.isoformat(),
    ]
)[:12]


class Refusal(Exception):
    """A public address cannot be answered as asked; the sentence says why. No cache keeps the answer."""

    def __init__(self, status, sentence, headers=None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


def public(view):
    """Answer GET and HEAD with validators that change when, and only when, the answer may.

    What the public sees depends on the newest version, what was erased, the day (UTC) and the release. One query
    answers a reader who has the page already.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return refused(
                request, 405, _("This address can only be read."), {"Allow": "GET, HEAD"}
            )
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return refused(
                request, 414, _("The part of the address after the question mark is too long.")
            )
        request.portal = public_state()
        try:
            response = answer(request, *args, **kwargs)
        except BadRequest as error:
            return refused(request, 400, str(error))
        except Refusal as refusal:
            return refused(request, refusal.status, refusal.sentence, refusal.headers)
        patch_cache_control(response, public=True, no_cache=True)
        return response

    answer = condition(
        etag_func=lambda request, *args, **kwargs: request.portal["etag"],
        last_modified_func=lambda request, *args, **kwargs: request.portal["last_modified"],
    )(view)
    return csrf_exempt(wrapped)  # it changes nothing, and a wrong method shall get the answer above


def public_state():
    """Return what the site as a whole shows: one query."""
    erased = Version.objects.filter(redacted_at__isnull=False).order_by()
    midnight = datetime.combine(today(), time(), UTC)
    last = (
        Version.objects.order_by("-position")
        .annotate(
            imprint=has_page("imprint", settings.IMPRINT_URL),
            privacy=has_page("privacy-notice", settings.PRIVACY_NOTICE_URL),
            erasures=Subquery(erased.values(count=Func("pk", function="COUNT"))),
            erased_at=Subquery(erased.values(last=Func("redacted_at", function="MAX"))),
        )
        .values("position", "digest", "recorded_at", "erasures", "erased_at", "imprint", "privacy")
        .first()
    ) or {}
    position = last.get("position", 0)
    moments = [
        midnight,
        RELEASED,
        last.get("recorded_at") or RELEASED,
        last.get("erased_at") or RELEASED,
    ]
    return {
        "etag": f'"{position}-{last.get("erasures", 0)}-{midnight:%Y%m%d}-{FLAVOUR}"',
        "last_modified": max(moments),
        "has_imprint": last.get("imprint", False),
        "has_privacy_notice": last.get("privacy", False),
    }


def has_page(slug, elsewhere):
    if elsewhere:
        return Value(False)
    return Exists(Version.objects.public().of("page", slug))


def refused(request, status, sentence, headers=None):
    """Return an error page that says in a sentence what is wrong, or a problem to who asked for JSON."""
    if wants_json(request):
        response = problem(status, sentence)
    else:
        response = render(
            request, "error.html", {"status": status, "sentence": sentence}, status=status
        )
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def wants_json(request):
    return request.path.endswith(".json")


def problem(status, sentence):
    """RFC 9457."""
    return JsonResponse(
        {"status": status, "detail": sentence},
        status=status,
        content_type="application/problem+json",
    )


def comes_from_here(request):
    """Say whether a form was sent by a page of this portal, or by no page at all (a program)."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, settings.SITE_URL, f"{request.scheme}://{request.get_host()}")


def text_response(text, content_type):
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
