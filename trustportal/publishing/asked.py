"""What the query of an address asks for; what cannot be meant is an error with a sentence."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.vocabulary.locales import day as day_in_words
from trustportal.vocabulary.locales import today
from trustportal.vocabulary.texts import clean_text


@dataclass(frozen=True)
class Selection:
    """What a file holds of a page: the page as the filters leave it, and what they are."""

    page: dict
    on: date  # the day whose states it shows
    filters: tuple = ()  # ((label, value), …) in words
    query: tuple = ()  # ((key, value), …) of the address, in their canonical order

    @classmethod
    def of(cls, page, on, asked):
        """`asked` is [(key, label, value, value in words), …]."""
        words = tuple((str(label), str(text)) for _key, label, _value, text in asked if label)
        return cls(page, on, words, tuple((key, value) for key, _label, value, _text in asked))


def past_day_asked(request, key):
    """Return a day that is not in the future, or None where none is asked for."""
    day = day_asked(request, key)
    if day and day > today():
        raise BadRequest(_("%s is in the future.") % day_in_words(day, get_language()))
    return day


def day_asked(request, key):
    """Return a day, or None where none is asked for."""
    text = request.GET.get(key, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if day.isoformat() != text:  # 20260301 or 2026-W09-7
            raise ValueError
    except ValueError:
        raise BadRequest(_("“%s” is no day. Write it as 2026-03-01.") % text[:40]) from None
    return day


def text_asked(request, key):
    """Return a text of the query as it would be stored, or raise BadRequest."""
    return as_stored(request.GET.get(key, ""))


def value_asked(request, key):
    """Return the value of a filter, or "" where none is asked for."""
    return exact(request.GET.get(key, ""))


def values_asked(request, key):
    """Return all values of a filter that can have several."""
    return [exact(value) for value in request.GET.getlist(key) if value]


def exact(value):
    """Refuse a value that only looks like another: a file would name one filter and hold what another one left."""
    if as_stored(value) != value:
        raise BadRequest(_("“%s” is nothing to filter by.") % as_stored(value)[:40])
    return value


def as_stored(text):
    try:
        return clean_text(text, multiline=False).strip()
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from None


def number_asked(request, key):
    text = request.GET.get(key, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
        raise BadRequest(_("“%s” is no number.") % text[:40])
    return int(text)
