"""Incidents in the format of Statuspage's public API (/api/v2/), read-only, for its tools.

Components are the customer's products, as the public register and the public incidents name them.
A portal does not measure uptime: the most severe open incident of a component gives its status.
Where nobody stated a severity, a status or a time of day, the answer is null.
"""

import uuid
from datetime import datetime
from itertools import takewhile

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.urls import reverse

from trustportal.record.canonical import timestamp
from trustportal.record.expressions import in_language, page_in
from trustportal.record.models import Version

from ..moments import Moment
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
    history = list(versions_with_newest_page())
    published: dict[str, dict[int, datetime]] = {}
    for version in history:
        published.setdefault(version.slug, {})[version.number] = version.published_at
    versions = [version for version in history if version.loaded_card is not None]
    for version in versions:
        version.published_in = published[version.slug]
    incidents = [version for version in versions if version.kind == "incident"]
    register = [version for version in versions if version.kind == "register"]
    return {"page": page(versions)} | ANSWERS[name](incidents, register)


def versions_with_newest_page():
    """Return the versions of incidents and register; those in public with their card.

    An incident's has its page, too.
    """
    language = settings.LANGUAGE_CODE
    is_public = Q(number=F("latest_number"), withdrawn=False, redacted_at=None)
    return (
        Version.objects.filter(kind__in=["incident", "register"])
        .with_place()
        .annotate(
            loaded_page=Case(When(is_public & Q(kind="incident"), then=page_in(language))),
            loaded_card=Case(When(is_public, then=in_language(F, "card", language))),
        )
        .defer("data")
        .order_by("-position")
    )


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
    """Return the worst severity of the open incidents: null if none of them states one."""
    worst = worst_of(unresolved(incidents))
    if worst is None:
        return {"indicator": None, "description": "Open incident"}
    if worst == "none" and unresolved(incidents):
        return {"indicator": worst, "description": "Open incident of no severity"}
    return {"indicator": worst, "description": DESCRIPTIONS[worst]}


def worst_of(versions):
    """Return the most severe of the severities that are stated, or None; "none" for no incident."""
    stated = [severity(version) for version in versions if severity(version)]
    if versions and not stated:
        return None
    return max(stated, key=SEVERITIES.index, default="none")


def severity(version):
    return version.card["severity_code"] or None


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
    worst = worst_of(affecting)
    return {
        "id": id_of("product", slug),
        "name": name,
        "status": COMPONENT[worst] if worst else None,
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
    timeline = timeline_of(page)
    with_status = [entry for entry in timeline if entry.status_code]
    monitoring = [entry for entry in with_status if entry.status_code == "monitoring"]
    closed = list(takewhile(lambda entry: entry.status_code not in OPEN, with_status))
    return {
        "id": id_of("incident", version.slug),
        "name": f"{version.card['reference']} {page.title}",
        "status": status_of(timeline),
        "created_at": timestamp(version.first_published_at),
        "updated_at": timestamp(version.recorded_at),
        "monitoring_at": minute_of(monitoring[0]) if monitoring else None,
        "resolved_at": minute_of(closed[-1]) if closed else None,
        "impact": severity(version),
        "shortlink": page_url(version),
        "started_at": minute_of(timeline[-1]),
        "page_id": id_of("page", settings.SITE_URL),
        "incident_updates": [
            update(version, entry, timeline[place:]) for place, entry in enumerate(timeline)
        ],
        "components": components([version], []),
    }


def minute_of(entry):
    """Return the time of an entry, if it is known to the minute."""
    moment = Moment.from_code(entry.happened_code)
    return moment.code if moment and moment.is_exact else None


def status_of(timeline):
    """Return the status after the first of these entries, which come newest first.

    In Statuspage's terms, which have none for a false alarm. An entry without one leaves it as it
    was; None if nobody ever stated one.
    """
    if timeline[0].entry_code == "post_mortem":
        return "postmortem"
    stated = next((entry.status_code for entry in timeline if entry.status_code), None)
    return {"false_alarm": "resolved"}.get(stated, stated)


def update(version, entry, earlier):
    """Return an entry; one whose minute is not known has the time at which it was published."""
    when = minute_of(entry) or timestamp(published_at(version, entry))
    body = entry.text if minute_of(entry) else f"{entry.happened}\n\n{entry.text}"
    return {
        "id": id_of("update", entry.id),
        "status": status_of(earlier),
        "body": body,
        "incident_id": id_of("incident", version.slug),
        "created_at": when,
        "updated_at": when,
        "display_at": when,
        "affected_components": None,
        "deliver_notifications": False,
        "custom_tweet": None,
        "tweet_id": None,
    }


def published_at(version, entry):
    return version.published_in.get(entry.version, version.published_at)


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
