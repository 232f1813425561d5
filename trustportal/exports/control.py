"""The document control block: what every export says about itself. Nothing in it changes later."""

from datetime import UTC

from babel.dates import format_datetime
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words, locale


def control(edition):
    """Return [(label, value), …] in the edition's language; what does not apply is left out."""
    with translation.override(edition.language):
        entries = [
            (_("Document"), f"{edition.kind_label}: {title_of(edition)}"),
            (_("Published by"), edition.publisher),
            *about_version(edition.version, edition.language),
            (_("Language"), language_of(edition)),
            (_("Authoritative language"), language_name(edition.page.get("authoritative", ""))),
            (
                _("As of"),
                _("end of %s (UTC)") % day_in_words(edition.as_of, edition.language)
                if edition.as_of
                else "",
            ),
            (
                _("States as on"),
                day_in_words(edition.on, edition.language) if has_states(edition.page) else "",
            ),
            (_("Filters"), "; ".join(f"{label}: {value}" for label, value in edition.filters)),
            (_("Permalink"), edition.permalink),
            (_("SHA-256 of the content"), edition.version.content_sha256),
            (_("Digest"), edition.version.digest),
            (_("Verify at"), edition.verify_url),
        ]
    return [(label, value) for label, value in entries if value]


def about_version(version, language):
    published = version.published_at.astimezone(UTC)
    note, note_language = version.note_in(language)
    kind = (
        "" if version.number == 1 else _("material change") if version.material else _("correction")
    )
    recorded = _("Recorded here on %(day)s, from: %(source)s")
    source = {
        "day": day_in_words(version.recorded_at.astimezone(UTC).date(), language),
        "source": version.source,
    }
    return [
        (_("Version"), ", ".join(filter(None, [str(version.number), kind]))),
        (_("Position"), str(version.position)),
        (
            _("Published at (UTC)"),
            f"{day_in_words(published.date(), language)}, {clock(published, language)}",
        ),
        (_("Note"), note + elsewhere(note_language, language)),
        (_("Origin"), recorded % source if version.is_imported else ""),
    ]


def has_states(page):
    """Say whether the page shows states, which depend on the day."""
    return any(
        column["key"] == "state"
        for part in page.get("sections", [])
        for column in part.get("columns", [])
    )


def clock(moment, language):
    return format_datetime(moment, "HH:mm:ss", locale=locale(language))


def title_of(edition):
    return edition.page.get("title") or edition.version.slug


def language_of(edition):
    """Name the language of the page; one that was published before the reader's language was offered says so."""
    own = edition.page.get("language", edition.language)
    if own == edition.language:
        return language_name(own)
    return _(
        "This version was published before this language was offered. Its text is in %(language)s."
    ) % {"language": language_name(own)}


def language_name(code):
    """Return a language's name in the active language, or its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code


def elsewhere(code, language):
    """Return ` (in English)` for a text that is not in the reader's language, as pages mark it."""
    if not code or code == language:
        return ""
    return f" ({_('in %(language)s') % {'language': language_name(code)}})"
