"""The register as a reader sees it on a day, and its content for files."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from trustportal.language.locales import day_in_words
from trustportal.public.filters import FilterForm, applied_filters
from trustportal.public.query import Query
from trustportal.public.selection import Selection
from trustportal.publishing.rows import keys
from trustportal.record.reader import Page
from trustportal.record.rows import Data, Expansion
from trustportal.record.sections import Section

from .announcements import announcements
from .counts import places_in_use, states_in_words
from .entries import Entry, entries_of
from .entry_query import EntryQuery
from .fields import ENTRY
from .filters import IN_AN_ADDRESS, IN_THE_FORM, filters_of
from .places import NO, UNSPECIFIC, YES
from .states import ENDED, IN_FORCE

ENTRIES_PER_PAGE = 200
ANNOUNCEMENTS = 20
ENDED_TITLE = gettext_lazy("Ended within the last 24 months")
GROUP = "group-"  # before the slug of one, in the key of a heading
OUTSIDE_EEA = {
    YES: gettext_lazy("Yes"),
    UNSPECIFIC: gettext_lazy("Possibly, not specific"),
    NO: gettext_lazy("No"),
}
# A file with a line for each location names these columns.
LOCATION = Expansion(
    "location",
    (
        *("country_code", "activity_code", "condition"),
        *("starts_on", "existing_from", "ends_on", "announced_on", "object_until"),
        *("region_code", "place"),
    ),
)
EXPANSIONS = {"locations": {"expansion": LOCATION}}
# A file has these columns whether or not an entry says something there.
FILE_KEYS = [key for key in keys(ENTRY) if not key.endswith("_data")]
FILE_KEYS += ["announced_on", "object_until", "end_announced_on", "end_object_until", "listed_on"]


@dataclass(frozen=True)
class EntryGroup:
    """The entries under a heading on a page of the list, and how many there are on all pages."""

    heading: str
    intro: str
    lang: str  # of the intro, where it is not the page's
    entries: list[Entry]
    number: int


@dataclass(frozen=True)
class CountryShare:
    """The number of entries in use in a place, and its percentage of the most frequent one."""

    code: str  # of a country or region; "" for words
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
    chosen = by_heading(page, entry_query.ordered(found))
    return RegisterOnDay(entry_query, in_force_on, on, matching, listed, chosen)


def heading_of(page: Page, entry: Entry) -> str:
    """Return the key of the heading of an entry in the list: of its group, else of its kind."""
    slug = entry.row.value("list_group_slug")
    is_group = any(slug == group.key for group in page.list_groups)
    return GROUP + slug if is_group else entry.section


def by_heading(page: Page, entries: list[Entry]) -> list[Entry]:
    """Return the entries in the order of their headings, ended ones last."""
    headings = [section.key for section in headings_of(page)]
    return sorted(entries, key=lambda e: (e.state == ENDED, headings.index(heading_of(page, e))))


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
        "marks_unspecific": register.entry_query.outside_eea,
        "in_force_on": register.in_force_on,
        "filter_form": form_of(register, query),
        "chosen": chosen,
        "groups": groups_of(page, chosen, start, end),
        "states": ", ".join(states_in_words(chosen)),
        "count": len(register.listed),
        "shown": len(chosen),
        "first": start + 1,
        "last": end,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if end < len(chosen) else None,
        "query_string": query.encoded(without="page"),
        "announcements": announced[:ANNOUNCEMENTS],
        "announced": len(announced),
        "countries": countries(chosen),
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
    for heading in headings_of(page):
        entries = [e for e in register.chosen if heading_of(page, e) == heading.key]
        if entries:
            sections.append(section_of_a_file(heading, entries, register))
    applied = applied_filters(register.entry_query.text, [filters[key] for key in IN_AN_ADDRESS])
    return Selection(page.with_sections(sections), register.on, applied)


def headings_of(page: Page) -> list[Section]:
    """Return the headings of the list as sections, those of its groups first."""
    found = []
    columns = page.sections[0].data.get("columns", []) if page.sections else []
    for group in page.list_groups:
        found.append(Section(group.data | {"key": GROUP + group.key, "columns": columns}))
    return [*found, *page.sections]


def section_of_a_file(section: Section, entries: list[Entry], register: RegisterOnDay) -> Section:
    filtered = register.entry_query.outside_eea
    columns: list[Data] = []
    for column in section.data.get("columns", []):
        columns.append(column | EXPANSIONS.get(column["key"], {}))
        if column["key"] == "starts":
            columns.append({"key": "listed", "label": _("Listed since")})
        if column["key"] == "locations" and filtered:
            columns.append({"key": "outside_eea", "label": _("Processed outside the EEA")})
    state = {"key": "state", "label": _("State"), "depends_on_day": True}
    rows = [row_of_a_file(entry) for entry in entries]
    return Section(section.data | {"columns": [*columns[:1], state, *columns[1:]], "rows": rows})


def row_of_a_file(entry: Entry) -> Data:
    """Return a row with all its keys, and what depends on the day or follows from the others."""
    row = dict.fromkeys(FILE_KEYS, "") | entry.row.data
    row |= {"state": str(entry.state_label), "state_code": entry.state}
    row |= {"listed": "", "listed_code": "", "outside_eea": ""}
    if entry.listed_on and not entry.starts_on:
        row["listed"] = day_in_words(entry.listed_on, get_language())
        row["listed_code"] = entry.listed_on.isoformat()
    if entry.outside_eea:
        row["outside_eea"] = str(OUTSIDE_EEA[entry.outside_eea])
    return row


def narrowed(query: Query):
    """Return a function that keeps, of two pages, the rows that are in “my list” in either.

    None where the query asks for no such list.
    """
    my_list = EntryQuery.of(query).my_list
    if not my_list.is_my_list:
        return None

    def narrow(*pages: Page) -> list[Page]:
        kept = set()
        for page in pages:
            kept.update(row.id for row in page.rows if my_list.follows(row))
        return [page.narrowed(lambda _section, row: row.id in kept) for page in pages]

    return narrow


def in_force(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.state in IN_FORCE]


def groups_of(page: Page, entries: list[Entry], start: int, end: int) -> list[EntryGroup]:
    """Return some of the entries under their headings: groups, kinds, ended ones."""
    headings = {section.key: section for section in headings_of(page)}
    headings[ENDED] = Section({"title": str(ENDED_TITLE)})

    def heading(entry: Entry) -> str:
        return ENDED if entry.state == ENDED else heading_of(page, entry)

    numbers = Counter(heading(entry) for entry in entries)
    found = []
    for key, members in groupby(entries[start:end], key=heading):
        group = headings[key]
        number = numbers[key]
        found.append(EntryGroup(group.title, group.intro, group.lang, list(members), number))
    return found


def countries(entries: list[Entry]) -> list[CountryShare]:
    """Return the places in which entries in use process data, the most frequent first."""
    names: dict[str, str] = {}
    for entry in entries:
        names |= zip(entry.row.codes("countries"), entry.row.texts("countries"), strict=False)
    numbers = places_in_use(entries)
    largest = max(numbers.values(), default=1)
    found = []
    for place, number in numbers.items():
        name, code = (names[place], place) if place in names else (place, "")
        found.append(CountryShare(code, name, number, round(100 * number / largest)))
    return sorted(found, key=lambda share: (-share.number, share.name))
