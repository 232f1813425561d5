"""Errors: what is wrong, in a sentence, and on pages the way back."""

from django.http import Http404, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .answers import problem, public_state, refused, wants_json


def bad_request(request, exception):
    return refused(request, 400, _("This request cannot be read."))


def permission_denied(request, exception):
    return refused(request, 403, _("You may not do this."))


def not_found(request, exception):
    if not hasattr(request, "portal"):
        request.portal = public_state()  # for the footer
    ours = isinstance(exception, Http404) and exception.args and isinstance(exception.args[0], str)
    return refused(request, 404, exception.args[0] if ours else _("There is no such page."))


def server_error(request):
    """Answer without database, session or translation of the page around: any of them may be what failed."""
    if wants_json(request):
        return problem(500, "Something went wrong on our side. Please try again in a moment.")
    return HttpResponseServerError(render_to_string("500.html"))
