"""The columns of the register, and what a change in each of them is called: the one place that says what is material.

A material change of a running entry needs notice (GDPR Art. 28(2); EDPB Opinion 22/2024): it is announced
as a new entry that replaces the running one, or as a location with a start of its own.
"""

from django.utils.translation import gettext_lazy as _

# code: (what a change is called, whether it is material)
EVENTS = {
    "renamed": (_("renamed"), False),
    "purpose": (_("purpose changed"), True),
    "location": (_("location changed"), True),
    "data": (_("data changed"), True),
    "start": (_("start changed"), True),
    "end": (_("end changed"), False),
    "entity": (_("legal entity changed"), True),
    "contact": (_("contact changed"), False),
    "applies": (_("applicability changed"), True),
    "transfer": (_("transfer changed"), False),
    "checked": (_("transfer checked again"), False),
    "details": (_("details changed"), False),
}

# (key, label, code of the event when its value changes)
COLUMNS = [
    ("name", _("Name"), "renamed"),
    ("purpose", _("Used for"), "purpose"),
    ("locations", _("Where"), "location"),
    ("categories", _("Data"), "data"),
    ("starts", _("Since"), "start"),
    ("ends", _("Until"), "end"),
    ("legal_name", _("Legal name"), "entity"),
    ("former_names", _("Former names"), "renamed"),
    ("kind", _("Kind"), "entity"),
    ("country", _("Registered in"), "entity"),
    ("registration_number", _("Registration number"), "entity"),
    ("address", _("Address"), "contact"),
    ("contact", _("Contact"), "contact"),
    ("website", _("Website"), "details"),
    ("products", _("Products"), "applies"),
    ("applies", _("Applies"), "applies"),
    ("condition", _("Condition"), "applies"),
    ("responsibilities", _("Responsibilities"), "purpose"),
    ("subjects", _("Data subjects"), "data"),
    ("retention", _("Retention"), "data"),
    ("trains_ai", _("Trains AI models"), "purpose"),
    ("transfers", _("Transfer mechanisms"), "transfer"),
    ("checked", _("Transfer mechanisms checked on"), "checked"),
    ("agreement", _("Data processing agreement"), "details"),
    ("onward", _("Its own subprocessors"), "details"),
    ("replaces", _("Replaces"), "details"),
]

# What the public list shows, searches, filters and counts by; the rest of a row is on the entry's own page.
LISTED = [
    *("id", "slug", "name", "legal_name", "former_names", "purpose", "lang", "replaces"),
    *(
        "categories",
        "categories_slug",
        "countries",
        "countries_code",
        "locations",
        "locations_data",
    ),
    *("products", "products_slug", "applies", "applies_code"),
    *("starts", "starts_code", "announced_on", "ends", "ends_code", "end_announced_on"),
]


def columns():
    """Return the columns as a page holds them, in the active language."""
    return [
        {"key": key, "label": str(label), "event": str(EVENTS[event][0]), "event_code": event}
        for key, label, event in COLUMNS
    ]


def is_material(event_code):
    return event_code in EVENTS and EVENTS[event_code][1]
