from datetime import UTC, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from trustportal.language import locales
from trustportal.record import canonical
from trustportal.record.markdown import to_html

register = template.Library()

MARKS = {"equal": "{}", "insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}


@register.filter
def markdown(text, anchors=""):
    """Render Markdown as safe HTML.

    Headings get ids if a name for the anchors is given.
    """
    return to_html(text, anchors) if text else ""


@register.filter
def marked(steps):
    """Mark what was inserted and deleted, with no white space of its own: that would show."""
    return format_html_join("", "{}", ((format_html(MARKS[kind], text),) for kind, text in steps))


@register.filter
def day(value):
    """`3 March 2026`, of a date or of a moment's day in UTC."""
    return locales.day_in_words(
        value.astimezone(UTC).date() if isinstance(value, datetime) else value, get_language()
    )


@register.filter
def moment(value):
    """`3 March 2026, 14:05 UTC`."""
    return locales.moment(value, get_language())


@register.filter
def timestamp(value):
    """`2026-03-03T14:05:00Z`, for machines."""
    return canonical.timestamp(value)


@register.filter
def address(value):
    """Show an address without its scheme."""
    return value.removeprefix("https://").removeprefix("http://").rstrip("/")
