"""The sample's register: invented subprocessors, and the editions of their list."""

import copy
from datetime import UTC, date, datetime, time

from subprocessors.models import ProcessingLocation, Register, Subprocessor, Transfer
from subprocessors.notice import with_announcements
from trustportal.language.locales import country_name, day_in_words
from trustportal.publishing.review import Answers
from trustportal.publishing.together import Publication
from trustportal.record.models import Version
from trustportal.vocabulary.models import TransferLaw, TransferMechanism

from .facts import chosen, on_day, set_words, text, texts

TITLE = {"en": "Subprocessors", "de": "Unterauftragsverarbeiter"}
SUMMARY = {
    "en": "The companies that process personal data for us when you use our services: "
    "what for, where, and since when.",
    "de": "Die Unternehmen, die für uns personenbezogene Daten verarbeiten, wenn Sie unsere "
    "Dienste nutzen: wofür, wo und seit wann.",
}
OBJECTION = {
    "en": "Write to our data protection officer at "
    "[privacy@example.com](mailto:privacy@example.com) and name the entry.",
    "de": "Schreiben Sie unserem Datenschutzbeauftragten an "
    "[privacy@example.com](mailto:privacy@example.com) und nennen Sie den Eintrag.",
}
NOTICE = {
    "en": "Sample: every company in this list is invented.",
    "de": "Muster: Alle Unternehmen in dieser Liste sind erfunden.",
}
SOURCE = "Sample history, invented like the list itself."
AS_THEY_ARE = (
    *("slug", "name", "legal_name", "address", "country", "registration_number"),
    *("website", "contact", "contact_url", "kind", "applies"),
)
TEXTS = (
    *("condition", "purpose", "responsibilities", "retention"),
    *("ai_retention", "ai_monitoring", "ai_feature"),
)


def load_register(facts):
    """Create the register with its history but for the last edition, unless there is one.

    Return the last edition, ready to be published; None if there was a register already.
    """
    if Register.objects.exists():
        return None
    register = Register.objects.create(
        slug="subprocessors",
        title=text(TITLE),
        summary=text(SUMMARY),
        objection=text(OBJECTION),
        notice=text(NOTICE),
        notice_days=30,
    )
    register.laws.set(TransferLaw.objects.filter(slug="EU"))
    *editions, current, last = facts["history"]
    for entry in facts["subprocessors"]:
        if entry["slug"] not in last["adds"]:
            load_entry(entry)
    for entry in facts["subprocessors"]:
        replaced = Subprocessor.objects.filter(slug=entry.get("replaces")).first()
        Subprocessor.objects.filter(slug=entry["slug"]).update(replaces=replaced)
    for step in editions:
        publish_edition(register, step)
    register.publish(note=current["note"])
    for entry in facts["subprocessors"]:
        if entry["slug"] in last["adds"]:
            load_entry(entry)
    return Publication(register, Answers(last["note"]))


def load_entry(facts):
    entry = Subprocessor.objects.create(
        trains_ai="yes" if facts["trains_ai"] else "no",
        former_names="; ".join(facts.get("former_names", [])),
        ai_role=facts.get("ai_role", ""),
        ai_models=facts.get("ai_models", ""),
        agreement_url=facts.get("dpa_url", ""),
        subprocessors_url=facts.get("subprocessors_url", ""),
        starts_on=on_day(facts["starts_in"]),
        ends_on=on_day(facts.get("ends_in")),
        **chosen(facts, AS_THEY_ARE),
        **texts(facts, TEXTS),
    )
    set_words(entry, facts)
    for place in facts.get("locations", []):
        load_location(entry, place)
    for transfer in facts.get("transfers", []):
        load_transfer(entry, transfer)


def load_location(entry, facts):
    ProcessingLocation.objects.create(
        subprocessor=entry,
        country=facts["country"],
        activity=facts["activity"],
        condition=text(facts.get("condition")),
        starts_on=on_day(facts.get("starts_in")),
        ends_on=on_day(facts.get("ends_in")),
    )


def load_transfer(entry, facts):
    Transfer.objects.create(
        subprocessor=entry,
        law=TransferLaw.objects.get(slug=facts["regime"]),
        mechanism=TransferMechanism.objects.get(slug=facts["mechanism"]),
        modules=facts.get("modules", ""),
        reference_url=facts.get("reference_url", ""),
        checked_on=on_day(facts["checked"]),
    )


# The list as it was


def publish_edition(register, step):
    published_on = on_day(step["days"])
    data = {}
    for language, page in register.pages().items():
        data[language] = earlier_page(page, language, step, published_on)
    Version.objects.append(
        register.kind,
        register.slug,
        with_announcements(data, register.last_readable(), register.next_number(), published_on),
        step["note"],
        material=False if step.get("correction") else None,
        published_at=datetime.combine(published_on, time(), UTC),
        source=SOURCE,
    )


def earlier_page(page, language, step, published_on):
    """Return the page as it was before what later editions changed."""
    page = copy.deepcopy(page)
    without = step.get("without", [])
    entries, countries = 0, set()
    for section in page["sections"]:
        section["rows"] = [row for row in section["rows"] if row["slug"] not in without]
        for row in section["rows"]:
            take_back(row, language, step)
            take_back_locations(row, language, step)
            take_back_checks(row, language, published_on)
            countries.update(row["countries_code"])
        entries += len(section["rows"])
    page["card"] = {"entries": entries, "countries": len(countries)}
    return page


def take_back(row, language, step):
    slug = row["slug"]
    if slug in step.get("names", {}):
        row["name"] = step["names"][slug]
        row["former_names"] = [name for name in row["former_names"] if name != row["name"]]
    if slug in step.get("without_end", []):
        row["ends"] = row["ends_code"] = ""
    for field, wordings in step.get("texts", {}).get(slug, {}).items():
        row[field] = wordings[language]


def take_back_locations(row, language, step):
    """Leave out the locations in countries that came later."""
    came_later = step.get("without_locations", {}).get(row["slug"], [])
    words, places = [], []
    for in_words, place in zip(row["locations"], row["locations_data"], strict=True):
        if place["country_code"] not in came_later:
            words.append(in_words)
            places.append(place)
    row["locations"], row["locations_data"] = words, places
    row["countries_code"] = list(dict.fromkeys(place["country_code"] for place in places))
    row["countries"] = [country_name(code, language) for code in row["countries_code"]]


def take_back_checks(row, language, published_on):
    """Let no transfer have been checked later than the edition was published."""
    checks = sorted({min(date.fromisoformat(day), published_on) for day in row["checked_code"]})
    row["checked"] = [day_in_words(check, language) for check in checks]
    row["checked_code"] = [check.isoformat() for check in checks]
    for transfer in row["transfers_data"]:
        transfer["checked_on"] = min(transfer["checked_on"], published_on.isoformat())
