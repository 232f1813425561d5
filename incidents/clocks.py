"""Deadlines for reporting an incident, by rules that Legal edits. Never part of a version.

All moments are counted in UTC. Hours are exact; a period of months ends on the same day of a later
month, or on its last one, at the same time. Regulation (EEC, Euratom) No 1182/71 may allow
slightly more time, but never less.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.publishing.drafts import Draft

from .moments import Moment

HOUR = timedelta(hours=1)


class Type(models.TextChoices):
    """A breach of security, of the protection of personal data, an outage, or at a third party."""

    SECURITY = "security", _("Security")
    PRIVACY = "privacy", _("Personal data breach")
    AVAILABILITY = "availability", _("Loss of availability")
    THIRD_PARTY = "third_party", _("At a third party")


class ClockRule(Draft):
    """A duty to report within some hours or calendar months of a moment of the incident."""

    class Trigger(models.TextChoices):
        OCCURRED = "occurred_from", _("occurred")
        DETECTED = "detected_at", _("detected")
        AWARE = "aware_at", _("became aware")
        CONTAINED = "contained_at", _("contained")
        FIX_AVAILABLE = "fix_available_at", _("corrective measure available")
        RESOLVED = "resolved_at", _("resolved")
        REPORTED = "reported", _("reported under another clock")

    name = I18nCharField(
        _("name"), help_text=_("Shown before the time remaining, for example: GDPR Art. 33.")
    )
    reference = models.CharField(_("legal reference"), max_length=200)
    trigger = models.CharField(
        _("counted from"), max_length=20, choices=Trigger, default=Trigger.AWARE
    )
    after = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("that other clock"),
        help_text=_("Its report starts this clock."),
    )
    type = models.CharField(
        _("only for incidents of kind"),
        max_length=20,
        choices=Type,
        blank=True,
        help_text=_("Empty: for all."),
    )
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("calendar months"), null=True, blank=True)
    applies_from = models.DateField(
        _("applies from"),
        null=True,
        blank=True,
        help_text=_("What happened before that day starts no clock. Empty: always."),
    )
    is_on = models.BooleanField(_("on"), default=True)
    # Which preset it was made from: each is made once, and what Legal edits stays.
    preset = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=False, months=None) | Q(hours=None, months__isnull=False),
                name="incidents_clockrule_one_period",
                violation_error_message=_("Give either hours or calendar months."),
            ),
            models.CheckConstraint(
                condition=Q(trigger="reported", after__isnull=False)
                | (~Q(trigger="reported") & Q(after=None)),
                name="incidents_clockrule_after",
                violation_error_message=_(
                    "Name another clock if, and only if, this one counts from its report."
                ),
            ),
            models.UniqueConstraint(
                fields=["preset"],
                condition=~Q(preset=""),
                name="incidents_clockrule_preset_once",
            ),
        ]

    def __str__(self):
        return str(self.name)

    def concerns(self, incident):
        return self.is_on and self.type in ("", incident.type)

    def start(self, incident, reports):
        """Return the moment from which it counts, or None; `reports` is {id of a clock: report}."""
        moment = None if self.after_id else Moment.of(incident, self.trigger)
        if self.after_id in reports:
            moment = Moment(reports[self.after_id].reported_at)
        if moment and self.applies_from and moment.last_day < self.applies_from:
            return None
        return moment

    def due(self, moment):
        """Return the deadline for reporting what happened at a moment."""
        if self.hours is not None:
            return moment + self.hours * HOUR
        return months_after(moment, self.months)


class Report(Draft):
    """A note that a duty was met, or why there was none. It stops the rule's clock. Internal."""

    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="reports")
    rule = models.ForeignKey(
        ClockRule, models.PROTECT, related_name="reports", verbose_name=_("clock")
    )
    reported_at = models.DateTimeField(_("reported at (UTC)"), default=timezone.now)
    reference = models.CharField(
        _("file number or reason"),
        max_length=200,
        help_text=_("The authority’s file number, or why no report is due."),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports: they stop the clocks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "rule"],
                name="incidents_report_once",
                violation_error_message=_("This clock has already been stopped."),
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.reference}"

    @property
    def document(self):
        return self.incident


def months_after(moment, months):
    """Return the same time some months later, at most on the last day of that month."""
    utc = moment.astimezone(UTC)
    year, month = divmod(utc.year * 12 + utc.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return utc.replace(year=year, month=month + 1, day=min(utc.day, last_day))


@dataclass(frozen=True)
class Clock:
    """One rule's clock for one incident."""

    incident: models.Model
    rule: ClockRule
    start: Moment

    @property
    def due(self):
        """The deadline, counted from the earliest instant that the start can have been."""
        return self.rule.due(self.start.earliest)

    @property
    def start_in_words(self):
        return self.start.in_words(get_language())

    @property
    def left(self):
        return self.due - timezone.now()

    @property
    def is_over(self):
        return self.left < timedelta(0)

    def __str__(self):
        hours, minutes = divmod(int(abs(self.left).total_seconds()) // 60, 60)
        time = gettext("%d h") % hours if hours else gettext("%d min") % minutes
        sentence = (
            gettext("%(rule)s: %(time)s overdue")
            if self.is_over
            else gettext("%(rule)s: %(time)s left")
        )
        words = sentence % {"rule": self.rule, "time": time}
        if self.start.is_exact:
            return words
        return gettext("%s, counted from the earliest possible time") % words


def running(incidents):
    """Return the clocks of these incidents that still run, the most urgent first."""
    rules = list(ClockRule.objects.filter(is_on=True))
    found = []
    for incident in incidents:
        reports = {report.rule_id: report for report in incident.reports.all()}
        for rule in rules:
            start = rule.start(incident, reports)
            if start and rule.concerns(incident) and rule.pk not in reports:
                found.append(Clock(incident, rule, start))
    return sorted(found, key=lambda clock: clock.due)
