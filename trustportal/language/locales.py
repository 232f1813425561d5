"""Countries, days and moments in the reader's language.

Names come from Unicode CLDR through Babel.
"""

from datetime import UTC, date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def locale(language: str | None) -> Locale:
    """Return Babel's locale for a Django language code; English for one that CLDR does not know.

    None is English, too: no language is active while the admin writes its log.
    """
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en", "GB")


def language_name(code: str) -> str:
    """Return a language's name in the active language; its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code


def country_name(code: str, language: str | None) -> str:
    """Return the name of an ISO 3166-1 alpha-2 country, or the code where there is no name."""
    return locale(language).territories.get(code, code)


# Two-letter codes of CLDR that are no country of ISO 3166-1.
NO_COUNTRY = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC"),
    *("QO", "TA", "UN", "XA", "XB", "XK", "ZZ"),
}


@cache
def is_country(code: str) -> bool:
    return len(code) == 2 and code not in NO_COUNTRY and code in locale("en").territories


def country_code(code: str) -> None:
    """Refuse what is no country of ISO 3166-1 that CLDR knows."""
    if not is_country(code):
        raise ValidationError(_("No country has the code “%s”.") % code)


def countries(language: str | None) -> list[tuple[str, str]]:
    """Return [(code, name), …] of all countries, by name."""
    names = locale(language).territories.items()
    pairs = [(code, name) for code, name in names if is_country(code)]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def today() -> date:
    """Return the current day (UTC), which every page and every deadline uses."""
    return timezone.now().astimezone(UTC).date()


def iso_day(text: str | None) -> date | None:
    """Return the day of an ISO date, or None for none."""
    return date.fromisoformat(text) if text else None


def day_in_words(value: date, language: str) -> str:
    """Return a date as `3 March 2026`, `3. März 2026`."""
    form = "d MMMM y" if language.startswith("en") else "long"
    return format_date(value, format=form, locale=locale(language))


def clock(value: datetime, language: str) -> str:
    """Return the time of a moment, in its own zone, as `14:05`."""
    return format_datetime(value, "HH:mm", tzinfo=value.tzinfo, locale=locale(language))


def moment(value: datetime, language: str) -> str:
    """Return a moment as `3 March 2026, 14:05 UTC`."""
    utc = value.astimezone(UTC)
    return f"{day_in_words(utc.date(), language)}, {clock(utc, language)} UTC"


def number(value: int, language: str | None) -> str:
    """Return a whole number as `12,500`, `12.500`."""
    return format_decimal(value, locale=locale(language))
