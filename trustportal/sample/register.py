"""The sample's register: fictional subprocessors and the editions of their list, counted from the day of loading."""

import copy
from datetime import UTC, date, datetime, time, timedelta

from i18nfield.strings import LazyI18nString

from subprocessors.models import ProcessingLocation, Register, Subprocessor, Transfer
from subprocessors.notice import with_announcements
from trustportal.language.locales import country_name, day_in_words, today
from trustportal.record.models import Version
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

TITLE = {"en": "Subprocessors", "de": "Unterauftragsverarbeiter"}
SUMMARY = {
    "en": "The companies that process personal data for us when you use our services: what for, where, and since when.",
    "de": "Die Unternehmen, die für uns personenbezogene Daten verarbeiten, wenn Sie unsere Dienste nutzen: wofür, wo "
    "und seit wann.",
}
OBJECTION = {
    "en": "Write to our data protection officer at [privacy@example.com](mailto:privacy@example.com) and name the "
    "entry.",
    "de": "Schreiben Sie unserem Datenschutzbeauftragten an [privacy@example.com](mailto:privacy@example.com) und "
    "nennen Sie den Eintrag.",
}
NOTICE = {
    "en": "Sample: every company in this list is invented.",
    "de": "Muster: Alle Unternehmen in dieser Liste sind erfunden.",
}
SOURCE = "Sample history, invented like the list itself."


def load_register(facts):
    """Create the register with its history, unless there is one."""
    if Register.objects.exists():
        return
    register = Register.objects.create(
        slug="subprocessors",
        title=LazyI18nString(TITLE),
        summary=LazyI18nString(SUMMARY),
        objection=LazyI18nString(OBJECTION),
        notice=LazyI18nString(NOTICE),
    )
    for entry in facts["subprocessors"]:
        load_entry(entry)
    for entry in facts["subprocessors"]:
        replaced = Subprocessor.objects.filter(slug=entry.get("replaces")).first()
        Subprocessor.objects.filter(slug=entry["slug"]).update(replaces=replaced)
    *editions, last = facts["history"]
    for step in editions:
        publish_edition(register, step)
    register.publish(note=last["note"])


def on_day(days):
    return None if days is None else today() + timedelta(days=days)


def text(values):
    return LazyI18nString(values or {})


def load_entry(facts):
    prose = ("condition", "purpose", "responsibilities", "retention")
    plain = (
        "slug",
        "name",
        "legal_name",
        "address",
        "country",
        "registration_number",
        "website",
        "contact",
    )
    entry = Subprocessor.objects.create(
        former_names="; ".join(facts.get("former_names", [])),
        contact_url=facts["contact_url"],
        kind=facts["kind"],
        applies=facts["applies"],
        trains_ai=facts["trains_ai"],
        agreement_url=facts.get("dpa_url", ""),
        onward_url=facts.get("list_url", ""),
        starts_on=on_day(facts["starts_in"]),
        ends_on=on_day(facts.get("ends_in")),
        **{key: facts[key] for key in plain},
        **{key: text(facts.get(key)) for key in prose},
    )
    entry.products.set(Product.objects.filter(slug__in=facts["products"]))
    entry.categories.set(DataCategory.objects.filter(slug__in=facts["categories"]))
    entry.subjects.set(DataSubject.objects.filter(slug__in=facts["subjects"]))
    for place in facts.get("locations", []):
        ProcessingLocation.objects.create(
            subprocessor=entry,
            country=place["country"],
            activity=place["activity"],
            condition=text(place.get("condition")),
            starts_on=on_day(place.get("starts_in")),
            ends_on=on_day(place.get("ends_in")),
        )
    for transfer in facts.get("transfers", []):
        Transfer.objects.create(
            subprocessor=entry,
            regime=transfer["regime"],
            mechanism=transfer["mechanism"],
            modules=transfer.get("modules", ""),
            reference_url=transfer.get("reference_url", ""),
            checked_on=on_day(transfer["checked"]),
        )


def publish_edition(register, step):
    published_on = on_day(step["days"])
    data = {
        language: edition(page, language, step, published_on)
        for language, page in register.pages().items()
    }
    Version.objects.append(
        register.kind,
        register.slug,
        with_announcements(data, register.last_readable(), register.next_number(), published_on),
        step["note"],
        material=not step.get("correction"),
        published_at=datetime.combine(published_on, time(), UTC),
        source=SOURCE,
    )


def edition(page, language, step, published_on):
    """Return the page as it was before what later editions changed."""
    page = copy.deepcopy(page)
    for section in page["sections"]:
        section["rows"] = [
            earlier(row, language, step, published_on)
            for row in section["rows"]
            if row["slug"] not in step.get("without", [])
        ]
    rows = [row for section in page["sections"] for row in section["rows"]]
    page["card"] = {
        "entries": len(rows),
        "countries": len({code for row in rows for code in row["countries_code"]}),
    }
    return page


def earlier(row, language, step, published_on):
    slug = row["slug"]
    if slug in step.get("names", {}):
        row["name"] = step["names"][slug]
        row["former_names"] = [name for name in row["former_names"] if name != row["name"]]
    if slug in step.get("without_end", []):
        row["ends"] = row["ends_code"] = ""
    for field, wordings in step.get("texts", {}).get(slug, {}).items():
        row[field] = wordings[language]
    gone = step.get("without_locations", {}).get(slug, [])
    places = [
        pair
        for pair in zip(row["locations"], row["locations_data"], strict=True)
        if pair[1]["country_code"] not in gone
    ]
    row["locations"], row["locations_data"] = (
        [words for words, _place in places],
        [place for _words, place in places],
    )
    row["countries_code"] = list(
        dict.fromkeys(place["country_code"] for place in row["locations_data"])
    )
    row["countries"] = [country_name(code, language) for code in row["countries_code"]]
    checks = sorted({min(date.fromisoformat(check), published_on) for check in row["checked_code"]})
    row["checked"] = [day_in_words(check, language) for check in checks]
    row["checked_code"] = [check.isoformat() for check in checks]
    for transfer in row["transfers_data"]:
        transfer["checked_on"] = min(transfer["checked_on"], published_on.isoformat())
    return row
