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
