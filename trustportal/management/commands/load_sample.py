"""The sample: real facts from Microsoft's public documentation of Intune, in our own words."""

import copy
import ipaddress
import tomllib
import uuid
from datetime import UTC, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from i18nfield.strings import LazyI18nString

from sharing.models import DataElement, Vendor
from trustportal.pages.models import Statement
from trustportal.record.models import Version
from trustportal.sample.incidents import load_incidents
from trustportal.sample.register import load_register
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

SAMPLE = Path(__file__).resolve().parent.parent.parent / "sample"
VENDORS = ("apple", "google", "jamf", "configuration-manager")
ELEMENT_IDS = uuid.UUID("6f0c2a34-6a3d-5b7e-9c1b-3a7d5e0f9b21")

BUILT_ON_INTUNE = {
    "en": "Sample: built on Microsoft’s public documentation of Intune (CC BY 4.0), in other words. Not published by "
    "Microsoft.",
    "de": "Muster: beruht auf Microsofts öffentlicher Dokumentation zu Intune (CC BY 4.0), in anderen Worten. Nicht "
    "von Microsoft veröffentlicht.",
}
FICTIONAL = {
    "en": "Sample: the company and all details are invented.",
    "de": "Muster: Das Unternehmen und alle Angaben sind erfunden.",
}
NOTE = {
    "en": "First published in this portal, as a sample.",
    "de": "Erstmals in diesem Portal veröffentlicht, als Muster.",
}
NOTE_AFTER_HISTORY = {
    "en": "Checked against the source on 2 November 2026; the list is unchanged.",
    "de": "Am 2. November 2026 mit der Quelle verglichen; die Liste ist unverändert.",
}


class Command(BaseCommand):
    help = "Load the sample: words, third parties with their data elements and history, statements. Runs twice safely."

    def handle(self, **options):
        host = urlsplit(settings.SITE_URL).hostname
        if not is_loopback(host):
            raise CommandError(
                f"The sample must never enter a real record, and {host} is not this machine."
            )
        with transaction.atomic():
            load_words()
            load_register(read("subprocessors"))
            for slug in VENDORS:
                load_vendor(read(slug))
            load_incidents(read("incidents"))
            for order, page in enumerate(read("pages")["pages"], 1):
                load_page(page, order * 10)


def is_loopback(host):
    """Say whether a host's name can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read(name):
    return tomllib.loads((SAMPLE / f"{name}.toml").read_text("utf-8"))


def text(value):
    return LazyI18nString({language: words.strip() for language, words in (value or {}).items()})


def load_words():
    words = read("vocabulary")
    for model, key in (
        (Product, "products"),
        (DataSubject, "subjects"),
        (DataCategory, "categories"),
    ):
        for word in words[key]:
            more = {"dpv_iri": word["dpv_iri"]} if "dpv_iri" in word else {}
            more |= {"is_special": word["special"]} if "special" in word else {}
            values = {
                "label": text(word["label"]),
                "description": text(word.get("description")),
                **more,
            }
            model.objects.get_or_create(slug=word["slug"], defaults=values)
    for word in words["categories"]:
        if word["parent"]:
            parent = DataCategory.objects.get(slug=word["parent"])
            DataCategory.objects.filter(slug=word["slug"], parent=None).update(parent=parent)


def load_vendor(facts):
    if Vendor.objects.filter(slug=facts["slug"]).exists():
        return
    texts = (
        "summary",
        "consent",
        "contract",
        "how_to_stop",
        "how_to_delete",
        "never_sent",
        "statement",
    )
    plain = ("slug", "name", "website", "relationship", "source_url", "checked_on")
    vendor = Vendor.objects.create(
        notice=text(BUILT_ON_INTUNE),
        shares_nothing=facts.get("shares_nothing", False),
        **{key: text(facts.get(key)) for key in texts},
        **{key: facts[key] for key in plain},
    )
    categories = {category.slug: category for category in DataCategory.objects.all()}
    for order, element in enumerate(facts.get("elements", [])):
        load_element(vendor, order, element, categories[element["category"]])
    for step in facts.get("history", []):
        Version.objects.append(
            vendor.kind,
            vendor.slug,
            edition(vendor.data(), step),
            step["note"],
            published_at=datetime.combine(step["published_at"], time(), UTC),
            source=step["source"],
        )
    vendor.publish(note=NOTE_AFTER_HISTORY if "history" in facts else NOTE)


def load_element(vendor, order, facts, category):
    where = [
        vendor.slug,
        facts["direction"],
        facts["service"],
        facts.get("message", ""),
        facts["name"],
    ]
    DataElement.objects.create(
        vendor=vendor,
        uuid=uuid.uuid5(ELEMENT_IDS, "/".join(where)),
        order=order,
        category=category,
        is_secret=facts["secret"],
        service_url=facts.get("service_url", ""),
        message=facts.get("message", ""),
        **{key: text(facts.get(key)) for key in ("purpose", "details", "example")},
        **{
            key: facts[key]
            for key in ("direction", "service", "name", "necessity", "identifiability")
        },
    )


def edition(data, step):
    """Return the page as an earlier edition had it: fewer elements, other names, the source not checked yet."""
    data = copy.deepcopy(data)
    names = step.get("message_names", {})
    for page in data.values():
        page["facts"] = [fact for fact in page["facts"] if fact["key"] != "checked_on"]
        for section in page["sections"]:
            section["rows"] = [
                row | {"message": names.get(row["message"], row["message"])}
                for row in section["rows"]
                if was_listed(section["key"], row, step)
            ]
            page["card"][section["key"]] = len(section["rows"])
    return data


def was_listed(direction, row, step):
    if f"{direction}/{row['service']}/{row['name']}" in step.get("without", []):
        return False
    services = step.get("received_services")
    return direction != "received" or services is None or row["service"] in services


def load_page(facts, order):
    if Statement.objects.filter(slug=facts["slug"]).exists():
        return
    page = Statement.objects.create(
        slug=facts["slug"],
        notice=text(
            FICTIONAL if facts["slug"] in ("imprint", "privacy-notice") else BUILT_ON_INTUNE
        ),
        order=order,
        **{key: text(facts[key]) for key in ("title", "summary", "body")},
    )
    page.publish(note=NOTE)
