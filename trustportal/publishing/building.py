"""The parts of a page, as `Version.data` holds them. Each notes which of its texts are in another language."""

from django.utils.functional import Promise
from i18nfield.strings import LazyI18nString

from trustportal.vocabulary.texts import localized


def part(language, **values):
    """Return values as plain data: texts in the language asked for, with `lang` naming those that are not."""
    plain, elsewhere = {}, {}
    for key, value in values.items():
        if isinstance(value, LazyI18nString):
            value, found_in = localized(value, language)
            if value and found_in != language:
                elsewhere[key] = found_in
        elif isinstance(value, Promise):
            value = str(value)
        plain[key] = value
    return {**plain, "lang": elsewhere} if elsewhere else plain


def facts(*candidates):
    """Keep the facts that say something."""
    return [fact for fact in candidates if fact["value"]]


def texts(data, part_of, key):
    """Collect one text of a version's data from all its languages, leaving out what stood in for a missing one."""
    parts = {language: part_of(page) for language, page in data.items()}
    return LazyI18nString(
        {language: part[key] for language, part in parts.items() if part.get(key) and key not in part.get("lang", {})}
    )
