from datetime import date

from django.core.management.base import BaseCommand
from i18nfield.strings import LazyI18nString

from incidents.clocks import ClockRule, Type

Trigger = ClockRule.Trigger

# On from the start, and made only where there is no clock yet.
FIRST = [
    {
        "name": {"en": "GDPR Art. 33", "de": "Art. 33 DSGVO"},
        "reference": "Art. 33(1) GDPR",
        "type": Type.PRIVACY,
        "hours": 72,
    },
    {
        "name": {"en": "Customer contracts", "de": "Kundenverträge"},
        "reference": "Art. 33(2), 28(3)(f) GDPR; the period is yours to set",
        "type": Type.PRIVACY,
        "hours": 48,
    },
]
# Art. 41(1) Directive (EU) 2022/2555 and Art. 71(2) Regulation (EU) 2024/2847.
NIS_2, CRA = date(2024, 10, 18), date(2026, 9, 11)
# Off until Legal finds that they apply; each is made once. The report under `after` starts it.
OTHERS = {
    "nis2-warning": {
        "name": {"en": "NIS 2, early warning", "de": "NIS 2, Frühwarnung"},
        "reference": "Art. 23(4)(a) Directive (EU) 2022/2555",
        "hours": 24,
        "applies_from": NIS_2,
    },
    "nis2-notification": {
        "name": {
            "en": "NIS 2, incident notification",
            "de": "NIS 2, Meldung des Sicherheitsvorfalls",
        },
        "reference": "Art. 23(4)(b) Directive (EU) 2022/2555",
        "hours": 72,
        "applies_from": NIS_2,
    },
    "nis2-final": {
        "name": {"en": "NIS 2, final report", "de": "NIS 2, Abschlussbericht"},
        "reference": "Art. 23(4)(d) Directive (EU) 2022/2555",
        "trigger": Trigger.REPORTED,
        "after": "nis2-notification",
        "months": 1,
        "applies_from": NIS_2,
    },
    "cra-warning": {
        "name": {"en": "CRA, early warning", "de": "CRA, Frühwarnung"},
        "reference": "Art. 14(2)(a), 14(4)(a) Regulation (EU) 2024/2847",
        "hours": 24,
        "applies_from": CRA,
    },
    "cra-notification": {
        "name": {"en": "CRA, notification", "de": "CRA, Meldung"},
        "reference": "Art. 14(2)(b), 14(4)(b) Regulation (EU) 2024/2847",
        "hours": 72,
        "applies_from": CRA,
    },
    "cra-final-vulnerability": {
        "name": {
            "en": "CRA, final report on a vulnerability",
            "de": "CRA, Abschlussbericht zur Schwachstelle",
        },
        "reference": "Art. 14(2)(c) Regulation (EU) 2024/2847",
        "trigger": Trigger.FIX_AVAILABLE,
        "hours": 14 * 24,
        "applies_from": CRA,
    },
    "cra-final-incident": {
        "name": {
            "en": "CRA, final report on a severe incident",
            "de": "CRA, Abschlussbericht zum schwerwiegenden Sicherheitsvorfall",
        },
        "reference": "Art. 14(4)(c) Regulation (EU) 2024/2847",
        "trigger": Trigger.REPORTED,
        "after": "cra-notification",
        "months": 1,
        "applies_from": CRA,
    },
}


class Command(BaseCommand):
    help = (
        "Create the clocks of GDPR, NIS 2 and CRA that are not there yet; the latter two are off. "
        "The group Legal edits them in the admin. Safe to run twice."
    )

    def handle(self, **options):
        if not ClockRule.objects.exists():
            for rule in FIRST:
                create(rule, is_on=True)
        there = set(ClockRule.objects.values_list("preset", flat=True))
        for preset, rule in OTHERS.items():
            if preset not in there:
                create(rule, is_on=False, preset=preset)


def create(rule, **more):
    values = {**rule, "name": LazyI18nString(rule["name"])} | more
    if "after" in rule:
        values["after"] = ClockRule.objects.get(preset=rule["after"])
    ClockRule.objects.create(**values)
