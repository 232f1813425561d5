"""The list of incidents: filters of the address, open ones first, then by year; from the cards of what is public."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.record.search import folded

FILTERS = {
    "kind": _("Kind"),
    "severity": _("Severity"),
    "product": _("Product"),
    "party": _("Third party or subprocessor"),
    "category": _("Data category"),
}


@dataclass(frozen=True)
class Listed:
    """An incident in the list; `values` are what its filters go by: {filter: {value: label}}."""

    slug: str
    title: str
    card: dict
    values: dict

    @property
    def year(self):
        return self.card["began_on"][:4]

    @property
    def began_on(self):
        return date.fromisoformat(self.card["began_on"])

    def matches(self, asked):
        return all(value in self.values[key] for key, value in asked.items())


def listed(versions):
    """Return public incidents, given with their cards, the newest first."""
    found = [
        Listed(v.slug, v.page_title, v.card, values_of(v.card))
        for v in versions
        if v.kind == "incident"
    ]
    return sorted(
        found, key=lambda incident: (incident.card["began_on"], incident.slug), reverse=True
    )


def values_of(card):
    return {
        "kind": {card["type_code"]: card["type"]},
        "severity": {card["severity_code"]: card["severity"]},
        "product": by_slug(card["products"]),
        "party": by_slug(card["vendors"]) | by_slug(card["subprocessors"]),
        "category": by_slug(card["categories"]),
        "reportable": {"yes": gettext("Yes")} if card["reportable"] else {},
    }


def by_slug(refs):
    return {ref["slug"]: ref["name"] for ref in refs}


def context(query, incidents, year=None):
    """Return what the list's template shows; counts are those of all incidents, whatever the address asks for."""
    parameters = query.parameters
    asked = {key: parameters[key] for key in [*FILTERS, "reportable"] if parameters.get(key)}
    words = folded(query.text("q")).split()
    chosen = [
        incident
        for incident in incidents
        if incident.matches(asked)
        and (year is None or incident.year == str(year))
        and all(word in folded(f"{incident.title} {incident.card['reference']}") for word in words)
    ]
    past = [incident for incident in chosen if not incident.card["is_open"]]
    return {
        "open": [incident for incident in chosen if incident.card["is_open"]],
        "years": [
            (key, list(members))
            for key, members in groupby(past, key=lambda incident: incident.year)
        ],
        "filters": filters(incidents, asked),
        "query": parameters.get("q", ""),
        "reportable": asked.get("reportable", ""),
        "is_filtered": bool(asked or words),
        "count": len(incidents),
        "shown": len(chosen),
        "year": year,
    }


def filters(incidents, asked):
    """Return [(key, label, value asked for, [(value, label, number), …]), …] of what there is to choose."""
    found = []
    for key, label in FILTERS.items():
        numbers = Counter(value for incident in incidents for value in incident.values[key])
        names = {
            value: name
            for incident in reversed(incidents)
            for value, name in incident.values[key].items()
        }
        choices = [(value, names[value], numbers[value]) for value in sorted(names, key=names.get)]
        found.append((key, label, asked.get(key, ""), choices))
    return found


def still_true(statement, incidents):
    """Say whether the public statement that there was no incident agrees with the public incidents."""
    since = statement.card["since"]
    reportable = [i.card for i in incidents if i.card["reportable"] and not i.card["retracted"]]
    return all(card["day"] and card["day"] < since for card in reportable)
