"""The updates of an incident, which make up its timeline."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nTextField
from trustportal.publishing.drafts import Draft

from .moments import Moment


class IncidentUpdate(Draft):
    """An update of an incident. Once published, it is never changed, only corrected by another."""

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", _("investigating")
        IDENTIFIED = "identified", _("identified")
        MONITORING = "monitoring", pgettext_lazy("status", "monitoring")
        RESOLVED = "resolved", _("resolved")
        FALSE_ALARM = "false_alarm", _("false alarm")

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")
        POST_MORTEM = "post_mortem", _("Post-mortem")
        RETRACTION = "retraction", _("Retraction")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="updates")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.UPDATE)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=Status,
        blank=True,
        help_text=_("Empty: unchanged, or not stated."),
    )
    happened_at = models.DateTimeField(_("happened at"), default=timezone.now)
    next_update_by = models.DateTimeField(_("next update by"), null=True, blank=True)
    # How precisely these moments are known (moments.py).
    precision = models.JSONField(default=dict, blank=True)
    text = I18nTextField(
        _("text"), help_text=_("Markdown. Once published it stays; correct it with a new update.")
    )

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="correction", corrects__isnull=False)
                | (~Q(kind="correction") & Q(corrects=None)),
                name="incidents_update_corrects",
                violation_error_message=_(
                    "A correction, and only a correction, names the update that it corrects."
                ),
            ),
        ]

    def __str__(self):
        moment = Moment.of(self, "happened_at")
        when = f"{self.happened_at:%Y-%m-%d %H:%M} UTC"
        if moment.zone or not moment.is_exact:
            when = moment.in_words(get_language() or settings.LANGUAGE_CODE)
        words = [when, self.get_kind_display(), self.get_status_display()]
        return ", ".join(filter(None, words))

    @property
    def document(self):
        return self.incident

    @property
    def is_published(self):
        return self.uuid.hex in self.incident.published_updates()

    def clean(self):
        super().clean()
        if self.corrects and self.corrects.incident_id != self.incident_id:
            raise ValidationError({"corrects": _("That update belongs to another incident.")})

    def save(self, **kwargs):
        if not self._state.adding:
            self.refuse_if_published()
        super().save(**kwargs)

    def delete(self, **kwargs):
        self.refuse_if_published()
        return super().delete(**kwargs)

    def refuse_if_published(self):
        """Raise ValidationError if readers have seen the update."""
        if self.is_published:
            sentence = _(
                "This update has been published and cannot be changed. Correct it with a new one."
            )
            raise ValidationError(sentence)
