from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from .models import KINDS


def portal(request):
    """What every public page shows around its content."""
    state = getattr(request, "portal", {})
    return {
        "company": settings.COMPANY_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "imprint": settings.IMPRINT_URL or page_if(state.get("has_imprint"), "imprint"),
        "privacy_notice": settings.PRIVACY_NOTICE_URL or page_if(state.get("has_privacy_notice"), "privacy-notice"),
        "section": section_of(request),
        "language_links": SimpleLazyObject(lambda: language_links(request)),
    }


def section_of(request):
    """Return the name of the list that this address belongs to, for the navigation."""
    match = request.resolver_match
    if match is None:
        return ""
    document = KINDS.get(match.kwargs.get("kind"))
    return document.index or document.kind if document else match.url_name


def page_if(exists, slug):
    return reverse("page", kwargs={"kind": "page", "slug": slug}) if exists else ""


def language_links(request):
    """Return the address of this page in each language, the query kept."""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": translate_url(request.get_full_path(), code),
            "is_current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]
