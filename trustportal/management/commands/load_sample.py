"""The sample: real facts from Microsoft's public documentation of Intune, in our own words.

Its subprocessors and incidents, and one third party that provides an AI model, are invented.
"""

import copy
import ipaddress
import uuid
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sharing.models import DataElement, Vendor
from trustportal.pages.models import Statement
from trustportal.publishing.models import PublicationRefused
from trustportal.publishing.review import Answers
from trustportal.publishing.together import Publication, publish_together
from trustportal.record.models import Version
from trustportal.sample.facts import WORDS, chosen, read, text, texts
from trustportal.sample.incidents import load_incidents
from trustportal.sample.register import load_register
from trustportal.vocabulary.models import DataCategory

VENDORS = ("apple", "google", "jamf", "configuration-manager")
AI_PROVIDER = "quorrindel"
ELEMENT_IDS = uuid.UUID("6f0c2a34-6a3d-5b7e-9c1b-3a7d5e0f9b21")

BUILT_ON_INTUNE = {
    "en": "Sample: built on Microsoft’s public documentation of Intune (CC BY 4.0), in other "
    "words. Not published by Microsoft.",
    "de": "Muster: beruht auf Microsofts öffentlicher Dokumentation zu Intune (CC BY 4.0), in "
    "anderen Worten. Nicht von Microsoft veröffentlicht.",
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

VENDOR_TEXTS = (
    *("summary", "consent", "contract", "how_to_stop", "how_to_delete"),
    *("never_sent", "retention", "training", "statement"),
)
VENDOR_AS_IT_IS = ("slug", "name", "website", "relationship", "source_url", "checked_on")
ELEMENT_TEXTS = ("name_in_words", "purpose", "details", "example")
ELEMENT_AS_IT_IS = ("direction", "service", "name", "necessity", "identifiability")


class Command(BaseCommand):
    help = (
        "Load the sample: words, third parties with their data elements and history, statements. "
        "Runs twice safely."
    )

    def handle(self, **options):
        host = urlsplit(settings.SITE_URL).hostname
        if not is_loopback(host):
            raise CommandError(
                f"The sample must never enter a real record, and {host} is not this machine."
            )
        try:
            load()
        except PublicationRefused as refused:
            raise CommandError(f"The sample was not published:\n{refused}") from refused


@transaction.atomic
def load():
    load_words()
    edition = load_register(read("subprocessors"))
    for slug in VENDORS:
        load_vendor(read(slug))
    if edition:
        load_with(edition, read(AI_PROVIDER))
    load_incidents(read("incidents"))
    for order, statement in enumerate(read("pages")["pages"], 1):
        load_statement(statement, order * 10)


def is_loopback(host):
    """Say whether a host's name can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_words():
    call_command("setup_transfers", verbosity=0)
    words = read("vocabulary")
    for key, model in WORDS.items():
        for word in words[key]:
            load_word(model, word)
    for word in words["categories"]:
        if word["parent"]:
            parent = DataCategory.objects.get(slug=word["parent"])
            DataCategory.objects.filter(slug=word["slug"], parent=None).update(parent=parent)


def load_word(model, facts):
    values = texts(facts, ("label", "description"))
    if "dpv_iri" in facts:
        values["dpv_iri"] = facts["dpv_iri"]
    if "special" in facts:
        values["is_special"] = facts["special"]
    model.objects.get_or_create(slug=facts["slug"], defaults=values)


def load_vendor(facts):
    if Vendor.objects.filter(slug=facts["slug"]).exists():
        return
    vendor = add_vendor(facts)
    for step in facts.get("history", []):
        append_earlier(vendor, step)
    vendor.publish(note=NOTE_AFTER_HISTORY if "history" in facts else NOTE)


def load_with(edition, facts):
    """Publish a third party's page together with the edition of the register that names it."""
    publish_together([Publication(add_vendor(facts), Answers(NOTE)), edition])


def add_vendor(facts):
    vendor = Vendor.objects.create(
        notice=text(FICTIONAL if facts.get("invented") else BUILT_ON_INTUNE),
        shares_nothing=facts.get("shares_nothing", False),
        **texts(facts, VENDOR_TEXTS),
        **chosen(facts, VENDOR_AS_IT_IS),
    )
    categories = {category.slug: category for category in DataCategory.objects.all()}
    for order, element in enumerate(facts.get("elements", [])):
        load_element(vendor, order, element, categories[element["category"]])
    return vendor


def load_element(vendor, order, facts, category):
    message = facts.get("message", "")
    where = [vendor.slug, facts["direction"], facts["service"], message, facts["name"]]
    DataElement.objects.create(
        vendor=vendor,
        uuid=uuid.uuid5(ELEMENT_IDS, "/".join(where)),
        order=order,
        category=category,
        is_secret=facts["secret"],
        service_url=facts.get("service_url", ""),
        message=message,
        **texts(facts, ELEMENT_TEXTS),
        **chosen(facts, ELEMENT_AS_IT_IS),
    )


def append_earlier(vendor, step):
    data = vendor.data()
    Version.objects.append(
        vendor.kind,
        vendor.slug,
        {language: earlier_page(page, step) for language, page in data.items()},
        step["note"],
        published_at=datetime.combine(step["published_at"], time(), UTC),
        source=step["source"],
    )


def earlier_page(page, step):
    """Return a page with fewer elements, other names, and the source not checked yet."""
    page = copy.deepcopy(page)
    page["facts"] = [fact for fact in page["facts"] if fact["key"] != "checked_on"]
    names = step.get("message_names", {})
    for section in page["sections"]:
        direction = section["key"]
        section["rows"] = [row for row in section["rows"] if was_listed(direction, row, step)]
        for row in section["rows"]:
            row["message"] = names.get(row["message"], row["message"])
        page["card"][direction] = len(section["rows"])
    return page


def was_listed(direction, row, step):
    if f"{direction}/{row['service']}/{row['name']}" in step.get("without", []):
        return False
    services = step.get("received_services")
    return direction != "received" or services is None or row["service"] in services


def load_statement(facts, order):
    if Statement.objects.filter(slug=facts["slug"]).exists():
        return
    is_fictional = facts["slug"] in ("imprint", "privacy-notice")
    statement = Statement.objects.create(
        slug=facts["slug"],
        notice=text(FICTIONAL if is_fictional else BUILT_ON_INTUNE),
        order=order,
        **texts(facts, ("title", "summary", "body")),
    )
    statement.publish(note=NOTE)
