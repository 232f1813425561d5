"""The parts of a subprocessor that may start and end on their own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.language.locales import country_code, country_name, day_in_words
from trustportal.language.texts import localized
from trustportal.publishing.drafts import Draft
from trustportal.vocabulary.models import TransferLaw, TransferMechanism


def dates_in_order(dated):
    """Refuse an end, or a day for existing customers, that is before the start."""
    starts_on = dated.starts_on
    if starts_on and dated.ends_on and dated.ends_on < starts_on:
        raise ValidationError({"ends_on": _("The end is before the start.")})
    if starts_on and dated.existing_from and dated.existing_from < starts_on:
        raise ValidationError({"existing_from": EXISTING_BEFORE_START})


EXISTING_BEFORE_START = _("The day for existing customers is before the start.")


class Dates(models.Model):
    """From when and until when something applies; to existing customers perhaps later."""

    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    existing_from = models.DateField(
        _("for existing customers from"),
        null=True,
        blank=True,
        help_text=_(
            "If later than the start. The notice period is then counted to this day; for new"
            " customers, the start applies."
        ),
    )
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("The last day."))

    class Meta:
        abstract = True

    def has_ended(self, on):
        return self.ends_on is not None and self.ends_on < on


class Dated(Dates, Draft):
    """A part of an entry with its own start and end."""

    class Meta:
        abstract = True

    @property
    def document(self):
        return self.subprocessor.document

    def clean(self):
        super().clean()
        dates_in_order(self)

    def is_in_force(self, on):
        has_started = not self.starts_on or self.starts_on <= on
        return has_started and not self.has_ended(on)

    def dates_in_words(self, language):
        """Return `from …` and `until …`, for the dates that are set."""
        texts = []
        if self.starts_on:
            texts.append(_("from %s") % day_in_words(self.starts_on, language))
        if self.existing_from:
            day = day_in_words(self.existing_from, language)
            texts.append(_("for existing customers from %(day)s") % {"day": day})
        if self.ends_on:
            texts.append(_("until %s") % day_in_words(self.ends_on, language))
        return texts


LISTED_TWICE = _("This place is listed already with the same activity.")


class ProcessingLocation(Dated):
    """Where a subprocessor processes data: in a country, in a region, or as words say."""

    class Region(models.TextChoices):
        EU = "EU", _("European Union")
        EEA = "EEA", _("European Economic Area")
        EUROPE = "EUROPE", _("Europe")
        WORLDWIDE = "WORLDWIDE", _("worldwide")

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
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    place = I18nCharField(
        _("place in words"),
        blank=True,
        help_text=_("If neither a country nor a region fits, for example: where the customer is."),
    )
    activity = models.CharField(_("activity"), max_length=20, choices=Activity, blank=True)
    condition = I18nCharField(_("condition"), blank=True)

    class Meta:
        verbose_name = _("processing location")
        verbose_name_plural = _("processing locations")
        ordering = ["subprocessor", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subprocessor", "country", "region", "activity"],
                condition=Q(place=""),
                name="subprocessors_location_once",
                violation_error_message=LISTED_TWICE,
            ),
        ]

    def __str__(self):
        return f"{self.where(get_language())}: {self.get_activity_display()}".removesuffix(": ")

    def clean(self):
        super().clean()
        given = [self.country, self.region, str(self.place)]
        if len(list(filter(None, given))) != 1:
            raise ValidationError(_("Give either a country, or a region, or a place in words."))

    @property
    def code(self):
        """The code of the country or region; "" for a place in words alone."""
        return self.country or self.region

    def where(self, language):
        """Return the name of the country or region, or the place as words say it."""
        if self.country:
            return country_name(self.country, language)
        return str(self.get_region_display()) or localized(self.place, language)[0]

    def in_words(self, language):
        details = [self.get_activity_display(), *self.dates_in_words(language)]
        what = ", ".join(map(str, filter(None, details)))
        place = ": ".join(filter(None, [self.where(language), what]))
        condition, _language = localized(self.condition, language)
        return f"{place}. {condition}" if condition else place


class Transfer(Dated):
    """What makes a transfer to a third country lawful (GDPR Chapter V, and its counterparts)."""

    subprocessor = models.ForeignKey(
        "subprocessors.Subprocessor", models.CASCADE, related_name="transfers"
    )
    law = models.ForeignKey(
        TransferLaw, models.PROTECT, null=True, related_name="+", verbose_name=_("exporter's law")
    )
    mechanism = models.ForeignKey(
        TransferMechanism,
        models.PROTECT,
        null=True,
        related_name="transfers",
        verbose_name=_("mechanism"),
    )
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
        return ": ".join(str(word) for word in (self.law, self.mechanism) if word)

    def in_words(self, language):
        words = [word.label for word in (self.law, self.mechanism) if word]
        texts = [": ".join(localized(label, language)[0] for label in words)]
        if self.modules:
            texts.append(_("module %s") % self.modules)
        texts += self.dates_in_words(language)
        return ", ".join(map(str, filter(None, texts)))
