"""The behaviour shared by all public views: methods, query, cache validators, errors."""

from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from .errors import HttpError, error_response
from .state import site_state

LONGEST_QUERY = 2000


def public(view):
    """Answer GET and HEAD with validators that change when, and only when, the answer may.

    One query, for the state of the site, answers a reader who has the page already.
    """
    answer = condition(etag_func=etag_of, last_modified_func=last_modified_of)(view)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        error = unreadable(request)
        if error:
            return error
        request.site_state = site_state()
        try:
            response = answer(request, *args, **kwargs)
        except BadRequest as error:
            return error_response(request, 400, str(error))
        except HttpError as error:
            return error_response(request, error.status, error.sentence, error.headers)
        patch_cache_control(response, public=True, no_cache=True)
        return response

    return csrf_exempt(wrapped)  # it changes nothing, and other methods get the error above


def unreadable(request):
    """Return the error of a request whose method or length is not allowed, or None."""
    if request.method not in ("GET", "HEAD"):
        sentence = _("This address can only be read.")
        return error_response(request, 405, sentence, {"Allow": "GET, HEAD"})
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        sentence = _("The part of the address after the question mark is too long.")
        return error_response(request, 414, sentence)
    return None


def etag_of(request, *args, **kwargs):
    return request.site_state.etag


def last_modified_of(request, *args, **kwargs):
    return request.site_state.last_modified


def comes_from_here(request) -> bool:
    """Say whether a form was sent by a page of this portal, or by no page at all (a program)."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, settings.SITE_URL, f"{request.scheme}://{request.get_host()}")


def text_response(text: str, content_type: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
