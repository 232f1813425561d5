"""CSV for machines and spreadsheets: UTF-8 with a byte order mark, RFC 4180.

Columns are named by keys.
"""

import csv
import io
import unicodedata
from functools import cache
from itertools import zip_longest

from trustportal.record import canonical
from trustportal.record.rows import Expansion, Row
from trustportal.record.sections import Section

from .edition import Edition, texts_of
from .markup import plain_cell, plain_of_markdown

Line = dict[str, str]  # {name of a column: value}

FORMULA = tuple("=+-@\t\r")
# Characters that a spreadsheet may drop at the start of a cell.
BEFORE = " \t\r\n\u00a0\u2007\u202f\u3000\ufeff\u200b"
COMPANIONS = ("_code", "_slug", "_url", "_id")
# Written in another form, or only in the JSON.
NESTED = ("_data", "log", "lang", "id", "struck")


def write(edition: Edition) -> bytes:
    """Return a line for each row of the page, or for each part of a row whose column expands."""
    lines = row_lines(edition) or text_lines(edition)
    origin = origin_of(edition)
    # Excel reads a file without the mark in the system's code page.
    stream = io.StringIO("\ufeff")
    stream.seek(1)
    writer = csv.writer(stream)
    columns = columns_of(lines)
    writer.writerow([*columns, *origin])
    ending = [harmless(value) for value in origin.values()]
    for line in lines:
        values = [harmless(line.get(column, "")) for column in columns]
        writer.writerow([*values, *ending])
    return stream.getvalue().encode()


def columns_of(lines: list[Line]) -> list[str]:
    """Return the names of all columns in the order in which the lines first have them."""
    columns: dict[str, None] = {}
    for line in lines:
        columns |= dict.fromkeys(line)
    return list(columns)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula: an apostrophe precedes those."""
    if not text or (text[0].isascii() and text[0].isalnum()):
        return text
    start = unicodedata.normalize("NFKC", text.lstrip(BEFORE)[:1])
    return f"'{text}" if start.startswith(FORMULA) or text[:1] in FORMULA else text


def origin_of(edition: Edition) -> Line:
    """Return the fields that say where each row comes from and how to verify it."""
    version = edition.version
    return {
        "document": edition.title,
        "document_version": str(version.number),
        "position": str(version.position),
        "published_at": canonical.timestamp(version.published_at),
        "language": edition.text_language,
        "as_of": edition.as_of.isoformat() if edition.as_of else "",
        "filters": edition.filters_in_words,
        "content_sha256": version.content_sha256,
        "digest": version.digest,
        "permalink": edition.permalink,
        "verify_at": edition.verify_url,
    }


def row_lines(edition: Edition) -> list[Line]:
    lines = []
    for section in edition.page.sections:
        for row in section.rows:
            lines += expanded(section, row, row_line(section, row))
    return lines


@cache
def companions(key: str) -> tuple[str, ...]:
    return tuple(key + companion for companion in COMPANIONS)


def row_line(section: Section, row: Row) -> Line:
    """Return the fields of a row: its columns, each with its companion keys, then other keys."""
    line = {"section": section.key, "id": row.id}
    for cell in section.cells(row):
        line[cell.key] = plain_cell(cell)
        for key in companions(cell.key):
            if key in row.data:
                line[key] = row.text(key)
    for key in sorted(row.data.keys() - line.keys()):
        if not key.endswith(NESTED):
            line[key] = row.text(key)
    line["struck"] = "yes" if row.is_struck else ""
    line["other_languages"] = other_languages(row)
    return line


def other_languages(row: Row) -> str:
    return "; ".join(f"{key}: {code}" for key, code in sorted(row.langs.items()))


def expanded(section: Section, row: Row, line: Line) -> list[Line]:
    """Return the line of a row, or one for each part of the value whose column expands."""
    lines = [line]
    for column in section.columns:
        if column.expansion and row.has_parts(column.key):
            lines = [line | part for part in part_lines(row, column.key, column.expansion)]
    return lines


def part_lines(row: Row, key: str, expansion: Expansion) -> list[Line]:
    """Return the fields of each part of a value; a value without parts has one of empty fields."""
    lines = []
    for text, part in zip_longest(row.texts(key) or [""], row.parts(key) or [{}]):
        line = {expansion.prefix: text or ""}
        for name in expansion.keys:
            line[f"{expansion.prefix}_{name}"] = (part or {}).get(name) or ""
        lines.append(line)
    return lines


def text_lines(edition: Edition) -> list[Line]:
    """Return the texts of a page that has no rows, one a line."""
    lines = []
    for text in texts_of(edition.page):
        plain = plain_of_markdown(text.source, edition.permalink)
        line = {"section": text.section, "id": text.key, "label": text.label, "text": plain}
        lines.append(line)
    return lines
