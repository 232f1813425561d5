"""Each page of the sample says in each language and format what its version says."""

import csv
import io
import json

import docx
import pytest
from lxml import html
from markdown import markdown
from openpyxl import load_workbook
from pypdf import PdfReader

from trustportal.exports.formats import FORMATS, write
from trustportal.public.kinds import kinds

from .editions import squeezed

pytestmark = pytest.mark.django_db

in_both_languages = pytest.mark.parametrize("language", ["en", "de"])


def each(editions, language):
    return [edition for (_kind, _slug, code), edition in editions.items() if code == language]


def texts_of(value):
    return "; ".join(value) if isinstance(value, list) else value or ""


def rows_of(page):
    return [(section, row) for section in page["sections"] for row in section["rows"]]


def pieces_of(column, row):
    """Return what a reader has to find of a cell: its text or, of Markdown, each paragraph."""
    text = texts_of(row.get(column["key"]))
    if not column.get("markdown") or not text:
        return [text]
    tree = html.fragment_fromstring(
        markdown(text, extensions=["tables", "sane_lists"]), create_parent=True
    )
    return [
        " ".join(part.text_content().split())
        for part in tree.iter("p", "li", "h2", "h3", "td")
        if not len(part.xpath("ul|ol|p"))
    ]


def is_said(found, column, row):
    """Say whether a cell of a file says what a version says."""
    pieces = pieces_of(column, row)
    return all(piece in found for piece in pieces) if column.get("markdown") else [found] == pieces


def cells_of(page):
    """Return every text of the page's tables, by row."""
    return [
        [piece for column in section["columns"] for piece in pieces_of(column, row)]
        for section, row in rows_of(page)
    ]


def test_the_sample_has_pages_of_every_kind(editions):
    assert {kind for kind, _slug, _language in editions} == set(kinds())


def letters(text):
    """Return a text without spaces and hyphens, for those of a line's end are no part of it."""
    return squeezed(text).replace("-", "").replace("\u00ad", "")


def body_of(page):
    """Return a page's text without its running title, which is first, and its footer, last."""
    return "".join(page.extract_text().split("\n")[1:-1])


@in_both_languages
def test_a_pdf_holds_every_text_of_its_page(editions, language):
    for edition in each(editions, language):
        reader = PdfReader(io.BytesIO(write(edition, "pdf")))
        found = letters("".join(map(body_of, reader.pages)))
        for section in edition.page.data["sections"]:
            own = [column["label"] for column in section["columns"] if "under" not in column]
            # They are repeated on each page.
            repeated = letters("".join(own[len(section.get("group", [])) :]))
            found = found.replace(repeated, "")
        missing = [
            text
            for line in cells_of(edition.page.data)
            for text in line
            if letters(text) not in found
        ]
        assert (edition.version.slug, missing) == (edition.version.slug, [])
        assert reader.trailer["/Root"]["/Lang"] == language
        attached = reader.attachments[f"{edition.version.slug}-v{edition.version.number}.json"]
        assert attached == [write(edition, "json")]


@in_both_languages
def test_the_tables_of_a_docx_hold_every_cell(editions, language):
    for edition in each(editions, language):
        document = docx.Document(io.BytesIO(write(edition, "docx")))
        found = [
            [cell.text for cell in row.cells] for table in document.tables for row in table.rows
        ]
        words = " ".join(text for line in found for text in line) + " ".join(
            p.text for p in document.paragraphs
        )
        missing = [
            text for line in cells_of(edition.page.data) for text in line if text not in words
        ]
        assert (edition.version.slug, missing) == (edition.version.slug, [])
        assert ["Digest", edition.version.digest] in found or [
            "Prüfsumme",
            edition.version.digest,
        ] in found
        assert document.core_properties.language == language


def filled(section):
    """Return the columns that some row fills; the others are left out."""
    return [
        column
        for column in section["columns"]
        if any(row.get(column["key"]) for row in section["rows"])
    ]


@in_both_languages
def test_the_sheets_of_an_xlsx_hold_every_cell(editions, language):
    for edition in each(editions, language):
        book = load_workbook(io.BytesIO(write(edition, "xlsx")))
        sections = [section for section in edition.page.data["sections"] if section["rows"]]
        for sheet, section in zip(book.worksheets[1:], sections, strict=False):
            header, *lines = sheet.iter_rows(values_only=True)
            found = [dict(zip(header, line, strict=True)) for line in lines]
            for row, line in zip(section["rows"], found, strict=True):
                for column in filled(section):
                    value = line[column["label"]]
                    if hasattr(value, "date"):
                        assert value.date().isoformat() == row[f"{column['key']}_code"]
                    else:
                        assert is_said(value or "", column, row)
        assert len(book.worksheets) == 1 + len(sections) + (edition.changes is not None)


@in_both_languages
def test_a_csv_holds_every_row(editions, language):
    for edition in each(editions, language):
        content = write(edition, "csv").decode("utf-8-sig")
        found = list(csv.DictReader(io.StringIO(content), strict=True))
        expected = [
            (section["key"], row["id"], place)
            for section, row in rows_of(edition.page.data)
            for place in row.get("locations_data", [{}])
        ]
        assert content.endswith("\r\n")
        if not expected:
            assert {line["document"] for line in found} == {edition.page.data["title"]}
            continue
        for line, (section, id, place) in zip(found, expected, strict=True):
            assert (line["section"], line["id"]) == (section, id)
            assert line.get("location_country_code", "") == place.get("country_code", "")
        by_id = {line["id"]: line for line in found}
        for section, row in rows_of(edition.page.data):
            for column in section["columns"]:
                assert is_said(by_id[row["id"]][column["key"]].removeprefix("'"), column, row)


@in_both_languages
def test_a_json_holds_the_version_whole(editions, language):
    for edition in each(editions, language):
        found = json.loads(write(edition, "json"))
        assert (found["schema"], found["version"]["digest"]) == (1, edition.version.digest)
        assert found["content"]["data"] == edition.version.data


@in_both_languages
def test_the_tables_of_a_markdown_file_hold_every_cell(editions, language):
    for edition in each(editions, language):
        tree = html.fromstring(
            markdown(write(edition, "md").decode(), extensions=["tables", "sane_lists"])
        )
        found = [[cell.text_content() for cell in row.iter("td")] for row in tree.iter("tr")]
        lines = [line for line in found if len(line) > 2]
        for line, (section, row) in zip(lines, rows_of(edition.page.data), strict=True):
            for text, column in zip(line, filled(section), strict=True):
                assert [
                    piece
                    for piece in pieces_of(column, row)
                    if squeezed(piece) not in squeezed(text)
                ] == []


def test_every_format_gives_the_same_bytes_twice(editions):
    edition = editions["vendor", "apple", "de"]
    assert [name for name in FORMATS if write(edition, name) != write(edition, name)] == []
