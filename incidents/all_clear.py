"""The statement that there was no customer-reportable incident."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.language.locales import iso_day, today
from trustportal.publishing.fields import Day, Translated, first
from trustportal.publishing.models import Document, Problem
from trustportal.publishing.rows import fact, restore_page, written
from trustportal.record.changes import NEVER

HEAD = [Translated("notice")]
FACTS = [
    Day("since", _("Since")),
    Day("reviewed_on", _("Last reviewed on"), material=NEVER),
    Translated("reviewed_by", _("Reviewed by")),
    Day("review_again_on", _("Next review on"), key="again", material=NEVER),
]


class AllClear(Document):
    """The dated statement that there was no customer-reportable incident. One per portal."""

    kind = "all-clear"

    slug = models.SlugField(default="all-clear", unique=True, editable=False)
    since = models.DateField(_("no such incident since"))
    reviewed_on = models.DateField(_("last reviewed on"))
    reviewed_by = I18nCharField(
        _("reviewed by"), help_text=_("A role rather than a person: what is published stays.")
    )
    review_again_on = models.DateField(_("next review on"))

    class Meta(Document.Meta):
        verbose_name = _("statement that there was no incident")
        verbose_name_plural = _("statement that there was no incident")
        constraints = [
            models.CheckConstraint(
                condition=Q(slug="all-clear"),
                name="incidents_allclear_one",
                violation_error_message=_("There is one such statement."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on__gte=F("since")),
                name="incidents_allclear_reviewed_after",
                violation_error_message=_(
                    "The review is before the day since which there has been no incident."
                ),
            ),
        ]

    def __str__(self):
        return gettext("No customer-reportable incident since %s") % self.since

    def as_data(self, language):
        row = written(FACTS, self, language)
        return {
            **written(HEAD, self, language),
            "title": gettext("No customer-reportable incident since %s") % row["since"],
            "summary": "",
            "facts": [fact(field, row) for field in FACTS],
            "sections": [],
            "card": {
                "since": row["since_code"],
                "reviewed": row["reviewed_on"],
                "by": row["reviewed_by"],
            },
        }

    def restore(self, data):
        restore_page([*HEAD, *FACTS], self, data)

    def problems(self, review):
        sentence = _("%s is customer-reportable: the statement would be false.")
        found = []
        for incident in reportable_since(self.since):
            found.append(Problem(sentence % incident, about=incident))
        if self.reviewed_on > today():
            found.append(Problem(_("The review is in the future.")))
        return found

    @classmethod
    def take_down_if_contradicted(cls):
        """Withdraw the public statement if it is no longer true, whatever its draft says."""
        for statement in cls.objects.all():
            current = statement.current()
            if current and current.is_readable and reportable_since(public_since(current)):
                statement.withdraw(note=in_each_language(_("The statement no longer holds.")))


def reportable_since(day):
    """Return the customer-reportable incidents from a day on. Their module imports this one."""
    return apps.get_model("incidents.Incident").reportable_since(day)


def public_since(version):
    """Return the day since which a statement says that there was no incident.

    Without such a day it covers all time.
    """
    since = first(version.data).get("card", {}).get("since")
    return iso_day(since) or date.min


def in_each_language(sentence):
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(sentence)
    return found
