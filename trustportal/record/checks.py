from django.core import checks
from django.db import connections

from . import triggers


@checks.register(checks.Tags.database)
def triggers_guard_the_record(app_configs, databases, **kwargs):
    """Warn of each trigger that is missing or altered; none is expected before `migrate`.

    A warning: an error would stop `migrate`, which is the cure.
    """
    warnings = []
    for alias in databases or []:
        warnings += [
            checks.Warning(
                f"The trigger {name} is missing or altered.",
                hint="Run `manage.py migrate`, which installs it again, "
                "then `manage.py verify_history`.",
                id="record.W001",
            )
            for name in triggers.missing(connections[alias])
        ]
    return warnings
