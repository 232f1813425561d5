"""What an address asks of the register: which entries, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy

from trustportal.public.query import Query
from trustportal.record.rows import Row
from trustportal.record.search import folded, has_words

from .ai import uses_ai
from .entries import Entry, Mechanism, mechanisms_of
from .places import UNSPECIFIC, YES

NAME = "name"
SORTS = {
    NAME: gettext_lazy("Name"),
    "country": gettext_lazy("Country or region"),
    "start": gettext_lazy("Start"),
}
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
            self.has_values(entry)
            and self.concerns(row)
            and self.uses_ai_so(row)
            and self.rests_on(entry.mechanisms)
            and (not self.words or has_words(searched(row), self.words))
        )

    def has_values(self, entry: Entry) -> bool:
        """Return whether an entry has each single value that is asked for."""
        row = entry.row
        return (
            is_among(self.country, row.codes("countries"))
            and is_among(self.category, row.slugs("categories"))
            and is_among(self.applies, [row.code("applies")])
            and is_among(self.state, [entry.state])
            and (not self.outside_eea or entry.outside_eea in (YES, UNSPECIFIC))
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
