import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.publishing.drafts import Draft
from trustportal.publishing.fields import first
from trustportal.publishing.gaps import gaps_of
from trustportal.publishing.models import Document
from trustportal.publishing.rows import (
    assign,
    columns,
    facts,
    restore,
    restore_page,
    rows_by_id,
    written,
)
from trustportal.vocabulary.models import DataCategory

from . import agents, asked, checks
from .fields import CARD, ELEMENT, FACTS, HEAD


class Vendor(Document):
    """A third party that data goes to or comes from, and what makes the data flow."""

    kind = "vendor"
    named_by = "name"
    ASKED = asked.VENDOR

    class Relationship(models.TextChoices):
        AGENT = "agent", _("Acts for us, as a subprocessor")
        OWN_ACCOUNT = "own_account", _("You have your own account and contract with them")
        INDEPENDENT = "independent", _("Independent of us")

    name = models.CharField(_("name"), max_length=100)
    website = models.URLField(_("website"), blank=True)
    relationship = models.CharField(
        _("relationship"), max_length=20, choices=Relationship, blank=True
    )
    summary = I18nTextField(
        _("summary"), blank=True, help_text=_("Who they are and when data flows. Markdown.")
    )
    consent = I18nTextField(
        _("what an administrator switches on"),
        blank=True,
        help_text=_(
            "The action by which the customer agrees to the data flow."
            " Without it nothing is shared."
        ),
    )
    contract = I18nTextField(_("governing contract"), blank=True)
    how_to_stop = I18nTextField(_("how to stop"), blank=True)
    how_to_delete = I18nTextField(_("how to delete"), blank=True)
    never_sent = I18nTextField(_("what is never sent"), blank=True)
    retention = I18nTextField(
        _("retention"), blank=True, help_text=_("How long they keep the data, and what for.")
    )
    training = I18nTextField(
        _("training of AI models"),
        blank=True,
        help_text=_("Whether they train models with the data, and who decides on it."),
    )
    shares_nothing = models.BooleanField(
        _("no data is shared"),
        default=False,
        help_text=_("The page says so explicitly, with the statement below."),
    )
    statement = I18nTextField(_("statement that nothing is shared"), blank=True)
    source_url = models.URLField(_("source document"), blank=True)
    checked_on = models.DateField(_("source checked on"), null=True, blank=True)

    class Meta(Document.Meta):
        verbose_name = _("third party")
        verbose_name_plural = _("third parties")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def as_data(self, language):
        elements = list(self.elements.select_related("category"))
        sent = [element for element in elements if element.direction == Direction.SENT]
        received = [element for element in elements if element.direction == Direction.RECEIVED]
        sections = [
            self.section(language, Direction.SENT, sent),
            self.section(language, Direction.RECEIVED, received),
        ]
        row = written(FACTS, self, language)
        if not self.shares_nothing:
            row["statement"] = ""
        return {
            **written(HEAD, self, language),
            "facts": facts(FACTS, row),
            "sections": [] if self.shares_nothing else sections,
            "filters": [
                {"key": "direction", "label": str(_("Direction"))},
                {"key": "service", "label": str(_("Service"))},
                {"key": "category", "label": str(_("Category"))},
                {"key": "personal", "label": str(_("Personal data only")), "flag": True},
            ],
            "card": {
                "relationship": row["relationship"],
                "relationship_code": row["relationship_code"],
                "sent": len(sent),
                "received": len(received),
                **written(CARD, self, language),
            },
        }

    def section(self, language, direction, elements):
        title, empty = SECTIONS[direction]
        return {
            "key": direction.value,
            "title": title % {"vendor": self.name},
            "intro": "" if elements else empty % {"vendor": self.name},
            "group": ["service", "message"],
            "columns": columns(ELEMENT),
            "rows": [written(ELEMENT, element, language) for element in elements],
        }

    def restore(self, data):
        assign(CARD, self, {language: page.get("card", {}) for language, page in data.items()})
        restore_page([*HEAD, *FACTS], self, data)
        self.elements.all().delete()
        rows = rows_by_id(data)
        for section in first(data).get("sections", []):
            for order, row in enumerate(section["rows"]):
                element = DataElement(vendor=self, direction=section["key"], order=order)
                restore(ELEMENT, element, rows[row["id"]])

    def problems(self, review):
        return [*checks.of_vendor(self), *agents.problems(self)]

    @classmethod
    def parts_asked(cls):
        return [DataElement]

    def gaps(self, facts=None):
        return [*super().gaps(facts), *gaps_of(DataElement.facts_asked(), self.elements.all())]


class Direction(models.TextChoices):
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")


class DataElement(Draft):
    """One datum that is sent to a vendor or received from it."""

    class Necessity(models.TextChoices):
        REQUIRED = "required", _("Required")
        OPTIONAL = "optional", _("Optional")
        CONDITIONAL = "conditional", _("In certain cases")

    class Identifiability(models.TextChoices):
        DIRECT = "direct", _("Identifies a person")
        PSEUDONYMOUS = "pseudonymous", _("Leads to a person or device")
        NONE = "none", _("Not personal")

    ASKED = asked.ELEMENT

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(
        Vendor, models.CASCADE, related_name="elements", verbose_name=_("third party")
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    service = models.CharField(
        _("service"),
        max_length=100,
        blank=True,
        help_text=_("As the vendor calls it, for example APNs."),
    )
    service_url = models.URLField(_("link to the service"), max_length=500, blank=True)
    message = models.CharField(_("message"), max_length=100, blank=True)
    name = models.CharField(
        _("name"),
        max_length=200,
        help_text=_("As the software or the source has it. It is the same in every language."),
    )
    name_in_words = I18nCharField(
        _("name in words"),
        blank=True,
        help_text=_(
            "Only for a name in natural language: its translation, which readers see instead."
        ),
    )
    category = models.ForeignKey(
        DataCategory, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    purpose = I18nTextField(
        _("purpose"), blank=True, help_text=_("What it is used for, in a sentence.")
    )
    details = I18nTextField(_("details"), blank=True)
    example = I18nTextField(_("example"), blank=True, help_text=_("Invented. Never a real value."))
    necessity = models.CharField(_("necessity"), max_length=20, choices=Necessity, blank=True)
    identifiability = models.CharField(
        _("identifiability"), max_length=20, choices=Identifiability, blank=True
    )
    is_secret = models.BooleanField(
        _("credential"), default=False, help_text=_("Do not give an example for a credential.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("data element")
        verbose_name_plural = _("data elements")
        ordering = ["vendor", "-direction", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "vendor", "direction", Lower("service"), Lower("message"), Lower("name"),
                name="sharing_dataelement_once",
                violation_error_message=_(
                    "This element is listed already, for the same service and message."
                ),
            ),
        ]  # fmt: skip

    def __str__(self):
        return " · ".join(filter(None, [self.service, self.message, self.name]))

    @property
    def document(self):
        return self.vendor

    def clean(self):
        super().clean()
        if self.is_secret and self.example:
            raise ValidationError({"example": _("This is a credential: do not give an example.")})


SECTIONS = {
    Direction.SENT: (
        _("Data we send to %(vendor)s"),
        _("This page lists no data sent to %(vendor)s."),
    ),
    Direction.RECEIVED: (
        _("Data %(vendor)s sends us"),
        _("This page lists no data received from %(vendor)s."),
    ),
}
