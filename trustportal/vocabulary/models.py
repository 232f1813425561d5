from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.publishing.drafts import Draft


class Word(Draft):
    """A word that several pages share.

    Its label is part of the pages that use it once they are published.
    """

    slug = models.SlugField(
        _("slug"),
        unique=True,
        help_text=_("Used in addresses and files. Do not change it once it is in use."),
    )
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
        _("special category"),
        default=False,
        help_text=_("Listed in Article 9(1) GDPR, such as health data."),
    )
    dpv_iri = models.URLField(
        _("DPV term"),
        blank=True,
        help_text=_(
            "Address of the term in the Data Privacy Vocabulary, for example "
            "https://w3id.org/dpv/pd#EmailAddress."
        ),
    )

    class Meta(Word.Meta):
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")


class DataSubject(Word):
    """Whose data it is."""

    dpv_iri = models.URLField(
        _("DPV term"),
        blank=True,
        help_text=_("Address of the term in the Data Privacy Vocabulary."),
    )

    class Meta(Word.Meta):
        verbose_name = _("data subjects")
        verbose_name_plural = _("data subjects")
