from django.urls import path

from trustportal.public import converters  # noqa: F401 (registers those used below)

from . import views
from .formats import feeds

INCIDENT = {"kind": "incident"}

urlpatterns = [
    path("incidents.atom", feeds.incidents_atom, name="incidents-atom"),
    path("incidents.json", feeds.incidents_json, name="incidents-json"),
    path("incidents/", views.index, INCIDENT, name="incident-index"),
    path("incidents/badge.svg", views.badge, name="incident-badge"),
    path("incidents/<year:year>/", views.index, INCIDENT, name="incident-year"),
    # An entry for each update instead of one for each version.
    path("incidents/<slug:slug>.atom", feeds.incident_atom, INCIDENT, name="page-atom"),
]

# Below /.well-known/csaf/, in the authoritative language only.
csaf = [
    path("provider-metadata.json", views.csaf_provider, name="csaf-provider"),
    path("white/", views.csaf_folder, name="csaf-folder"),
    path("white/index.txt", views.csaf_index, name="csaf-index"),
    path("white/changes.csv", views.csaf_changes, name="csaf-changes"),
    path("white/<year:year>/", views.csaf_folder, name="csaf-year"),
    path("white/<year:year>/<slug:slug>.json", views.csaf_document, INCIDENT, name="csaf-document"),
]
