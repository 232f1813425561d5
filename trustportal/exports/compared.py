"""Two editions of a document as one: blocks that mark what was inserted and deleted.

Without everything marked DEL the blocks are those of the new edition, without everything marked INS
those of the old one. Moved text is deleted and inserted. A table in both editions becomes Lines.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from operator import attrgetter
from typing import Any

from . import blocks, layout
from .blocks import DEL, INS, Block, Blocks, Line, Lines, ListBlock, Paragraph, TableRow, marked
from .compared_runs import merged_runs
from .edition import Edition

FIELD_WIDTHS = [27, 73]  # per cent: of a label and its value


def compared(old: Edition, new: Edition) -> Blocks:
    """Return the blocks below the title and the control block, in the active language."""
    content: Blocks = []
    for step in paired(parts_but_control(old), parts_but_control(new), attrgetter("place")):
        if isinstance(step, Single):
            content += marked(step.entry.blocks, step.change)
        else:
            content += merged(step.old.blocks, step.new.blocks)
    return layout.levelled(content)


def parts_but_control(edition: Edition) -> list[layout.Part]:
    return [part for part in layout.parts_of(edition) if part.place != layout.CONTROL]


# Pairs


@dataclass(frozen=True, slots=True)
class Pair[T]:
    """The entries at the same place of two lists."""

    old: T
    new: T


@dataclass(frozen=True, slots=True)
class Single[T]:
    """An entry of only one of two lists."""

    entry: T
    change: str  # DEL or INS


def paired[T](
    old: list[T],
    new: list[T],
    key: Callable[[T], Hashable],
    alike: Callable[[T, T], bool] | None = None,
) -> Iterator[Pair[T] | Single[T]]:
    """Yield the entries of two lists in an order that is right for both.

    Entries are the same by their key; neighbours that replace each other are a pair if alike.
    """
    matcher = SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield from map(Pair, old[a:b], new[c:d])
        elif alike:
            yield from neighbours(old[a:b], new[c:d], alike)
        else:
            yield from singles(old[a:b], new[c:d])


def neighbours[T](
    old: list[T], new: list[T], alike: Callable[[T, T], bool]
) -> Iterator[Pair[T] | Single[T]]:
    for before, after in zip(old, new, strict=False):
        if alike(before, after):
            yield Pair(before, after)
        else:
            yield from singles([before], [after])
    yield from singles(old[len(new) :], new[len(old) :])


def singles[T](old: list[T], new: list[T]) -> Iterator[Single[T]]:
    for entry in old:
        yield Single(entry, DEL)
    for entry in new:
        yield Single(entry, INS)


# Blocks


def merged(old: Blocks, new: Blocks) -> Blocks:
    """Return the blocks of one place in two editions as one list."""
    content = []
    for step in paired(entry_by_entry(old), entry_by_entry(new), repr, alike):
        if isinstance(step, Single):
            content += marked([step.entry], step.change)
        else:
            content.append(merged_block(step.old, step.new))
    return content


def entry_by_entry(content: Blocks) -> Blocks:
    """Return blocks with each list split into lists of one entry, compared on their own."""
    apart: Blocks = []
    for block in content:
        if isinstance(block, ListBlock):
            for place, entry in enumerate(block.entries):
                apart.append(replace(block, entries=[entry], start=block.start + place))
        else:
            apart.append(block)
    return apart


def alike(before: Block, after: Block) -> bool:
    """Return whether a block is the other one with changed words or rows."""
    if shape(before) != shape(after):
        return False
    if isinstance(before, ListBlock) and isinstance(after, ListBlock):
        are_single = has_single_block(before) and has_single_block(after)
        return are_single and alike(before.entries[0][0], after.entries[0][0])
    return MERGED[type(before)] is not replaced


def has_single_block(block: ListBlock) -> bool:
    return len(block.entries) == 1 and len(block.entries[0]) == 1


def shape(block: Block) -> tuple:
    """Return a key that is equal for two blocks that can be merged."""
    names = ("lang", "level", "ordered", "start")
    width = len(getattr(block, "header", ()))
    return (type(block), width, *(getattr(block, name, None) for name in names))


def merged_block(before: Block, after: Block) -> Block:
    """Return two blocks as one; they are equal or alike."""
    return after if before == after else MERGED[type(after)](before, after)


def merged_text(before: Any, after: Any) -> Block:
    return replace(after, runs=merged_runs(before.runs, after.runs))


def merged_list(before: ListBlock, after: ListBlock) -> Block:
    entry = [merged_block(before.entries[0][0], after.entries[0][0])]
    return replace(after, entries=[entry])


def merged_quote(before: blocks.Quote, after: blocks.Quote) -> Block:
    return replace(after, blocks=merged(before.blocks, after.blocks))


def replaced(before: Block, after: Block) -> Block:
    raise TypeError("Such a block goes and comes as a whole.")


# Tables


def merged_fields(before: blocks.Fields, after: blocks.Fields) -> Block:
    lines = merged_lines(field_rows(before), field_rows(after))
    return Lines(header=[], widths=FIELD_WIDTHS, lines=lines, whole=False)


def merged_table(before: blocks.Table, after: blocks.Table) -> Block:
    return Lines(
        header=merged_cells(before.header, after.header),
        widths=after.widths,
        lines=merged_lines(table_rows(before), table_rows(after)),
        whole=before.whole and after.whole,
    )


def field_rows(block: blocks.Fields) -> list[TableRow]:
    rows = []
    for field in block.fields:
        label: Blocks = [blocks.paragraph(field.label, small=True)]
        rows.append(TableRow([label, field.blocks], field.key))
    return rows


def table_rows(block: blocks.Table) -> list[TableRow]:
    """Return the rows of a table and, as rows with one cell, the headings of their groups."""
    rows = []
    for group in block.groups:
        if group.heading:
            heading = Paragraph([replace(run, bold=True) for run in group.heading])
            rows.append(TableRow([[heading]], repr(heading)))
        for row in group.rows:
            rows.append(TableRow(row.cells, row.id or repr(row.cells)))
    return rows


def merged_lines(old: list[TableRow], new: list[TableRow]) -> list[Line]:
    lines = []
    for step in paired(old, new, attrgetter("id")):
        if isinstance(step, Single):
            lines.append(Line(step.entry.cells, step.change))
        elif can_merge_cells(step.old.cells, step.new.cells):
            lines.append(Line(merged_cells(step.old.cells, step.new.cells)))
        else:
            lines += [Line(step.old.cells, DEL), Line(step.new.cells, INS)]
    return lines


def can_merge_cells(old: list[Blocks], new: list[Blocks]) -> bool:
    """Return whether all changed cells have only paragraphs; otherwise the row is replaced."""
    for before, after in zip(old, new, strict=True):
        is_text = all(isinstance(block, Paragraph) for block in before + after)
        if before != after and not is_text:
            return False
    return True


def merged_cells(old: list[Blocks], new: list[Blocks]) -> list[Blocks]:
    cells = []
    for before, after in zip(old, new, strict=True):
        cells.append(merged(before or [Paragraph()], after or [Paragraph()]))
    return cells


MERGED: dict[type[Block], Callable] = {
    Paragraph: merged_text,
    blocks.Heading: merged_text,
    ListBlock: merged_list,
    blocks.Quote: merged_quote,
    blocks.Fields: merged_fields,
    blocks.Table: merged_table,
    blocks.Code: replaced,
    blocks.Rule: replaced,
    blocks.Control: replaced,
    Lines: replaced,
}
