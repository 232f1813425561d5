import uuid

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField, I18nTextField
from trustportal.language.locales import iso_day
from trustportal.publishing.fields import first
from trustportal.publishing.models import Document
from trustportal.publishing.rows import restore, rows_by_id
from trustportal.record.locks import writing
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

from . import asked, checks, page
from .affected import AffectedProduct
from .all_clear import AllClear
from .clocks import ClockRule, Report, Type
from .facts import FACTS
from .identifiers import validate_identifiers
from .moments import Moment
from .timeline import restore_updates, with_published
from .updates import IncidentUpdate

__all__ = ["AffectedProduct", "AllClear", "ClockRule", "Incident", "IncidentUpdate", "Report"]


def draft_slug():
    """Return a slug for previews; the first publication replaces it with the reference."""
    return f"draft-{uuid.uuid4().hex}"


class Incident(Document):
    """What happened, to whom, and what was done: a notice under Art. 33 and 34 GDPR."""

    kind = "incident"
    ASKED = asked.INCIDENT

    class Severity(models.TextChoices):
        NONE = "none", _("none")
        MINOR = "minor", _("minor")
        MAJOR = "major", _("major")
        CRITICAL = "critical", _("critical")

    class Precision(models.TextChoices):
        EXACT = "exact", _("exact")
        ESTIMATE = "estimate", _("estimate")

    # Fields that `not_yet_known` may name.
    KNOWABLE = {
        "nature": _("What happened"),
        "categories": _("Categories of data"),
        "records_count": _("Number of records"),
        "subjects": _("Data subjects concerned"),
        "subjects_count": _("Number of data subjects"),
        "occurred_from": _("Occurred from"),
        "occurred_to": _("Occurred until"),
        "detected_at": _("Detected"),
        "aware_at": _("We became aware"),
        "contained_at": _("Contained"),
        "fix_available_at": _("Corrective measure available"),
        "resolved_at": _("Resolved"),
        "root_cause": _("Root cause"),
        "consequences": _("Likely consequences"),
        "measures": _("What we did"),
        "planned": _("What we are going to do"),
        "advice": _("What you should do"),
    }

    slug = models.SlugField(default=draft_slug, unique=True, editable=False)
    reference = models.CharField(_("incident reference"), max_length=20, blank=True, editable=False)
    title = I18nCharField(_("title"))
    type = models.CharField(
        _("kind"),
        max_length=20,
        choices=Type,
        help_text=_(
            "A loss of availability of personal data can be a personal data breach, too"
            " (Art. 4(12) GDPR): choose that kind then."
        ),
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, blank=True)
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    # Slugs of published pages, and of entries of the published register.
    vendors = models.JSONField(_("third parties"), default=list, blank=True)
    subprocessors = models.JSONField(_("subprocessors"), default=list, blank=True)
    categories = models.ManyToManyField(
        DataCategory, verbose_name=_("categories of data"), blank=True
    )
    records_count = models.PositiveIntegerField(_("number of records"), null=True, blank=True)
    records_precision = models.CharField(
        _("that number is"), max_length=10, choices=Precision, blank=True
    )
    subjects = models.ManyToManyField(DataSubject, verbose_name=_("data subjects"), blank=True)
    subjects_count = models.PositiveIntegerField(
        _("number of data subjects"), null=True, blank=True
    )
    subjects_precision = models.CharField(
        _("that number is"), max_length=10, choices=Precision, blank=True
    )
    occurred_from = models.DateTimeField(_("occurred from"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("occurred until"), null=True, blank=True)
    detected_at = models.DateTimeField(_("detected at"), null=True, blank=True)
    aware_at = models.DateTimeField(
        _("became aware at"),
        null=True,
        blank=True,
        help_text=_(
            "When you had a reasonable degree of certainty."
            " The 72 hours of Art. 33 GDPR count from here."
        ),
    )
    contained_at = models.DateTimeField(_("contained at"), null=True, blank=True)
    fix_available_at = models.DateTimeField(
        _("corrective measure available at"),
        null=True,
        blank=True,
        help_text=_("A corrective or mitigating measure (Art. 14(2)(c) CRA)."),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    # How precisely each of these moments is known (moments.py).
    precision = models.JSONField(default=dict, blank=True)
    nature = I18nTextField(
        _("what happened"),
        blank=True,
        help_text=_("In plain language (Art. 33(3)(a), 34(2) GDPR). Markdown."),
    )
    root_cause = I18nTextField(_("root cause"), blank=True)
    identifiers = models.TextField(
        _("identifiers of vulnerabilities"),
        blank=True,
        validators=[validate_identifiers],
        help_text=_(
            "One vulnerability per line, its identifiers separated by commas: CVE-2026-12345,"
            " GHSA-xxxx-xxxx-xxxx. Put the name of any other system in front: “EUVD:"
            " EUVD-2026-1234”. The versions given for products apply to every vulnerability."
        ),
    )
    consequences = I18nTextField(
        _("likely consequences"), blank=True, help_text=_("Art. 33(3)(c) GDPR.")
    )
    measures = I18nTextField(_("measures taken"), blank=True, help_text=_("Art. 33(3)(d) GDPR."))
    planned = I18nTextField(_("measures planned"), blank=True)
    advice = I18nTextField(_("what customers should do"), blank=True)
    indicators = I18nTextField(
        _("indicators of compromise"),
        blank=True,
        help_text=_("What customers can look for in their own logs. Markdown."),
    )
    references = I18nTextField(
        _("references"),
        blank=True,
        help_text=_("Addresses for further reading: [title](https://…), one per line."),
    )
    original_url = models.URLField(
        _("address of the original report"),
        max_length=500,
        blank=True,
        help_text=_("Where the report was first published, if not here."),
    )
    credits = I18nTextField(
        _("credits"),
        blank=True,
        help_text=_("Who found or reported it, as far as they agree to be named."),
    )
    contact = I18nTextField(
        _("contact"),
        blank=True,
        help_text=_(
            "Data protection officer or other contact (Art. 33(3)(b) GDPR):"
            " a role rather than a person."
        ),
    )
    not_yet_known = models.JSONField(_("not yet known"), default=list, blank=True)
    reportable = models.BooleanField(
        _("customer-reportable"),
        null=True,
        blank=True,
        choices=[(None, _("not decided yet")), (True, _("Yes")), (False, _("No"))],
        help_text=_(
            "“Yes” immediately takes down the public statement that there was no such incident."
        ),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(
        _("decided by"), max_length=100, blank=True, help_text=_("A role. Never published.")
    )
    internal_notes = models.TextField(
        _("internal notes"), blank=True, help_text=_("Never published.")
    )

    class Meta(Document.Meta):
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="incidents_incident_reference_once",
            ),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.reference, str(self.title)]))

    def clean(self):
        super().clean()
        checks.of_knowledge(self)

    def save(self, **kwargs):
        # Take the record's lock first, as publishing does: another order could deadlock.
        with writing() if self.reportable else transaction.atomic():
            super().save(**kwargs)
            AllClear.take_down_if_contradicted()

    # Content of the page

    def as_data(self, language):
        return page.as_data(self, language)

    def data(self):
        """Return the draft's pages, with published timeline entries as they were published."""
        return with_published(self.pages(), self)

    def restore(self, data):
        self.not_yet_known = page.not_yet_known(first(data))
        rows = {language: page.known(found) for language, found in data.items()}
        restore([*page.HEAD, *FACTS], self, rows)
        restore_updates(self, data)

    # Published

    def published_updates(self):
        """Return the ids of the updates that can be read in public."""
        version = self.last_readable()
        return set(rows_by_id(version.data)) if version else set()

    def problems(self, review):
        return checks.problems(self, review)

    def remarks(self):
        """Return what in the draft contradicts itself: kept while drafting, refused in public."""
        return list(checks.contradictions(self))

    @property
    def newest_update(self):
        """The newest update that says a status, or None."""
        return page.newest_with_status(self.updates.all())

    @classmethod
    def reportable_since(cls, since):
        """Return the incidents that are customer-reportable from a day on, or on no known day."""
        found = []
        for incident in cls.objects.all():
            if any(day is None or day >= since for day in incident.reportable_days()):
                found.append(incident)
        return found

    def reportable_days(self):
        """Return the days for which its draft and its public page call it reportable.

        A public retraction ends both; a draft of one changes nothing.
        """
        version = self.last_readable()
        card = first(version.data).get("card", {}) if version else {}
        if card.get("retracted"):
            return []
        days = [self.day] if self.reportable else []
        if card.get("reportable") and version == self.current():
            days.append(iso_day(card.get("day")))
        return days

    @property
    def day(self):
        """The last day (UTC) on which it may still have gone on, or None where none is known."""
        for name in ("occurred_to", "occurred_from", "detected_at", "aware_at"):
            moment = Moment.of(self, name)
            if moment:
                return moment.last_day
        return None

    def append(self, data, note, **more):
        """Add a version. The first one gives the incident the year's next reference."""
        # Somebody else may have published it in the meantime.
        self.refresh_from_db(fields=["reference", "slug"])
        if not self.reference:
            reference = page.next_reference(more.get("published_at") or timezone.now())
            data = {
                language: page.with_reference(found, reference, language)
                for language, found in data.items()
            }
            # Not by `save`: this is not an edit, so the revision must not change.
            Incident.objects.filter(pk=self.pk).update(reference=reference, slug=reference.lower())
            self.reference, self.slug = reference, reference.lower()
        return super().append(data, note, **more)
