"""One language of `Version.data`, read by the database."""

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce


def page_in(language):
    own = F(f"data__{language}")
    return (
        own
        if language == settings.LANGUAGE_CODE
        else Coalesce(own, F(f"data__{settings.LANGUAGE_CODE}"))
    )


def in_language(transform, key, language):
    """Return the expression for a key of the page in a language.

    If the version is older than that language, it reads the authoritative one.
    """
    own = transform(f"data__{language}__{key}")
    if language == settings.LANGUAGE_CODE:
        return own
    return Coalesce(own, transform(f"data__{settings.LANGUAGE_CODE}__{key}"))
