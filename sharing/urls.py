from django.urls import include, path

from . import views

urlpatterns = [
    path("sharing/", views.index, name="vendor-index"),
    path("sharing/", include("trustportal.publishing.urls"), {"kind": "vendor"}),
]
