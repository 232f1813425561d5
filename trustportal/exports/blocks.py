"""What a document is made of: the one form that PDF and DOCX are written from.

Code that treats blocks by kind has a table with an entry for each of BLOCK_KINDS and fails for any
other, as document.typ does: nothing is silently left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

INS, DEL = "ins", "del"  # inserted and deleted between two versions


@dataclass(frozen=True, slots=True)
class Run:
    """A text within a line, and its formatting."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    small: bool = False
    href: str = ""
    lang: str = ""  # where it is not the document's
    change: str = ""  # INS or DEL

    def with_text(self, text: str) -> Run:
        return replace(self, text=text)

    def looks_like(self, other: Run) -> bool:
        return self.with_text("") == other.with_text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: ClassVar[str]  # in document.typ
    lang: str = ""  # where it is not the document's
    change: str = ""  # INS or DEL


Blocks = list[Block]


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    kind = "paragraph"
    runs: list[Run] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heading(Block):
    kind = "heading"
    level: int
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class ListBlock(Block):
    kind = "list"
    entries: list[Blocks]
    ordered: bool
    start: int  # number of the first entry

    def mark(self, place: int) -> str:
        """Return the bullet or number of an entry; the first has the place 0."""
        return f"{self.start + place}." if self.ordered else "–"


@dataclass(frozen=True, slots=True)
class Quote(Block):
    kind = "quote"
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Code(Block):
    kind = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Rule(Block):
    kind = "rule"


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    blocks: Blocks
    key: str = ""  # by which two versions have the same field


@dataclass(frozen=True, slots=True)
class Fields(Block):
    """Texts with their labels beside them."""

    kind = "fields"
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Control(Block):
    """The document control block."""

    kind = "control"
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class TableRow:
    cells: list[Blocks]
    id: str = ""  # by which two versions have the same row


@dataclass(frozen=True, slots=True)
class RowGroup:
    heading: list[Run]
    rows: list[TableRow]


@dataclass(frozen=True, slots=True)
class Table(Block):
    kind = "table"
    header: list[Blocks]
    widths: list[int]  # shares of the columns
    groups: list[RowGroup]
    whole: bool  # no row breaks across pages


@dataclass(frozen=True, slots=True)
class Line:
    """A row of two versions; a single cell is a group's heading, as wide as the table."""

    cells: list[Blocks]
    change: str = ""


@dataclass(frozen=True, slots=True)
class Lines(Block):
    """A table of two versions, or fields of two versions if it has no header."""

    kind = "lines"
    header: list[Blocks]
    widths: list[int]
    lines: list[Line]
    whole: bool


TEXT_KINDS = (Paragraph, Heading, ListBlock, Quote, Code, Rule, Table)  # what Markdown can hold
BLOCK_KINDS = (*TEXT_KINDS, Fields, Control, Lines)


def paragraph(text: str, small: bool = False) -> Paragraph:
    return Paragraph([Run(text, small=small)])


def marked[T: (Run, Block)](items: list[T], change: str) -> list[T]:
    """Return runs or blocks marked as inserted (INS) or deleted (DEL)."""
    return [replace(item, change=change) for item in items]


def plain(blocks: Blocks) -> str:
    """Return the blocks of a text as plain text, a line each.

    Entries of lists have a dash or number, links their addresses in brackets.
    """
    lines = [PLAIN[type(block)](block) for block in blocks]
    return "\n".join(filter(None, lines))


def plain_runs(block: Paragraph | Heading) -> str:
    return "".join(map(plain_run, block.runs))


def plain_run(run: Run) -> str:
    address = run.href.removeprefix("mailto:")
    return f"{run.text} ({address})" if address and address != run.text else run.text


def plain_list(block: ListBlock) -> str:
    lines = []
    for place, entry in enumerate(block.entries):
        lines.append(f"{block.mark(place)} {plain(entry)}")
    return "\n".join(lines)


def plain_table(block: Table) -> str:
    rows = [block.header]
    for group in block.groups:
        rows += [row.cells for row in group.rows]
    return "\n".join(" | ".join(map(plain, row)) for row in rows)


PLAIN: dict[type[Block], Callable[[Any], str]] = {
    Paragraph: plain_runs,
    Heading: plain_runs,
    ListBlock: plain_list,
    Quote: lambda block: plain(block.blocks),
    Code: lambda block: block.text,
    Rule: lambda block: "",
    Table: plain_table,
}
