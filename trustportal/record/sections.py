"""The sections of a page, with their columns and rows, and the cells of a table (see reader.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from .rows import Cell, Column, Data, Row, lang_of, value_in

MOST_COLUMNS = 6  # of a table on paper


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring rows with the same heading."""

    heading: list[Cell]
    rows: list[Row]


@dataclass(frozen=True)
class Section:
    data: Data

    @property
    def key(self) -> str:
        return self.data["key"]

    @property
    def title(self) -> str:
        return value_in(self.data, "title")

    @property
    def intro(self) -> str:
        """Markdown."""
        return value_in(self.data, "intro")

    @property
    def lang(self) -> str:
        """The language of the intro, where it is not the page's."""
        return lang_of(self.data, "intro")

    @property
    def by(self) -> str:
        """The column by which a row is in this section or in another one of the page."""
        return value_in(self.data, "by")

    @cached_property
    def columns(self) -> list[Column]:
        return [Column.of(column) for column in value_in(self.data, "columns", [])]

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(row) for row in value_in(self.data, "rows", [])]

    @property
    def group_keys(self) -> list[str]:
        return value_in(self.data, "group", [])

    @cached_property
    def group_columns(self) -> list[Column]:
        """The columns that head groups of rows."""
        by_key = {column.key: column for column in self.columns}
        return [by_key[key] for key in self.group_keys if key in by_key]

    @cached_property
    def table_columns(self) -> list[Column]:
        """The columns of a table: without those that head a group or stand under another one."""
        return [c for c in self.columns if not c.under and c not in self.group_columns]

    @cached_property
    def columns_below(self) -> dict[str, list[Column]]:
        """{key of a column: the columns whose values stand under its own}."""
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.under:
                found.setdefault(column.under, []).append(column)
        return found

    @cached_property
    def has_prose(self) -> bool:
        return any(column.is_markdown for column in self.columns)

    @property
    def is_wide(self) -> bool:
        """Whether it has too many columns for a table on paper: each row is then a list."""
        return len(self.table_columns) > MOST_COLUMNS

    def cell(self, row: Row, column: Column) -> Cell:
        written_in = row.written_in(column.key) if column.is_technical else ""
        return Cell(
            key=column.key,
            label=column.label,
            text=row.text(column.key),
            url=row.url(column.key),
            lang=row.lang(column.key),
            written_in=written_in,
            is_technical=column.is_technical and not written_in,
            is_markdown=column.is_markdown,
            is_struck=row.is_struck and (column.is_markdown or not self.has_prose),
        )

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of every column, in the page's order."""
        return [self.cell(row, column) for column in self.columns]

    def heading_cells(self, row: Row) -> list[Cell]:
        """Return the cells that head the group of a row, as far as they say something."""
        cells = [self.cell(row, column) for column in self.group_columns]
        return [cell for cell in cells if cell.text]

    def table_cells(self, row: Row) -> list[Cell]:
        """Return the cells of a table's row, with those that stand under them."""
        return [self.cell_with_those_below(row, column) for column in self.table_columns]

    def cell_with_those_below(self, row: Row, column: Column) -> Cell:
        cell = self.cell(row, column)
        below = []
        for under in self.columns_below.get(column.key, []):
            other = self.cell(row, under)
            if under.leads and other.text:
                cell, other = in_front(other, cell, under.leads)
            is_said_above = under.leads and other.text == cell.text
            if other.text and not is_said_above:
                below.append(other)
        return replace(cell, below=tuple(below)) if below else cell

    def groups(self) -> list[Group]:
        """Return the rows in groups of neighbours."""

        def words(row: Row) -> list[str]:
            return [row.text(column.key) for column in self.group_columns]

        found = []
        for _words, members in groupby(self.rows, key=words):
            rows = list(members)
            found.append(Group(self.heading_cells(rows[0]), rows))
        return found

    def fills(self, column: Column) -> bool:
        """Return whether some row says something in a column, or in one under it."""
        return any(self.says(row, column) for row in self.rows)

    def says(self, row: Row, column: Column) -> bool:
        keys = self.keys_of(column)
        return any(row.text(key) or row.url(key) for key in keys)

    def keys_of(self, column: Column) -> list[str]:
        """Return the key of a column, and those of the columns under it."""
        return [column.key, *(below.key for below in self.columns_below.get(column.key, []))]

    def without_empty_columns(self) -> Section:
        if not self.rows:
            return self
        kept = {column.key for column in self.columns if self.fills(column)}
        columns = [column for column in self.data["columns"] if column["key"] in kept]
        return Section(self.data | {"columns": columns})

    def with_rows(self, rows: list[Row]) -> Section:
        return Section(self.data | {"rows": [row.data for row in rows]})


def in_front(cell: Cell, displaced: Cell, label: str) -> tuple[Cell, Cell]:
    """Return a cell in the place of another one, and that one under a label of its own."""
    return replace(cell, key=displaced.key, label=displaced.label), replace(displaced, label=label)
