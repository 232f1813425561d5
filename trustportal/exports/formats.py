"""The formats of a document: what a file is called, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trustportal.record.reader import Page, Section

from . import csv, docx, json, markdown, pdf, xlsx
from .edition import Edition, TooLarge, texts_of


@dataclass(frozen=True)
class Size:
    cells: int  # filled ones
    characters: int


@dataclass(frozen=True)
class Format:
    content_type: str
    write: Callable[[Edition], bytes]
    most: Size | None = None  # more would take more than 300 MB


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format("application/pdf", pdf.write, Size(7_800, 300_000)),
    "docx": Format(f"{OFFICE}.wordprocessingml.document", docx.write, Size(45_000, 3_000_000)),
    "xlsx": Format(f"{OFFICE}.spreadsheetml.sheet", xlsx.write, Size(150_000, 16_000_000)),
    "csv": Format("text/csv; charset=utf-8", csv.write),
    "json": Format("application/json", json.write),
    "md": Format("text/markdown; charset=utf-8", markdown.write),
}


def write(edition, format):
    """Return the bytes of an edition's file. Raises KeyError for a format that there is not, and TooLarge."""
    refuse_large(format, edition.page)
    return FORMATS[format].write(edition)


def refuse_large(format: str, *pages: Page) -> None:
    """Raise TooLarge if pages have more values or characters than a file of this format holds."""
    most = FORMATS[format].most
    if most is None:
        return
    sizes = [size_of(page) for page in pages]
    cells = sum(size.cells for size in sizes)
    if cells > most.cells:
        sentence = _(
            "This page has %(size)d values; %(format)s can hold %(most)d. "
            "Use a filter, or CSV or JSON."
        )
        raise TooLarge(sentence % {"size": cells, "format": format.upper(), "most": most.cells})
    characters = sum(size.characters for size in sizes)
    if characters > most.characters:
        sentence = _(
            "This page has %(size)d characters; %(format)s can hold %(most)d. "
            "Use a filter, or CSV or JSON."
        )
        more = {"size": characters, "format": format.upper(), "most": most.characters}
        raise TooLarge(sentence % more)


def size_of(page: Page) -> Size:
    """Return the size of a page's texts and tables.

    A cell with a label of its own, in a row laid out as a list, takes more than twice the memory
    of another.
    """
    cells, characters = 0, sum(len(text.source) for text in texts_of(page))
    for section in page.sections:
        lengths = lengths_of(section)
        cells += len(lengths) * 12 // 5 if section.is_wide else len(lengths)
        characters += sum(lengths)
    return Size(cells, characters)


def lengths_of(section: Section) -> list[int]:
    """Return the length of each cell that is filled."""
    lengths = []
    for row in section.rows:
        for column in section.columns:
            lengths.append(len(row.text(column.key)))
    return [length for length in lengths if length]
