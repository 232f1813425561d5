"""A PDF is tagged, archivable, in its language, and holds its text whatever the text is."""

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader

from trustportal.exports import pdf
from trustportal.exports.edition import TooLarge
from trustportal.exports.formats import write

from .editions import made_up, named, squeezed


def opened(edition):
    return PdfReader(io.BytesIO(write(edition, "pdf")))


def text_of(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def claims(reader):
    """Return (part of PDF/A, its level, part of PDF/UA) that the file's metadata claims."""
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return (
        "<pdfaid:part>3<" in metadata,
        "<pdfaid:conformance>A<" in metadata,
        "<pdfuaid:part>1<" in metadata,
    )


def test_a_pdf_is_tagged_and_archivable_and_says_its_language():
    reader = opened(made_up(named("imei"), language="de"))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root) == (
        "de",
        True,
        True,
    )
    assert claims(reader) == (True, True, True)
    assert reader.metadata.title == "Made up, Version 1"
    assert reader.metadata.author == "Example Cloud"
    assert f"{reader.metadata.creation_date:%Y-%m-%d %H:%M:%S}" == "2026-11-23 18:12:05"


def test_a_pdf_has_a_bookmark_for_each_heading():
    rows = named("imei")
    edition = made_up(
        rows,
        page={"sections": [], "summary": "First.\n\n#### Deep\n\nText.\n\n## Shallow\n\nText."},
    )
    assert [entry["/Title"] for entry in opened(edition).outline] == ["Deep", "Shallow"]
    assert [entry["/Title"] for entry in opened(made_up(rows)).outline] == ["What is sent"]


def test_a_pdf_carries_the_version_as_data():
    edition = made_up(named("imei"))
    assert dict(opened(edition).attachments) == {"made-up-v1.json": [write(edition, "json")]}


def test_a_version_too_long_to_be_attached_is_left_out_and_the_control_block_says_so(monkeypatch):
    edition = made_up(named("Token"))
    monkeypatch.setattr(
        "trustportal.exports.pdf.MOST_ATTACHED", len(write(edition, "json").decode()) - 1
    )
    reader = opened(edition)
    assert reader.attachments == {}
    assert claims(reader) == (True, True, True)
    assert "This page is too long for its data to be attached" in text_of(reader).replace("\n", " ")


def test_pages_are_numbered_and_the_header_of_a_table_is_on_each():
    reader = opened(
        made_up([{"name": f"datum {number}", "purpose": "Used."} for number in range(120)])
    )
    pages = [page.extract_text().split("\n") for page in reader.pages]
    assert len(pages) > 2
    for number, lines in enumerate(pages, 1):
        assert lines[0] == "Example Cloud · Made up Version 1"
        assert lines[-1].endswith(f"Page {number} of {len(pages)}")
        assert "Name Purpose" in lines


@pytest.mark.parametrize(
    "text",
    [
        "Größe und Maß",
        "Ονομασία συσκευής",
        "Серийный номер",
        "Příliš žluťoučký kůň",
        "naïve œuvre – “quoted”",
    ],
)
def test_the_shipped_fonts_have_latin_greek_and_cyrillic(text):
    reader = opened(made_up(named(text)))
    assert claims(reader) == (True, True, True)
    assert text in text_of(reader)


def test_a_character_that_no_font_has_costs_the_claim_and_not_the_document():
    reader = opened(made_up(named("party \U0001f389 \U000f1234 name")))
    assert claims(reader) == (False, False, False)
    assert "Some characters are not in any font on this server." in text_of(reader).replace(
        "\n", " "
    )
    assert reader.attachments == {}


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*bold* _emphasis_ $x^2$ `code` @ref <label> // comment",
        "#import sys: inputs",
        "]]> </w:t> & < > \" '",
        r"\u{41} \n \\",
        "=1+1",
        "= Heading",
    ],
)
def test_no_text_is_markup(text):
    assert squeezed(text) in squeezed(text_of(opened(made_up(named(text)))))


@pytest.mark.parametrize(
    "word", ["x" * 128, "serial_number_of_a_device." * 5, "Donaudampfschifffahrtsgesellschaft" * 3]
)
def test_a_long_word_is_broken_and_stays_inside_its_column(word):
    rows = [dict.fromkeys(("name", "purpose", "category", "needed"), word)]
    reader = opened(made_up(rows, columns=("name", "purpose", "category", "needed")))
    found = text_of(reader)
    assert squeezed(found).replace("\u00ad", "").replace("-", "").count(word.replace("-", "")) == 4
    assert "\u200b" not in found


def test_a_table_of_many_columns_becomes_fields_below_each_name():
    columns = ("name", *(f"column{number}" for number in range(9)))
    found = text_of(opened(made_up([{key: f"value of {key}" for key in columns}], columns=columns)))
    lines = found.split("\n")
    assert "value of name" in lines
    assert [f"Column{number} value of column{number}" for number in range(9)] == [
        line for line in lines if line.startswith("Column")
    ]


def test_a_page_with_too_much_for_one_file_is_refused_with_a_sentence():
    edition = made_up([{"name": "n", "purpose": "p"}] * 4000)
    with pytest.raises(TooLarge) as refused:
        write(edition, "pdf")
    assert (
        str(refused.value)
        == "This page has 8000 values; PDF can hold 7800. Use a filter, or CSV or JSON."
    )


def test_a_page_with_too_much_text_for_one_file_is_refused_with_a_sentence():
    long = "A word. " * 40_000
    for page in ({"summary": long}, {"facts": [{"key": "k", "label": "Fact", "value": long}]}):
        with pytest.raises(TooLarge) as refused:
            write(made_up(named("n"), page=page), "pdf")
        assert str(refused.value) == (
            "This page has 320006 characters; PDF can hold 300000. Use a filter, or CSV or JSON."
        )
    assert write(made_up(named("n"), page=page), "docx")


def test_typesetting_needs_nothing_of_the_environment_and_refuses_with_a_message():
    program = [sys.executable, "-I", str(pdf.HERE / "typeset.py")]
    asked = (
        b'{"inputs": {}, "standards": [], "timestamp": 0, '
        b'"template": "/nowhere.typ", "fonts": "/nowhere"}'
    )
    done = subprocess.run(program, input=asked, capture_output=True, env={}, check=False)
    assert (done.returncode, done.stdout) != (0, b"")
