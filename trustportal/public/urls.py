"""The addresses that every document has. Included once for each kind, as argument `kind`.

The names are the same for all kinds: `reverse("page", kwargs={"kind": "vendor", "slug": "apple"})`.
"""

from django.urls import path

from . import (
    compare,
    converters,  # noqa: F401 (registers those used below)
    feeds,
    files,
    json_views,
    packs,
    views,
)

urlpatterns = [
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/history/", views.history, name="history"),
    path("<slug:slug>/v<number:number>/", views.version, name="version"),
    path("<slug:slug>/compare/", compare.choose, name="choose"),
    path("<slug:slug>/compare/<number:old>..<number:new>/", compare.compare, name="compare"),
    path(
        "<slug:slug>/compare/<number:old>..<number:new>.<paper:format>",
        compare.compare_file,
        name="compare-file",
    ),
    path("<slug:slug>.atom", feeds.page_atom, name="page-atom"),
    path("<slug:slug>.<format:format>", files.page_file, name="page-file"),
    path("<slug:slug>/v<number:number>.<format:format>", files.version_file, name="version-file"),
    path("<slug:slug>/history.json", json_views.page_history_json, name="page-history-json"),
    path("<slug:slug>/evidence.zip", packs.evidence, name="evidence"),
]
