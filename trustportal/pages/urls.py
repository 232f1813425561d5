from django.urls import include, path

from . import views
from .verify import verify

urlpatterns = [
    path("", views.home, name="home"),
    path("pages/", views.index, name="page-index"),
    path("pages/", include("trustportal.publishing.urls"), {"kind": "page"}),
    path("search/", views.search, name="search"),
    path("changes/", views.changes, name="changes"),
    path("verify/", verify, name="verify"),
]
