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
    applies = [(row.code("applies"), row.text("applies")) for row in rows if row.code("applies")]
    found = [
        choice(query, "country", _("Country or region"), pairs(rows, "countries", Row.codes)),
        choice(query, "category", _("Data"), pairs(rows, "categories", Row.slugs)),
        choice(query, "applies", _("Applies"), applies),
        state_filter(entries, query),
        ai_filter(rows, query),
        training_filter(rows, query),
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
    label = _("Artificial intelligence")
    users = [row for row in rows if ai_values(row)]
    roles = [(row.code("ai_role"), row.text("ai_role")) for row in users if row.code("ai_role")]
    any_use = Choice(USES_AI, _("uses AI"), len(users))
    return offered("ai", label, [any_use, *most_frequent(roles)] if users else [], query)


def training_filter(rows: list[Row], query: Query) -> Filter:
    stated = [row for row in rows if row.code("trains_ai")]
    values = [(row.code("trains_ai"), row.text("trains_ai")) for row in stated]
    return offered("trains_ai", _("Trains AI models"), most_frequent(values), query)


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
    products = pairs(rows, "products", Row.slugs)
    return Filter(
        key="product",
        label=_("Products"),
        form_label=_("My list: only what concerns the products that we use"),
        widget=SEVERAL,
        choices=most_frequent(products),
        chosen=entry_query.products,
        is_offered=bool(products),
    )


def edition_filter(rows: list[Row], entry_query: EntryQuery) -> Filter:
    editions = pairs(rows, "editions", Row.slugs)
    return Filter(
        key="edition",
        label=_("Product editions"),
        form_label=_("My list: only what concerns the editions that we have"),
        widget=SEVERAL,
        choices=most_frequent(editions),
        chosen=entry_query.editions,
        is_offered=bool(editions),
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


def choice(query: Query, key: str, label: str, values: list[tuple[str, str]]) -> Filter:
    """Return a filter by the stated values; it is offered where there are any."""
    stated = [pair for pair in values if pair[0]]
    chosen = chosen_of(query, key)
    offered = bool(stated or chosen)
    return Filter(key, label, choices=most_frequent(stated), chosen=chosen, is_offered=offered)


def pairs(rows: list[Row], key: str, values_of) -> list[tuple[str, str]]:
    """Return (value, label) of each of the things that each row names."""
    found = []
    for row in rows:
        found += zip(values_of(row, key), row.texts(key), strict=False)
    return found


def most_frequent(values: list[tuple[str, str]]) -> list[Choice]:
    return sorted(choices_of(values), key=lambda choice: (-choice.number, choice.label))
