"""The register as a reader sees it on a day: states, filters, counts, announcements; from one version's page."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, groupby

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trustportal.record.search import folded

from .checks import EEA
from .notice import last_day_to_object

ANNOUNCED, ACTIVE, ENDING, ENDED = "announced", "active", "ending", "ended"
STATES = {ANNOUNCED: _("announced"), ACTIVE: _("active"), ENDING: _("ending"), ENDED: _("ended")}
MONTHS_SHOWN = 24
ENTRIES_PER_PAGE = 200
ANNOUNCEMENTS = 20
HEADINGS = {
    "third_party": pgettext_lazy("subprocessors", "Third parties"),
    "affiliate": _("Affiliates"),
    ENDED: _("Ended within the last 24 months"),
}
SORTS = {"name": _("Name"), "country": _("Country"), "start": _("Start")}


@dataclass
class Entry:
    """A row on a day. Everything else that a template shows is the row's own."""

    row: dict
    section: str
    state: str
    starts_on: date
    ends_on: date | None
    is_outside_eea: bool

    @property
    def state_label(self):
        return STATES[self.state]

    @property
    def object_until(self):
        return last_day_to_object(date.fromisoformat(self.row["announced_on"]))


def context(page, query, on):
    """Return what the register's template shows, as things stand on a day or on the one the address asks for."""
    in_force_on = query.day("in_force_on")
    entries = entries_of(page, in_force_on or on)
    asked = RegisterQuery.of(query)
    matching = asked.matching(entries)
    listed, found = (in_force(entries), in_force(matching)) if in_force_on else (entries, matching)
    chosen = asked.ordered(found)
    announced = announcements(matching, in_force_on or on)
    number = query.number("page")
    start = (number - 1) * ENTRIES_PER_PAGE
    if start and start >= len(chosen):
        raise Http404(_("There is no such page."))
    return {
        "in_force_on": in_force_on,
        "asked": asked,
        "facets": facets(listed),
        "sorts": SORTS.items(),
        "groups": groups_of(chosen[start : start + ENTRIES_PER_PAGE]),
        "count": len(listed),
        "shown": len(chosen),
        "first": start + 1,
        "last": min(start + ENTRIES_PER_PAGE, len(chosen)),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if start + ENTRIES_PER_PAGE < len(chosen) else None,
        "query_string": query.encoded(without="page"),
        "announcements": announced[:ANNOUNCEMENTS],
        "announced": len(announced),
        "countries": countries([entry.row for entry in found if entry.state != ENDED]),
    }


def narrowed(query):
    """Return what leaves of a page only the rows that concern the products of “my list”, or None."""
    asked = RegisterQuery(products=products_of(query))
    if not asked.products:
        return None

    def narrow(page):
        sections = [
            section | {"rows": [row for row in section["rows"] if asked.concerns(row)]}
            for section in page.get("sections", [])
        ]
        return page | {"sections": sections}

    return narrow


def groups_of(entries):
    """Return [(heading, entries), …] of neighbours: third parties, affiliates, and at the end what ended."""

    def heading(entry):
        return ENDED if entry.state == ENDED else entry.section

    return [(HEADINGS[key], list(members)) for key, members in groupby(entries, key=heading)]


def countries(rows):
    """Return [(code, country, number of entries, per cent of the largest), …] of where data goes."""
    numbers = counted(each(rows, "countries_code"), each(rows, "countries"))
    largest = max((number for _code, _name, number in numbers), default=1)
    return [(code, name, number, round(100 * number / largest)) for code, name, number in numbers]


def entries_of(page, on):
    """Return the page's entries as they stand on a day; what ended more than 24 months before is left out."""
    oldest = months_before(on, MONTHS_SHOWN)
    entries = [
        entry_of(row, section["key"], on)
        for section in page.get("sections", [])
        for row in section.get("rows", [])
    ]
    return [entry for entry in entries if entry.state != ENDED or entry.ends_on >= oldest]


def entry_of(row, section, on):
    starts_on = date.fromisoformat(row["starts_code"])
    ends_on = date.fromisoformat(row["ends_code"]) if row["ends_code"] else None
    return Entry(
        row,
        section,
        state_on(starts_on, ends_on, on),
        starts_on,
        ends_on,
        not EEA.issuperset(row["countries_code"]),
    )


def state_on(starts_on, ends_on, on):
    if starts_on > on:
        return ANNOUNCED
    if ends_on is None:
        return ACTIVE
    return ENDING if ends_on >= on else ENDED


def months_before(on, months):
    """Return the day some calendar months before, the last of its month where there is no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    for day_of_month in range(on.day, 27, -1):
        try:
            return date(year, month + 1, day_of_month)
        except ValueError:
            continue
    return date(year, month + 1, on.day)


def in_force(entries):
    return [entry for entry in entries if entry.state in (ACTIVE, ENDING)]


def facets(entries):
    """Return {filter: [(value, label, number of entries), …]}, most frequent first."""
    rows = [entry.row for entry in entries]
    return {
        "country": counted(each(rows, "countries_code"), each(rows, "countries")),
        "product": counted(each(rows, "products_slug"), each(rows, "products")),
        "category": counted(each(rows, "categories_slug"), each(rows, "categories")),
        "applies": counted((row["applies_code"] for row in rows), (row["applies"] for row in rows)),
        "state": [
            (state, STATES[state], number)
            for state, number in Counter(e.state for e in entries).most_common()
        ],
    }


def each(rows, key):
    return chain.from_iterable(row[key] for row in rows)


def counted(values, labels):
    """Return [(value, label, number), …], most frequent first."""
    values = list(values)
    label = dict(zip(values, labels, strict=True))
    numbers = [(value, label[value], number) for value, number in Counter(values).items()]
    return sorted(numbers, key=lambda n: (-n[2], n[1]))


@dataclass(frozen=True)
class RegisterQuery:
    """What the address asks for. Unknown values match nothing."""

    query: str = ""
    country: str = ""
    products: tuple = ()
    category: str = ""
    applies: str = ""
    state: str = ""
    outside_eea: bool = False
    sort: str = "name"

    @classmethod
    def of(cls, query):
        parameters = query.parameters
        sort = parameters.get("sort", "")
        return cls(
            query=query.text("q"),
            country=parameters.get("country", ""),
            products=products_of(query),
            category=parameters.get("category", ""),
            applies=parameters.get("applies", ""),
            state=parameters.get("state", ""),
            outside_eea=bool(parameters.get("outside_eea")),
            sort=sort if sort in SORTS else "name",
        )

    def concerns(self, row):
        """Say whether a row concerns the chosen products; one that names no product concerns them all."""
        return (
            not self.products
            or not row["products_slug"]
            or not set(self.products).isdisjoint(row["products_slug"])
        )

    def matches(self, entry):
        row = entry.row
        return (
            (not self.country or self.country in row["countries_code"])
            and self.concerns(row)
            and (not self.category or self.category in row["categories_slug"])
            and (not self.applies or self.applies == row["applies_code"])
            and (not self.state or self.state == entry.state)
            and (not self.outside_eea or entry.is_outside_eea)
            and (not self.words or has_words(row, self.words))
        )

    @cached_property
    def words(self):
        return folded(self.query).split()

    def matching(self, entries):
        return [entry for entry in entries if self.matches(entry)]

    def ordered(self, entries):
        """Return the entries sorted; those of third parties before those of affiliates, ended ones last."""
        keys = {
            "name": lambda e: (folded(e.row["name"]), e.starts_on),
            "country": lambda e: (e.row["countries"][:1], folded(e.row["name"])),
            "start": lambda e: (-e.starts_on.toordinal(), folded(e.row["name"])),
        }
        in_order = sorted(entries, key=keys[self.sort])
        return sorted(in_order, key=lambda e: (e.state == ENDED, e.section != "third_party"))


def products_of(query):
    return tuple(filter(None, query.parameters.getlist("product")))


def has_words(row, words):
    texts = [row["name"], row["legal_name"], row["purpose"]]
    text = folded(" ".join([*texts, *row["former_names"], *row["categories"], *row["countries"]]))
    return all(word in text for word in words)


@dataclass(frozen=True)
class Announcement:
    """A change that was published and has not started yet."""

    starts_on: date
    entry: Entry
    key: str
    what: str
    announced_on: date
    needs_notice: bool = True

    @property
    def object_until(self):
        return last_day_to_object(self.announced_on)


def announcements(entries, on):
    """Return what will change after a day, the next first."""
    found = []
    for entry in entries:
        row = entry.row
        if entry.state == ANNOUNCED:
            what = (
                _("joins in place of %s") % row["replaces"]
                if row["replaces"]
                else _("joins the list")
            )
            found.append(announcement(entry, "start", entry.starts_on, what, row["announced_on"]))
        if entry.ends_on and entry.ends_on >= on:
            last = _("is used for the last time")
            found.append(
                announcement(
                    entry, "end", entry.ends_on, last, row["end_announced_on"], needs_notice=False
                )
            )
        if entry.state != ANNOUNCED:
            found += new_locations(entry, on.isoformat())
    return sorted(found, key=lambda a: (a.starts_on, a.entry.row["name"]))


def new_locations(entry, on):
    """Yield what a running entry announces for after a day, given in ISO 8601 as in the row."""
    for place, text in zip(entry.row["locations_data"], entry.row["locations"], strict=True):
        if place["starts_on"] > on:
            key = f"{place['country_code']}-{place['activity_code']}"
            new = _("gets a new location: %s") % text
            yield announcement(
                entry, key, date.fromisoformat(place["starts_on"]), new, place["announced_on"]
            )


def announcement(entry, key, starts_on, what, announced_on, **more):
    return Announcement(starts_on, entry, key, str(what), date.fromisoformat(announced_on), **more)
