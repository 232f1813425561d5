"""A page as every format reads it: no writer walks the dictionary of a version by itself."""

from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext as _

from . import blocks

MOST_COLUMNS = 6


@dataclass(slots=True)  # frozen would take three times as long, and pages have 100,000 cells
class Cell:
    """One value of a row, in words."""

    key: str
    label: str
    text: str
    url: str = ""
    lang: str = ""  # of a text that stands in for a missing translation
    is_markdown: bool = False
    is_struck: bool = False  # corrected later
    below: tuple = ()  # cells that stand under this one in a table

    @property
    def address(self):
        """The address behind the text, as it has to be seen on paper; empty where the text is that address."""
        address = self.url.removeprefix("mailto:")
        return "" if address == self.text else address

    @property
    def plain(self):
        return blocks.plain(blocks.of_markdown(self.text)) if self.is_markdown else self.text


@dataclass(frozen=True)
class Row:
    cells: tuple  # of every column, in the page's order
    group: tuple  # the cells that head the group that the row belongs to
    own: tuple  # the cells of a table: the others, those `under` another one below it
    is_struck: bool  # its texts were corrected later: those in Markdown where it has such, else all
    data: dict  # as the version holds it, with what machines read


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str  # Markdown
    lang: str  # of the intro, where it is not the page's
    columns: tuple  # (key, label) of every column
    header: tuple  # labels of `Row.own`
    rows: tuple = field(repr=False)

    @property
    def is_wide(self):
        """Whether it has too many columns for a table on paper: each row is then a list of its own."""
        return len(self.header) > MOST_COLUMNS

    @property
    def groups(self):
        """Return [(cells that head the group, rows), …] of neighbours."""
        return [
            (rows[0].group, rows)
            for _heading, members in groupby(
                self.rows, key=lambda row: [cell.text for cell in row.group]
            )
            for rows in [list(members)]
        ]


def sections_of(page):
    return [section_of(section) for section in page.get("sections", [])]


def section_of(section):
    columns = section.get("columns", [])
    heads = section.get("group", [])
    own = [
        column["key"] for column in columns if "under" not in column and column["key"] not in heads
    ]
    below = {
        key: [column["key"] for column in columns if column.get("under") == key] for key in own
    }
    labels = {column["key"]: column["label"] for column in columns}
    return Section(
        key=section["key"],
        title=section.get("title", ""),
        intro=section.get("intro", ""),
        lang=section.get("lang", {}).get("intro", ""),
        columns=tuple(labels.items()),
        header=tuple(labels[key] for key in own),
        rows=tuple(row_of(row, columns, heads, own, below) for row in section.get("rows", [])),
    )


def row_of(row, columns, heads, own, below):
    prose = any(column.get("markdown") for column in columns)
    cells = {column["key"]: cell_of(row, column, prose) for column in columns}
    return Row(
        cells=tuple(cells.values()),
        group=tuple(cells[key] for key in heads if key in cells and cells[key].text),
        own=tuple(with_below(cells[key], [cells[under] for under in below[key]]) for key in own),
        is_struck=bool(row.get("struck")),
        data=row,
    )


def cell_of(row, column, prose):
    key = column["key"]
    return Cell(
        key=key,
        label=column["label"],
        text=in_words(row.get(key)),
        url=row.get(f"{key}_url") or "",
        lang=row.get("lang", {}).get(key, ""),
        is_markdown=bool(column.get("markdown")),
        is_struck=bool(row.get("struck")) and (not prose or bool(column.get("markdown"))),
    )


def with_below(cell, below):
    below = tuple(under for under in below if under.text)
    return replace(cell, below=below) if below else cell


def in_words(value):
    """Return a value of a page as one text; several are told apart by semicolons."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(in_words(entry) for entry in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
