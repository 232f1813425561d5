from django.urls import path

from . import views
from .verify import verify

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("changes/", views.changes, name="changes"),
    path("verify/", verify, name="verify"),
]
