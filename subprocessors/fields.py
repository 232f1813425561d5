"""How each subprocessor's draft is stored in the published register."""

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import country_name, day_in_words
from trustportal.publishing.fields import (
    Choice,
    Coded,
    Country,
    Date,
    Day,
    Derived,
    Id,
    Link,
    Plain,
    Reference,
    Translated,
    Words,
)
from trustportal.publishing.rows import Parts, written
from trustportal.record.changes import ALWAYS


def names(text):
    return [name.strip() for name in text.split(";") if name.strip()]


def yes_or_no(value, language):
    return _("Yes") if value else _("No")


def below(words):
    """Return how an address is shown below the same words in every row."""
    return lambda address, language: words if address else ""


def countries(entry, language):
    codes = list(dict.fromkeys(place.country for place in entry.locations.all()))
    return {
        "countries": [country_name(code, language) for code in codes],
        "countries_code": codes,
    }


def transfer_codes(entry, language):
    """Return the values that identify a change of the mechanisms: all but the day of the check."""
    found = []
    for transfer in entry.transfers.all():
        row = written(TRANSFER, transfer, language)
        del row["checked_on"]
        found.append("|".join(row.values()))
    return {"transfers_code": found}


def checked(entry, language):
    days = sorted({transfer.checked_on for transfer in entry.transfers.all()} - {None})
    return {
        "checked": [day_in_words(day, language) for day in days],
        "checked_code": [day.isoformat() for day in days],
    }


LOCATION = [
    Plain("country", key="country_code"),
    Plain("activity", key="activity_code"),
    Translated("condition"),
    Date("starts_on"),
    Date("ends_on"),
]
# The order is that of `transfers_code`: add new ones at the end.
TRANSFER = [
    Plain("regime", key="regime_code"),
    Plain("mechanism", key="mechanism_code"),
    Plain("modules"),
    Plain("reference_url"),
    Date("checked_on"),
    Date("starts_on"),
    Date("ends_on"),
]
REPLACES = Reference("replaces", _("Replaces"), event="details")
ENTRY = [
    Id("uuid"),
    Plain("slug"),
    Plain("name", _("Name"), event="renamed"),
    Translated("purpose", _("Used for"), event="purpose"),
    Parts("locations", _("Where"), event="location", fields=LOCATION),
    Derived("countries", of=countries),
    Words("categories", _("Data"), event="data"),
    Day("starts_on", _("Since"), key="starts", event="start"),
    Day("ends_on", _("Until"), key="ends", event="end", material=ALWAYS),
    Plain("legal_name", _("Legal name"), event="entity"),
    Plain("former_names", _("Former names"), event="renamed", to=names, back="; ".join),
    Choice("kind", _("Kind"), event="entity"),
    Country("country", _("Registered in"), event="entity"),
    Plain("registration_number", _("Registration number"), event="entity"),
    Plain("address", _("Address"), event="contact"),
    Plain("contact", _("Contact"), event="contact"),
    Plain("contact_url"),
    Link("website", _("Website"), event="details"),
    Words("products", _("Products"), event="applies"),
    Choice("applies", _("Applies"), event="applies"),
    Translated("condition", _("Condition"), event="applies"),
    Translated("responsibilities", _("Responsibilities"), event="purpose"),
    Words("subjects", _("Data subjects"), event="data"),
    Translated("retention", _("Retention"), event="data"),
    Coded(
        "trains_ai",
        _("Trains AI models"),
        event="purpose",
        words=yes_or_no,
        to=lambda value: "yes" if value else "no",
        back="yes".__eq__,
    ),
    Parts("transfers", _("Transfer mechanisms"), event="transfer", fields=TRANSFER),
    Derived("transfers_code", of=transfer_codes),
    Derived("checked", _("Transfer mechanisms checked on"), event="checked", of=checked),
    Link(
        "agreement_url",
        _("Data processing agreement"),
        key="agreement",
        event="details",
        words=below(_("Agreement")),
    ),
    Link(
        "subprocessors_url",
        _("Its own subprocessors"),
        key="onward",  # its name in published versions
        event="details",
        words=below(_("List")),
    ),
    REPLACES,
]
FACTS = [Translated("objection", _("How to object"))]

# What the public list shows, searches, filters and counts; an entry's page has the rest.
LISTED = [
    *("id", "slug", "name", "legal_name", "former_names", "purpose", "lang", "replaces"),
    *("categories", "categories_slug", "countries", "countries_code"),
    *("locations", "locations_data", "products", "products_slug", "applies", "applies_code"),
    *("starts", "starts_code", "announced_on", "ends", "ends_code", "end_announced_on"),
]
