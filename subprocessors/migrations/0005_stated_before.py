from django.db import migrations

EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
# {code: (English, German, territory)}
LAWS = {
    "EU": ("EU", "EU", EEA),
    "UK": ("UK", "Vereinigtes Königreich", "GB"),
    "CH": ("Switzerland", "Schweiz", "CH"),
}
# {code: (English, German)}
MECHANISMS = {
    "none": ("none needed", "keines erforderlich"),
    "adequacy": ("adequacy decision", "Angemessenheitsbeschluss"),
    "dpf": ("Data Privacy Framework", "Data Privacy Framework"),
    "scc": (
        "standard contractual clauses (EU) 2021/914",
        "Standardvertragsklauseln (EU) 2021/914",
    ),
    "idta": ("International Data Transfer Agreement", "International Data Transfer Agreement"),
    "uk_addendum": (
        "UK Addendum to the EU standard contractual clauses",
        "UK-Addendum zu den EU-Standardvertragsklauseln",
    ),
    "swiss_scc": (
        "EU standard contractual clauses adapted for Switzerland",
        "für die Schweiz angepasste EU-Standardvertragsklauseln",
    ),
    "bcr": (
        "binding corporate rules",
        "verbindliche interne Datenschutzvorschriften (BCR)",
    ),
    "derogation": ("derogation (Art. 49 GDPR)", "Ausnahme (Art. 49 DSGVO)"),
}


def law(apps, code):
    english, german, territory = LAWS[code]
    model = apps.get_model("vocabulary", "TransferLaw")
    label = {"en": english, "de": german}
    return model.objects.get_or_create(
        slug=code, defaults={"label": label, "territory": territory, "revision": 1}
    )[0]


def mechanism(apps, code):
    english, german = MECHANISMS[code]
    model = apps.get_model("vocabulary", "TransferMechanism")
    more = {"legitimises": code != "none", "country": "US" if code == "dpf" else ""}
    return model.objects.get_or_create(
        slug=code, defaults={"label": {"en": english, "de": german}, "revision": 1, **more}
    )[0]


def carry_over(apps, schema_editor):
    """Keep what was stated: transfers by their codes, and “No” for whom it was published of."""
    for transfer in apps.get_model("subprocessors", "Transfer").objects.all():
        transfer.law = law(apps, transfer.law_code)
        transfer.mechanism = mechanism(apps, transfer.mechanism_code)
        transfer.save()
    entries = apps.get_model("subprocessors", "Subprocessor").objects
    entries.filter(trained=True).update(trains_ai="yes")
    entries.filter(trained=False).update(trains_ai="no")
    # What was asked for until now.
    for register in apps.get_model("subprocessors", "Register").objects.all():
        register.laws.add(law(apps, "EU"))


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0004_not_stated")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
