"""What a file holds of the register: the entries that its page lists at the same question, each with its state."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.publishing.asked import Selection, day_asked, text_asked, value_asked, values_asked
from trustportal.vocabulary.locales import day as day_in_words

from .register import Asked, entries_of, facets, in_force

FLAG, SORT = "outside_eea", "sort"


def selection(request, page, on):
    """Return the Selection of the register on a day, or on the one of `?in_force_on=`; never cut into pages."""
    in_force_on = day_asked(request, "in_force_on")
    entries = entries_of(page, in_force_on or on)
    listed = in_force(entries) if in_force_on else entries
    asked = Asked.of(request.GET, text_asked(request, "q"))
    chosen = asked.ordered(asked.matching(listed))
    sections = [
        section
        | {
            "columns": with_state(section["columns"]),
            "rows": [with_its_state(entry) for entry in chosen if entry.section == section["key"]],
        }
        for section in page.get("sections", [])
    ]
    return Selection.of(
        page | {"sections": sections}, in_force_on or on, [*asked_in_words(request, asked, facets(listed))]
    )


def with_state(columns):
    return [columns[0], {"key": "state", "label": _("State")}, *columns[1:]]


def with_its_state(entry):
    return entry.row | {"state": str(entry.state_label), "state_code": entry.state}


def asked_in_words(request, asked, choices):
    """Yield (key, label, value, value in words) of all that the address asks for, in one order."""
    if asked.query:
        yield "q", _("Find"), asked.query, asked.query
    labels = {"country": _("Country"), "product": _("Products"), "category": _("Data"), "applies": _("Applies")}
    for key, label in (labels | {"state": _("State")}).items():
        names = {value: name for value, name, _number in choices[key]}
        values = sorted(set(values_asked(request, key))) if key == "product" else [value_asked(request, key)]
        for value in filter(None, values):
            yield key, label, value, names.get(value, value)
    if asked.outside_eea:
        yield FLAG, _("Processed outside the EEA"), "yes", _("Yes")
    in_force_on = day_asked(request, "in_force_on")
    if in_force_on:
        yield "in_force_on", _("In force on"), in_force_on.isoformat(), day_in_words(in_force_on, get_language())
    if asked.sort != Asked.sort:
        yield SORT, "", asked.sort, ""
