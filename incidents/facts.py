"""An incident's facts as a version stores them: the parts of Art. 33(3) and 34(2) GDPR."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import iso_day, number
from trustportal.language.texts import localized
from trustportal.publishing.fields import (
    Autolink,
    Choice,
    Coded,
    Derived,
    Plain,
    Translated,
    Words,
    first,
)
from trustportal.record.changes import ALWAYS
from trustportal.record.models import Version

from .affected import AFFECTED, ListedParts, listed
from .identifiers import lines_of
from .moments import Stated


@dataclass(frozen=True)
class Linked(Words):
    """Words that pages share: as one text, and in `…_refs` with the label of each."""

    suffix: str = "_refs"

    def write(self, draft, language):
        refs = []
        for word in getattr(draft, self.name).all():
            refs.append({"slug": word.slug, "name": localized(word.label, language)[0]})
        return linked(self.key, refs)

    def labels(self, row):
        return {ref["slug"]: ref.get("name", "") for ref in row.get(f"{self.key}_refs", [])}


@dataclass(frozen=True)
class Parties(Plain):
    """Slugs of public pages; `names` returns {slug: name} of all public pages in a language."""

    _: KW_ONLY
    names: Callable[[str], dict[str, str]]

    def write(self, draft, language):
        slugs = getattr(draft, self.name)
        names = self.names(language) if slugs else {}
        return linked(self.key, [{"slug": slug, "name": names.get(slug, slug)} for slug in slugs])

    def value(self, rows, field):
        return [ref["slug"] for ref in first(rows).get(f"{self.key}_refs", [])]


def linked(key, refs):
    return {key: ", ".join(ref["name"] for ref in refs), f"{key}_refs": refs}


@dataclass(frozen=True)
class Count(Plain):
    """A number; `also` names the field that may say whether it is exact: `3400 estimate`."""

    def write(self, draft, language):
        value, precision = getattr(draft, self.name), getattr(draft, self.also)
        if value is None:
            return {self.key: ""}
        text = number(value, language)
        words = gettext("about %s") % text if precision == "estimate" else text
        return {self.key: words, f"{self.key}_code": f"{value} {precision}".strip()}

    def read(self, draft, rows):
        value, _space, precision = first(rows).get(f"{self.key}_code", "").partition(" ")
        setattr(draft, self.name, int(value) if value else None)
        setattr(draft, self.also, precision)


@dataclass(frozen=True)
class Decision(Coded):
    """Yes, no or undecided; `also` names the field with the day of the decision."""

    def write(self, draft, language):
        day = getattr(draft, self.also)
        row = super().write(draft, language)
        if not row[f"{self.key}_code"]:
            row[self.key] = ""
        return {**row, f"{self.key}_{self.also}": day.isoformat() if day else ""}

    def read(self, draft, rows):
        super().read(draft, rows)
        setattr(draft, self.also, iso_day(first(rows).get(f"{self.key}_{self.also}")))


class Identifiers(Coded):
    """Lines of identifiers: as a list for people, and as they were written."""

    def write(self, draft, language):
        text = getattr(draft, self.name)
        return {self.key: listed(lines_of(text)) if text else "", f"{self.key}_code": text}


def reference(incident, language):
    return {"reference": incident.reference, "reference_code": incident.reference}


def status(incident, language):
    newest = incident.newest_update
    return {
        "status": newest.get_status_display() if newest else "",
        "status_code": newest.status if newest else "",
    }


def public_vendors(language):
    """Return {slug: name} of the third parties that have a public page."""
    versions = Version.objects.public().filter(kind="vendor").titles(language)
    return {version.slug: version.page_title for version in versions}


def public_subprocessors(language):
    """Return {slug: name} of the entries of the public register."""
    register = Version.objects.public().filter(kind="register").first()
    if register is None:
        return {}
    return {row.value("slug"): row.name for row in register.page(language).rows}


REFERENCE = Derived("reference", _("Reference"), of=reference)
MOMENTS = [
    Stated("occurred_from", _("Occurred from")),
    Stated("occurred_to", _("Occurred until")),
    Stated("detected_at", _("Detected")),
    Stated("aware_at", _("We became aware")),
    Stated("contained_at", _("Contained"), material=ALWAYS),
    Stated("fix_available_at", _("Corrective measure available"), material=ALWAYS),
    Stated("resolved_at", _("Resolved"), material=ALWAYS),
]
FACTS = [
    REFERENCE,
    Derived("status", _("Status"), of=status),
    Choice("type", _("Kind")),
    Choice("severity", _("Severity")),
    Translated("nature", _("What happened")),
    Linked("categories", _("Data concerned")),
    Count("records_count", _("Records concerned"), key="records", also="records_precision"),
    Linked("subjects", _("Data subjects concerned")),
    Count("subjects_count", _("Number of data subjects"), key="persons", also="subjects_precision"),
    Linked("products", _("Products")),
    ListedParts("affected", _("Other products, and versions"), fields=AFFECTED),
    Identifiers("identifiers", _("Identifiers")),
    Parties("vendors", _("Third parties"), names=public_vendors),
    Parties("subprocessors", _("Subprocessors"), names=public_subprocessors),
    *MOMENTS,
    Translated("root_cause", _("Root cause")),
    Translated("consequences", _("Likely consequences")),
    Translated("measures", _("What we did")),
    Translated("planned", _("What we are going to do")),
    Translated("advice", _("What you should do")),
    Translated("indicators", _("Indicators of compromise")),
    Translated("references", _("References")),
    Autolink("original_url", _("Original report"), key="original"),
    Translated("credits", _("Credits")),
    Translated("contact", _("Contact")),
    Decision(
        "reportable",
        _("Reportable to customers"),
        also="decided_on",
        material=ALWAYS,
        to=lambda decided: "yes" if decided else "no",
        back="yes".__eq__,
    ),
]
TIMES = tuple(field.key for field in MOMENTS)
PROSE = tuple(field.key for field in FACTS if isinstance(field, Translated))
# The other facts that may be lists or addresses.
MARKDOWN = ("affected", "identifiers", "original")
