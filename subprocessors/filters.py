"""The filters of the register: what a form and an address offer to choose."""

from django.utils.translation import gettext as _

from trustportal.public.filters import (
    DAY,
    FLAG,
    ORDER,
    SET,
    SEVERAL,
    Choice,
    Filter,
    choices_of,
    chosen_of,
)
from trustportal.public.query import Query
from trustportal.record.rows import Row

from .entries import Entry
from .entry_query import NAME, SORTS, USES_AI, EntryQuery, ai_values
from .states import STATES

IN_THE_FORM = [
    *("country", "category", "applies", "state", "ai", "trains_ai", "mechanism", "law"),
    *("product", "edition", "outside_eea", "in_force_on", "sort"),
]
IN_AN_ADDRESS = [
    *("country", "product", "edition", "category", "applies", "state"),
    *("ai", "trains_ai", "mechanism", "law"),
    *("outside_eea", "in_force_on", "sort"),
]


def filters_of(entries: list[Entry], entry_query: EntryQuery, query: Query) -> dict[str, Filter]:
    """Return {key: Filter} with the choices that these entries offer, the most frequent first."""
    rows = [entry.row for entry in entries]
    places = most_frequent(pairs(rows, "countries", Row.codes))
    categories = most_frequent(pairs(rows, "categories", Row.slugs))
    found = [
        offered("country", _("Country or region"), places, query),
        offered("category", _("Data"), categories, query),
        offered("applies", _("Applies"), coded(rows, "applies"), query),
        state_filter(entries, query),
        ai_filter(rows, query),
        offered("trains_ai", _("Trains AI models"), coded(rows, "trains_ai"), query),
        mechanism_filter(entries, query),
        law_filter(entries, query),
        product_filter(rows, entry_query),
        edition_filter(rows, entry_query),
        outside_eea_filter(rows, entry_query),
        day_filter("in_force_on", _("In force on"), query),
        sort_filter(entry_query),
    ]
    return {filter.key: filter for filter in found}


def state_filter(entries: list[Entry], query: Query) -> Filter:
    labels = {state: str(label) for state, label in STATES.items()}  # translated once
    states = [(entry.state, labels[entry.state]) for entry in entries]
    choices = sorted(choices_of(states), key=lambda choice: -choice.number)
    return Filter("state", _("State"), choices=choices, chosen=chosen_of(query, "state"))


def ai_filter(rows: list[Row], query: Query) -> Filter:
    """Return a filter by use of AI, and by role; what is not stated is no choice."""
    users = [row for row in rows if ai_values(row)]
    choices = coded(users, "ai_role")
    if users:
        choices.insert(0, Choice(USES_AI, _("uses AI"), len(users)))
    return offered("ai", _("Artificial intelligence"), choices, query)


def mechanism_filter(entries: list[Entry], query: Query) -> Filter:
    """Return a filter by what transfers rest on, on the day that is asked for."""
    values = []
    for entry in entries:
        values += {(m.slug, m.name) for m in entry.mechanisms if m.slug}
    return offered("mechanism", _("Transfer mechanism"), most_frequent(values), query)


def law_filter(entries: list[Entry], query: Query) -> Filter:
    """Return a filter by the exporter's law, where there are several."""
    values = []
    for entry in entries:
        values += {(m.law, m.law_name) for m in entry.mechanisms if m.law}
    choices = most_frequent(values)
    return offered("law", _("Exporter's law"), choices, query, least=2)


def offered(key: str, label: str, choices: list[Choice], query: Query, least: int = 1) -> Filter:
    """Return a filter that the form offers if there is something to choose, or is chosen."""
    chosen = chosen_of(query, key)
    is_offered = len(choices) >= least or bool(chosen)
    return Filter(key, label, choices=choices, chosen=chosen, is_offered=is_offered)


def product_filter(rows: list[Row], entry_query: EntryQuery) -> Filter:
    title = _("My list: only what concerns the products that we use")
    choices = most_frequent(pairs(rows, "products", Row.slugs))
    return my_list_filter("product", _("Products"), title, choices, entry_query.products)


def edition_filter(rows: list[Row], entry_query: EntryQuery) -> Filter:
    title = _("My list: only what concerns the editions that we have")
    choices = most_frequent(pairs(rows, "editions", Row.slugs))
    return my_list_filter("edition", _("Product editions"), title, choices, entry_query.editions)


def my_list_filter(
    key: str, label: str, title: str, choices: list[Choice], chosen: tuple[str, ...]
) -> Filter:
    return Filter(
        key=key,
        label=label,
        form_label=title,
        widget=SEVERAL,
        choices=choices,
        chosen=chosen,
        is_offered=bool(choices),
    )


def outside_eea_filter(rows: list[Row], entry_query: EntryQuery) -> Filter:
    is_set = entry_query.outside_eea
    return Filter(
        key="outside_eea",
        label=_("Processed outside the EEA"),
        widget=FLAG,
        chosen=(SET,) if is_set else (),
        is_offered=is_set or any(row.texts("countries") for row in rows),
    )


def day_filter(key: str, label: str, query: Query) -> Filter:
    day = query.day(key)
    return Filter(key, label, widget=DAY, chosen=(day.isoformat(),) if day else ())


def sort_filter(entry_query: EntryQuery) -> Filter:
    choices = [Choice(key, str(label)) for key, label in SORTS.items()]
    chosen = (entry_query.sort,) if entry_query.sort != NAME else ()
    return Filter("sort", _("Sort by"), widget=ORDER, choices=choices, chosen=chosen)


def pairs(rows: list[Row], key: str, values_of) -> list[tuple[str, str]]:
    """Return (value, label) of each of the things that each row names."""
    found = []
    for row in rows:
        found += zip(values_of(row, key), row.texts(key), strict=False)
    return found


def coded(rows: list[Row], key: str) -> list[Choice]:
    """Return the choices among the values of a key that has codes, the most frequent first."""
    return most_frequent([(row.code(key), row.text(key)) for row in rows])


def most_frequent(values: list[tuple[str, str]]) -> list[Choice]:
    """Return the choices among these values; one without a code is not stated, or only words."""
    stated = [pair for pair in values if pair[0]]
    return sorted(choices_of(stated), key=lambda choice: (-choice.number, choice.label))
