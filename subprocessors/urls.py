from django.urls import include, path

from . import views

REGISTER = {"kind": "register", "slug": "subprocessors"}

urlpatterns = [
    path("subprocessors/deadlines.ics", views.deadlines, REGISTER, name="deadlines"),
    path("subprocessor/<slug:entry>/", views.entry, REGISTER, name="subprocessor"),
    # The register's address is its slug: all that a document has stands at the root and below.
    path("", include("trustportal.publishing.urls"), {"kind": "register"}),
]
