"""Incidents in the format of Statuspage's public API (/api/v2/), read-only, for its tools.

Components are the customer's products, as the public register and the public incidents name them.
A portal does not measure uptime: the most severe open incident of a component gives its status.
"""

import uuid
from itertools import takewhile

from django.conf import settings
from django.db.models import Case, When
from django.urls import reverse

from trustportal.record.canonical import timestamp
from trustportal.record.expressions import page_in
from trustportal.record.models import Version

from ..page import OPEN, page_url
from ..reader import timeline_of

SEVERITIES = ("none", "minor", "major", "critical")
DESCRIPTIONS = {
    "none": "No open incident",
    "minor": "Minor incident",
    "major": "Major incident",
    "critical": "Critical incident",
}
COMPONENT = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}
IDS = uuid.UUID("5a1c8f0e-3f5d-4c0a-9a43-0f6d1c7be2aa")


def answer(name):
    """Return the JSON of one of the addresses.

    Reads the public incidents and the register in one query.
    """
    versions = list(public_versions())
    incidents = [version for version in versions if version.kind == "incident"]
    register = [version for version in versions if version.kind == "register"]
    return {"page": page(versions)} | ANSWERS[name](incidents, register)


def public_versions():
    """Return the public incidents with their pages, and the register with its card only."""
    language = settings.LANGUAGE_CODE
    pages = (
        Version.objects.public()
        .filter(kind__in=["incident", "register"])
        .with_place()
        .titles(language)
    )
    whole = Case(When(kind="incident", then=page_in(language)))
    return pages.annotate(loaded_page=whole).order_by("-position")


def page(versions):
    updated = max((version.recorded_at for version in versions), default=None)
    return {
        "id": id_of("page", settings.SITE_URL),
        "name": settings.COMPANY_NAME,
        "url": settings.SITE_URL + reverse("incident-index"),
        "time_zone": "Etc/UTC",
        "updated_at": timestamp(updated) if updated else "1970-01-01T00:00:00Z",
    }


def id_of(kind, name):
    """Return a stable id: twelve characters of a UUID derived from a name."""
    return uuid.uuid5(IDS, f"{kind}/{name}").hex[:12]


def status(incidents):
    worst = max(
        (severity(version) for version in unresolved(incidents)),
        key=SEVERITIES.index,
        default="none",
    )
    if worst == "none" and unresolved(incidents):
        return {"indicator": worst, "description": "Open incident of no severity"}
    return {"indicator": worst, "description": DESCRIPTIONS[worst]}


def severity(version):
    return version.card["severity_code"] or "none"


def unresolved(incidents):
    return [version for version in incidents if version.card["is_open"]]


def components(incidents, register):
    versions = [*register, *incidents]
    names = {}
    for version in versions:
        names |= {ref["slug"]: ref["name"] for ref in version.card.refs("products")}
    changed = max((version.recorded_at for version in versions), default=None)
    return [
        component(slug, names[slug], place, unresolved(incidents), timestamp(changed))
        for place, slug in enumerate(sorted(names), 1)
    ]


def component(slug, name, position, open_incidents, changed):
    affecting = [version for version in open_incidents if version.card.names("products", slug)]
    worst = max((severity(version) for version in affecting), key=SEVERITIES.index, default="none")
    return {
        "id": id_of("product", slug),
        "name": name,
        "status": COMPONENT[worst],
        "created_at": changed,
        "updated_at": changed,
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": id_of("page", settings.SITE_URL),
        "group": False,
        "only_show_if_degraded": False,
    }


def incident(version):
    page = version.page(settings.LANGUAGE_CODE)
    timeline = sorted(timeline_of(page), key=lambda entry: entry.happened_code, reverse=True)
    monitoring = [entry for entry in timeline if entry.status_code == "monitoring"]
    closed = list(takewhile(lambda entry: entry.status_code not in OPEN, timeline))
    return {
        "id": id_of("incident", version.slug),
        "name": f"{version.card['reference']} {page.title}",
        "status": status_of(timeline[0]),
        "created_at": timestamp(version.first_published_at),
        "updated_at": timestamp(version.recorded_at),
        "monitoring_at": monitoring[0].happened_code if monitoring else None,
        "resolved_at": closed[-1].happened_code if closed else None,
        "impact": severity(version),
        "shortlink": page_url(version),
        "started_at": timeline[-1].happened_code,
        "page_id": id_of("page", settings.SITE_URL),
        "incident_updates": [update(version, entry) for entry in timeline],
        "components": components([version], []),
    }


def status_of(entry):
    """Return the status in Statuspage's terms, which have none for a false alarm."""
    if entry.entry_code == "post_mortem":
        return "postmortem"
    return {"false_alarm": "resolved"}.get(entry.status_code, entry.status_code)


def update(version, entry):
    return {
        "id": id_of("update", entry.id),
        "status": status_of(entry),
        "body": entry.text,
        "incident_id": id_of("incident", version.slug),
        "created_at": entry.happened_code,
        "updated_at": entry.happened_code,
        "display_at": entry.happened_code,
        "affected_components": None,
        "deliver_notifications": False,
        "custom_tweet": None,
        "tweet_id": None,
    }


def in_shape(incidents):
    return [incident(version) for version in incidents]


ANSWERS = {
    "status": lambda incidents, register: {"status": status(incidents)},
    "components": lambda incidents, register: {"components": components(incidents, register)},
    "incidents": lambda incidents, register: {"incidents": in_shape(incidents)},
    "incidents/unresolved": lambda incidents, register: {
        "incidents": in_shape(unresolved(incidents))
    },
    "summary": lambda incidents, register: {
        "status": status(incidents),
        "components": components(incidents, register),
        "incidents": in_shape(unresolved(incidents)),
        "scheduled_maintenances": [],
    },
    "scheduled-maintenances": lambda incidents, register: {"scheduled_maintenances": []},
    "scheduled-maintenances/upcoming": lambda incidents, register: {"scheduled_maintenances": []},
    "scheduled-maintenances/active": lambda incidents, register: {"scheduled_maintenances": []},
}
