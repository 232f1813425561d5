"""The parts of a page, as `Version.data` holds them. Each notes which of its texts are in another language."""

from django.utils.functional import Promise
from i18nfield.strings import LazyI18nString

from trustportal.language.texts import localized


def part(language, **values):
    """Return values as plain data: texts in the language asked for, with `lang` naming those that are not."""
    plain, elsewhere = {}, {}
    for key, value in values.items():
        plain[key], found_in = plainly(value, language)
        if found_in != language:
            elsewhere[key] = found_in
    return {**plain, "lang": elsewhere} if elsewhere else plain


def plainly(value, language):
    """Return (plain value, language of its text); of a list, the language of the first text that stood in."""
    if isinstance(value, LazyI18nString):
        text, found_in = localized(value, language)
        return text, found_in if text else language
    if isinstance(value, list):
        entries = [plainly(entry, language) for entry in value]
        elsewhere = [found_in for _entry, found_in in entries if found_in != language]
        return [entry for entry, _found_in in entries], elsewhere[0] if elsewhere else language
    return str(value) if isinstance(value, Promise) else value, language


def facts(*candidates):
    """Keep the facts that say something."""
    return [fact for fact in candidates if fact["value"]]


def texts(data, part_of, key):
    """Collect one text of a version's data from all its languages, leaving out what stood in for a missing one."""
    parts = {language: part_of(page) for language, page in data.items()}
    return LazyI18nString(
        {
            language: part[key]
            for language, part in parts.items()
            if part.get(key) and key not in part.get("lang", {})
        }
    )


def entry_with(entries, key, value):
    """Return the entry of a list of dictionaries with this value, or an empty one."""
    return next((entry for entry in entries if entry[key] == value), {})
