"""The formats of a document: what a file is called, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from . import csv, docx, json, markdown, pdf, xlsx
from .edition import Edition, TooLarge
from .reading import sections_of


@dataclass(frozen=True)
class Format:
    content_type: str
    write: Callable[[Edition], bytes]
    most: tuple[int, int] | None = (
        None  # filled cells, and characters; more would take more than 300 MB
    )


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format("application/pdf", pdf.write, (7_800, 300_000)),
    "docx": Format(f"{OFFICE}.wordprocessingml.document", docx.write, (45_000, 3_000_000)),
    "xlsx": Format(f"{OFFICE}.spreadsheetml.sheet", xlsx.write, (150_000, 16_000_000)),
    "csv": Format("text/csv; charset=utf-8", csv.write),
    "json": Format("application/json", json.write),
    "md": Format("text/markdown; charset=utf-8", markdown.write),
}


def write(edition, format):
    """Return the bytes of an edition's file. Raises KeyError for a format that there is not, and TooLarge."""
    refuse_large(format, edition.page)
    return FORMATS[format].write(edition)


def refuse_large(format, *pages):
    """Raise TooLarge if pages have more values or characters than a file of this format can hold."""
    if FORMATS[format].most is None:
        return
    sizes = map(sum, zip(*map(size_of, pages), strict=True))
    sentences = (
        _(
            "This page has %(size)d values; %(format)s can hold %(most)d. Use a filter, or CSV or JSON."
        ),
        _(
            "This page has %(size)d characters; %(format)s can hold %(most)d. Use a filter, or CSV or JSON."
        ),
    )
    for size, most, sentence in zip(sizes, FORMATS[format].most, sentences, strict=True):
        if size > most:
            raise TooLarge(sentence % {"size": size, "format": format.upper(), "most": most})


def size_of(page):
    """Return (filled cells, characters) of a page's texts and tables.

    A cell with a label of its own, in a row laid out as a list, takes more than twice the memory of another.
    """
    sections = sections_of(page)
    texts = [
        page.get("notice"),
        page.get("summary"),
        *(fact.get("value") for fact in page.get("facts", [])),
    ]
    texts += [section.intro for section in sections]
    cells = [texts_in(section) for section in sections]
    values = sum(
        len(found) * 12 // 5 if section.is_wide else len(found)
        for section, found in zip(sections, cells, strict=True)
    )
    return values, sum(map(len, [*filter(None, texts), *chain(*cells)]))


def texts_in(section):
    return [cell.text for row in section.rows for cell in row.cells if cell.text]
