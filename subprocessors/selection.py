"""What a file holds of the register: the entries that its page lists at the same question, each with its state."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words
from trustportal.public.selection import Asked, Selection

from .register import RegisterQuery, entries_of, facets, in_force

FLAG, SORT = "outside_eea", "sort"


def selection(page, query, on):
    """Return the Selection of the register on a day, or on the one of `?in_force_on=`; never cut into pages."""
    in_force_on = query.day("in_force_on")
    entries = entries_of(page, in_force_on or on)
    listed = in_force(entries) if in_force_on else entries
    asked = RegisterQuery.of(query)
    chosen = asked.ordered(asked.matching(listed))
    sections = [
        section
        | {
            "columns": with_state(section["columns"]),
            "rows": [with_its_state(entry) for entry in chosen if entry.section == section["key"]],
        }
        for section in page.get("sections", [])
    ]
    filters = tuple(asked_in_words(query, asked, facets(listed)))
    return Selection(page | {"sections": sections}, in_force_on or on, filters)


def with_state(columns):
    return [columns[0], {"key": "state", "label": _("State")}, *columns[1:]]


def with_its_state(entry):
    return entry.row | {"state": str(entry.state_label), "state_code": entry.state}


def asked_in_words(query, asked, choices):
    """Yield what the address asks for, in one order."""
    if asked.query:
        yield Asked("q", asked.query, _("Find"), asked.query)
    labels = {
        "country": _("Country"),
        "product": _("Products"),
        "category": _("Data"),
        "applies": _("Applies"),
    }
    for key, label in (labels | {"state": _("State")}).items():
        names = {value: name for value, name, _number in choices[key]}
        values = sorted(set(query.values(key))) if key == "product" else [query.value(key)]
        for value in filter(None, values):
            yield Asked(key, value, label, names.get(value, value))
    if asked.outside_eea:
        yield Asked(FLAG, "yes", _("Processed outside the EEA"), _("Yes"))
    in_force_on = query.day("in_force_on")
    if in_force_on:
        words = day_in_words(in_force_on, get_language())
        yield Asked("in_force_on", in_force_on.isoformat(), _("In force on"), words)
    if asked.sort != RegisterQuery.sort:
        yield Asked(SORT, asked.sort, "", "")
