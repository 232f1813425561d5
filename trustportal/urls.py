from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from incidents import urls as incident_urls
from incidents import views as incidents
from trustportal.api.openapi import openapi
from trustportal.pages import views as pages
from trustportal.public import feeds, json_views, views
from trustportal.public.kinds import kinds
from trustportal.staff.together import together_view


def lists_and_pages():
    """Return the addresses of all kinds: the longer path first, for a slug may follow each."""
    found = []
    for kind in sorted(kinds().values(), key=lambda kind: len(kind.path), reverse=True):
        arguments = {"kind": kind.name}
        if kind.has_list and kind.list_template:
            found.append(path(kind.path, views.index, arguments, name=f"{kind.name}-index"))
        found.append(path(kind.path, include("trustportal.public.urls"), arguments))
    return found


# Pages of the admin that concern documents of several kinds.
staff_pages = [
    path("publish/", admin.site.admin_view(together_view), name="publish-together"),
]
urlpatterns = [
    path("admin/", include(staff_pages)),
    path("admin/", admin.site.urls),
    path("api/v2/<path:name>.json", incidents.status_api, name="status-api"),
    path("healthz/", pages.healthz, name="healthz"),
    path("history.json", json_views.history_json, name="history-json"),
    path("openapi.json", openapi, name="openapi"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("theme.css", pages.theme, name="theme"),
    path(".well-known/csaf/", include(incident_urls.csaf)),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    *i18n_patterns(
        path("", include("trustportal.pages.urls")),
        path("", include("incidents.urls")),
        path("changes.atom", feeds.changes_atom, name="changes-atom"),
        path("changes.json", feeds.changes_json, name="changes-json"),
        path("documents.json", json_views.documents_json, name="documents-json"),
        path("", include("subprocessors.urls")),
        *lists_and_pages(),
        prefix_default_language=False,
    ),
]

handler400 = "trustportal.public.errors.bad_request"
handler403 = "trustportal.public.errors.permission_denied"
handler404 = "trustportal.public.errors.not_found"
handler500 = "trustportal.public.errors.server_error"
