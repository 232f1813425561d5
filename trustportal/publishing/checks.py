from django.apps import apps
from django.conf import settings
from django.core import checks


@checks.register("settings")
def required_facts_are_known(app_configs, **kwargs):
    known = known_facts()
    unknown = [name for name in settings.REQUIRED_FACTS if name not in known]
    if not unknown:
        return []
    return [
        checks.Error(
            f"REQUIRED_FACTS names what nobody is asked for: {', '.join(unknown)}.",
            hint=f"There are: {', '.join(known)}.",
            id="publishing.E001",
        )
    ]


def known_facts():
    """Return the names that REQUIRED_FACTS may hold, as ["subprocessor.contact", …]."""
    found = []
    for model in apps.get_models():
        facts = getattr(model, "ASKED", ())
        found += [f"{model._meta.model_name}.{fact.key}" for fact in facts]
    return found
