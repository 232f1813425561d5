"""The list of incidents, open ones first, then by year, from the cards of public pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustportal.language.locales import iso_day
from trustportal.public.filters import FLAG, SET, Filter, FilterForm, choices_of, chosen_of
from trustportal.public.query import Query
from trustportal.record.rows import Card, Data
from trustportal.record.search import folded, has_words

FILTERS = {
    "kind": gettext_lazy("Kind"),
    "severity": gettext_lazy("Severity"),
    "product": gettext_lazy("Product"),
    "party": gettext_lazy("Third party or subprocessor"),
    "category": gettext_lazy("Data category"),
}
REPORTABLE = "reportable"


@dataclass(frozen=True)
class ListedIncident:
    """An incident in the list; `values` serve its filters: {filter: {value: label}}."""

    slug: str
    title: str
    card: Card
    values: dict[str, dict[str, str]]

    @property
    def year(self) -> str:
        return self.card["began_on"][:4]

    @property
    def began_on(self) -> date | None:
        return iso_day(self.card["began_on"])

    @property
    def products(self) -> list[str]:
        """The names of affected products, those in words included."""
        chosen = [ref["name"] for ref in self.card.refs("products")]
        return [*chosen, *(self.card["other_products"] or [])]

    def matches(self, filters: Iterable[Filter]) -> bool:
        return all(filter.value in self.values[filter.key] for filter in filters if filter.value)

    def has_words(self, words: list[str]) -> bool:
        said = [self.title, self.card["reference"], *self.products]
        return has_words(" ".join(said), words)


@dataclass(frozen=True)
class Year:
    name: str
    incidents: list[ListedIncident]


def listed(versions) -> list[ListedIncident]:
    """Return public incidents, loaded with their cards, newest first."""
    found = []
    for version in versions:
        if version.kind == "incident":
            values = values_of(version.card)
            found.append(ListedIncident(version.slug, version.page_title, version.card, values))
    return sorted(found, key=lambda i: (i.card["began_on"], i.slug), reverse=True)


def values_of(card: Card) -> dict[str, dict[str, str]]:
    return {
        "kind": {card["type_code"]: card["type"]},
        "severity": {card["severity_code"]: card["severity"]} if card["severity"] else {},
        "product": by_slug(card.refs("products")),
        "party": by_slug(card.refs("vendors")) | by_slug(card.refs("subprocessors")),
        "category": by_slug(card.refs("categories")),
        REPORTABLE: {SET: _("Yes")} if card["reportable"] else {},
    }


def by_slug(refs: list[Data]) -> dict[str, str]:
    return {ref["slug"]: ref["name"] for ref in refs}


def context(query: Query, incidents: list[ListedIncident], year: int | None = None) -> dict:
    """Return the context of the list's template, of all incidents or of those of a year."""
    text = query.text("q")
    words = folded(text).split()
    incidents = of_year(incidents, year)
    filters = filters_of(incidents, query)
    chosen = []
    for incident in incidents:
        if incident.matches(filters) and incident.has_words(words):
            chosen.append(incident)
    past = [incident for incident in chosen if not incident.card["is_open"]]
    return {
        "open": [incident for incident in chosen if incident.card["is_open"]],
        "years": by_year(past),
        "filter_form": FilterForm(text, filters, len(incidents), len(chosen), button=_("Filter")),
        "count": len(incidents),
        "shown": len(chosen),
        "year": year,
    }


def of_year(incidents: list[ListedIncident], year: int | None) -> list[ListedIncident]:
    if year is None:
        return incidents
    return [incident for incident in incidents if incident.year == str(year)]


def by_year(incidents: list[ListedIncident]) -> list[Year]:
    found = []
    for name, members in groupby(incidents, key=lambda incident: incident.year):
        found.append(Year(name, list(members)))
    return found


def filters_of(incidents: list[ListedIncident], query: Query) -> list[Filter]:
    found = []
    for key, label in FILTERS.items():
        values: list[tuple[str, str]] = []
        for incident in incidents:
            values += incident.values[key].items()
        choices = sorted(choices_of(values), key=lambda choice: choice.label)
        chosen = chosen_of(query, key)
        is_offered = len(choices) > 1 or bool(chosen)
        found.append(Filter(key, str(label), choices=choices, chosen=chosen, is_offered=is_offered))
    found.append(
        Filter(
            key=REPORTABLE,
            label=_("Only those reportable to customers"),
            widget=FLAG,
            chosen=chosen_of(query, REPORTABLE),
        )
    )
    return found


def still_true(statement, incidents: list[ListedIncident]) -> bool:
    """Return whether the public all-clear statement agrees with the public incidents."""
    since = statement.card["since"]
    for incident in incidents:
        card = incident.card
        if (
            card["reportable"]
            and not card["retracted"]
            and not (card["day"] and card["day"] < since)
        ):
            return False
    return True
