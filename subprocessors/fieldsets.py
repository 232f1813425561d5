"""The form of an entry, in the order in which lists are typed."""

from django.utils.translation import gettext_lazy as _

DATES = ("starts_on", "existing_from", "ends_on")
# Most lists state a name, a purpose and a country; what few state is folded up below.
FIELDSETS = [
    (
        None,
        {
            "fields": ["name", "purpose", "country", "group", "kind"],
            "description": _(
                "Only the name is required. What you leave empty is not stated: it is shown "
                "nowhere."
            ),
        },
    ),
    (
        _("Dates"),
        {
            "fields": [DATES, "replaces"],
            "description": _(
                "Without a start, the entry is “listed since” the day of the version that "
                "first has it."
            ),
        },
    ),
    (
        _("What it does"),
        {
            "classes": ["collapse"],
            "fields": [
                *("responsibilities", "products", "editions", "applies", "condition"),
                "note",
            ],
        },
    ),
    (
        _("The data"),
        {
            "classes": ["collapse"],
            "fields": ["data_in_words", "categories", "subjects", "retention"],
        },
    ),
    (
        _("The company"),
        {
            "classes": ["collapse"],
            "fields": [
                *("legal_name", "former_names", "address", "registration_number", "lei"),
                *("parent", "parent_country", "website", "contact", "contact_url", "slug"),
            ],
        },
    ),
    (
        _("Artificial intelligence"),
        {
            "classes": ["collapse"],
            "fields": [
                *("trains_ai", "ai_role", "ai_models"),
                *("ai_feature", "ai_retention", "ai_monitoring"),
            ],
        },
    ),
    (
        _("Documents"),
        {
            "classes": ["collapse"],
            "fields": ["agreement", "agreement_url", "subprocessors_url"],
        },
    ),
    (
        _("Internal, never published"),
        {"classes": ["collapse"], "fields": ["internal_notes", "next_review"]},
    ),
]
