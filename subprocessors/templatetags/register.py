"""The rows of the register's table. A template takes six times as long for the 200 of a page."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..register import ANNOUNCED, ENDED, ENDING

register = template.Library()

ROW = (
    '<tr id="e-{}"><th scope="row"><a href="{}">{}</a>{}</th>'
    '<td><span class="label">{}</span><span{}>{}</span>{}</td>'
    '<td><span class="label">{}</span><span>{}</span></td>'
    '<td><span class="label">{}</span><span>{}</span></td>'
    '<td><span class="label">{}</span><span>{}{}</span></td></tr>\n'
)
PILLS = {ANNOUNCED: "is-soon", ENDING: "is-gone"}


@register.simple_tag
def register_rows(entries):
    """Return the table's rows; every value is escaped by format_html."""
    language = get_language()
    labels = _("Used for"), _("Where"), _("Data"), _("In use")
    return format_html_join("", ROW, (cells(entry, labels, language) for entry in entries))


def cells(entry, labels, language):
    row = entry.row
    used, where, data, in_use = labels
    elsewhere = row.get("lang", {}).get("purpose")
    return (
        row["id"],
        address(row["slug"], language),
        row["name"],
        under(row["legal_name"]) if row["legal_name"] != row["name"] else "",
        used,
        format_html(' lang="{}"', elsewhere) if elsewhere else "",
        row["purpose"],
        under(row["applies"]) if row["applies_code"] != "always" else "",
        where,
        ", ".join(row["countries"]),
        data,
        ", ".join(row["categories"]),
        in_use,
        format_html('<span class="pill {}">{}</span> ', PILLS[entry.state], entry.state_label)
        if entry.state in PILLS
        else "",
        when(entry),
    )


def under(text):
    return format_html('<span class="under">{}</span>', text)


@register.filter
def when(entry):
    """Say from when to when an entry is in use."""
    row = entry.row
    if entry.state == ANNOUNCED:
        return _("from %s") % row["starts"]
    if entry.state == ENDING:
        return _("until %s") % row["ends"]
    if entry.state == ENDED:
        return _("%(first)s to %(last)s") % {"first": row["starts"], "last": row["ends"]}
    return _("since %s") % row["starts"]


@lru_cache(maxsize=20_000)
def address(slug, language):
    """Return the address of an entry; in which language decides the active one, which the cache must know."""
    return reverse("subprocessor", kwargs={"entry": slug})
