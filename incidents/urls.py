from django.urls import include, path, register_converter

from trustportal.publishing.converters import YearConverter

from . import feeds, views

INCIDENT = {"kind": "incident"}

register_converter(YearConverter, "year")

urlpatterns = [
    path("incidents.atom", feeds.incidents_atom, name="incidents-atom"),
    path("incidents.json", feeds.incidents_json, name="incidents-json"),
    path("incidents/", views.index, name="incident-index"),
    path("incidents/badge.svg", views.badge, name="incident-badge"),
    path("incidents/<year:year>/", views.index, name="incident-year"),
    path("incidents/statement/", include("trustportal.publishing.urls"), {"kind": "all-clear"}),
    # An entry for each update instead of one for each version.
    path("incidents/<slug:slug>.atom", feeds.incident_atom, INCIDENT, name="page-atom"),
    path("incidents/", include("trustportal.publishing.urls"), INCIDENT),
]

# Below /.well-known/csaf/, in the authoritative language alone.
csaf = [
    path("provider-metadata.json", views.csaf_provider, name="csaf-provider"),
    path("white/", views.csaf_folder, name="csaf-folder"),
    path("white/index.txt", views.csaf_index, name="csaf-index"),
    path("white/changes.csv", views.csaf_changes, name="csaf-changes"),
    path("white/<year:year>/", views.csaf_folder, name="csaf-year"),
    path("white/<year:year>/<slug:slug>.json", views.csaf_document, INCIDENT, name="csaf-document"),
]
