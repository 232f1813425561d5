"""The formats of a document: what a file is called, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import csv, docx, json, markdown, pdf, xlsx
from .edition import Edition, TooLarge
from .reading import sections_of


@dataclass(frozen=True)
class Format:
    content_type: str
    write: Callable[[Edition], bytes]
    most_values: int | None = None  # filled cells; more would take more than 300 MB


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format("application/pdf", pdf.write, 7_800),
    "docx": Format(f"{OFFICE}.wordprocessingml.document", docx.write, 45_000),
    "xlsx": Format(f"{OFFICE}.spreadsheetml.sheet", xlsx.write, 150_000),
    "csv": Format("text/csv; charset=utf-8", csv.write),
    "json": Format("application/json", json.write),
    "md": Format("text/markdown; charset=utf-8", markdown.write),
}


def write(edition, format):
    """Return the bytes of an edition's file. Raises KeyError for a format that there is not, and TooLarge."""
    refuse_large(format, edition.page)
    return FORMATS[format].write(edition)


def refuse_large(format, *pages):
    """Raise TooLarge if pages have more values than a file of this format can hold."""
    most = FORMATS[format].most_values
    values = sum(map(values_of, pages)) if most is not None else 0
    if values > (most or 0):
        sentence = _("This page has %(values)d values; %(format)s can hold %(most)d. Use a filter, or CSV or JSON.")
        raise TooLarge(sentence % {"values": values, "format": format.upper(), "most": most})


def values_of(page):
    """Count the filled cells; with a label each, in rows laid out as lists, they take more than twice the memory."""
    return sum(map(values_in, sections_of(page)))


def values_in(section):
    values = sum(bool(cell.text) for row in section.rows for cell in row.cells)
    return values * 11 // 5 if section.is_wide else values
