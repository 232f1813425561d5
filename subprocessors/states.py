"""The state of an entry on a day."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

ANNOUNCED, ACTIVE, ENDING, ENDED = "announced", "active", "ending", "ended"
STATES = {
    ANNOUNCED: _("announced"),
    ACTIVE: _("active"),
    ENDING: _("ending"),
    ENDED: _("ended"),
}
IN_FORCE = (ACTIVE, ENDING)
MONTHS_SHOWN = 24  # after an end


def state_on(starts_on: date | None, ends_on: date | None, on: date) -> str:
    if starts_on and starts_on > on:
        return ANNOUNCED
    if ends_on is None:
        return ACTIVE
    return ENDING if ends_on >= on else ENDED


def first_day_unlisted(ends_on: date) -> date:
    """Return the day from which an entry that ended is no longer listed."""
    day = months_before(ends_on, -MONTHS_SHOWN)
    while months_before(day, MONTHS_SHOWN) <= ends_on:
        day += timedelta(days=1)
    return day


def months_before(on: date, months: int) -> date:
    """Return the day some calendar months before; at most the last day of that month."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    for day_of_month in range(on.day, 27, -1):
        try:
            return date(year, month + 1, day_of_month)
        except ValueError:
            continue
    return date(year, month + 1, on.day)
