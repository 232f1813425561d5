"""Rules for texts before they are stored, and the choice of their language for a reader."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

# Line and paragraph separators break mail headers; embeddings and overrides make a text read
# differently from what it says; noncharacters and surrogates are no XML.
REFUSED = {"\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)), "\ufffe", "\uffff"}
LINE_BREAKS = {"\n", "\t"}

Texts = dict[str, str]  # by language


def clean_text(text: str, *, multiline: bool) -> str:
    """Return text in Unicode NFC with `\\n` as line break.

    Raises ValidationError, naming the character, for one that cannot be shown: it is refused and
    not dropped, so that what is stored is what somebody wrote.
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


def clean_texts(value, *, multiline: bool):
    """Return a value of a text field as it is stored: a string or a LazyI18nString; else as it is.

    Applies `clean_text` to every language. The dictionary for a LazyI18nString becomes one.
    """
    if isinstance(value, str):
        return clean_text(value, multiline=multiline)
    if not isinstance(value, dict | LazyI18nString):
        return value
    cleaned = {}
    for language, text in by_language(value).items():
        cleaned[language] = clean_text(text or "", multiline=multiline)
    return LazyI18nString({language: text for language, text in cleaned.items() if text})


def by_language(value: dict | LazyI18nString) -> Texts:
    """Return {language: text}; a plain string counts as the authoritative language."""
    texts = value if isinstance(value, dict) else value.data
    if isinstance(texts, dict):
        return texts
    return {settings.LANGUAGE_CODE: "" if texts is None else str(texts)}


def localized(value: LazyI18nString, language: str) -> tuple[str, str]:
    """Return (text, its language).

    In the language asked for, else in the authoritative one, else in any there is.
    """
    texts = by_language(value)
    for code in (language, settings.LANGUAGE_CODE, *texts):
        if texts.get(code):
            return texts[code], code
    return "", language


def plainly(value: Any, language: str) -> tuple[Any, str]:
    """Return (plain value, language of its text).

    For a list, it is the first language other than the one asked for.
    """
    if isinstance(value, LazyI18nString):
        text, found_in = localized(value, language)
        return text, found_in if text else language
    if isinstance(value, list):
        entries = [plainly(entry, language) for entry in value]
        stood_in = (found_in for _entry, found_in in entries if found_in != language)
        return [entry for entry, _found_in in entries], next(stood_in, language)
    return str(value) if isinstance(value, Promise) else value, language
