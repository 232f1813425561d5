"""Read the query of an address; an invalid value raises an error that tells the reader why."""

from datetime import date

from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words, today
from trustportal.language.texts import clean_text

SHOWN = 40  # characters of a refused value that its sentence repeats


class Query:
    """The parameters of an address, each read as its type.

    Every method raises BadRequest for an invalid value.
    """

    def __init__(self, parameters: QueryDict | None = None):
        self.parameters = QueryDict() if parameters is None else parameters

    def text(self, key: str) -> str:
        """Return words to look for, without spaces around them."""
        return as_stored(self.parameters.get(key, ""))

    def value(self, key: str) -> str:
        """Return the value of a filter, "" where there is none."""
        return exact(self.parameters.get(key, ""))

    def values(self, key: str) -> list[str]:
        """Return all values of a filter that may have several."""
        return [exact(value) for value in self.parameters.getlist(key) if value]

    def is_set(self, key: str) -> bool:
        return bool(self.parameters.get(key))

    def day(self, key: str) -> date | None:
        """Return a day written as 2026-03-01, None where there is none."""
        text = self.parameters.get(key, "")
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:  # 20260301 or 2026-W09-7
            raise BadRequest(
                _("“%s” is not a valid date. Write it like this: 2026-03-01.") % text[:SHOWN]
            )
        return day

    def past_day(self, key: str) -> date | None:
        """Return a day that is not in the future, None where there is none."""
        day = self.day(key)
        if day and day > today():
            raise BadRequest(_("%s is in the future.") % day_in_words(day, get_language()))
        return day

    def number(self, key: str) -> int:
        """Return a whole number from 1 on; 1 where there is none."""
        text = self.parameters.get(key, "1")
        if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
            raise BadRequest(_("“%s” is not a valid number.") % text[:SHOWN])
        return int(text)

    def without(self, key: str) -> "Query":
        parameters = self.parameters.copy()
        parameters.pop(key, None)
        return Query(parameters)

    def encoded(self, *, without: str = "", **replaced: str) -> str:
        """Return the parameters as they stand in an address, some of them left out or replaced."""
        parameters = self.parameters.copy()
        parameters.pop(without, None)
        for key, value in replaced.items():
            parameters[key] = value
        return parameters.urlencode()


def with_query(address: str, encoded: str) -> str:
    return f"{address}?{encoded}" if encoded else address


def exact(value: str) -> str:
    """Return a value, or raise BadRequest if it is not in the form in which texts are stored.

    Otherwise a file could name one filter but contain the result of another.
    """
    if as_stored(value) != value:
        raise BadRequest(_("“%s” cannot be used as a filter.") % as_stored(value)[:SHOWN])
    return value


def as_stored(text: str) -> str:
    try:
        return clean_text(text, multiline=False).strip()
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from None
