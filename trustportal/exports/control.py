"""The document control block, in which a file describes itself. Nothing in it changes later."""

from datetime import UTC, date, datetime

from babel.dates import format_datetime
from django.utils import translation
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words, language_name, locale
from trustportal.record.models import Version
from trustportal.record.reader import Page

from .edition import Edition

Entry = tuple[str, str]  # a label and a value


def control(edition: Edition) -> list[Entry]:
    """Return the entries in the edition's language; what does not apply is left out."""
    with translation.override(edition.language):
        entries = [
            (_("Document"), f"{edition.kind_label}: {edition.title}"),
            (_("Published by"), edition.publisher),
            *about_version(edition.version, edition.language),
            (_("Language"), language_of(edition)),
            (_("Authoritative language"), language_name(edition.page.authoritative)),
            *about_question(edition),
            (_("Permalink"), edition.permalink),
            (_("SHA-256 of the content"), edition.version.content_sha256),
            (_("Digest"), edition.version.digest),
            (_("Verify at"), edition.verify_url),
        ]
    return [(label, value) for label, value in entries if value]


def about_version(version: Version, language: str) -> list[Entry]:
    published = version.published_at.astimezone(UTC)
    moment = f"{day_in_words(published.date(), language)}, {clock(published, language)}"
    note, note_language = version.note_in(language)
    return [
        (_("Version"), numbered(version)),
        (_("Position"), str(version.position)),
        (_("Published at (UTC)"), moment),
        (_("Note"), note + elsewhere(note_language, language)),
        (_("Origin"), origin(version, language)),
    ]


def numbered(version: Version) -> str:
    """Return a version's number and, of all but the first, what kind of change it is."""
    if version.number == 1:
        return "1"
    change = _("material change") if version.material else _("no material change")
    return f"{version.number}, {change}"


def origin(version: Version, language: str) -> str:
    """Return where imported history comes from."""
    if not version.is_imported:
        return ""
    day = day_in_words(version.recorded_at.astimezone(UTC).date(), language)
    sentence = _("Recorded here on %(day)s, from: %(source)s")
    return sentence % {"day": day, "source": version.source}


def about_question(edition: Edition) -> list[Entry]:
    """Return the requested days and filters."""
    return [
        (_("As of"), end_of_day(edition.as_of, edition.language) if edition.as_of else ""),
        (_("States as of"), day_of_states(edition)),
        (_("Filters"), edition.filters_in_words),
    ]


def end_of_day(day: date, language: str) -> str:
    return _("end of %s (UTC)") % day_in_words(day, language)


def day_of_states(edition: Edition) -> str:
    """Return the day on which values of the page depend, if any do."""
    return day_in_words(edition.on, edition.language) if depends_on_day(edition.page) else ""


def depends_on_day(page: Page) -> bool:
    for section in page.sections:
        if any(column.depends_on_day for column in section.columns):
            return True
    return False


def clock(moment: datetime, language: str) -> str:
    return format_datetime(moment, "HH:mm:ss", locale=locale(language))


def language_of(edition: Edition) -> str:
    """Return the page's language, with a note if the reader's language came later."""
    own = edition.text_language
    if own == edition.language:
        return language_name(own)
    sentence = _(
        "This version was published before this language was offered. Its text is in %(language)s."
    )
    return sentence % {"language": language_name(own)}


def elsewhere(code: str, language: str) -> str:
    """Return ` (in English)` for a text in another language than the reader's, as pages do."""
    if not code or code == language:
        return ""
    return f" ({_('in %(language)s') % {'language': language_name(code)}})"
