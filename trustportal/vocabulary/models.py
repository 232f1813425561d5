from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import I18nCharField, I18nTextField
from .texts import clean_texts


class Overtaken(Exception):
    """Somebody else saved the same draft between reading and writing it."""


class Draft(models.Model):
    """What staff edit. Texts that cannot be shown are refused, in forms and, for other code, when saving.

    `revision` counts the saves. A save on top of a revision that was not read raises Overtaken.
    """

    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, **kwargs):
        self.clean_all_texts()
        if not self._state.adding:
            as_read = type(self)._base_manager.filter(pk=self.pk, revision=self.revision)
            if not as_read.update(revision=self.revision + 1):
                raise Overtaken(str(self))
        self.revision += 1
        super().save(**kwargs)

    def clean_fields(self, exclude=None):
        self.clean_all_texts(exclude or ())
        super().clean_fields(exclude)

    def clean_all_texts(self, exclude=()):
        errors = {}
        for field in self._meta.concrete_fields:
            if not isinstance(field, (models.CharField, models.TextField)) or field.name in exclude:
                continue
            multiline = getattr(field, "multiline", isinstance(field, models.TextField))
            try:
                setattr(self, field.attname, clean_texts(getattr(self, field.attname), multiline=multiline))
            except ValidationError as error:
                errors[field.name] = error
        if errors:
            raise ValidationError(errors)


class Word(Draft):
    """A word that several pages share. Its label is part of the pages that use it once they are published."""

    slug = models.SlugField(_("slug"), unique=True, help_text=_("Part of addresses and files. Keep it once used."))
    label = I18nCharField(_("label"))
    description = I18nTextField(_("description"), blank=True)

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self):
        return str(self.label) or self.slug


class Product(Word):
    """What a customer buys; entries and incidents say which products they concern."""

    class Meta(Word.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")


class DataCategory(Word):
    """A kind of personal or other data, from broad to narrow."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("broader category"),
    )
    is_special = models.BooleanField(
        _("special category"), default=False, help_text=_("Listed in Article 9(1) GDPR, such as health data.")
    )
    dpv_iri = models.URLField(
        _("DPV term"),
        blank=True,
        help_text=_("Address of the term in the Data Privacy Vocabulary, as https://w3id.org/dpv/pd#EmailAddress."),
    )

    class Meta(Word.Meta):
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")


class DataSubject(Word):
    """Whose data it is."""

    dpv_iri = models.URLField(
        _("DPV term"), blank=True, help_text=_("Address of the term in the Data Privacy Vocabulary.")
    )

    class Meta(Word.Meta):
        verbose_name = _("data subjects")
        verbose_name_plural = _("data subjects")
