from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.language.locales import country_code, is_country
from trustportal.publishing.drafts import SluggedDraft


class Word(SluggedDraft):
    """A word that several pages share.

    Its label is part of the pages that use it once they are published.
    """

    named_by = "label"

    slug = models.SlugField(
        _("slug"),
        unique=True,
        blank=True,
        help_text=_(
            "Used in addresses and files. If you leave it empty, it is made from the label. Do not "
            "change it once it is in use."
        ),
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


class ProductEdition(Word):
    """A region or an edition of a product that a customer may have, such as “EU hosting only”."""

    class Meta(Word.Meta):
        verbose_name = _("product edition")
        verbose_name_plural = _("product editions")


class OrderedWord(Word):
    """A word that stands in lists and forms where `order` puts it; a new one at the end."""

    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta(Word.Meta):
        abstract = True
        ordering = ["order", "slug"]


class SubprocessorGroup(OrderedWord):
    """A heading in the list of subprocessors, such as “Infrastructure”; described below it."""

    class Meta(OrderedWord.Meta):
        verbose_name = _("group of subprocessors")
        verbose_name_plural = _("groups of subprocessors")


class TransferLaw(OrderedWord):
    """A law that restricts transfers of personal data out of its territory, such as the GDPR."""

    territory = models.CharField(
        _("territory"),
        max_length=500,
        blank=True,
        help_text=_(
            "Countries inside which no transfer mechanism is asked for: their codes (ISO 3166-1),"
            " separated by spaces, for example: DE FR."
        ),
    )

    class Meta(OrderedWord.Meta):
        verbose_name = _("transfer law")
        verbose_name_plural = _("transfer laws")

    @property
    def countries(self):
        return frozenset(self.territory.split())

    def clean(self):
        super().clean()
        unknown = [code for code in self.territory.split() if not is_country(code)]
        if unknown:
            sentence = _("No country has this code: %s") % ", ".join(unknown)
            raise ValidationError({"territory": sentence})


class TransferMechanism(OrderedWord):
    """What can make a transfer to a third country lawful, such as an adequacy decision."""

    legitimises = models.BooleanField(
        _("makes a transfer lawful"),
        default=True,
        help_text=_(
            "Tick this if a transfer out of the law's territory can rely on it while it is in"
            " force; not if the words say that no mechanism is needed."
        ),
    )
    country = models.CharField(
        _("only for recipients in"),
        max_length=2,
        blank=True,
        validators=[country_code],
        help_text=_(
            "A recipient registered in another country cannot rely on it. Empty: anywhere. The"
            " Data Privacy Framework is for recipients in the US."
        ),
    )

    class Meta(OrderedWord.Meta):
        verbose_name = _("transfer mechanism")
        verbose_name_plural = _("transfer mechanisms")
