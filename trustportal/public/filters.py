"""The filters of a list: the form that all pages share, and the chosen filters in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words

from .query import Query, exact
from .selection import AppliedFilter

CHOICE, SEVERAL, FLAG, DAY, ORDER = "choice", "several", "flag", "day", "order"
SET = "yes"  # the value of a flag in the address


@dataclass(frozen=True)
class Choice:
    """A value of a filter, as in the address, and the number of entries that have it."""

    value: str
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Filter:
    """One field of the form. `chosen` is the value in the address, even an unknown one."""

    key: str
    label: str
    widget: str = CHOICE
    choices: list[Choice] = field(default_factory=list)
    chosen: tuple[str, ...] = ()
    number: int | None = None  # of a flag: how many entries have it
    form_label: str = ""  # where the form asks in more words
    is_offered: bool = True

    @property
    def value(self) -> str:
        return self.chosen[0] if self.chosen else ""

    def in_words(self, value: str) -> str:
        if self.widget == FLAG:
            return _("Yes")
        if self.widget == DAY:
            return day_in_words(date.fromisoformat(value), get_language())
        for choice in self.choices:
            if choice.value == value:
                return choice.label
        return value

    def applied(self) -> list[AppliedFilter]:
        """Return the chosen filters. Raises BadRequest for a value not in its stored form."""
        values = sorted({exact(value) for value in self.chosen if value})
        if self.widget == ORDER:  # it excludes nothing
            return [AppliedFilter(self.key, value, "", "") for value in values]
        return [
            AppliedFilter(self.key, value, self.label, self.in_words(value)) for value in values
        ]


@dataclass(frozen=True)
class FilterForm:
    """The form above a list, and how many of its entries are shown."""

    text: str  # words to look for
    filters: list[Filter]
    total: int
    shown: int
    button: str
    label: str = ""  # of the form, for screen readers
    hint: str = ""  # shown in place of the numbers
    is_live: bool = False  # a script shows and hides the rows while one types

    @property
    def is_set(self) -> bool:
        return bool(self.text) or any(filter.value for filter in self.filters)


def applied_filters(text: str, filters: Iterable[Filter]) -> tuple[AppliedFilter, ...]:
    """Return all filters set in an address, in canonical order."""
    found = [AppliedFilter("q", text, _("Find"), text)] if text else []
    for filter in filters:
        found += filter.applied()
    return tuple(found)


def chosen_of(query: Query, key: str) -> tuple[str, ...]:
    """Return the value of a filter as the address has it, () for none."""
    value = query.parameters.get(key, "")
    return (value,) if value else ()


def choices_of(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    """Return a choice for each value of [(value, label), …], in the order in which they come."""
    pairs = list(pairs)
    numbers = Counter(value for value, _label in pairs)
    labels = dict(reversed(pairs))  # the first of a value counts
    return [Choice(value, labels[value], number) for value, number in numbers.items()]
