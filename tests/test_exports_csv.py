"""A CSV file holds every field under a stable name, and no cell of it is a formula."""

import csv
import dataclasses
import io

import pytest
from lxml import etree
from openpyxl import load_workbook

from subprocessors.register import LOCATION
from trustportal.exports.csv import harmless
from trustportal.exports.formats import write
from trustportal.record.reader import Page

from .editions import DAY, made_up, named

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=HYPERLINK("http://example.com","x")',
    "=cmd|' /C calc'!A0",
    '-2+3+cmd|" /C calc"!A0',
    "\n=1+1",
]
PLAIN = ["IMEI", "a=b", "1-2", "über", "'quoted'", "(+49) 30", "", "“=”"]


def read(edition):
    return list(
        csv.DictReader(
            io.StringIO(write(edition, "csv").decode("utf-8-sig"), newline=""), strict=True
        )
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"
    assert read(made_up(named(text)))[0]["name"] == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays_as_it_is(text):
    assert read(made_up(named(text)))[0]["name"] == text


def test_every_line_tells_where_it_comes_from_and_how_to_verify_it():
    edition = made_up(named("imei"), as_of=DAY, filters=(("Service", "APNs"),))
    assert list(read(edition)[0].items())[-11:] == [
        ("document", "Made up"),
        ("document_version", "1"),
        ("position", "7"),
        ("published_at", "2026-11-23T18:12:05Z"),
        ("language", "en"),
        ("as_of", "2026-11-23"),
        ("filters", "Service: APNs"),
        ("content_sha256", edition.version.content_sha256),
        ("digest", edition.version.digest),
        ("permalink", "https://trust.example.com/vendor/made-up/v1/"),
        ("verify_at", "https://trust.example.com/verify/"),
    ]


def test_columns_are_keys_in_the_order_of_the_page_whatever_the_order_of_the_database():
    row = {
        "zone": "Z",
        "purpose_code": "p",
        "name_url": "https://x.example",
        "name": "N",
        "purpose": "P",
        "area": "A",
    }
    expected = ["section", "id", "name", "name_url", "purpose", "purpose_code", "area", "zone"]
    backwards = dict(reversed(row.items()))
    assert [list(read(made_up([found]))[0])[:8] for found in (row, backwards)] == [
        expected,
        expected,
    ]


def test_a_subprocessor_has_a_line_for_each_of_its_locations():
    places = [
        {
            "country_code": "DE",
            "activity_code": "storage",
            "condition": "",
            "starts_on": "",
            "ends_on": "",
        },
        {
            "country_code": "US",
            "activity_code": "support",
            "condition": "At night",
            "starts_on": "2027-01-01",
        },
    ]
    rows = [
        {
            "id": "1",
            "name": "Host",
            "locations": ["Germany: storage", "United States: support"],
            "locations_data": places,
        },
        {"id": "2", "name": "None", "locations": [], "locations_data": []},
    ]
    columns = [
        {"key": "name", "label": "Name"},
        {"key": "locations", "label": "Locations", "expansion": LOCATION},
    ]
    page = Page({"sections": [{"key": "all", "columns": columns, "rows": rows}]})
    found = read(dataclasses.replace(made_up(), page=page))
    keys = ("name", "location", "location_country_code", "location_condition", "location_starts_on")
    assert [[line[key] for key in keys] for line in found] == [
        ["Host", "Germany: storage", "DE", "", ""],
        ["Host", "United States: support", "US", "At night", "2027-01-01"],
        ["None", "", "", "", ""],
    ]


def test_a_page_without_rows_gives_its_texts():
    facts = [
        {"key": "stop", "label": "How to stop", "value": "**Two** steps:\n\n1. First\n2. Second"}
    ]
    page = {"summary": "See [there](/pages/x/).", "facts": facts, "sections": []}
    keys = ("section", "id", "label", "text")
    assert [[line[key] for key in keys] for line in read(made_up(page=page))] == [
        ["page", "summary", "", "See there (https://trust.example.com/pages/x/)."],
        ["facts", "stop", "How to stop", "Two steps:\n1. First\n2. Second"],
    ]


def test_a_struck_row_and_a_text_in_another_language_say_so():
    row = {"name": "a", "purpose": "b", "struck": True, "lang": {"purpose": "de"}}
    found = read(made_up([row, {"name": "c"}]))
    assert [(line["struck"], line["other_languages"]) for line in found] == [
        ("yes", "purpose: de"),
        ("", ""),
    ]


def test_libreoffice_finds_no_formula_in_a_csv_file(office):
    edition = made_up([row for text in FORMULAS for row in named(text)])
    flat = etree.fromstring(office("formulas.csv", write(edition, "csv"), "fods"))
    assert flat.xpath("//@*[local-name()='formula']") == []
    cells = flat.xpath("//*[local-name()='table-row'][2]/*[local-name()='table-cell']")
    assert "'=1+1" in ["".join(cell.itertext()).strip() for cell in cells]


def test_libreoffice_finds_no_formula_in_an_xlsx_file(office):
    edition = made_up([row for text in FORMULAS for row in named(text)])
    book = load_workbook(
        io.BytesIO(office("formulas.xlsx", write(edition, "xlsx"), "xlsx:Calc MS Excel 2007 XML"))
    )
    found = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert found == []


def test_libreoffice_opens_a_docx_file_and_reads_its_cells(office):
    texts = ["Größe", "Ärger ]]> <w:p/>", "汉字", "عربي", "x" * 128]
    content = office(
        "document.docx",
        write(made_up([row for text in texts for row in named(text)]), "docx"),
        "txt:Text",
    )
    lines = content.decode("utf-8-sig").splitlines()
    assert [text for text in texts if text not in lines] == []
