"""DOCX and XLSX files are real tables with typed cells, without traces of the library."""

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from trustportal.exports.edition import TooLarge
from trustportal.exports.formats import write
from trustportal.exports.xlsx import sheet_name
from trustportal.record.diff import diff

from .editions import made_up, named

HOSTILE = [
    "=1+1",
    "]]> </w:t> & <",
    "_x0041_",
    "汉字 عربي \U0001f389",
    "x" * 128,
    "a\tb",
    "two\nlines",
    '#read("x")',
]
STATEMENT = """## Measures

A **bold** and *slanted* word, `code`, and [a page](/pages/x/).

- one
- two
    1. inner

> quoted

| a | b |
| --- | --- |
| 1 | 2 |
"""


def document_of(edition):
    return docx.Document(io.BytesIO(write(edition, "docx")))


def book_of(edition):
    return load_workbook(io.BytesIO(write(edition, "xlsx")))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_docx_and_an_xlsx_hold_any_text_as_it_is(text):
    edition = made_up(named(text))
    assert document_of(edition).tables[1].cell(1, 0).text == text
    cell = book_of(edition).worksheets[1]["A2"]
    assert (cell.value.replace("_x005F_", "_"), cell.data_type) == (text, "s")


def test_the_header_of_a_table_is_repeated_and_no_row_is_split():
    rows = document_of(made_up(named("imei"))).tables[1].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Name", "Purpose"],
        ["imei", "Used."],
    ]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False]
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [True, True]


def test_a_docx_says_who_published_it_and_when_and_nothing_of_its_library():
    content = write(made_up(named("imei")), "docx")
    properties = docx.Document(io.BytesIO(content)).core_properties
    moment = datetime(2026, 11, 23, 18, 12, 5)
    assert (properties.author, properties.title, properties.language) == (
        "Example Cloud",
        "Made up",
        "en",
    )
    assert [value.replace(tzinfo=None) for value in (properties.created, properties.modified)] == [
        moment,
        moment,
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        everything = b"".join(map(package.read, names))
    assert b"python-docx" not in everything
    assert [
        name for name in names if name.endswith((".jpeg", ".png", ".bin")) or "customXml" in name
    ] == []


def test_markdown_becomes_headings_lists_links_and_tables_of_word():
    section = {"key": "text", "title": "", "intro": STATEMENT, "columns": [], "rows": []}
    document = document_of(made_up(page={"sections": [section]}))
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    assert ("Heading 1", "Measures") in styles
    assert [text for _style, text in styles if text.startswith(("– ", "1. ", "quoted"))] == [
        "– one", "– two", "1. inner", "quoted"
    ]  # fmt: skip
    links = {link.text: link.address for p in document.paragraphs for link in p.hyperlinks}
    assert links["a page"] == "https://trust.example.com/pages/x/"
    runs = {run.text: (run.bold, run.italic) for p in document.paragraphs for run in p.runs}
    assert (runs["bold"], runs["slanted"]) == ((True, None), (None, True))
    assert [[cell.text for cell in row.cells] for row in document.tables[-1].rows] == [
        ["a", "b"],
        ["1", "2"],
    ]


def test_a_german_date_that_is_a_fact_is_no_list():
    facts = [{"key": "day", "label": "Geprüft am", "value": "2. November 2026"}]
    edition = made_up(language="de", page={"facts": facts, "sections": []})
    assert document_of(edition).tables[-1].cell(0, 1).text == "2. November 2026"


def test_a_struck_row_is_struck_through_or_says_so():
    edition = made_up(
        [{"name": "old", "purpose": "p", "struck": True}, {"name": "new", "purpose": "p"}]
    )
    rows = document_of(edition).tables[1].rows[1:]
    assert [row.cells[0].paragraphs[0].runs[0].font.strike for row in rows] == [True, None]
    assert [cell.value for cell in book_of(edition).worksheets[1]["C"]] == [
        "Struck",
        "struck",
        None,
    ]
    assert "| ~~old~~ | ~~p~~ |" in write(edition, "md").decode()


def test_of_a_struck_row_with_prose_the_prose_is_struck():
    columns = [{"key": "name", "label": "Name"}, {"key": "text", "label": "Text", "markdown": True}]
    rows = [{"id": "1", "name": "Update", "text": "Wrong.", "struck": True}]
    edition = made_up(
        page={"sections": [{"key": "s", "title": "S", "columns": columns, "rows": rows}]}
    )
    cells = document_of(edition).tables[1].rows[1].cells
    assert [cell.paragraphs[0].runs[0].font.strike for cell in cells] == [None, True]
    assert "| Update | ~~Wrong.~~ |" in write(edition, "md").decode()


def test_a_cell_of_markdown_is_rendered_in_a_document_and_plain_in_a_table_of_data():
    columns = [{"key": "name", "label": "Name"}, {"key": "text", "label": "Text", "markdown": True}]
    section = {
        "key": "s",
        "title": "S",
        "columns": columns,
        "rows": [{"id": "1", "name": "n", "text": "A **b**\n\n- c"}],
    }
    edition = made_up(page={"sections": [section]})
    assert document_of(edition).tables[1].cell(1, 1).text == "A b\n– c"
    assert book_of(edition)["S"]["B2"].value == "A b\n– c"


def test_days_are_typed_and_sheets_are_frozen_filtered_and_named():
    rows = [
        {"name": "a", "starts": "1 March 2026", "starts_code": "2026-03-01"},
        {"name": "b", "starts": ""},
    ]
    book = book_of(made_up(rows, columns=("name", "starts")))
    sheet = book["What is sent"]
    assert (book.sheetnames, sheet.freeze_panes, sheet.auto_filter.ref) == (
        ["Control", "What is sent"],
        "B2",
        "A1:B3",
    )
    assert [cell.value for cell in sheet["B"]] == ["Starts", datetime(2026, 3, 1), None]
    assert book.properties.modified == datetime(2026, 11, 23, 18, 12, 5)


def test_the_changes_to_the_version_before_have_a_sheet():
    old, new = made_up(named("imei")), made_up([{"name": "imei", "purpose": "Used more."}])
    edition = made_up(page=new.page.data, changes=diff(old.page, new.page))
    found = [[cell.value for cell in row] for row in book_of(edition)["Changes"].iter_rows()]
    assert found == [
        ["Text", "Change", "Before", "After"],
        ["What is sent: imei: Purpose", "changed", "Used.", "Used more."],
    ]


def test_names_of_sheets_are_short_allowed_and_different():
    names = []
    for title in ["a" * 40, "A" * 40, "x/y:z?[1]*\\", "'quoted'", "", "a" * 40]:
        names.append(sheet_name(title, names))
    assert names == ["a" * 31, "A" * 29 + " 2", "x y z  1", "quoted", "–", "a" * 29 + " 3"]


def test_a_text_longer_than_a_cell_is_refused_and_not_cut():
    assert book_of(made_up(named("x" * 32_767))).worksheets[1]["A2"].value == "x" * 32_767
    with pytest.raises(TooLarge) as refused:
        write(made_up(named("x" * 32_768)), "xlsx")
    assert (
        str(refused.value) == "A text of this page is longer than a cell of a spreadsheet can hold."
    )
