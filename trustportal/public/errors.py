"""Errors: what is wrong, in a sentence, and on pages the way back."""

from django.http import Http404, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .state import site_state


class HttpError(Exception):
    """A public address cannot be answered; the message says why. Never cached."""

    def __init__(self, status: int, sentence: str, headers: dict[str, str] | None = None):
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers


def error_response(request, status, sentence, headers=None):
    """Return an error page, or a problem (RFC 9457) if JSON was asked for."""
    if wants_json(request):
        response = problem(status, sentence)
    else:
        context = {"status": status, "sentence": sentence}
        response = render(request, "error.html", context, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def wants_json(request) -> bool:
    return request.path.endswith(".json")


def problem(status: int, sentence: str) -> JsonResponse:
    """RFC 9457."""
    found = {"status": status, "detail": sentence}
    return JsonResponse(found, status=status, content_type="application/problem+json")


def bad_request(request, exception):
    return error_response(request, 400, _("This request cannot be read."))


def permission_denied(request, exception):
    return error_response(request, 403, _("You may not do this."))


def not_found(request, exception):
    if not hasattr(request, "site_state"):
        request.site_state = site_state()  # for the footer
    sentence = _("There is no such page.")
    if isinstance(exception, Http404) and exception.args and isinstance(exception.args[0], str):
        sentence = exception.args[0]
    return error_response(request, 404, sentence)


def server_error(request):
    """Answer without database, session and translation: any of them may have failed."""
    if wants_json(request):
        return problem(500, "Something went wrong on our side. Please try again in a moment.")
    return HttpResponseServerError(render_to_string("500.html"))
