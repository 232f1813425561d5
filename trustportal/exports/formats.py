"""The formats of a document. One entry in FORMATS, and a file is offered, served and verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustportal.record.reader import Page
from trustportal.record.sections import Section

from . import csv, docx, json, markdown, pdf, xlsx
from .edition import Edition, TooLarge, texts_of
from .paper import Paper


@dataclass(frozen=True)
class Size:
    cells: int = 0  # filled ones
    characters: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.cells + other.cells, self.characters + other.characters)


@dataclass(frozen=True)
class Format:
    label: str | Promise  # for people
    content_type: str
    write: Callable[[Edition], bytes]
    most: Size | None = None  # more would take more than 300 MB
    # Writes the Paper that a function makes of editions: pages, redlines or annexes.
    write_paper: Callable[..., bytes] | None = None
    shows_changes: bool = False  # to the version before


# All languages and no filter, so that the version's hashes can be recomputed.
WHOLE = "json"
OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format(
        "PDF", "application/pdf", pdf.write, Size(7_800, 300_000), write_paper=pdf.write_paper
    ),
    "docx": Format(
        gettext_lazy("Word (DOCX)"),
        f"{OFFICE}.wordprocessingml.document",
        docx.write,
        Size(45_000, 3_000_000),
        write_paper=docx.write_paper,
    ),
    "xlsx": Format(
        gettext_lazy("Excel (XLSX)"),
        f"{OFFICE}.spreadsheetml.sheet",
        xlsx.write,
        Size(150_000, 16_000_000),
        shows_changes=True,
    ),
    "csv": Format("CSV", "text/csv; charset=utf-8", csv.write),
    WHOLE: Format(gettext_lazy("JSON, the whole version"), "application/json", json.write),
    "md": Format("Markdown", "text/markdown; charset=utf-8", markdown.write),
}


def labels() -> dict[str, str | Promise]:
    """Return {format: its label}, the whole version last."""
    in_order = sorted(FORMATS, key=WHOLE.__eq__)
    return {name: FORMATS[name].label for name in in_order}


def paper_formats() -> list[str]:
    """Return the formats in which redlines and annexes are offered."""
    return sorted(name for name, format in FORMATS.items() if format.write_paper)


def write(edition: Edition, format: str) -> bytes:
    """Return the bytes of an edition's file. Raises TooLarge."""
    refuse_large(format, edition)
    return FORMATS[format].write(edition)


def write_paper(format: str, paper_of: Callable[..., Paper], *editions: Edition) -> bytes:
    """Return the bytes of what a function makes of editions. Raises TooLarge.

    Raises KeyError for a format that is not one for paper.
    """
    writer = FORMATS[format].write_paper
    if writer is None:
        raise KeyError(format)
    refuse_large(format, *editions)
    return writer(paper_of, *editions)


def refuse_large(format: str, *editions: Edition) -> None:
    """Raise TooLarge if pages have more values or characters than a file of this format holds."""
    most = FORMATS[format].most
    if most is None:
        return
    size = Size()
    for edition in editions:
        size += size_of(edition.page)
    name = format.upper()
    if size.cells > most.cells:
        sentence = _(
            "This page has %(size)d values; %(format)s can hold %(most)d. "
            "Use a filter, or CSV or JSON."
        )
        raise TooLarge(sentence % {"size": size.cells, "format": name, "most": most.cells})
    if size.characters > most.characters:
        sentence = _(
            "This page has %(size)d characters; %(format)s can hold %(most)d. "
            "Use a filter, or CSV or JSON."
        )
        more = {"size": size.characters, "format": name, "most": most.characters}
        raise TooLarge(sentence % more)


def size_of(page: Page) -> Size:
    """Return the size of a page's texts and tables.

    A cell with a label of its own, in a row laid out as a list, takes more than twice the memory
    of another.
    """
    size = Size(characters=sum(len(text.source) for text in texts_of(page)))
    for section in page.sections:
        size += size_of_section(section)
    return size


def size_of_section(section: Section) -> Size:
    cells = characters = 0
    for row in section.rows:
        texts = [row.text(column.key) for column in section.columns]
        cells += len(texts) - texts.count("")
        characters += len("".join(texts))
    return Size(cells * 12 // 5 if section.is_wide else cells, characters)
