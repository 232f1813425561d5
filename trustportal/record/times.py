from datetime import UTC, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import canonical

CLOCK_TOLERANCE = timedelta(minutes=5)


def end_of(day):
    """Return the moment (UTC) at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def now_after(last):
    """Return the current second, or that of `last` if its server's clock was slightly ahead."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not last or last.recorded_at <= now:
        return now
    if last.recorded_at - now > CLOCK_TOLERANCE:
        raise ValidationError(
            _(
                "This server's clock is behind the last publication (%(moment)s). Set the clock, "
                "then publish."
            ),
            code="clock",
            params={"moment": canonical.timestamp(last.recorded_at)},
        )
    return last.recorded_at
