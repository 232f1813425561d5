"""The parts of a subprocessor that may start and end on their own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.language.locales import country_name, day_in_words
from trustportal.language.texts import localized
from trustportal.publishing.drafts import Draft


def end_after_start(dated):
    if dated.starts_on and dated.ends_on and dated.ends_on < dated.starts_on:
        raise ValidationError({"ends_on": _("The end is before the start.")})


class Dated(Draft):
    """A part of an entry with its own start and end."""

    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def document(self):
        return self.subprocessor.document

    def clean(self):
        super().clean()
        end_after_start(self)

    def is_in_force(self, on):
        has_started = not self.starts_on or self.starts_on <= on
        return has_started and (not self.ends_on or self.ends_on >= on)

    def dates_in_words(self, language):
        """Return `from …` and `until …`, for the dates that are set."""
        texts = []
        if self.starts_on:
            texts.append(_("from %s") % day_in_words(self.starts_on, language))
        if self.ends_on:
            texts.append(_("until %s") % day_in_words(self.ends_on, language))
        return texts


class ProcessingLocation(Dated):
    """A country in which a subprocessor processes data."""

    class Activity(models.TextChoices):
        STORAGE = "storage", _("storage")
        PROCESSING = "processing", _("processing")
        SUPPORT = "support", _("support")
        BACKUP = "backup", _("backup")
        DEVELOPMENT = "development", _("development")
        MONITORING = "monitoring", _("monitoring")

    subprocessor = models.ForeignKey(
        "subprocessors.Subprocessor", models.CASCADE, related_name="locations"
    )
    country = models.CharField(_("country"), max_length=2)
    activity = models.CharField(_("activity"), max_length=20, choices=Activity)
    condition = I18nCharField(_("condition"), blank=True)

    class Meta:
        verbose_name = _("processing location")
        verbose_name_plural = _("processing locations")
        ordering = ["subprocessor", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subprocessor", "country", "activity"],
                name="subprocessors_location_once",
                violation_error_message=_("This country is listed already with the same activity."),
            ),
        ]

    def __str__(self):
        return f"{country_name(self.country, get_language())}: {self.get_activity_display()}"

    def in_words(self, language):
        what = ", ".join(map(str, [self.get_activity_display(), *self.dates_in_words(language)]))
        place = f"{country_name(self.country, language)}: {what}"
        condition, _language = localized(self.condition, language)
        return f"{place}. {condition}" if condition else place


class Transfer(Dated):
    """What makes a transfer to a third country lawful (GDPR Chapter V, and its counterparts)."""

    class Regime(models.TextChoices):
        EU = "EU", _("EU")
        UK = "UK", _("UK")
        CH = "CH", _("Switzerland")

    class Mechanism(models.TextChoices):
        NONE = "none", _("none needed")
        ADEQUACY = "adequacy", _("adequacy decision")
        DPF = "dpf", _("Data Privacy Framework")
        SCC = "scc", _("standard contractual clauses (EU) 2021/914")
        IDTA = "idta", _("International Data Transfer Agreement")
        UK_ADDENDUM = "uk_addendum", _("UK Addendum to the EU standard contractual clauses")
        SWISS_SCC = "swiss_scc", _("EU standard contractual clauses adapted for Switzerland")
        BCR = "bcr", _("binding corporate rules")
        DEROGATION = "derogation", _("derogation (Art. 49 GDPR)")

    subprocessor = models.ForeignKey(
        "subprocessors.Subprocessor", models.CASCADE, related_name="transfers"
    )
    regime = models.CharField(_("exporter's law"), max_length=2, choices=Regime, default=Regime.EU)
    mechanism = models.CharField(_("mechanism"), max_length=20, choices=Mechanism)
    modules = models.CharField(
        _("modules"),
        max_length=20,
        blank=True,
        help_text=_("Modules of the clauses, for example: 2, 3."),
    )
    reference_url = models.URLField(_("reference"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer mechanism")
        verbose_name_plural = _("transfer mechanisms")
        ordering = ["subprocessor", "pk"]

    def __str__(self):
        return f"{self.get_regime_display()}: {self.get_mechanism_display()}"

    @property
    def legitimises(self):
        return self.mechanism != self.Mechanism.NONE

    def in_words(self, language):
        texts = [str(self)]
        if self.modules:
            texts.append(_("module %s") % self.modules)
        texts += self.dates_in_words(language)
        return ", ".join(map(str, texts))
