from django.conf import settings
from django.utils import translation


class AddressMiddleware:
    """The address alone decides the language of a public page; only the admin asks the browser.

    Public pages do not read cookies either: one that is sent must not lead to a Set-Cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith("/admin/"):
            language = translation.get_language_from_request(request)
        else:
            request.COOKIES = {}
            language = (
                translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
            )
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response
