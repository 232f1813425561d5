"""The register as a reader sees it on a day, and its content for files."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustportal.public.filters import FilterForm, applied_filters
from trustportal.public.query import Query
from trustportal.public.selection import Selection
from trustportal.record.reader import Page, Section
from trustportal.record.rows import Data, Expansion, Row

from .announcements import announcements
from .entries import Entry, entries_of
from .filters import (
    IN_AN_ADDRESS,
    IN_THE_FORM,
    EntryQuery,
    filters_of,
    most_frequent,
    pairs,
)
from .models import SECTIONS
from .states import ENDED, IN_FORCE

ENTRIES_PER_PAGE = 200
ANNOUNCEMENTS = 20
HEADINGS = {
    **SECTIONS,
    ENDED: gettext_lazy("Ended within the last 24 months"),
}
# A file with a line for each location names these columns.
LOCATION = Expansion(
    "location",
    (
        *("country_code", "activity_code", "condition"),
        *("starts_on", "existing_from", "ends_on", "announced_on", "object_until"),
    ),
)


@dataclass(frozen=True)
class EntryGroup:
    heading: str
    entries: list[Entry]


@dataclass(frozen=True)
class CountryShare:
    """The number of entries in a country; `share` is a percentage of the most frequent one."""

    code: str
    name: str
    number: int
    share: int


@dataclass(frozen=True)
class RegisterOnDay:
    """The register on a day, filtered and sorted as an address asks."""

    entry_query: EntryQuery
    in_force_on: date | None
    on: date
    matching: list[Entry]
    listed: list[Entry]  # what there is to choose from
    chosen: list[Entry]  # those that match, sorted


def register_on(page: Page, query: Query, on: date) -> RegisterOnDay:
    in_force_on = query.day("in_force_on")
    on = in_force_on or on
    entry_query = EntryQuery.of(query)
    entries = entries_of(page, on)
    matching = entry_query.matching(entries)
    listed, found = entries, matching
    if in_force_on:
        listed, found = in_force(entries), in_force(matching)
    return RegisterOnDay(entry_query, in_force_on, on, matching, listed, entry_query.ordered(found))


def context(page: Page, query: Query, on: date) -> dict:
    """Return the context of the register's template, with the states of a day."""
    register = register_on(page, query, on)
    chosen = register.chosen
    number = query.number("page")
    start = (number - 1) * ENTRIES_PER_PAGE
    end = min(start + ENTRIES_PER_PAGE, len(chosen))
    if start and start >= len(chosen):
        raise Http404(_("There is no such page."))
    announced = announcements(register.matching, register.on)
    return {
        "is_my_list": register.entry_query.is_my_list,
        "in_force_on": register.in_force_on,
        "filter_form": form_of(register, query),
        "groups": groups_of(chosen[start:end]),
        "count": len(register.listed),
        "shown": len(chosen),
        "first": start + 1,
        "last": end,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if end < len(chosen) else None,
        "query_string": query.encoded(without="page"),
        "announcements": announced[:ANNOUNCEMENTS],
        "announced": len(announced),
        "countries": countries([entry.row for entry in chosen if entry.state != ENDED]),
    }


def form_of(register: RegisterOnDay, query: Query) -> FilterForm:
    filters = filters_of(register.listed, register.entry_query, query)
    return FilterForm(
        text=register.entry_query.text,
        filters=[filters[key] for key in IN_THE_FORM],
        total=len(register.listed),
        shown=len(register.chosen),
        button=_("Apply"),
        label=_("Filter the list"),
        hint=_(
            "“As of” shows the list as it was published at the end of a day. “In force on” "
            "shows which entries of this version are in use on a day, past or future."
        ),
    )


def selection(page: Page, query: Query, on: date) -> Selection:
    """Return the Selection for a file: the entries that the page lists, with their states."""
    register = register_on(page, query, on)
    filters = filters_of(register.listed, register.entry_query, query)
    sections = []
    for section in page.sections:
        entries = [entry for entry in register.chosen if entry.section == section.key]
        sections.append(section_of_a_file(section, entries))
    applied = applied_filters(register.entry_query.text, [filters[key] for key in IN_AN_ADDRESS])
    return Selection(page.with_sections(sections), register.on, applied)


def section_of_a_file(section: Section, entries: list[Entry]) -> Section:
    columns: list[Data] = []
    for column in section.data.get("columns", []):
        more = {"expansion": LOCATION} if column["key"] == "locations" else {}
        columns.append(column | more)
    state = {"key": "state", "label": _("State"), "depends_on_day": True}
    rows = []
    for entry in entries:
        rows.append(entry.row.data | {"state": str(entry.state_label), "state_code": entry.state})
    return Section(section.data | {"columns": [*columns[:1], state, *columns[1:]], "rows": rows})


def narrowed(query: Query):
    """Return a function that keeps, of two pages, the rows that are in “my list” in either.

    None where the query asks for no such list.
    """
    my_list = EntryQuery.of(query).my_list
    if not my_list.is_my_list:
        return None

    def narrow(*pages: Page) -> list[Page]:
        kept = {row.id for page in pages for row in page.rows if my_list.follows(row)}
        return [page.narrowed(lambda _section, row: row.id in kept) for page in pages]

    return narrow


def in_force(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.state in IN_FORCE]


def groups_of(entries: list[Entry]) -> list[EntryGroup]:
    """Return the entries grouped under headings: third parties, affiliates, ended ones."""

    def heading(entry: Entry) -> str:
        return ENDED if entry.state == ENDED else entry.section

    return [
        EntryGroup(HEADINGS.get(key, key), list(members))
        for key, members in groupby(entries, key=heading)
    ]


def countries(rows: list[Row]) -> list[CountryShare]:
    """Return the countries where data is processed, the most frequent first."""
    found = most_frequent(pairs(rows, "countries", Row.codes))
    largest = max((choice.number or 0 for choice in found), default=1)
    shares = []
    for choice in found:
        number = choice.number or 0
        share = round(100 * number / largest)
        shares.append(CountryShare(choice.value, choice.label, number, share))
    return shares
