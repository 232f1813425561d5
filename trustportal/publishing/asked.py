"""What the query of an address asks for; what cannot be meant is an error with a sentence."""

from datetime import UTC, date, datetime

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.vocabulary.locales import day as day_in_words
from trustportal.vocabulary.texts import clean_text


def past_day_asked(request, key):
    """Return a day that is not in the future, or None where none is asked for."""
    day = day_asked(request, key)
    if day and day > datetime.now(UTC).date():
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
    try:
        return clean_text(request.GET.get(key, ""), multiline=False).strip()
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from None


def number_asked(request, key):
    text = request.GET.get(key, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
        raise BadRequest(_("“%s” is no number.") % text[:40])
    return int(text)
