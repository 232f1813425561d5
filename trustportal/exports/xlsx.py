"""XLSX by openpyxl: a sheet of document control and texts, one for each section, one of changes."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.functions import tostring

from trustportal.record.page_diff import PageDiff
from trustportal.record.rows import Cell, Column, Row
from trustportal.record.sections import Section
from trustportal.record.shared import SharedChange

from .archive import repacked
from .control import control, elsewhere
from .edition import Edition, TooLarge, texts_of
from .markup import plain_cell, plain_of_markdown

Value = str | date

# Characters of a cell, the format's limit; openpyxl would cut what is longer.
LONGEST_TEXT = 32_767
LONGEST_NAME = 31  # characters of a sheet's name
# How the format writes characters that XML cannot hold.
ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MEASURED = 200  # rows of which the widths of columns are made
WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD, FILL = Font(bold=True), PatternFill("solid", fgColor="F1F4F7")


@dataclass(frozen=True)
class Sheet:
    title: str
    header: list[str]  # labels of the columns; [] for none
    rows: Sequence[Sequence[Value]]


def write(edition: Edition) -> bytes:
    with translation.override(edition.language):
        sheets = sheets_of(edition)
        refuse_too_long(sheets)
    book = Workbook(write_only=True)
    for sheet in sheets:
        add_sheet(book, sheet)
    properties, stream = book.properties, io.BytesIO()
    properties.title, properties.creator = edition.title, edition.publisher
    properties.language, properties.identifier = edition.language, edition.permalink
    book.save(stream)
    published = edition.version.published_at.astimezone(UTC).replace(tzinfo=None)
    properties.created = properties.modified = published
    return repacked(stream.getvalue(), {"docProps/core.xml": tostring(properties.to_tree())})


def sheets_of(edition: Edition) -> list[Sheet]:
    sheets = [Sheet(_("Control"), [], control_rows(edition))]
    for section in edition.page.sections:
        if section.rows:
            sheets.append(section_sheet(edition, section))
    if edition.changes is not None:
        header = [_("Text"), _("Change"), _("Before"), _("After")]
        sheets.append(Sheet(_("Changes"), header, changes_rows(edition.changes)))
    return sheets


def refuse_too_long(sheets: list[Sheet]) -> None:
    """Raise TooLarge for a text that openpyxl would cut, before the workbook is begun."""
    for sheet in sheets:
        for row in sheet.rows:
            if any(isinstance(value, str) and len(value) > LONGEST_TEXT for value in row):
                raise TooLarge(
                    _("A text of this page is longer than a cell of a spreadsheet can hold.")
                )


# The book


def add_sheet(book: Workbook, sheet: Sheet) -> None:
    added = book.create_sheet(sheet_name(sheet.title, book.sheetnames))
    for place, width in enumerate(column_widths(sheet), 1):
        added.column_dimensions[get_column_letter(place)].width = width
    if sheet.header:
        last = get_column_letter(len(sheet.header))
        added.freeze_panes = "B2"
        added.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
        added.append([header_cell(added, label) for label in sheet.header])
    for row in sheet.rows:
        added.append([typed_cell(added, value) for value in row])


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name that the format allows and that is unique regardless of case."""
    plain = FORBIDDEN.sub(" ", title).strip()[:LONGEST_NAME].strip() or "–"
    folded = {name.casefold() for name in taken}
    number, name = 1, plain
    while name.casefold() in folded:
        number += 1
        name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    return name


def column_widths(sheet: Sheet) -> list[int]:
    """Return widths in characters: of the longest of the first texts, within limits."""
    lines = [*([sheet.header] if sheet.header else []), *sheet.rows[:MEASURED]]
    widths = []
    for column in zip(*lines, strict=True):
        longest = max(len(str(value)) for value in column)
        widths.append(min(max(10, longest + 2), 60))
    return widths


def header_cell(sheet: WriteOnlyWorksheet, label: str) -> WriteOnlyCell:
    cell = typed_cell(sheet, label)
    cell.font, cell.fill = BOLD, FILL
    return cell


def typed_cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ESCAPE.sub("_x005F_x", value))
        cell.data_type = "s"  # never a formula
    else:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = WRAPPED
    return cell


# What the sheets hold


def control_rows(edition: Edition) -> list[list[Value]]:
    rows: list[list[Value]] = [[label, value] for label, value in control(edition)]
    labels = {"notice": _("Notice"), "summary": _("Summary"), "intro": _("Text")}
    for text in texts_of(edition.page):
        plain = plain_of_markdown(text.source, edition.permalink)
        if plain:
            label = text.label or labels.get(text.key, "")
            rows.append([label, plain + elsewhere(text.lang, edition.language)])
    return rows


@dataclass(frozen=True)
class SheetColumn:
    label: str
    values: list[Value]


def section_sheet(edition: Edition, section: Section) -> Sheet:
    columns: list[SheetColumn] = []
    for column in section.columns:
        columns += cell_columns(section, column)
    columns += mark_columns(edition, section)
    shown = [column for column in columns if any(column.values)]
    rows = list(zip(*(column.values for column in shown), strict=True))
    return Sheet(section.title or section.key, [column.label for column in shown], rows)


def cell_columns(section: Section, column: Column) -> list[SheetColumn]:
    """Return what a column says, and the addresses behind it."""
    values, addresses = [], []
    for row in section.rows:
        cell = section.cell(row, column)
        values.append(day_or_text(row, cell))
        addresses.append(cell.address)
    return [
        SheetColumn(column.label, values),
        SheetColumn(_("%s (address)") % column.label, [*addresses]),
    ]


def mark_columns(edition: Edition, section: Section) -> list[SheetColumn]:
    """Return what is to be known of the texts of a row."""
    struck, languages = [], []
    for row in section.rows:
        struck.append(_("struck") if row.is_struck else "")
        languages.append(other_languages(edition, section.cells(row)))
    return [
        SheetColumn(_("Struck"), [*struck]),
        SheetColumn(_("In another language"), [*languages]),
    ]


def other_languages(edition: Edition, cells: list[Cell]) -> str:
    texts = [cell.label + elsewhere(cell.lang, edition.language) for cell in cells if cell.lang]
    return "; ".join(texts)


def day_or_text(row: Row, cell: Cell) -> Value:
    """Return a date if the code beside the text is one, else the text."""
    code = row.code(cell.key)
    has_zone = row.value(f"{cell.key}_zone")
    if isinstance(code, str) and ISO_DAY.fullmatch(code) and not has_zone:
        return date.fromisoformat(code)
    return plain_cell(cell)


def changes_rows(changes: PageDiff) -> list[list[Value]]:
    texts = [*changes.reworded]
    for section in changes.sections:
        texts += section.reworded
    rows: list[list[Value]] = [[text.where, text.told, text.old, text.new] for text in texts]
    for group in changes.shared:
        rows += shared_rows(group)
    for section in changes.sections:
        for row in section.own:
            for cell in row.cells:
                rows.append([f"{section.title}: {cell.where}", row.what, cell.old, cell.new])
    for group in changes.respelled:
        rows += shared_rows(group)
    return rows


def shared_rows(group: SharedChange) -> list[list[Value]]:
    """Return the sentence of a change that rows share; below it, each row whose value differs."""
    first = group.cells[0]
    if group.is_alike:
        about = first.label_in_sentence if group.number > 1 else first.where
        return [[about, group.sentence, first.old, first.new]]
    rows: list[list[Value]] = [[first.label_in_sentence, group.sentence, "", ""]]
    for cell in group.cells:
        rows.append([cell.where, cell.what, cell.old, cell.new])
    return rows
