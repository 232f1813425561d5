"""A page's tables with their filters, as a reader sees them and as a file holds them.

Filters are in the address (`?q=imei&service=APNs`). Rows that do not match stay in the page, marked
as hidden: the small script can show them at once, and the page works the same without it.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from trustportal.record.reader import Page
from trustportal.record.rows import Cell, Column, Row
from trustportal.record.search import folded, has_words
from trustportal.record.sections import Section

from .filters import (
    CHOICE,
    FLAG,
    Choice,
    Filter,
    FilterForm,
    applied_filters,
    choices_of,
    chosen_of,
)
from .query import Query
from .selection import Selection


@dataclass(frozen=True)
class TableRow:
    id: str
    cells: list[Cell]
    is_shown: bool
    filter_values: list[tuple[str, str]]  # (key, value as the address has it), for the script


@dataclass(frozen=True)
class TableGroup:
    heading: list[Cell]
    rows: list[TableRow]

    @property
    def is_shown(self) -> bool:
        return any(row.is_shown for row in self.rows)


@dataclass(frozen=True)
class Table:
    """A section of a page with its rows, some of them hidden."""

    section: Section
    columns: list[Column]
    groups: list[TableGroup]
    count: int
    shown: int


@dataclass(frozen=True)
class Narrowing:
    """The filters of a page as an address sets them, and the words that it looks for."""

    text: str
    filters: list[Filter]

    @classmethod
    def of(cls, page: Page, query: Query) -> "Narrowing":
        return cls(query.text("q"), filters_of(page, query))

    @cached_property
    def words(self) -> list[str]:
        return folded(self.text).split()

    def matches(self, section: Section, row: Row) -> bool:
        if not all(has_value(row, filter) for filter in self.filters if filter.value):
            return False
        return not self.words or has_words(searched(section, row), self.words)


def searched(section: Section, row: Row) -> str:
    """Return what a search in the page looks at."""
    return " ".join(row.text(column.key) for column in section.columns)


def context(page: Page, query: Query) -> dict:
    """Return a template's context for a page with tables: the tables and the filter form."""
    narrowing = Narrowing.of(page, query)
    text, filters = narrowing.text, narrowing.filters
    sections = page.without_empty_columns().sections
    tables = [table_of(section, narrowing) for section in sections]
    count = sum(table.count for table in tables)
    shown = sum(table.shown for table in tables)
    form = FilterForm(text, filters, count, shown, button=_("Filter"), is_live=True)
    return {"tables": tables, "filter_form": form if filters else None, "count": count}


def selection(page: Page, query: Query, on: date) -> Selection:
    """Return the Selection for a file: the rows that a reader sees with the same filters."""
    narrowing = Narrowing.of(page, query)
    applied = applied_filters(narrowing.text, narrowing.filters)
    return Selection(page.narrowed(narrowing.matches), on, applied)


def filters_of(page: Page, query: Query) -> list[Filter]:
    """Return the page's filters with their choices and what the address asks for."""
    rows = list(page.rows)
    found = []
    for data in page.filters:
        key = data["key"]
        is_flag = bool(data.get("flag"))
        with_value = [row for row in rows if row.value(key)]
        choices = choices_of((value_of(row, key), row.text(key)) for row in with_value)
        found.append(
            Filter(
                key=key,
                label=data["label"],
                widget=FLAG if is_flag else CHOICE,
                choices=[] if is_flag else choices,
                chosen=chosen_of(query, key),
                number=len(with_value) if is_flag else None,
                is_offered=bool(with_value) if is_flag else splits(choices, with_value, rows),
            )
        )
    return found


def splits(choices: list[Choice], with_value: list[Row], rows: list[Row]) -> bool:
    """Return whether a choice leaves fewer rows than there are: some may state no value."""
    return len(choices) > 1 or 0 < len(with_value) < len(rows)


def value_of(row: Row, key: str) -> str:
    """Return a row's value as in the address: its code or slug if it has one."""
    return str(row.code(key) or row.slugs(key) or row.value(key))


def has_value(row: Row, filter: Filter) -> bool:
    if filter.widget == FLAG:
        return bool(row.value(filter.key))
    return value_of(row, filter.key) == filter.value


def table_of(section: Section, narrowing: Narrowing) -> Table:
    columns = filled_columns(section)
    groups, shown = [], 0
    for group in section.groups():
        rows = [table_row(section, row, columns, narrowing) for row in group.rows]
        shown += sum(row.is_shown for row in rows)
        groups.append(TableGroup(group.heading, rows))
    return Table(
        section=section,
        columns=columns,
        groups=groups,
        count=len(section.rows),
        shown=shown,
    )


def filled_columns(section: Section) -> list[Column]:
    """Return the columns of a table in which at least one row says something."""
    found = []
    for column in section.table_columns:
        keys = section.keys_of(column)
        if any(any(map(row.text, keys)) for row in section.rows):
            found.append(column)
    return found


def table_row(section: Section, row: Row, columns: list[Column], narrowing: Narrowing) -> TableRow:
    keys = [filter.key for filter in narrowing.filters]
    return TableRow(
        id=row.id,
        cells=[section.cell_with_those_below(row, column) for column in columns],
        is_shown=narrowing.matches(section, row),
        filter_values=[(key, value_of(row, key)) for key in keys if row.value(key)],
    )
