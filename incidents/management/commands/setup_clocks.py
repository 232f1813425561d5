from django.core.management.base import BaseCommand
from i18nfield.strings import LazyI18nString

from incidents.clocks import ClockRule, Type

RULES = [
    {
        "name": {"en": "GDPR Art. 33", "de": "Art. 33 DSGVO"},
        "reference": "Art. 33(1) GDPR",
        "trigger": ClockRule.Trigger.AWARE,
        "type": Type.PRIVACY,
        "hours": 72,
    },
    {
        "name": {"en": "Customer contracts", "de": "Kundenverträge"},
        "reference": "Art. 33(2), 28(3)(f) GDPR; the period is yours to set",
        "trigger": ClockRule.Trigger.AWARE,
        "type": Type.PRIVACY,
        "hours": 48,
    },
]


class Command(BaseCommand):
    help = "Create the first clocks, unless there are any. The group Legal edits them in the admin."

    def handle(self, **options):
        if not ClockRule.objects.exists():
            for rule in RULES:
                ClockRule.objects.create(**rule | {"name": LazyI18nString(rule["name"])})
