"""What a text must be before it is stored, and which language a reader gets of it."""

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

# Line and paragraph separators break mail headers; embeddings and overrides make a text read
# differently from what it says; noncharacters and surrogates are no XML.
REFUSED = {"\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)), "\ufffe", "\uffff"}
LINE_BREAKS = {"\n", "\t"}


def clean_text(text, *, multiline):
    """Return text in Unicode NFC with `\\n` as line break.

    Raises ValidationError, naming the character, for one that cannot be shown: it is refused and not
    dropped, so that what is stored is what somebody wrote.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    for place, character in enumerate(text, 1):
        if character in LINE_BREAKS and multiline:
            continue
        if character in REFUSED or unicodedata.category(character) in ("Cc", "Cs"):
            raise ValidationError(
                _("The character U+%(code)s (place %(place)s) cannot be shown. Please remove it."),
                code="control_character",
                params={"code": f"{ord(character):04X}", "place": place},
            )
    return text


def clean_texts(value, *, multiline):
    """Apply `clean_text` to a string, or to every language of a LazyI18nString or of the dictionary for one."""
    if isinstance(value, str):
        return clean_text(value, multiline=multiline)
    if isinstance(value, dict):
        value = LazyI18nString(value)
    if isinstance(value, LazyI18nString):
        if isinstance(value.data, dict):
            texts = {
                code: clean_text(text or "", multiline=multiline)
                for code, text in value.data.items()
            }
            return LazyI18nString({code: text for code, text in texts.items() if text})
        if value.data is None or value.data == "":
            return LazyI18nString({})
        return LazyI18nString(
            {settings.LANGUAGE_CODE: clean_text(str(value.data), multiline=multiline)}
        )
    return value


def localized(value, language):
    """Return (text, its language): in the language asked for, else the authoritative one, else any there is."""
    texts = (
        value.data if isinstance(value.data, dict) else {settings.LANGUAGE_CODE: value.data or ""}
    )
    for code in (language, settings.LANGUAGE_CODE, *texts):
        if texts.get(code):
            return texts[code], code
    return "", language
