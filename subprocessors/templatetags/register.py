"""The rows of the register's table, in plain Python: for the 200 of a page, a template takes many times as long."""

from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..register import ANNOUNCED, ENDED, ENDING

register = template.Library()

# Filled in twice: with the labels, which a phone shows before each cell, and then with the values of each row.
ROW = (
    '<tr id="e-{{}}"><th scope="row"><a href="{{}}">{{}}</a>{{}}</th>'
    '<td><span class="label">{}</span><span{{}}>{{}}</span>{{}}</td>'
    '<td><span class="label">{}</span><span>{{}}</span></td>'
    '<td><span class="label">{}</span><span>{{}}</span></td>'
    '<td><span class="label">{}</span><span>{{}}{{}}</span></td></tr>\n'
)
PILLS = {ANNOUNCED: "is-soon", ENDING: "is-gone"}


@register.simple_tag
def register_rows(entries):
    """Return the table's rows. `cells` escapes every value: format_html would, at five times the cost."""
    labels = _("Used for"), _("Where"), _("Data"), _("In use")
    row = ROW.format(*map(escape, labels))
    address = reverse(
        "subprocessor", kwargs={"entry": "-"}
    )  # once, for it takes longer than the rest of a row
    return mark_safe("".join(row.format(*cells(entry, address)) for entry in entries))  # noqa: S308


def cells(entry, address):
    """Return what goes into a row, as HTML. The address is that of an entry whose slug is a hyphen."""
    row = entry.row
    elsewhere = row.get("lang", {}).get("purpose")
    return (
        escape(row["id"]),
        escape(address.replace("/-/", f"/{row['slug']}/")),
        escape(row["name"]),
        under(row["legal_name"]) if row["legal_name"] != row["name"] else "",
        f' lang="{escape(elsewhere)}"' if elsewhere else "",
        escape(row["purpose"]),
        under(row["applies"]) if row["applies_code"] != "always" else "",
        escape(", ".join(row["countries"])),
        escape(", ".join(row["categories"])),
        pill(entry) if entry.state in PILLS else "",
        escape(when(entry)),
    )


def under(text):
    return f'<span class="under">{escape(text)}</span>'


def pill(entry):
    return f'<span class="pill {PILLS[entry.state]}">{escape(str(entry.state_label))}</span> '


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
