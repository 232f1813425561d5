"""The filters and sort orders of the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from trustportal.record.search import folded, has_words

from .ai import uses_ai
from .entries import Entry, Mechanism, mechanisms_of
from .places import UNSPECIFIC, YES
from .states import STATES

NAME = "name"
SORTS = {
    NAME: gettext_lazy("Name"),
    "country": gettext_lazy("Country or region"),
    "start": gettext_lazy("Start"),
}
IN_THE_FORM = [
    *("country", "category", "applies", "state", "ai", "trains_ai", "mechanism", "law"),
    *("product", "edition", "outside_eea", "in_force_on", "sort"),
]
IN_AN_ADDRESS = [
    *("country", "product", "edition", "category", "applies", "state"),
    *("ai", "trains_ai", "mechanism", "law"),
    *("outside_eea", "in_force_on", "sort"),
]
# Filters by keys that the list of an older version is not loaded with.
BY_MORE = ("ai", "trains_ai", "mechanism", "law")
USES_AI = "yes"  # whatever its role


@dataclass(frozen=True)
class EntryQuery:
    """The filters and order in an address. Unknown values match nothing."""

    text: str = ""
    country: str = ""
    products: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    category: str = ""
    applies: str = ""
    state: str = ""
    ai: str = ""
    trains_ai: str = ""
    mechanism: str = ""
    law: str = ""
    outside_eea: bool = False
    sort: str = NAME

    @classmethod
    def of(cls, query: Query):
        parameters = query.parameters
        sort = parameters.get("sort", "")
        return cls(
            text=query.text("q"),
            country=parameters.get("country", ""),
            products=chosen_words(query, "product"),
            editions=chosen_words(query, "edition"),
            category=parameters.get("category", ""),
            applies=parameters.get("applies", ""),
            state=parameters.get("state", ""),
            **{key: parameters.get(key, "") for key in BY_MORE},
            outside_eea=query.is_set("outside_eea"),
            sort=sort if sort in SORTS else NAME,
        )

    @cached_property
    def words(self) -> list[str]:
        return folded(self.text).split()

    @property
    def my_list(self) -> "EntryQuery":
        """What of it chooses entries whatever the day: “my list”, which a feed can follow."""
        return EntryQuery(
            products=self.products,
            editions=self.editions,
            ai=self.ai,
            trains_ai=self.trains_ai,
            mechanism=self.mechanism,
            law=self.law,
        )

    @property
    def is_my_list(self) -> bool:
        return self.my_list != EntryQuery()

    def concerns(self, row: Row) -> bool:
        """Return whether a row concerns the chosen products and editions."""
        return concerns_any(self.products, row.slugs("products")) and concerns_any(
            self.editions, row.slugs("editions")
        )

    def rests_on(self, mechanisms: list[Mechanism]) -> bool:
        """Return whether one of these is the mechanism asked for, under the law asked for."""
        if not self.mechanism and not self.law:
            return True
        return any(
            is_among(self.mechanism, [m.slug]) and is_among(self.law, [m.law]) for m in mechanisms
        )

    def follows(self, row: Row) -> bool:
        """Return whether a row is in “my list” by what it says of any day."""
        return self.concerns(row) and self.uses_ai_so(row) and self.rests_on(mechanisms_of(row))

    def uses_ai_so(self, row: Row) -> bool:
        return is_among(self.ai, ai_values(row)) and is_among(
            self.trains_ai, [row.code("trains_ai")]
        )

    def matches(self, entry: Entry) -> bool:
        row = entry.row
        return (
            is_among(self.country, row.codes("countries"))
            and is_among(self.category, row.slugs("categories"))
            and is_among(self.applies, [row.code("applies")])
            and is_among(self.state, [entry.state])
            and self.concerns(row)
            and self.uses_ai_so(row)
            and self.rests_on(entry.mechanisms)
            and (not self.outside_eea or entry.outside_eea in (YES, UNSPECIFIC))
            and (not self.words or has_words(searched(row), self.words))
        )

    def matching(self, entries: Iterable[Entry]) -> list[Entry]:
        if self == EntryQuery(sort=self.sort):  # it asks for all
            return list(entries)
        return [entry for entry in entries if self.matches(entry)]

    def ordered(self, entries: Iterable[Entry]) -> list[Entry]:
        return sorted(entries, key=SORT_KEYS[self.sort])


def concerns_any(chosen: tuple[str, ...], words: list[str]) -> bool:
    """Return whether one of the words was chosen; what names none concerns all."""
    return not chosen or not words or not set(chosen).isdisjoint(words)


def is_among(value: str, values: list[str]) -> bool:
    return not value or value in values


def ai_values(row: Row) -> list[str]:
    """Return the values of the filter by AI that a row has; one that states no use has none."""
    if not uses_ai(row.data):
        return []
    return [USES_AI, *filter(None, [row.code("ai_role")])]


def searched(row: Row) -> str:
    """Return what a search in the list looks at."""
    texts = [row.name]
    for key in ("legal_name", "purpose", "data_in_words", "note", "list_group"):
        texts.append(row.text(key))
    for key in ("former_names", "categories", "countries", "editions"):
        texts += row.texts(key)
    return " ".join(texts)


def day_number(entry: Entry) -> int:
    return entry.in_use_from.toordinal() if entry.in_use_from else 0


def first_place(entry: Entry) -> tuple[bool, list[str]]:
    """Return a key that sorts entries without a place last."""
    places = entry.row.texts("countries")[:1]
    return not places, places


SORT_KEYS = {
    NAME: lambda entry: (folded(entry.name), day_number(entry)),
    "country": lambda entry: (first_place(entry), folded(entry.name)),
    "start": lambda entry: (-day_number(entry), folded(entry.name)),
}


def chosen_words(query: Query, key: str) -> tuple[str, ...]:
    return tuple(filter(None, query.parameters.getlist(key)))


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
