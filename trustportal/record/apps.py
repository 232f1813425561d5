from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import checks, triggers  # noqa: F401 (checks registers itself)


class RecordConfig(AppConfig):
    name = "trustportal.record"
    verbose_name = _("Record")

    def ready(self):
        # The only signal: SQLite silently drops triggers when a migration rebuilds their table.
        post_migrate.connect(triggers.install_after_migrate, sender=self)
