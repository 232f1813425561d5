from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import checks  # noqa: F401 (registers itself)


class PublishingConfig(AppConfig):
    name = "trustportal.publishing"
    verbose_name = _("Publishing")
