"""The page of an incident: its facts (some perhaps not yet known), timeline and card."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from trustportal.publishing.fields import Translated
from trustportal.publishing.rows import fact, flat, written
from trustportal.record.models import Version

from . import timeline
from .facts import FACTS, REFERENCE
from .moments import Moment
from .reader import UNKNOWN

NOT_YET_KNOWN = _("Not yet known")
OPEN = ("investigating", "identified", "monitoring")
HEAD = [Translated("title"), Translated("notice")]


def page_url(version):
    return settings.SITE_URL + reverse("page", kwargs={"kind": version.kind, "slug": version.slug})


def as_data(incident, language):
    updates = timeline.newest_first(timeline.updates_of(incident))
    head, row = written(HEAD, incident, language), written(FACTS, incident, language)
    return {
        **head,
        "summary": "",
        "facts": facts(incident, row),
        "sections": [timeline.section(language, updates)],
        "card": {"title": head["title"], **card(incident, row, updates, language)},
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


def newest_with_status(updates):
    for update in timeline.newest_first(updates):
        if update.status:
            return update
    return None


def card(incident, row, updates, language):
    """Return what lists, filters, feeds and other pages need without loading the page."""
    start = began(incident, updates)
    retracted = any(update.kind == "retraction" for update in updates)
    vendors = [f"vendor/{slug}" for slug in incident.vendors]
    subprocessors = [f"subprocessor/{slug}" for slug in incident.subprocessors]
    return {
        "slug": incident.slug,
        "reference": incident.reference,
        "concerns": vendors + subprocessors,
        "status": row["status"],
        "status_code": row["status_code"],
        "is_open": is_open(incident, row["status_code"]) and not retracted,
        "retracted": retracted,
        "type": row["type"],
        "type_code": row["type_code"],
        "severity": row["severity"],
        "severity_code": row["severity_code"],
        "reportable": incident.reportable,
        "began_on": iso(start.listed_day(start.start)) if start else "",
        "began": start.days_in_words(language) if start else "",
        "day": iso(incident.day),
        "updated_at": Moment.of(updates[0], "happened_at").code if updates else "",
        "products": row["products_refs"],
        "other_products": [part["name"] for part in row["affected_data"]],
        "categories": row["categories_refs"],
        "vendors": row["vendors_refs"],
        "subprocessors": row["subprocessors_refs"],
    }


def is_open(incident, status):
    """Return whether it is not over. Without any status, only a moment says that it is."""
    return status in OPEN if status else incident.resolved_at is None


def began(incident, updates):
    """Return the moment from which lists count an incident, or None."""
    moments = [Moment.of(incident, name) for name in ("occurred_from", "detected_at")]
    moments += [Moment.of(update, "happened_at") for update in reversed(updates)]
    return next(filter(None, moments), None)


def iso(day):
    return day.isoformat() if day else ""


def with_reference(page, reference, language):
    """Return the page of a first publication with the reference that the incident now gets."""
    with override(language):
        told = fact(REFERENCE, {"reference": reference, "reference_code": reference})
    named = {"reference": reference, "slug": reference.lower()}
    return page | {"facts": [told, *page["facts"]], "card": page["card"] | named}


def next_reference(published_at):
    """Return the next reference of the year (UTC), as INC-2026-0007. Needs the record's lock."""
    prefix = f"inc-{published_at:%Y}-"
    given = Version.objects.filter(kind="incident", number=1, slug__startswith=prefix).count()
    return f"{prefix}{given + 1:04d}".upper()
