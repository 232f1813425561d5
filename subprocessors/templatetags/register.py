"""The register's table in plain Python: for 200 rows, a template takes many times as long."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words

from ..places import UNSPECIFIC, of_place
from ..states import ANNOUNCED, ENDED, ENDING

register = template.Library()

PILLS = {ANNOUNCED: "is-soon", ENDING: "is-gone"}


@register.simple_tag
def register_columns(entries):
    """Return the keys of the columns that some entry fills."""
    found = []
    for key, cell in CELLS.items():
        if any(cell.content(entry, False) for entry in entries):
            found.append(key)
    return found


@register.simple_tag
def register_header(columns):
    """Return the heads of the columns with these keys."""
    heads = [f'<th scope="col">{escape(CELLS[key].label)}</th>' for key in columns]
    return mark_safe("".join(heads))  # noqa: S308


@register.simple_tag
def register_rows(entries, columns, marks_unspecific):
    """Return the table's rows with the columns that have these keys.

    The functions of the cells escape every value: format_html would, at five times the cost.
    """
    # Built once, because it takes longer than the rest of a row.
    address = reverse("subprocessor", kwargs={"entry": "-"})
    # A phone shows the label before each cell.
    labels = {key: f'<span class="label">{escape(CELLS[key].label)}</span>' for key in columns}
    rows = []
    for entry in entries:
        cells = [head(entry, address)]
        for key, label in labels.items():
            content = CELLS[key].content(entry, marks_unspecific)
            cells.append(f"<td>{label}{content}</td>" if content else "<td></td>")
        rows.append(f'<tr id="e-{escape(entry.row.id)}">{"".join(cells)}</tr>\n')
    return mark_safe("".join(rows))  # noqa: S308


def head(entry, address):
    """Return the head of a row; `address` is that of an entry with the slug "-"."""
    row = entry.row
    legal_name, country = row.text("legal_name"), row.text("country")
    link = escape(address.replace("/-/", f"/{entry.slug}/"))
    below = under(legal_name) if legal_name != row.name else ""
    if country and not row.texts("countries"):
        below += under(f"{_('Registered in')}: {country}")
    return f'<th scope="row"><a href="{link}">{escape(row.name)}</a>{below}</th>'


def purpose(entry, marks_unspecific):
    row = entry.row
    applies = row.text("applies") if row.code("applies") != "always" else ""
    return text_of(row, "purpose") + under(applies) + under(row.text("note"), row.lang("note"))


def where(entry, marks_unspecific):
    row, places = entry.row, []
    codes = row.codes("countries")
    for words, code in zip_longest(row.texts("countries"), codes, fillvalue=""):
        is_unspecific = marks_unspecific and of_place(code) == UNSPECIFIC
        places.append(_("%s, not specific") % words if is_unspecific else words)
    return plain(("; " if marks_unspecific else ", ").join(places))


def data(entry, marks_unspecific):
    row = entry.row
    categories = plain(", ".join(row.texts("categories")))
    if categories:
        return categories + under(row.text("data_in_words"), row.lang("data_in_words"))
    return text_of(row, "data_in_words")


def in_use(entry, marks_unspecific):
    content = pill(entry) + escape(when(entry))
    return (f"<span>{content}</span>" if content else "") + under(existing_customers(entry))


@dataclass(frozen=True)
class CellOfEntry:
    label: Promise
    content: Callable


CELLS = {
    "purpose": CellOfEntry(gettext_lazy("Used for"), purpose),
    "where": CellOfEntry(gettext_lazy("Where"), where),
    "data": CellOfEntry(gettext_lazy("Data"), data),
    "in_use": CellOfEntry(gettext_lazy("In use"), in_use),
}


def text_of(row, key):
    return plain(row.text(key), row.lang(key))


def plain(text, code=""):
    return f"<span{lang(code)}>{escape(text)}</span>" if text else ""


def lang(code):
    return f' lang="{escape(code)}"' if code else ""


def under(text, code=""):
    return f'<span class="under"{lang(code)}>{escape(text)}</span>' if text else ""


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
    if entry.state == ENDING or (entry.state == ENDED and not starts):
        return _("until %s") % ends
    if entry.state == ENDED:
        return _("%(first)s to %(last)s") % {"first": starts, "last": ends}
    if starts:
        return (_("from %s") if entry.state == ANNOUNCED else _("since %s")) % starts
    if not entry.listed_on:
        return ""
    return _("listed since %s") % day_in_words(entry.listed_on, get_language())
