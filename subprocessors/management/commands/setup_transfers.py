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
        "bcr",
        {
            "en": "binding corporate rules",
            "de": "verbindliche interne Datenschutzvorschriften (BCR)",
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
        "idta",
        {
            "en": "International Data Transfer Agreement",
            "de": "International Data Transfer Agreement",
        },
    ),
    (
        "swiss_scc",
        {
            "en": "EU standard contractual clauses adapted for Switzerland",
            "de": "für die Schweiz angepasste EU-Standardvertragsklauseln",
        },
    ),
    ("derogation", {"en": "derogation (Art. 49 GDPR)", "de": "Ausnahme (Art. 49 DSGVO)"}),
    ("none", {"en": "none needed", "de": "keines erforderlich"}),
]
# What only holds for some: see the fields of TransferMechanism.
MORE = {"none": {"legitimises": False}, "dpf": {"country": "US"}}


class Command(BaseCommand):
    help = (
        "Create the first transfer laws and mechanisms, those of the EU, the UK and Switzerland, "
        "where they are missing. Staff edit them in the admin. Safe to run twice."
    )

    def handle(self, **options):
        for order, (slug, label, territory) in enumerate(LAWS, 1):
            create(TransferLaw, slug, label, order=order, territory=territory)
        for order, (slug, label) in enumerate(MECHANISMS, 1):
            create(TransferMechanism, slug, label, order=order, **MORE.get(slug, {}))


def create(model, slug, label, **more):
    if not model.objects.filter(slug=slug).exists():
        model.objects.create(slug=slug, label=LazyI18nString(label), **more)
