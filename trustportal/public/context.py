from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from .kinds import kinds


def portal(request):
    """What every public page shows around its content."""
    state = getattr(request, "site_state", None)
    return {
        "company": settings.COMPANY_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "imprint": settings.IMPRINT_URL or own_page("imprint", state and state.has_imprint),
        "privacy_notice": settings.PRIVACY_NOTICE_URL
        or own_page("privacy-notice", state and state.has_privacy_notice),
        "section": section_of(request),
        "navigation": [kind for kind in kinds().values() if not kind.listed_with],
        "language_links": SimpleLazyObject(lambda: language_links(request)),
    }


def section_of(request):
    """Return the kind that this address belongs to, or its own name, for the navigation."""
    match = request.resolver_match
    if match is None:
        return ""
    kind = kinds().get(match.kwargs.get("kind"))
    return kind.listed_with or kind.name if kind else match.url_name


def own_page(slug, exists):
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
