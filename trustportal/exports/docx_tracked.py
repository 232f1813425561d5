"""Insertions and deletions between two versions as Word's tracked changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from trustportal.record import canonical

from .blocks import DEL, Block, Blocks, Line, Run
from .docx_body import TC, Element, Writer, sub
from .edition import Edition

MARK = f"{qn('w:pPr')}/{qn('w:rPr')}"  # of an inserted or deleted paragraph


class Tracked(Writer):
    """Writes changes as the publisher's, made at the moment of the newer version."""

    def __init__(self, document: Document, edition: Edition) -> None:
        super().__init__(document)
        self.change = ""  # of what is being written
        self.author = edition.publisher
        self.date = canonical.timestamp(edition.version.published_at)
        self.ids = count(1)

    @contextmanager
    def under(self, change: str) -> Iterator[None]:
        outer, self.change = self.change, change or self.change
        yield
        self.change = outer

    def mark(self, parent: Element, change: str) -> Element:
        """Add a mark of a change, or the element around changed text."""
        about = {"w:id": str(next(self.ids)), "w:author": self.author, "w:date": self.date}
        named = {qn(key): value for key, value in about.items()}
        return etree.SubElement(parent, qn(f"w:{change}"), named)

    def write_block(self, parent: Element, block: Block, indent: int) -> None:
        with self.under(block.change):
            super().write_block(parent, block, indent)

    def paragraph(self, parent: Element, runs: Iterable[Run], **look: Any) -> Element:
        paragraph = super().paragraph(parent, runs, **look)
        if self.change:
            settings = paragraph.find(qn("w:pPr"))
            if settings is None:
                settings = etree.Element(qn("w:pPr"))
                paragraph.insert(0, settings)
            self.mark(sub(settings, "rPr"), self.change)
        return paragraph

    def run(self, paragraph: Element, run: Run) -> None:
        with self.under(run.change):
            super().run(paragraph, run)
            if self.change:
                self.mark_run(list(paragraph.iter(qn("w:r")))[-1])

    def mark_run(self, written: Element) -> None:
        parent = written.getparent()
        self.mark(parent, self.change).append(written)
        if self.change == DEL:
            for text in written.iter(qn("w:t")):
                text.tag = qn("w:delText")

    def line(self, table: Element, line: Line, span: int) -> None:
        with self.under(line.change):
            super().line(table, line, span)

    def row(self, table: Element, cells: list[Blocks], **look: Any) -> Element:
        row = super().row(table, cells, **look)
        if self.change:
            self.mark(row.find(qn("w:trPr")), self.change)
        else:
            for cell in row.iter(TC):
                keep_last_mark(cell)
        return row


def keep_last_mark(cell: Element) -> None:
    """Move the tracked change of a cell's last paragraph to the last unmarked paragraph.

    Word cannot delete the last paragraph mark of a cell.
    """
    paragraphs = cell.findall(qn("w:p"))
    last_mark = paragraphs[-1].find(MARK)
    if last_mark is None:
        return
    kept = [paragraph for paragraph in paragraphs if paragraph.find(MARK) is None]
    kept[-1].find(qn("w:pPr")).append(last_mark)
