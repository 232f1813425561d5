"""The body of a DOCX: blocks as WordprocessingML (ECMA-376, part 1)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from . import blocks
from .blocks import Block, Blocks, Heading, Paragraph, Run

Element = Any  # of lxml, which has no types

INK, FAINT, LINK, SHADE = "1D2733", "5B6672", "0B4A8F", "F1F4F7"
WIDTH = 9638  # of the text, in twentieths of a point: A4 less margins of 20 mm
FIELD_WIDTHS = [WIDTH * 27 // 100, WIDTH * 73 // 100]  # of a label and its value
INDENT = 340  # of lists and quotes
CELL = "Cell"
MONO = "Noto Sans Mono"
TC = qn("w:tc")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def sub(parent: Element, tag: str, **attributes: Any) -> Element:
    named = {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, qn(f"w:{tag}"), named)


class Writer:
    """Appends blocks (see blocks.py) to the body of a document."""

    def __init__(self, document: Document) -> None:
        self.part = document.part
        self.body = document.element.body
        self.end = self.body.sectPr
        self.links: dict[str, str] = {}  # {address: id of the relationship}

    def new(self, parent: Element, tag: str) -> Element:
        """Add an element at the end of its parent; in the body before the section's properties."""
        element = sub(parent, tag)
        if parent is self.body:
            self.end.addprevious(element)
        return element

    def write_blocks(self, parent: Element, content: Blocks, indent: int = 0) -> None:
        for block in content:
            self.write_block(parent, block, indent)

    def write_block(self, parent: Element, block: Block, indent: int) -> None:
        WRITTEN[type(block)](self, parent, block, indent)

    # Texts

    def paragraph(
        self,
        parent: Element,
        runs: Iterable[Run],
        *,
        style: str = "",
        indent: int = 0,
        hanging: int = 0,
    ) -> Element:
        paragraph = self.new(parent, "p")
        style = style or (CELL if parent.tag == TC else "")
        if style or indent:
            set_paragraph(sub(paragraph, "pPr"), style, indent, hanging)
        for run in runs:
            self.run(paragraph, run)
        return paragraph

    def run(self, paragraph: Element, run: Run) -> None:
        parent = paragraph
        if run.href:
            parent = sub(paragraph, "hyperlink")
            parent.set(qn("r:id"), self.link(run.href))
        element = sub(parent, "r")
        set_look(element, run)
        for number, line in enumerate(run.text.split("\n")):
            if number:
                sub(element, "br")
            text = sub(element, "t")
            text.text = line
            text.set(SPACE, "preserve")

    def link(self, address: str) -> str:
        if address not in self.links:
            self.links[address] = self.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self.links[address]

    def heading(self, parent: Element, block: Heading, indent: int) -> None:
        self.paragraph(parent, block.runs, style=f"Heading {min(block.level - 1, 4)}")

    def text(self, parent: Element, block: Paragraph, indent: int) -> None:
        self.paragraph(parent, block.runs, indent=indent)

    def list_block(self, parent: Element, block: blocks.ListBlock, indent: int) -> None:
        for place, entry in enumerate(block.entries):
            self.entry(parent, f"{block.mark(place)} ", entry, indent + INDENT)

    def entry(self, parent: Element, mark: str, entry: Blocks, indent: int) -> None:
        """Write an entry with its mark as text: numbers that Word counts were never published."""
        runs, others = [Run(mark)], entry
        if entry and isinstance(entry[0], Paragraph | Heading):
            runs, others = [*runs, *entry[0].runs], entry[1:]
        self.paragraph(parent, runs, indent=indent, hanging=227)
        self.write_blocks(parent, others, indent)

    def quote(self, parent: Element, block: blocks.Quote, indent: int) -> None:
        self.write_blocks(parent, block.blocks, indent + INDENT)

    def code(self, parent: Element, block: blocks.Code, indent: int) -> None:
        self.paragraph(parent, [Run(block.text, code=True)], indent=indent)

    def rule(self, parent: Element, block: blocks.Rule, indent: int) -> None:
        self.paragraph(parent, [])

    # Tables

    def control(self, parent: Element, block: blocks.Control, indent: int) -> None:
        self.field_rows(parent, block.fields, SHADE)

    def fields(self, parent: Element, block: blocks.Fields, indent: int) -> None:
        self.field_rows(parent, block.fields)

    def field_rows(self, parent: Element, fields: list[blocks.Field], shade: str = "") -> None:
        table = self.start(parent, FIELD_WIDTHS)
        for field in fields:
            label: Blocks = [blocks.paragraph(field.label, small=True)]
            self.row(table, [label, field.blocks], shade=shade)
        self.paragraph(parent, [])

    def table(self, parent: Element, block: blocks.Table, indent: int) -> None:
        table = self.start(parent, in_twentieths(block.widths))
        self.header_row(table, block.header)
        for group in block.groups:
            if group.heading:
                heading = Paragraph(bold(group.heading))
                self.row(table, [[heading]], span=len(block.widths))
            for row in group.rows:
                self.row(table, row.cells)
        self.paragraph(parent, [])

    def lines(self, parent: Element, block: blocks.Lines, indent: int) -> None:
        table = self.start(parent, in_twentieths(block.widths))
        if block.header:
            self.header_row(table, block.header)
        for line in block.lines:
            self.line(table, line, span=1 + len(block.widths) - len(line.cells))
        self.paragraph(parent, [])

    def line(self, table: Element, line: blocks.Line, span: int) -> None:
        self.row(table, line.cells, span=span)

    def start(self, parent: Element, widths: list[int]) -> Element:
        table = self.new(parent, "tbl")
        settings = sub(table, "tblPr")
        sub(settings, "tblW", w=sum(widths), type="dxa")
        borders = sub(settings, "tblBorders")
        for side in ("top", "bottom", "insideH"):
            sub(borders, side, val="single", sz=4, space=0, color="C9D0D8")
        sub(settings, "tblLayout", type="fixed")
        grid = sub(table, "tblGrid")
        for width in widths:
            sub(grid, "gridCol", w=width)
        return table

    def header_row(self, table: Element, cells: list[Blocks]) -> None:
        self.row(table, [bold_cell(cell) for cell in cells], shade=SHADE, is_header=True)

    def row(
        self,
        table: Element,
        cells: list[Blocks],
        *,
        shade: str = "",
        span: int = 1,
        is_header: bool = False,
    ) -> Element:
        row = sub(table, "tr")
        settings = sub(row, "trPr")
        sub(settings, "cantSplit")
        if is_header:
            sub(settings, "tblHeader")
        grid = table.find(qn("w:tblGrid"))
        for content, column in zip(cells, grid, strict=False):
            width = column.get(qn("w:w")) if span == 1 else WIDTH
            self.cell(row, content, width, shade, span)
        return row

    def cell(self, row: Element, content: Blocks, width: int, shade: str, span: int) -> None:
        cell = sub(row, "tc")
        look = sub(cell, "tcPr")
        sub(look, "tcW", w=width, type="dxa")
        if span > 1:
            sub(look, "gridSpan", val=span)
        if shade:
            sub(look, "shd", val="clear", color="auto", fill=shade)
        self.write_blocks(cell, content)
        if cell[-1].tag != qn("w:p"):
            self.paragraph(cell, [])


def set_paragraph(settings: Element, style: str, indent: int, hanging: int) -> None:
    if style:
        sub(settings, "pStyle", val=style.replace(" ", ""))
    if indent:
        sub(settings, "ind", left=indent, **({"hanging": hanging} if hanging else {}))


def set_look(element: Element, run: Run) -> None:
    """Add the formatting of a run, in the order that the schema requires."""
    if run == Run(run.text):
        return
    look = sub(element, "rPr")
    if run.code:
        sub(look, "rFonts", ascii=MONO, hAnsi=MONO)
    for mark, tag in (("bold", "b"), ("italic", "i"), ("strike", "strike")):
        if getattr(run, mark):
            sub(look, tag)
    if run.href or run.small:
        sub(look, "color", val=LINK if run.href else FAINT)
    if run.small:
        sub(look, "sz", val=16)
    if run.lang:
        sub(look, "lang", val=run.lang)


def bold(runs: list[Run]) -> list[Run]:
    return [replace(run, bold=True) for run in runs]


def bold_cell(cell: Blocks) -> Blocks:
    """Return the texts of a cell of a header, which has nothing else."""
    texts: Blocks = []
    for block in cell:
        if isinstance(block, Paragraph | Heading):
            texts.append(replace(block, runs=bold(block.runs)))
    return texts


def in_twentieths(shares: list[int]) -> list[int]:
    """Return the widths of columns in twentieths of a point."""
    return [WIDTH * share // sum(shares) for share in shares]


WRITTEN: dict[type[Block], Callable] = {
    Paragraph: Writer.text,
    Heading: Writer.heading,
    blocks.ListBlock: Writer.list_block,
    blocks.Quote: Writer.quote,
    blocks.Code: Writer.code,
    blocks.Rule: Writer.rule,
    blocks.Control: Writer.control,
    blocks.Fields: Writer.fields,
    blocks.Table: Writer.table,
    blocks.Lines: Writer.lines,
}
