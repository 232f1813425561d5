from django.urls import include, path

from . import views

DOCUMENT = include("trustportal.publishing.urls")  # which registers the converters used below

REGISTER = {"kind": "register", "slug": "subprocessors"}

urlpatterns = [
    path("subprocessors/deadlines.ics", views.deadlines, REGISTER, name="deadlines"),
    path("subprocessors/scc-2021-914.<paper:format>", views.annex, REGISTER | {"law": "2021-914"}, name="scc-2021-914"),
    path("subprocessors/scc-2021-915.<paper:format>", views.annex, REGISTER | {"law": "2021-915"}, name="scc-2021-915"),
    path("subprocessor/<slug:entry>/", views.entry, REGISTER, name="subprocessor"),
    # The register's address is its slug: all that a document has stands at the root and below.
    path("", DOCUMENT, {"kind": "register"}),
]
