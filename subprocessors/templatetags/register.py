"""The register's table in plain Python: for 200 rows, a template takes many times as long."""

from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..states import ANNOUNCED, ENDED, ENDING

register = template.Library()

# Filled in twice: with the labels, which a phone shows before each cell, then with a row's values.
ROW = (
    '<tr id="e-{{}}"><th scope="row"><a href="{{}}">{{}}</a>{{}}</th>'
    '<td><span class="label">{}</span><span{{}}>{{}}</span>{{}}</td>'
    '<td><span class="label">{}</span><span>{{}}</span></td>'
    '<td><span class="label">{}</span><span>{{}}</span></td>'
    '<td><span class="label">{}</span><span>{{}}{{}}</span>{{}}</td></tr>\n'
)
PILLS = {ANNOUNCED: "is-soon", ENDING: "is-gone"}


@register.simple_tag
def register_rows(entries):
    """Return the table's rows.

    `cells` escapes every value: format_html would, at five times the cost.
    """
    labels = _("Used for"), _("Where"), _("Data"), _("In use")
    row = ROW.format(*map(escape, labels))
    # Built once, because it takes longer than the rest of a row.
    address = reverse("subprocessor", kwargs={"entry": "-"})
    rows = [row.format(*cells(entry, address)) for entry in entries]
    return mark_safe("".join(rows))  # noqa: S308


def cells(entry, address):
    """Return the cells of a row as HTML; `address` is that of an entry with the slug "-"."""
    row = entry.row
    legal_name = row.text("legal_name")
    return (
        escape(row.id),
        escape(address.replace("/-/", f"/{entry.slug}/")),
        escape(row.name),
        under(legal_name) if legal_name and legal_name != row.name else "",
        lang(row.lang("purpose")),
        escape(row.text("purpose")),
        under(row.text("applies")) if row.code("applies") != "always" else "",
        escape(", ".join(row.texts("countries"))),
        escape(", ".join(row.texts("categories"))),
        pill(entry),
        escape(when(entry)),
        under(existing_customers(entry)),
    )


def lang(code):
    return f' lang="{escape(code)}"' if code else ""


def under(text):
    return f'<span class="under">{escape(text)}</span>' if text else ""


def pill(entry):
    if entry.state not in PILLS:
        return ""
    return f'<span class="pill {PILLS[entry.state]}">{escape(str(entry.state_label))}</span> '


def existing_customers(entry):
    """Return from when existing customers are concerned, until that day has come."""
    if not entry.existing_from or entry.existing_from <= entry.on:
        return ""
    return _("for existing customers from %(day)s") % {"day": entry.row.text("existing_from")}


@register.filter
def when(entry):
    """Return from when to when an entry is in use; "" if the version does not say."""
    starts, ends = entry.row.text("starts"), entry.row.text("ends")
    if entry.state == ANNOUNCED:
        return _("from %s") % starts
    if entry.state == ENDING:
        return _("until %s") % ends
    if entry.state == ENDED:
        return _("%(first)s to %(last)s") % {"first": starts, "last": ends}
    return _("since %s") % starts if starts else ""
