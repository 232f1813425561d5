from django.core.management.base import BaseCommand
from i18nfield.strings import LazyI18nString

from subprocessors.places import EEA_CODES
from trustportal.vocabulary.models import TransferLaw, TransferMechanism

LAWS = [
    ("EU", {"en": "EU", "de": "EU"}, EEA_CODES),
    ("UK", {"en": "UK", "de": "Vereinigtes Königreich"}, "GB"),
    ("CH", {"en": "Switzerland", "de": "Schweiz"}, "CH"),
]
MECHANISMS = [
    ("none", {"en": "none needed", "de": "keines erforderlich"}),
    ("adequacy", {"en": "adequacy decision", "de": "Angemessenheitsbeschluss"}),
    ("dpf", {"en": "Data Privacy Framework", "de": "Data Privacy Framework"}),
    (
        "scc",
        {
            "en": "standard contractual clauses (EU) 2021/914",
            "de": "Standardvertragsklauseln (EU) 2021/914",
        },
    ),
    (
        "idta",
        {
            "en": "International Data Transfer Agreement",
            "de": "International Data Transfer Agreement",
        },
    ),
    (
        "uk_addendum",
        {
            "en": "UK Addendum to the EU standard contractual clauses",
            "de": "UK-Addendum zu den EU-Standardvertragsklauseln",
        },
    ),
    (
        "swiss_scc",
        {
            "en": "EU standard contractual clauses adapted for Switzerland",
            "de": "für die Schweiz angepasste EU-Standardvertragsklauseln",
        },
    ),
    (
        "bcr",
        {
            "en": "binding corporate rules",
            "de": "verbindliche interne Datenschutzvorschriften (BCR)",
        },
    ),
    ("derogation", {"en": "derogation (Art. 49 GDPR)", "de": "Ausnahme (Art. 49 DSGVO)"}),
]
# What only holds for some: see the fields of TransferMechanism.
MORE = {"none": {"legitimises": False}, "dpf": {"country": "US"}}


class Command(BaseCommand):
    help = (
        "Create the first transfer laws and mechanisms, those of the EU, the UK and Switzerland, "
        "where they are missing. Staff edit them in the admin. Safe to run twice."
    )

    def handle(self, **options):
        for slug, label, territory in LAWS:
            create(TransferLaw, slug, label, territory=territory)
        for slug, label in MECHANISMS:
            create(TransferMechanism, slug, label, **MORE.get(slug, {}))


def create(model, slug, label, **more):
    if not model.objects.filter(slug=slug).exists():
        model.objects.create(slug=slug, label=LazyI18nString(label), **more)
