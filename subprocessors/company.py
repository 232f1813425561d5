"""Who a subprocessor is: what a contract, or a supervisory authority, asks of a company."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import country_code

LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


def legal_entity_identifier(lei):
    """Refuse a wrong LEI (ISO 17442): its letters count from 10, and its rest modulo 97 is 1."""
    if not LEI.fullmatch(lei) or int("".join(str(int(sign, 36)) for sign in lei)) % 97 != 1:
        raise ValidationError(
            _("An LEI has 20 letters and digits; this one is incomplete or mistyped.")
        )


class Company(models.Model):
    """Everything but the name may be unknown; what is not stated is not published."""

    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(
        _("legal name"),
        max_length=200,
        blank=True,
        help_text=_("As in the register of companies. If you leave it empty, the name is used."),
    )
    former_names = models.CharField(
        _("former names"), max_length=300, blank=True, help_text=_("Separated by semicolons.")
    )
    address = models.CharField(_("registered address"), max_length=300, blank=True)
    country = models.CharField(
        _("country of registration"), max_length=2, blank=True, validators=[country_code]
    )
    registration_number = models.CharField(_("registration number"), max_length=100, blank=True)
    lei = models.CharField(
        _("LEI"),
        max_length=20,
        blank=True,
        validators=[legal_entity_identifier],
        help_text=_("Legal Entity Identifier (ISO 17442)."),
    )
    parent = models.CharField(_("parent company"), max_length=200, blank=True)
    parent_country = models.CharField(
        _("country of the parent company"), max_length=2, blank=True, validators=[country_code]
    )
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("A role rather than a person: what is published stays."),
    )
    contact_url = models.CharField(
        _("contact address"),
        max_length=200,
        blank=True,
        help_text=_("For example mailto:privacy@example.com or https://…"),
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.contact_url and not self.contact_url.startswith(("mailto:", "https://", "http://")):
            raise ValidationError(
                {"contact_url": _("Enter the address in the form mailto:… or https://…")}
            )
