from django.urls import path

from trustportal.public import converters  # noqa: F401 (registers those used below)

from . import views

REGISTER = {"kind": "register", "slug": "subprocessors"}

urlpatterns = [
    path("subprocessors/deadlines.ics", views.deadlines, REGISTER, name="deadlines"),
    path(
        "subprocessors/scc-2021-914.<paper:format>",
        views.annex_file,
        REGISTER | {"law": "2021-914"},
        name="scc-2021-914",
    ),
    path(
        "subprocessors/scc-2021-915.<paper:format>",
        views.annex_file,
        REGISTER | {"law": "2021-915"},
        name="scc-2021-915",
    ),
    path("subprocessor/<slug:entry>/", views.entry, REGISTER, name="subprocessor"),
]
