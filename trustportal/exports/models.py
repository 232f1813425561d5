import hashlib
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trustportal.record.models import Version
from trustportal.record.triggers import append_only

# Rows are permanent, and every new filter adds one: so the number that strangers can add is
# limited.
FILTERED_A_DAY = 5_000


class TooMany(Exception):
    """Too many filtered files were first made within a day; no further one is recorded."""


class ExportQuerySet(models.QuerySet["Export"]):
    def record(
        self,
        content: bytes,
        *,
        version: Version,
        format: str,
        language: str = "",
        as_of: date | None = None,
        query: str = "",
    ) -> "Export":
        """Record a file when it is first made; equal bytes share one row.

        Raises TooMany.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        known = self.filter(sha256=sha256).first()
        if known:
            return known
        now = timezone.now()
        if query and self.filtered_since(now - timedelta(days=1)) >= FILTERED_A_DAY:
            raise TooMany
        what = {
            "version": version,
            "format": format,
            "language": language,
            "as_of": as_of,
            "query": query,
            "made_at": now,
        }
        return self.get_or_create(sha256=sha256, defaults=what)[0]

    def filtered_since(self, moment: datetime) -> int:
        """Return how many filtered files were first made after a moment."""
        return self.exclude(query="").filter(made_at__gt=moment).count()


class Export(models.Model):
    """A file that was made of a version.

    A later release may render it differently; this file can still be verified.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="exports", verbose_name=_("version")
    )
    format = models.SlugField(_("format"))
    # Empty: all of them, as in JSON.
    language = models.CharField(_("language"), max_length=16, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    # As in the address, in canonical order.
    query = models.TextField(_("filters"), blank=True)
    made_at = models.DateTimeField(_("first created at"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["made_at"], condition=~models.Q(query=""), name="exports_export_filtered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.format} {self.sha256[:12]}"


append_only(Export._meta.db_table, unique=["id", "sha256"], what="an export")
