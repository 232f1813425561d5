from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "trustportal.public"
