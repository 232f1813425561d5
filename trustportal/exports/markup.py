"""Markdown as blocks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from lxml import html

from trustportal.record.markdown import to_html
from trustportal.record.rows import Cell

from .blocks import (
    Block,
    Blocks,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    RowGroup,
    Rule,
    Run,
    Table,
    TableRow,
    plain,
)

MARKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "em": {"italic": True},
    "code": {"code": True},
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PLAIN_LOOK = Run("")


def of_markdown(text: str, base: str = "", look: Run = PLAIN_LOOK) -> Blocks:
    """Return the blocks of a Markdown text, its runs with the marks of a look.

    Links that start with `/` lead to the site of `base`.
    """
    markup = to_html(text) if text else ""
    return Parser(base).blocks(html.fragment_fromstring(markup, create_parent=True), look)


def plain_of_markdown(text: str, base: str = "") -> str:
    return plain(of_markdown(text, base))


def plain_cell(cell: Cell) -> str:
    return plain_of_markdown(cell.text) if cell.is_markdown else cell.text


class Parser:
    """Makes blocks of HTML as record.markdown lets it through."""

    def __init__(self, base: str) -> None:
        self.base = base

    def blocks(self, element: html.HtmlElement, look: Run) -> Blocks:
        """Return the blocks inside an element; text between them is a paragraph of its own."""
        content: Blocks = []
        loose = with_text(element.text, look)
        for child in element:
            if child.tag in MAKERS:
                content += paragraph_of(loose)
                content.append(MAKERS[child.tag](self, child, look))
                loose = []
            else:
                loose += self.inline(child, look)
            loose += with_text(child.tail, look)
        return content + paragraph_of(loose)

    def inline(self, element: html.HtmlElement, look: Run) -> list[Run]:
        """Return the runs of an element that stands within a line."""
        if element.tag == "br":
            return [look.with_text("\n")]
        if element.tag in MARKS:
            look = replace(look, **MARKS[element.tag])
        if element.tag == "a" and element.get("href"):
            look = replace(look, href=urljoin(self.base, element.get("href")))
        return self.runs(element, look)

    def runs(self, element: html.HtmlElement, look: Run) -> list[Run]:
        runs = with_text(element.text, look)
        for child in element:
            runs += self.inline(child, look)
            runs += with_text(child.tail, look)
        return runs

    def paragraph(self, element: html.HtmlElement, look: Run) -> Block:
        return Paragraph(trimmed(self.runs(element, look)))

    def heading(self, element: html.HtmlElement, look: Run) -> Block:
        return Heading(HEADINGS[element.tag], trimmed(self.runs(element, look)))

    def list_block(self, element: html.HtmlElement, look: Run) -> Block:
        ordered = element.tag == "ol"
        start = int(element.get("start", 1)) if ordered else 1
        entries = [self.blocks(item, look) for item in element.iterfind("li")]
        return ListBlock(entries, ordered, start)

    def quote(self, element: html.HtmlElement, look: Run) -> Block:
        return Quote(self.blocks(element, look))

    def code(self, element: html.HtmlElement, look: Run) -> Block:
        return Code(element.text_content().rstrip("\n"))

    def rule(self, element: html.HtmlElement, look: Run) -> Block:
        return Rule()

    def table(self, element: html.HtmlElement, look: Run) -> Block:
        lines = []
        for row in element.iter("tr"):
            lines.append([self.blocks(cell, look) for cell in row])
        header, *others = lines
        rows = [TableRow(cells) for cells in others]
        return Table(header, [1] * len(header), [RowGroup([], rows)], whole=False)


# {tag: what makes a block of its element}
MAKERS: dict[str, Callable[[Parser, html.HtmlElement, Run], Block]] = {
    "p": Parser.paragraph,
    **dict.fromkeys(HEADINGS, Parser.heading),
    **dict.fromkeys(("ul", "ol"), Parser.list_block),
    "table": Parser.table,
    "blockquote": Parser.quote,
    "pre": Parser.code,
    "hr": Parser.rule,
}


def with_text(text: str | None, look: Run) -> list[Run]:
    """Return a text with single spaces as a run; a line break of the source is a space."""
    if not text:
        return []
    spaced = " ".join(text.split())
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return [look.with_text(before + spaced + after if spaced else " ")]


def paragraph_of(loose: list[Run]) -> Blocks:
    if not any(run.text.strip() for run in loose):
        return []
    return [Paragraph(trimmed(loose))]


def trimmed(runs: list[Run]) -> list[Run]:
    """Leave out the spaces at both ends of a paragraph and around its line breaks."""
    kept: list[Run] = []
    for run in runs:
        text = run.text
        if not kept or kept[-1].text.endswith("\n"):
            text = text.lstrip(" ")
        if text == "\n" and kept:
            kept[-1] = kept[-1].with_text(kept[-1].text.rstrip(" "))
        if text:
            kept.append(run.with_text(text))
    if kept:
        kept[-1] = kept[-1].with_text(kept[-1].text.rstrip())
    return [run for run in kept if run.text]
