import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.language.locales import today
from trustportal.publishing.drafts import SluggedDraft
from trustportal.publishing.gaps import gaps_of
from trustportal.publishing.models import Document
from trustportal.publishing.rows import (
    HEAD,
    facts,
    restore,
    restore_page,
    rows_by_id,
    written,
)
from trustportal.vocabulary.models import (
    DataCategory,
    DataSubject,
    Product,
    ProductEdition,
    SubprocessorGroup,
    TransferLaw,
)

from . import asked, checks, groups, notice, periods
from .ai import AIUse
from .company import Company
from .fields import ENTRY, FACTS, NOTICE, PERIODS, REPLACES, stated
from .parts import (
    EXISTING_BEFORE_START,
    Dates,
    ProcessingLocation,
    Transfer,
    dates_in_order,
)
from .periods import NoticePeriod
from .sections import card, sections_of

__all__ = ["NoticePeriod", "ProcessingLocation", "Register", "Subprocessor", "Transfer"]


class Register(Document):
    """The whole list of subprocessors: one page, one draft, one per portal."""

    kind = "register"
    ASKED = asked.REGISTER

    slug = models.SlugField(default="subprocessors", unique=True, editable=False)
    title = I18nCharField(_("title"))
    summary = I18nTextField(
        _("summary"), blank=True, help_text=_("One or two sentences under the title. Markdown.")
    )
    objection = I18nTextField(
        _("how to object"),
        blank=True,
        help_text=_("Whom customers can write to if they object to a change. Markdown."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"),
        null=True,
        blank=True,
        help_text=_(
            "How many days before it takes effect a change must be published. If you leave this"
            " empty, the setting NOTICE_DAYS applies, and the page names no period. A removal needs"
            " notice only if it has a period of its own below."
        ),
    )
    laws = models.ManyToManyField(
        TransferLaw,
        verbose_name=_("transfer laws that apply to us"),
        blank=True,
        help_text=_(
            "Staff are asked for transfer mechanisms only under these laws. Not published."
        ),
    )

    class Meta(Document.Meta):
        verbose_name = _("register of subprocessors")
        verbose_name_plural = _("register of subprocessors")
        constraints = [
            models.CheckConstraint(
                condition=Q(slug="subprocessors"),
                name="subprocessors_register_one",
                violation_error_message=_("There is one register; its slug is “subprocessors”."),
            ),
        ]

    def __str__(self):
        return str(self.title) or self.slug

    def as_data(self, language):
        entries = list(self.entries())
        rows = [stated(written(ENTRY, entry, language)) for entry in entries]
        held = written(PERIODS, self, language)
        said = written(FACTS, self, language) | periods.fact(held)
        return {
            **written(HEAD, self, language),
            **held,
            "facts": facts([*FACTS, NOTICE], said),
            "list_groups": groups.of_entries(entries, language),
            "sections": sections_of(rows),
            "card": card(rows),
        }

    def entries(self):
        """Return the draft's entries, with everything prefetched that a row needs."""
        return Subprocessor.objects.select_related("replaces", "group").prefetch_related(
            *("locations", "transfers__law", "transfers__mechanism"),
            *("products", "editions", "categories", "subjects"),
        )

    def data(self):
        """Return the draft's pages with the day on which each date was first published."""
        return notice.with_announcements(
            self.pages(), self.last_readable(), self.next_number(), today()
        )

    def restore(self, data):
        """Set the draft to a version. Keep public entries; delete those never published."""
        restore_page([*HEAD, *FACTS, *PERIODS], self, data)
        rows = rows_by_id(data)
        current = self.current()
        public = rows_by_id(current.data) if current else {}
        kept = [uuid.UUID(id) for id in {*rows, *public}]
        gone = Subprocessor.objects.exclude(uuid__in=kept)
        Subprocessor.objects.filter(replaces__in=gone).update(replaces=None)
        gone.delete()
        groups.restore(data)
        entries = {id: self.restored(id, row) for id, row in rows.items()}
        for id, entry in entries.items():  # the entry it replaces may be restored after it
            REPLACES.read(entry, rows[id])
            Subprocessor.objects.filter(pk=entry.pk).update(replaces=entry.replaces)

    def restored(self, id, rows):
        entry = Subprocessor.objects.filter(uuid=uuid.UUID(id)).first() or Subprocessor()
        restore(ENTRY, entry, rows)
        return entry

    def problems(self, review):
        return checks.of_draft(self, review)

    @classmethod
    def parts_asked(cls):
        return [Subprocessor]

    def gaps(self, facts=None):
        return [*super().gaps(facts), *gaps_of(Subprocessor.facts_asked(), self.entries())]


class Subprocessor(Company, AIUse, Dates, SluggedDraft):
    """A company that processes personal data for us. Once published, it is ended, never deleted."""

    class Kind(models.TextChoices):
        THIRD_PARTY = "third_party", pgettext_lazy("subprocessor", "Third party")
        AFFILIATE = "affiliate", _("Affiliate")

    class Applies(models.TextChoices):
        ALWAYS = "always", _("Always")
        OPTIONAL = "optional", _("With an optional feature")
        OPT_IN = "opt_in", _("Only if you turn it on")

    ASKED = asked.ENTRY

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("slug"),
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the entry's address. If you leave it empty, it is made from the name."
        ),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    group = models.ForeignKey(
        SubprocessorGroup, models.PROTECT, null=True, blank=True, verbose_name=_("group")
    )
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    editions = models.ManyToManyField(
        ProductEdition, verbose_name=_("product editions"), blank=True
    )
    applies = models.CharField(_("applies"), max_length=20, choices=Applies, blank=True)
    condition = I18nTextField(_("condition"), blank=True)
    purpose = I18nTextField(_("purpose"), blank=True)
    responsibilities = I18nTextField(
        _("responsibilities"),
        blank=True,
        help_text=_("How its tasks are delimited from those of others."),
    )
    categories = models.ManyToManyField(
        DataCategory, verbose_name=_("categories of data"), blank=True
    )
    data_in_words = I18nTextField(
        _("description of the data"),
        blank=True,
        help_text=_("In addition to the categories, or instead of them."),
    )
    subjects = models.ManyToManyField(DataSubject, verbose_name=_("data subjects"), blank=True)
    retention = I18nTextField(_("retention"), blank=True)
    agreement = I18nCharField(
        _("data processing agreement in words"),
        blank=True,
        help_text=_("Its name, or where to find it, if it has no web address."),
    )
    agreement_url = models.URLField(_("data processing agreement"), blank=True)
    subprocessors_url = models.URLField(_("its own subprocessors"), blank=True)
    note = I18nTextField(_("note"), blank=True, help_text=_("Published with the entry."))
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    internal_notes = models.TextField(
        _("internal notes"), blank=True, help_text=_("Never published.")
    )
    next_review = models.DateField(
        _("next review"), null=True, blank=True, help_text=_("Never published.")
    )

    class Meta:
        verbose_name = _("subprocessor")
        verbose_name_plural = _("subprocessors")
        ordering = ["name", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="subprocessors_subprocessor_dates",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(existing_from=None)
                | Q(starts_on=None)
                | Q(existing_from__gte=F("starts_on")),
                name="subprocessors_subprocessor_existing_customers",
                violation_error_message=EXISTING_BEFORE_START,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("subprocessor", kwargs={"entry": self.slug})

    @property
    def document(self):
        return Register.objects.first()

    @classmethod
    def facts_asked(cls):
        """Return the facts; mechanisms are asked for under each law that the register names."""
        return asked.under_laws(cls.ASKED, TransferLaw.objects.filter(register__isnull=False))

    @property
    def is_asked(self):
        return not self.has_ended(today())

    def clean(self):
        super().clean()
        dates_in_order(self)
        if self.replaces_id and self.replaces_id == self.pk:
            raise ValidationError({"replaces": _("An entry cannot replace itself.")})
