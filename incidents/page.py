"""The page of an incident: its facts (some perhaps not yet known), timeline and card."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.fields import Translated
from trustportal.publishing.rows import fact, flat, written
from trustportal.record.canonical import timestamp

from . import timeline
from .facts import FACTS, REFERENCE

NOT_YET_KNOWN = _("Not yet known")
UNKNOWN = "not_yet_known"
OPEN = ("investigating", "identified", "monitoring")
HEAD = [Translated("title"), Translated("notice")]


def page_url(version):
    return settings.SITE_URL + reverse("page", kwargs={"kind": version.kind, "slug": version.slug})


def as_data(incident, language):
    updates = timeline.updates_of(incident)
    head, row = written(HEAD, incident, language), written(FACTS, incident, language)
    return {
        **head,
        "summary": "",
        "facts": facts(incident, row),
        "sections": [timeline.section(language, updates)],
        "card": card(incident, row, head["title"], updates),
    }


def facts(incident, row):
    """Return the facts that are known or marked as not yet known."""
    found = []
    for field in FACTS:
        told = fact(field, row)
        if field.name in incident.not_yet_known:
            told = {
                "key": field.key,
                "label": told["label"],
                "value": str(NOT_YET_KNOWN),
                "code": UNKNOWN,
            }
        if told["value"]:
            found.append(told)
    return found


def known(page):
    """Return a page's texts and facts as a row, without those not yet known."""
    facts = [fact for fact in page.get("facts", []) if fact.get("code") != UNKNOWN]
    return flat({**page, "facts": facts})


def not_yet_known(page):
    """Return the names of the fields that a page marks as not yet known."""
    unknown = {fact["key"] for fact in page.get("facts", []) if fact.get("code") == UNKNOWN}
    return [field.name for field in FACTS if field.key in unknown]


def newest(updates):
    return max(updates, key=lambda update: (update.happened_at, update.pk), default=None)


def card(incident, row, title, updates):
    """Return what lists, filters, feeds and other pages need without loading the page."""
    last = newest(updates)
    retracted = any(update.kind == "retraction" for update in updates)
    vendors = [f"vendor/{slug}" for slug in incident.vendors]
    subprocessors = [f"subprocessor/{slug}" for slug in incident.subprocessors]
    return {
        "title": title,
        "slug": incident.slug,
        "reference": incident.reference,
        "concerns": vendors + subprocessors,
        "status": row["status"],
        "status_code": row["status_code"],
        "is_open": row["status_code"] in OPEN and not retracted,
        "retracted": retracted,
        "type": row["type"],
        "type_code": row["type_code"],
        "severity": row["severity"],
        "severity_code": row["severity_code"],
        "reportable": bool(incident.reportable),
        "began_on": iso(began(incident, updates)),
        "day": iso(incident.day),
        "updated_at": timestamp(last.happened_at) if last else "",
        "products": row["products_refs"],
        "categories": row["categories_refs"],
        "vendors": row["vendors_refs"],
        "subprocessors": row["subprocessors_refs"],
    }


def began(incident, updates):
    """Return the day (UTC) from which lists count an incident, or None."""
    moments = [incident.occurred_from, incident.detected_at]
    moments += sorted(update.happened_at for update in updates)
    return next((moment.date() for moment in moments if moment), None)


def iso(day):
    return day.isoformat() if day else ""


def with_reference(page, reference):
    """Return the page of a first publication with the reference that the incident now gets."""
    told = fact(REFERENCE, {"reference": reference, "reference_code": reference})
    named = {"reference": reference, "slug": reference.lower()}
    return page | {"facts": [told, *page["facts"]], "card": page["card"] | named}
