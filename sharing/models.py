import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nTextField
from trustportal.language.locales import day_in_words, today
from trustportal.publishing.building import entry_with, facts, part, texts
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Document, Problem
from trustportal.vocabulary.models import DataCategory

SOURCE_GOOD_FOR = timedelta(days=365)


class Vendor(Document):
    """A third party that data goes to or comes from, and what an administrator agrees to for it to flow."""

    kind = "vendor"

    class Relationship(models.TextChoices):
        AGENT = "agent", _("Acts for us, as a subprocessor")
        OWN_ACCOUNT = "own_account", _("You have your own account and contract with them")
        INDEPENDENT = "independent", _("Independent of us")

    name = models.CharField(_("name"), max_length=100)
    website = models.URLField(_("website"), blank=True)
    relationship = models.CharField(_("relationship"), max_length=20, choices=Relationship)
    summary = I18nTextField(
        _("summary"), blank=True, help_text=_("Who they are and when data flows. Markdown.")
    )
    consent = I18nTextField(
        _("what an administrator switches on"),
        blank=True,
        help_text=_(
            "The action by which the customer agrees to the data flow. Without it nothing is shared."
        ),
    )
    contract = I18nTextField(_("the contract that governs"), blank=True)
    how_to_stop = I18nTextField(_("how to stop"), blank=True)
    how_to_delete = I18nTextField(_("how to delete"), blank=True)
    never_sent = I18nTextField(_("what is never sent"), blank=True)
    shares_nothing = models.BooleanField(
        _("no data is shared"),
        default=False,
        help_text=_("Says so as plainly, with the statement below."),
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
        page = part(language, title=self.name, summary=self.summary, notice=self.notice)
        return page | {
            "facts": self.facts(language),
            "sections": []
            if self.shares_nothing
            else [
                self.section(language, Direction.SENT, sent),
                self.section(language, Direction.RECEIVED, received),
            ],
            "filters": [
                {"key": "direction", "label": str(_("Direction"))},
                {"key": "service", "label": str(_("Service"))},
                {"key": "category", "label": str(_("Category"))},
                {"key": "personal", "label": str(_("Personal data only")), "flag": True},
            ],
            "card": {
                "relationship": self.get_relationship_display(),
                "relationship_code": self.relationship,
                "sent": len(sent),
                "received": len(received),
                "nothing": self.shares_nothing,
            },
        }

    def facts(self, language):
        def fact(key, value, **more):
            return part(language, key=key, label=LABELS[key], value=value, **more)

        source = f"<{self.source_url}>" if self.source_url else ""
        return facts(
            fact("statement", self.statement if self.shares_nothing else ""),
            fact("relationship", self.get_relationship_display(), code=self.relationship),
            fact("consent", self.consent),
            fact("contract", self.contract),
            fact("how_to_stop", self.how_to_stop),
            fact("how_to_delete", self.how_to_delete),
            fact("never_sent", self.never_sent),
            fact("website", f"<{self.website}>" if self.website else "", code=self.website),
            fact("source", source, code=self.source_url),
            fact(
                "checked_on",
                day_in_words(self.checked_on, language) if self.checked_on else "",
                code=self.checked_on.isoformat() if self.checked_on else "",
            ),
        )

    def section(self, language, direction, elements):
        title, empty = SECTIONS[direction]
        return {
            "key": direction.value,
            "title": title % {"vendor": self.name},
            "intro": "" if elements else empty % {"vendor": self.name},
            "group": ["service", "message"],
            "columns": [{"key": key, "label": str(label)} | more for key, label, more in COLUMNS],
            "rows": [element.as_row(language) for element in elements],
        }

    def problems(self, review):
        elements = list(self.elements.all())
        found = [problem for element in elements for problem in element.problems()]
        if not self.summary:
            found.append(Problem(_("The summary is empty.")))
        if self.shares_nothing and elements:
            found.append(Problem(_("“No data is shared” is set, but data elements are listed.")))
        if self.shares_nothing and not self.statement:
            found.append(Problem(_("“No data is shared” is set without a statement that says so.")))
        if not self.shares_nothing and not elements:
            found.append(
                Problem(_("No data element is listed, and “no data is shared” is not set."))
            )
        if (
            not self.shares_nothing
            and self.relationship != self.Relationship.AGENT
            and not self.consent
        ):
            found.append(
                Problem(
                    _("It is not said what an administrator switches on for data to flow."),
                    blocks=False,
                )
            )
        if not self.source_url:
            found.append(Problem(_("No source document is named."), blocks=False))
        if not self.checked_on or self.checked_on < today() - SOURCE_GOOD_FOR:
            found.append(
                Problem(_("The source was not checked within the last year."), blocks=False)
            )
        return found

    def take(self, data):
        page = next(iter(data.values()))
        codes = {fact["key"]: fact.get("code", "") for fact in page["facts"]}
        self.name = page["title"]
        self.summary = texts(data, lambda page: page, "summary")
        self.notice = texts(data, lambda page: page, "notice")
        for key in (
            "statement",
            "consent",
            "contract",
            "how_to_stop",
            "how_to_delete",
            "never_sent",
        ):
            setattr(
                self,
                key,
                texts(data, lambda page, key=key: entry_with(page["facts"], "key", key), "value"),
            )
        self.relationship = codes["relationship"]
        self.website = codes.get("website", "")
        self.source_url = codes.get("source", "")
        self.checked_on = (
            date.fromisoformat(codes["checked_on"]) if codes.get("checked_on") else None
        )
        self.shares_nothing = page["card"]["nothing"]
        self.save()
        self.elements.all().delete()
        for place, section in enumerate(page["sections"]):
            for order, row in enumerate(section["rows"]):
                element = DataElement(vendor=self, direction=section["key"], order=order)
                element.take(data, place, row)


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

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(
        Vendor, models.CASCADE, related_name="elements", verbose_name=_("third party")
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    service = models.CharField(
        _("service"), max_length=100, blank=True, help_text=_("As the vendor calls it: APNs.")
    )
    service_url = models.URLField(_("link to the service"), max_length=500, blank=True)
    message = models.CharField(_("message"), max_length=100, blank=True)
    name = models.CharField(
        _("name"), max_length=200, help_text=_("The technical name. It is never translated.")
    )
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("category"))
    purpose = I18nTextField(
        _("purpose"), blank=True, help_text=_("What it is used for, in a sentence.")
    )
    details = I18nTextField(_("details"), blank=True)
    example = I18nTextField(_("example"), blank=True, help_text=_("Invented. Never a real value."))
    necessity = models.CharField(_("necessity"), max_length=20, choices=Necessity)
    identifiability = models.CharField(_("identifiability"), max_length=20, choices=Identifiability)
    is_secret = models.BooleanField(
        _("credential"), default=False, help_text=_("A credential is given no example.")
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
                violation_error_message=_("This element is listed already, for the same service and message."),
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
            raise ValidationError({"example": _("This is a credential: it is given no example.")})

    def as_row(self, language):
        is_personal = self.identifiability != self.Identifiability.NONE
        return part(
            language,
            id=self.uuid.hex,
            name=self.name,
            service=self.service,
            service_url=self.service_url,
            message=self.message,
            direction=self.get_direction_display(),
            direction_code=self.direction,
            category=self.category.label,
            category_slug=self.category.slug,
            purpose=self.purpose,
            details=self.details,
            example=self.example,
            necessity=self.get_necessity_display(),
            necessity_code=self.necessity,
            identifiability=self.get_identifiability_display(),
            identifiability_code=self.identifiability,
            personal=_("Personal data") if is_personal else "",
            personal_code="yes" if is_personal else "",
            secret=_("no example is given") if self.is_secret else "",
            secret_code="yes" if self.is_secret else "",
        )

    def problems(self):
        found = []
        if not self.purpose:
            found.append(Problem(_("%s: the purpose is empty.") % self, about=self))
        if self.is_secret and self.example:
            found.append(Problem(_("%s: an example is given for a credential.") % self, about=self))
        return found

    def take(self, data, section, row):
        """Become the element that a version's row describes; `section` is the place of its section."""
        for key in ("name", "service", "service_url", "message"):
            setattr(self, key, row[key])
        for key in ("purpose", "details", "example"):
            setattr(
                self,
                key,
                texts(
                    data,
                    lambda page, key=key: entry_with(
                        page["sections"][section]["rows"], "id", row["id"]
                    ),
                    key,
                ),
            )
        label = texts(
            data,
            lambda page: entry_with(page["sections"][section]["rows"], "id", row["id"]),
            "category",
        )
        self.uuid = uuid.UUID(row["id"])
        self.category = DataCategory.objects.get_or_create(
            slug=row["category_slug"], defaults={"label": label}
        )[0]
        self.necessity = row["necessity_code"]
        self.identifiability = row["identifiability_code"]
        self.is_secret = bool(row["secret_code"])
        self.save()


LABELS = {
    "statement": _("No data is shared"),
    "relationship": _("Relationship"),
    "consent": _("What an administrator switches on"),
    "contract": _("The contract that governs"),
    "how_to_stop": _("How to stop"),
    "how_to_delete": _("How to delete"),
    "never_sent": _("What is never sent"),
    "website": _("Website"),
    "source": _("Source"),
    "checked_on": _("Source checked on"),
}

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

COLUMNS = [
    ("service", _("Service"), {}),
    ("message", _("Message"), {}),
    ("name", _("Data"), {}),
    ("secret", _("Credential"), {"under": "name"}),
    ("example", _("Example"), {"under": "name"}),
    ("purpose", _("Used for"), {}),
    ("details", _("Details"), {"under": "purpose"}),
    ("category", _("Category"), {}),
    ("necessity", _("Needed"), {}),
    ("identifiability", _("Identifies"), {}),
]
