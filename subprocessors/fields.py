"""How each subprocessor's draft is stored in the published register."""

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import day_in_words
from trustportal.language.texts import localized
from trustportal.publishing.fields import (
    Choice,
    Country,
    Date,
    Day,
    Derived,
    Id,
    Link,
    Plain,
    Reference,
    Translated,
    Word,
    Words,
)
from trustportal.publishing.rows import Parts, written
from trustportal.record.changes import ALWAYS

from . import ai, periods
from .places import outside_eea


def names(text):
    return [name.strip() for name in text.split(";") if name.strip()]


def below(words):
    """Return how an address is shown below the same words in every row."""
    return lambda address, language: words if address else ""


def countries(entry, language):
    """Return the places of an entry, each once; one in words alone has no code."""
    places = {place.where(language): place for place in entry.locations.all()}
    words = []
    for name, place in places.items():
        words.append(name if place.code else place.place)
    return {"countries": words, "countries_code": [place.code for place in places.values()]}


def of_eea(entry, language):
    """Return whether data is processed outside the EEA, for filters and machines."""
    return {"outside_eea_code": outside_eea(countries(entry, language)["countries_code"])}


def transfer_codes(entry, language):
    """Return the values that identify a change of the mechanisms: all but the day of the check."""
    found = []
    for transfer in entry.transfers.all():
        row = written(TRANSFER, transfer, language)
        codes = [row[key] for key in TRANSFER_CODES]
        codes += [row[key] for key in NEW_TRANSFER_CODES if row[key]]
        found.append("|".join(codes))
    return {"transfers_code": found}


def uses_ai(entry, language):
    """Return a key where an entry states a use of AI, and nothing where it states none."""
    row = {key: str(getattr(entry, key)) for key in ai.COLUMNS}
    return {"uses_ai": True} if ai.uses_ai(row | {"trains_ai_code": entry.trains_ai}) else {}


def checked(entry, language):
    days = sorted({transfer.checked_on for transfer in entry.transfers.all()} - {None})
    return {
        "checked": [day_in_words(day, language) for day in days],
        "checked_code": [day.isoformat() for day in days],
    }


def agreement(entry, language):
    """Return what the data processing agreement is called."""
    if localized(entry.agreement, language)[0]:
        return {"agreement": entry.agreement}
    return {"agreement": _("Agreement") if entry.agreement_url else ""}


LOCATION = [
    Plain("country", key="country_code"),
    Plain("region", key="region_code"),
    Translated("place"),
    Plain("activity", key="activity_code"),
    Translated("condition"),
    Date("starts_on"),
    Date("existing_from"),
    Date("ends_on"),
]
TRANSFER = [
    Word("law", key="regime", suffix="_code"),
    Word("mechanism", suffix="_code"),
    Plain("modules"),
    Plain("reference_url"),
    Date("checked_on"),
    Date("starts_on"),
    Date("existing_from"),
    Date("ends_on"),
]
# What a transfer is known by in `transfers_code`; what is new stands at the end, where it is given.
TRANSFER_CODES = (
    *("regime_code", "mechanism_code", "modules"),
    *("reference_url", "starts_on", "ends_on"),
)
NEW_TRANSFER_CODES = ("existing_from",)
REPLACES = Reference("replaces", _("Replaces"), event="details")
ENTRY = [
    Id("uuid"),
    Plain("slug"),
    Plain("name", _("Name"), event="renamed"),
    Translated("purpose", _("Used for"), event="purpose"),
    Parts("locations", _("Where"), event="location", fields=LOCATION),
    Derived("countries", suffix="_code", of=countries),
    Derived("outside_eea_code", of=of_eea),
    Words("categories", _("Data"), event="data"),
    Translated("data_in_words", _("Description of the data"), event="data"),
    Day("starts_on", _("Since"), key="starts", event="start"),
    Day("existing_from", _("For existing customers from"), event="start"),
    Day("ends_on", _("Until"), key="ends", event="end", material=ALWAYS),
    Plain("legal_name", _("Legal name"), event="entity"),
    Plain("former_names", _("Former names"), event="renamed", to=names, back="; ".join),
    Choice("kind", _("Kind"), event="entity"),
    Country("country", _("Registered in"), event="entity"),
    Plain("registration_number", _("Registration number"), event="entity"),
    Plain("lei", _("LEI"), event="entity"),
    Plain("parent", _("Parent company"), event="entity"),
    Country("parent_country", _("Country of the parent company"), event="entity"),
    Plain("address", _("Address"), event="contact"),
    Plain("contact", _("Contact"), event="contact"),
    Plain("contact_url"),
    Link("website", _("Website"), event="details"),
    Word("group", _("Group"), key="list_group", event="details"),
    Words("products", _("Products"), event="applies"),
    Words("editions", _("Product editions"), event="applies"),
    Choice("applies", _("Applies"), event="applies"),
    Translated("condition", _("Condition"), event="applies"),
    Translated("responsibilities", _("Responsibilities"), event="purpose"),
    Words("subjects", _("Data subjects"), event="data"),
    Translated("retention", _("Retention"), event="data"),
    Choice("trains_ai", _("Trains AI models"), event="ai"),
    Choice("ai_role", _("Role in the use of AI"), event="ai_use"),
    Plain("ai_models", _("AI models"), event="ai_models", to=names, back="; ".join),
    Translated("ai_feature", _("Feature that turns AI on"), event="ai_use"),
    Translated("ai_retention", _("Retention of prompts and answers"), event="ai_use"),
    Translated("ai_monitoring", _("Retention for abuse monitoring"), event="ai_use"),
    Derived("uses_ai", of=uses_ai),
    Parts("transfers", _("Transfer mechanisms"), event="transfer", fields=TRANSFER),
    Derived("transfers_code", of=transfer_codes),
    Derived(
        "checked",
        _("Transfer mechanisms checked on"),
        suffix="_code",
        event="checked",
        of=checked,
    ),
    Derived("agreement", _("Data processing agreement"), event="details", of=agreement),
    Plain("agreement_url"),
    Translated("agreement", key="agreement_in_words"),
    Link(
        "subprocessors_url",
        _("Its own subprocessors"),
        key="onward",  # its name in published versions
        event="details",
        words=below(_("List")),
    ),
    Translated("note", _("Note"), event="details"),
    REPLACES,
]
FACTS = [Translated("objection", _("How to object"))]
# Made of the periods below, for people to read.
NOTICE = Plain("notice_period", _("Notice of changes"))
PERIOD = [Choice("notice_class", key="class"), Plain("days")]
# The periods that hold when a version is published: `notice_days` is the default of the classes.
PERIODS = [
    Plain("notice_days", key="own_notice_days"),
    Derived("held_notice_days", of=periods.held),
    Parts("notice_periods", fields=PERIOD),
]

# What a row of the list always has, and what counts or announces its entry.
ALWAYS_THERE = frozenset(["id", "slug", "name", "kind_code", "starts_code", "locations_data"])


def stated(row):
    """Return a row without what is empty: most lists state little of each entry."""
    found = {}
    for key, value in row.items():
        if key.endswith("_data"):
            value = [stated(part) for part in value]
        if key in ALWAYS_THERE or value not in ("", []):
            found[key] = value
    return found


# What the public list shows, searches, filters and counts; an entry's page has the rest.
# Transfers are among them: announcements and the filter by mechanism read their dates.
LISTED = [
    *("id", "slug", "name", "legal_name", "former_names", "purpose", "lang", "replaces"),
    *("categories", "categories_slug", "countries", "countries_code"),
    *("locations", "locations_data", "products", "products_slug", "applies", "applies_code"),
    *("list_group", "list_group_slug", "editions", "editions_slug", "data_in_words", "note"),
    *("trains_ai", "trains_ai_code", "ai_role", "ai_role_code", "uses_ai", "transfers_data"),
    *("country", "country_code"),
    *("starts", "starts_code", "announced_on", "object_until"),
    *("existing_from", "existing_from_code"),
    *("ends", "ends_code", "end_announced_on", "end_object_until"),
    "listed_on",
    # The annexes demand these: the page says how many are missing.
    *("address", "contact", "contact_url", "responsibilities"),
]
