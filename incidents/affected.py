"""Products that an incident affects, in words, and their versions."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.fields import I18nCharField
from trustportal.language.texts import localized
from trustportal.publishing.drafts import Draft
from trustportal.publishing.fields import Plain, Translated
from trustportal.publishing.rows import Parts

VERSION = r"[0-9A-Za-z][0-9A-Za-z.+_~-]*"
CONSTRAINT = re.compile(rf"(?P<comparator><=|>=|<|>|=)?\s*(?P<version>(?=[^\s]*[0-9]){VERSION})")


class AffectedProduct(Draft):
    """A product, package or edition in words; versions only where they were stated."""

    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="affected")
    name = I18nCharField(
        _("product"), help_text=_("A product, a package, an edition or a service, in words.")
    )
    versions = models.CharField(
        _("affected versions"),
        max_length=200,
        blank=True,
        help_text=_(
            "For example “4.1.0”, or a range: “>= 4.0, < 4.2”. Separate several by semicolons."
            " Programs can read these forms; other words are shown as they are."
        ),
    )
    fixed = models.CharField(
        _("fixed in"), max_length=200, blank=True, help_text=_("Versions, as above.")
    )

    class Meta:
        verbose_name = _("product in words")
        verbose_name_plural = _("products in words, and versions")
        ordering = ["pk"]

    def __str__(self):
        return str(self.name)

    @property
    def document(self):
        return self.incident

    def in_words(self, language):
        """Return `Mail client: >= 4.0, < 4.2; fixed in 4.2`, as far as it was stated."""
        name, versions = localized(self.name, language)[0], self.versions
        said = [versions] if versions else []
        if self.fixed:
            said.append(gettext("fixed in %s") % self.fixed)
        return f"{name}: {'; '.join(said)}" if said else name


AFFECTED = [Translated("name"), Plain("versions"), Plain("fixed")]


class ListedParts(Parts):
    """Parts as a list in Markdown, for facts."""

    def write(self, draft, language):
        row = super().write(draft, language)
        return row | {self.key: listed(row[self.key])}


def listed(words: list[str]) -> str:
    """Return the only one, or a list in Markdown."""
    return words[0] if len(words) == 1 else "\n".join(f"- {word}" for word in words)


# What programs read of it


@dataclass(frozen=True)
class VersionRange:
    """Versions as they were stated; `constraints` are empty where only people understand them."""

    text: str
    constraints: tuple[str, ...] = ()

    @property
    def is_single(self):
        return len(self.constraints) == 1 and self.constraints[0][0] not in "<>"


def ranges_in(text: str) -> list[VersionRange]:
    """Return the versions that a text names, separated by semicolons."""
    return [range_of(part.strip()) for part in text.split(";") if part.strip()]


def range_of(text: str) -> VersionRange:
    found = [CONSTRAINT.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        return VersionRange(text)
    constraints = []
    for constraint in found:
        comparator = (constraint["comparator"] or "").removeprefix("=")
        constraints.append(comparator + constraint["version"])
    is_range = all(constraint[0] in "<>" for constraint in constraints)
    is_known = (is_range and len(constraints) <= 2) or len(constraints) == 1
    return VersionRange(text, tuple(constraints) if is_known else ())
