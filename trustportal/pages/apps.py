from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import checks  # noqa: F401 (registers itself)


class PagesConfig(AppConfig):
    name = "trustportal.pages"
    verbose_name = _("Statements")
