"""How a subprocessor uses artificial intelligence; whatever is not stated is not published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.record.rows import Data, value_in

# What an entry's page shows in a group of its own, in the order of the columns.
COLUMNS = ("trains_ai", "ai_role", "ai_models", "ai_feature", "ai_retention", "ai_monitoring")


class AIUse(models.Model):
    class Training(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")
        CONSENT = "consent", _("Only with your consent")

    class AIRole(models.TextChoices):
        HOST = "host", _("hosts a model")
        MAKER = "maker", _("makes a model")
        FEATURE = "feature", _("offers a feature that uses a model")

    trains_ai = models.CharField(
        _("trains AI models with the data"), max_length=10, choices=Training, blank=True
    )
    ai_role = models.CharField(
        _("role in the use of AI"), max_length=10, choices=AIRole, blank=True
    )
    ai_models = models.CharField(
        _("AI models"), max_length=200, blank=True, help_text=_("Separated by semicolons.")
    )
    ai_feature = I18nCharField(_("feature that turns AI on"), blank=True)
    ai_retention = I18nCharField(_("retention of prompts and answers"), blank=True)
    ai_monitoring = I18nCharField(_("retention for abuse monitoring"), blank=True)

    class Meta:
        abstract = True


def uses_ai(row: Data) -> bool:
    """Return whether a row states a use of AI. That no model is trained does not state one."""
    trains_none = value_in(row, "trains_ai_code") == AIUse.Training.NO.value
    said = ("uses_ai", *COLUMNS[1:]) if trains_none else ("uses_ai", *COLUMNS)
    return any(value_in(row, key) for key in said)
