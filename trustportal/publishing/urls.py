"""The addresses that every document has, next to its own. Included once for each kind, with `kind` as argument.

The names are the same for all kinds: `reverse("page", kwargs={"kind": "vendor", "slug": "apple"})`.
"""

from django.urls import path, register_converter

from . import feeds, views
from .converters import NumberConverter

register_converter(NumberConverter, "number")

urlpatterns = [
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/history/", views.history, name="history"),
    path("<slug:slug>/v<number:number>/", views.version, name="version"),
    path("<slug:slug>/compare/", views.choose, name="choose"),
    path("<slug:slug>/compare/<number:old>..<number:new>/", views.compare, name="compare"),
    path("<slug:slug>.atom", feeds.page_atom, name="page-atom"),
    path("<slug:slug>.json", views.page_json, name="page-json"),
    path("<slug:slug>/v<number:number>.json", views.version_json, name="version-json"),
]
