"""XLSX by openpyxl: a sheet for the document control and the texts, one for each section, one for the changes."""

import io
import re
from datetime import UTC, date

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from . import blocks
from .archive import repacked
from .control import control, elsewhere, title_of
from .edition import TooLarge
from .reading import sections_of

LONGEST_TEXT = 32_767  # characters of a cell, the format's limit; openpyxl would cut what is longer
ESCAPE = re.compile(
    r"_x(?=[0-9A-Fa-f]{4}_)"
)  # how the format writes characters that XML cannot hold
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD, FILL = Font(bold=True), PatternFill("solid", fgColor="F1F4F7")


def write(edition):
    with translation.override(edition.language):
        sheets = sheets_of(edition)
        refuse_too_long(sheets)
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        add_sheet(book, title, header, rows)
    properties, stream = book.properties, io.BytesIO()
    properties.title, properties.creator = title_of(edition), edition.publisher
    properties.language, properties.identifier = edition.language, edition.permalink
    book.save(stream)
    properties.created = properties.modified = edition.version.published_at.astimezone(UTC).replace(
        tzinfo=None
    )
    return repacked(stream.getvalue(), {"docProps/core.xml": tostring(properties.to_tree())})


def sheets_of(edition):
    """Return [(title, labels of the columns or none, rows), …]."""
    sheets = [(_("Control"), None, control_rows(edition))]
    for section in sections_of(edition.page):
        if section.rows:
            sheets.append((section.title or section.key, *section_rows(edition, section)))
    if edition.changes is not None:
        header = [_("Text"), _("Change"), _("Before"), _("After")]
        sheets.append((_("Changes"), header, changes_rows(edition.changes)))
    return sheets


def refuse_too_long(sheets):
    """Raise TooLarge for a text that openpyxl would cut; it leaves a book half written if told later."""
    for _title, _header, rows in sheets:
        if any(
            isinstance(value, str) and len(value) > LONGEST_TEXT for row in rows for value in row
        ):
            raise TooLarge(
                _("A text of this page is longer than a cell of a spreadsheet can hold.")
            )


def add_sheet(book, title, header, rows):
    sheet = book.create_sheet(sheet_name(title, book.sheetnames))
    for place, width in enumerate(column_widths(header, rows), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if header:
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
        sheet.append([styled(sheet, label, font=BOLD, fill=FILL) for label in header])
    for row in rows:
        sheet.append([styled(sheet, value) for value in row])


def sheet_name(title, taken):
    """Return a name that the format allows and no other sheet has, whatever the case of its letters."""
    plain = FORBIDDEN.sub(" ", title).strip()[:31].strip() or "–"
    folded = {name.casefold() for name in taken}
    number, name = 1, plain
    while name.casefold() in folded:
        number += 1
        name = f"{plain[: 31 - len(str(number)) - 1]} {number}"
    return name


def column_widths(header, rows):
    """Return widths in characters: of the longest of the first texts, within reason."""
    lines = [*([header] if header else []), *rows[:200]]
    return [
        min(max(10, *(len(str(line[place])) + 2 for line in lines)), 60)
        for place in range(len(lines[0]))
    ]


def styled(sheet, value, **style):
    if isinstance(value, str):
        value = ESCAPE.sub("_x005F_x", value)
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = WRAPPED
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    else:
        cell.number_format = "yyyy-mm-dd"
    for name, setting in style.items():
        setattr(cell, name, setting)
    return cell


def control_rows(edition):
    page, lang = edition.page, edition.page.get("lang", {})
    texts = [
        (_("Notice"), page.get("notice"), lang.get("notice")),
        (_("Summary"), page.get("summary"), lang.get("summary")),
        *(
            (fact["label"], fact.get("value"), fact.get("lang", {}).get("value"))
            for fact in page.get("facts", [])
        ),
        *(
            (section.title or _("Text"), section.intro, section.lang)
            for section in sections_of(page)
        ),
    ]
    found = [list(entry) for entry in control(edition)]
    for label, text, code in texts:
        plain = blocks.plain(blocks.of_markdown(text, edition.permalink)) if text else ""
        if plain:
            found.append([label, plain + elsewhere(code, edition.language)])
    return found


def section_rows(edition, section):
    """Return (header, rows): every column of the page, with a column for addresses and marks that some row has."""
    addressed = {cell.key for row in section.rows for cell in row.cells if cell.address}
    struck = any(row.is_struck for row in section.rows)
    foreign = any(cell.lang for row in section.rows for cell in row.cells)
    header = []
    for key, label in section.columns:
        header += [label, _("%s (address)") % label] if key in addressed else [label]
    header += [_("Struck")] * struck + [_("In another language")] * foreign
    rows = []
    for row in section.rows:
        values = []
        for cell in row.cells:
            values += [typed(cell, row.data), *([cell.address] if cell.key in addressed else [])]
        values += [_("struck") if row.is_struck else ""] * struck
        values += [
            "; ".join(
                cell.label + elsewhere(cell.lang, edition.language)
                for cell in row.cells
                if cell.lang
            )
        ] * foreign
        rows.append(values)
    return header, rows


def typed(cell, data):
    """Return a date where the value beside the text is one, else the text."""
    code = data.get(f"{cell.key}_code")
    return (
        date.fromisoformat(code)
        if isinstance(code, str) and ISO_DAY.fullmatch(code)
        else cell.plain
    )


def changes_rows(changes):
    about = [
        *changes.texts,
        *changes.facts,
        *(change for part in changes.sections for change in part.texts),
    ]
    rows = [[change.where, "", change.old, change.new] for change in about]
    for section in changes.sections:
        for row in section.rows:
            rows += [
                [f"{section.title}: {cell.where}", row.what, cell.old, cell.new]
                for cell in row.cells
            ]
    return rows
