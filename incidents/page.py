"""What the page of an incident says: the parts of Art. 33(3) and 34(2) GDPR as facts, and its timeline."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import moment, number
from trustportal.language.texts import localized
from trustportal.publishing.building import facts, part
from trustportal.record.canonical import timestamp
from trustportal.record.models import Version

from . import timeline

NOT_YET_KNOWN = _("Not yet known")
UNKNOWN = "not_yet_known"
OPEN = ("investigating", "identified", "monitoring")
PROSE = ("nature", "consequences", "measures", "planned", "advice", "contact")
TIMES = ("occurred_from", "occurred_to", "detected_at", "aware_at", "contained_at", "resolved_at")
LABELS = {
    "status": _("Status"),
    "reference": _("Reference"),
    "type": _("Kind"),
    "severity": _("Severity"),
    "nature": _("What happened"),
    "categories": _("Data concerned"),
    "records": _("Records concerned"),
    "subjects": _("Persons concerned"),
    "persons": _("Number of persons"),
    "products": _("Products"),
    "vendors": _("Third parties"),
    "subprocessors": _("Subprocessors"),
    "occurred_from": _("Occurred from"),
    "occurred_to": _("Occurred until"),
    "detected_at": _("Detected"),
    "aware_at": _("We became aware"),
    "contained_at": _("Contained"),
    "resolved_at": _("Resolved"),
    "consequences": _("Likely consequences"),
    "measures": _("What we did"),
    "planned": _("What we are going to do"),
    "advice": _("What you should do"),
    "contact": _("Contact"),
    "reportable": _("Reportable to customers"),
}


def page_url(version):
    return settings.SITE_URL + reverse("page", kwargs={"kind": version.kind, "slug": version.slug})


def as_data(incident, language):
    updates = list(incident.updates.select_related("corrects"))
    names = names_of_parties(incident, language)
    page = part(language, title=incident.title, summary="", notice=incident.notice)
    return page | {
        "facts": facts(*Facts(incident, language).all(newest(updates), names)),
        "sections": [timeline.section(language, updates)],
        "card": card(incident, language, updates, names),
    }


# Facts that are named unlike the field whose value they show.
FIELDS = {"records": "records_count", "persons": "subjects_count"}


class Facts:
    """The facts of an incident in one language; each may be not yet known."""

    def __init__(self, incident, language):
        self.incident = incident
        self.language = language

    def all(self, update, names):
        """Return the facts in the page's order, empty ones included; `update` is the newest one, if there is any."""
        incident = self.incident
        return [
            self.fact("reference", incident.reference, code=incident.reference),
            self.choice("status", update),
            self.choice("type", incident),
            self.choice("severity", incident),
            self.fact("nature", incident.nature),
            self.linked("categories", labelled(incident.categories.all(), self.language)),
            self.count("records", incident.records_count, incident.records_precision),
            self.linked("subjects", labelled(incident.subjects.all(), self.language)),
            self.count("persons", incident.subjects_count, incident.subjects_precision),
            self.linked("products", labelled(incident.products.all(), self.language)),
            self.linked("vendors", refs(incident.vendors, names["vendors"])),
            self.linked("subprocessors", refs(incident.subprocessors, names["subprocessors"])),
            *(self.time(key) for key in TIMES),
            *(self.fact(key, getattr(incident, key)) for key in PROSE if key != "nature"),
            self.reportable(),
        ]

    def fact(self, key, value, **more):
        if FIELDS.get(key, key) in self.incident.not_yet_known:
            value, more = NOT_YET_KNOWN, {"code": UNKNOWN}
        return part(self.language, key=key, label=LABELS[key], value=value, **more)

    def choice(self, key, chosen):
        if chosen is None:
            return self.fact(key, "")
        return self.fact(key, getattr(chosen, f"get_{key}_display")(), code=getattr(chosen, key))

    def linked(self, key, refs):
        return self.fact(key, ", ".join(ref["name"] for ref in refs), refs=refs)

    def count(self, key, value, precision):
        if value is None:
            return self.fact(key, "")
        text = number(value, self.language)
        return self.fact(
            key,
            text if precision == "exact" else gettext("about %s") % text,
            code=f"{value} {precision}",
        )

    def time(self, key):
        value = getattr(self.incident, key)
        return (
            self.fact(key, moment(value, self.language), code=timestamp(value))
            if value
            else self.fact(key, "")
        )

    def reportable(self):
        decided_on, code = self.incident.decided_on, REPORTABLE[self.incident.reportable]
        more = {"code": code, "decided_on": decided_on.isoformat() if decided_on else ""}
        return self.fact(
            "reportable", self.incident.get_reportable_display() if code else "", **more
        )


REPORTABLE = {True: "yes", False: "no", None: ""}


def newest(updates):
    return max(updates, key=lambda update: (update.happened_at, update.pk), default=None)


def names_of_parties(incident, language):
    """Return {field: {slug: name}} of the third parties and subprocessors, as the public pages call them."""
    if not incident.vendors and not incident.subprocessors:
        return {"vendors": {}, "subprocessors": {}}
    return {"vendors": public_vendors(language), "subprocessors": public_subprocessors(language)}


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


def card(incident, language, updates, names):
    """Return what lists, filters, feeds and other pages need to know without reading the whole page."""
    last = newest(updates)
    began = (
        incident.occurred_from
        or incident.detected_at
        or (last and min(u.happened_at for u in updates))
    )
    retracted = any(update.kind == "retraction" for update in updates)
    return {
        "title": localized(incident.title, language)[0],
        "slug": incident.slug,
        "reference": incident.reference,
        "concerns": [f"vendor/{slug}" for slug in incident.vendors]
        + [f"subprocessor/{slug}" for slug in incident.subprocessors],
        "status": last.get_status_display() if last else "",
        "status_code": last.status if last else "",
        "is_open": bool(last) and last.status in OPEN and not retracted,
        "retracted": retracted,
        "type": incident.get_type_display(),
        "type_code": incident.type,
        "severity": incident.get_severity_display(),
        "severity_code": incident.severity,
        "reportable": bool(incident.reportable),
        "began_on": began.date().isoformat() if began else "",
        "day": incident.day.isoformat() if incident.day else "",
        "updated_at": timestamp(last.happened_at) if last else "",
        "products": labelled(incident.products.all(), language),
        "categories": labelled(incident.categories.all(), language),
        "vendors": refs(incident.vendors, names["vendors"]),
        "subprocessors": refs(incident.subprocessors, names["subprocessors"]),
    }


def refs(slugs, names):
    return [{"slug": slug, "name": names.get(slug, slug)} for slug in slugs]


def labelled(words, language):
    return [{"slug": word.slug, "name": localized(word.label, language)[0]} for word in words]


def with_reference(page, reference):
    """Return a page that is published for the first time, with the reference it gets by that."""
    first = {
        "key": "reference",
        "label": str(LABELS["reference"]),
        "value": reference,
        "code": reference,
    }
    return page | {
        "facts": [first, *page["facts"]],
        "card": page["card"] | {"reference": reference, "slug": reference.lower()},
    }
