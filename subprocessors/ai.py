"""How a subprocessor uses artificial intelligence; whatever is not stated is not published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField


class AIUse(models.Model):
    class Training(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")
        CONSENT = "consent", _("Only with your consent")

    class AIRole(models.TextChoices):
        HOST = "host", _("hosts a model")
        MAKER = "maker", _("makes a model")
        FEATURE = "feature", _("offers a feature that uses one")

    trains_ai = models.CharField(
        _("trains AI models with the data"), max_length=10, choices=Training, blank=True
    )
    ai_role = models.CharField(_("role with AI"), max_length=10, choices=AIRole, blank=True)
    ai_models = models.CharField(
        _("AI models"), max_length=200, blank=True, help_text=_("Separated by semicolons.")
    )
    ai_retention = I18nCharField(_("retention of prompts and answers"), blank=True)
    ai_monitoring = I18nCharField(_("retention for abuse monitoring"), blank=True)
    ai_feature = I18nCharField(_("feature that turns AI on"), blank=True)

    class Meta:
        abstract = True
