"""A redline tracks what came, went and was reworded, and says of which two versions."""

import copy
import io

import docx
import pytest
from lxml import etree
from pypdf import PdfReader

from trustportal.exports import docx as docx_writer
from trustportal.exports import redline
from trustportal.exports.blocks import Run
from trustportal.exports.compared_runs import merged_runs
from trustportal.exports.edition import TooLarge

from .editions import made_up
from .tracked import DEL, INS, W, accepted, body_of, left_of, plain, rejected, text_of

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ROWS = [{"name": "imei", "purpose": "To tell devices apart."}, {"name": "udid", "purpose": "Used."}]


def changes(content):
    """Return {"ins": texts, "del": texts} of the changed runs, those of whole rows too."""
    body = body_of(content)
    return {
        tag.removeprefix(W): [
            text_of(run) for run in body.iter(f"{W}r") if run.getparent().tag == tag
        ]
        for tag in (INS, DEL)
    }


def rows(content, change):
    """Return the cells of the rows that came or went as a whole."""
    found = [
        row for row in body_of(content).iter(f"{W}tr") if row.find(f"{W}trPr/{change}") is not None
    ]
    return [[text_of(cell) for cell in row.findall(f"{W}tc")] for row in found]


def redlined(old, new, format="docx", **more):
    return redline.write(made_up(old, **more), made_up(new, **more), format)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Red and blue.", "Red and green.",
            [("Red and ", ""), ("blue", "del"), ("green", "ins"), (".", "")],
        ),
        (
            "Northern Light Hosting", "Lake Mail",
            [("Northern Light Hosting", "del"), ("Lake Mail", "ins")],
        ),
        ("Red.", "Red. Blue.", [("Red.", ""), (" Blue.", "ins")]),
        ("", "New.", [("New.", "ins")]),
        (
            "A, b, see.", "A, b, do – it.",
            [("A, b, ", ""), ("see", "del"), ("do – it", "ins"), (".", "")],
        ),
        (
            "We look into that.", "Who knows that yet.",
            [("We look into that.", "del"), ("Who knows that yet.", "ins")],
        ),
    ],
)  # fmt: skip
def test_words_that_replace_words_do_so_at_once(old, new, expected):
    found = merged_runs([Run(old)] if old else [], [Run(new)])
    assert [(run.text, run.change) for run in found] == expected


def test_a_link_that_leads_elsewhere_is_a_change_though_its_words_are_the_same():
    old, new = ([Run("list", href=f"https://example.com/{end}")] for end in "ab")
    assert [run.change for run in merged_runs(old, new)] == ["del", "ins"]


def test_a_row_comes_or_goes_as_a_row_and_a_word_within_its_cell():
    new = [
        {"name": "serial", "purpose": "Used.", "id": "9"},
        ROWS[0] | {"purpose": "To tell phones apart."},
    ]
    new[1]["id"] = f"{0:032x}"
    content = redlined(ROWS, new)
    assert rows(content, INS) == [["serial", "Used."]]
    assert rows(content, DEL) == [["udid", "Used."]]
    assert changes(content) == {
        "ins": ["serial", "Used.", "phones"],
        "del": ["devices", "udid", "Used."],
    }


def test_a_row_that_moved_goes_at_its_old_place_and_comes_at_its_new_one():
    new = [row | {"id": f"{place:032x}"} for place, row in ((1, ROWS[1]), (0, ROWS[0]))]
    content = redlined(ROWS, new)
    assert rows(content, INS) == rows(content, DEL)
    assert len(rows(content, INS)) == 1


def test_facts_and_sections_come_and_go():
    fact = {"key": "contract", "label": "Contract", "value": "Yes."}
    old = made_up(ROWS, page={"facts": [fact]})
    new = made_up(
        page={"facts": [], "sections": [{"key": "more", "title": "More", "intro": "Text."}]}
    )
    content = redline.write(old, new, "docx")
    assert rows(content, DEL)[0] == ["Contract", "Yes."]
    assert changes(content)["ins"] == ["More", "Text."]
    assert (
        "What is sent" in left_of(accepted(content)),
        "What is sent" in left_of(rejected(content)),
    ) == (False, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1. - one\n   - two", "1. - uno\n   - dos"),
        ("- - one\n  - two", "- - one\n  - more\n  - two"),
        ("- \n    - one\n    - two", "- \n    - one thing\n    - two things"),
    ],
)
def test_no_entry_of_a_list_directly_within_a_list_is_lost(old, new):
    older, newer = (made_up(page={"summary": text, "sections": []}) for text in (old, new))
    content = redline.write(older, newer, "docx")
    assert left_of(accepted(content)) == plain(docx_writer.write(newer))
    assert left_of(rejected(content)) == plain(docx_writer.write(older))


def test_every_change_has_a_number_of_its_own_the_publisher_and_the_newer_version_s_moment():
    body = body_of(redlined(ROWS, []))
    found = [part for change in (INS, DEL) for part in body.iter(change)]
    assert sorted(int(part.get(f"{W}id")) for part in found) == [*range(1, len(found) + 1)]
    assert {(part.get(f"{W}author"), part.get(f"{W}date")) for part in found} == {
        ("Example Cloud", "2026-11-23T18:12:05Z")
    }


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_the_same_pair_gives_the_same_bytes(format):
    assert redlined(ROWS, ROWS[:1], format) == redlined(ROWS, ROWS[:1], format)


def test_the_details_of_both_versions_stand_side_by_side_and_are_not_tracked():
    old, new = made_up(ROWS), made_up(ROWS[:1])
    tables = docx.Document(io.BytesIO(redline.write(old, new, "docx"))).tables
    lines = [[cell.text for cell in row.cells] for row in tables[1].rows]
    assert lines[0] == ["", "Older version", "Newer version"]
    assert ["Digest", old.version.digest, new.version.digest] in lines
    assert [
        part for table in tables[:2] for change in (INS, DEL) for part in table._tbl.iter(change)
    ] == []


def test_a_pdf_is_tagged_and_carries_both_versions():
    old, new = made_up(ROWS), made_up(ROWS[:1])
    new.version.number = 2
    reader = PdfReader(io.BytesIO(redline.write(old, new, "pdf")))
    assert sorted(reader.attachments) == ["made-up-v1.json", "made-up-v2.json"]
    assert reader.metadata.title == "Made up, Version 1 to 2"
    assert b"<pdfuaid:part>1<" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert "udid" in "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(("old", "new"), [("APNS", "APNs"), ("APNs", "")])
def test_a_pdf_shows_that_the_heading_of_a_group_changed_or_went(old, new):
    pages = []
    for service in (old, new):
        edition = made_up([{"name": "imei", "purpose": "Used.", "service": service}])
        page = copy.deepcopy(edition.page.data)
        page["sections"][0]["group"] = ["service"]
        page["sections"][0]["columns"].append({"key": "service", "label": "Service"})
        pages.append(made_up(page=page))
    reader = PdfReader(io.BytesIO(redline.write(*pages, "pdf")))
    text = "".join(page.extract_text() for page in reader.pages)
    assert (old in text, new in text) == (True, True)


def test_text_that_the_page_strikes_through_itself_can_come_and_go_in_a_pdf_for_all():
    struck = [row | {"struck": True} for row in ROWS]
    for old, new in (([], struck), (struck, []), (ROWS, struck)):
        reader = PdfReader(io.BytesIO(redlined(old, new, "pdf")))
        assert b"<pdfuaid:part>1<" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_two_pages_that_are_too_large_together_are_refused():
    many = [{"name": f"datum {number}", "purpose": "Used."} for number in range(2_100)]
    assert len(redlined(many[:10], many[:10], "pdf")) > 0
    with pytest.raises(TooLarge):
        redlined(many, many, "pdf")


def test_libreoffice_reads_the_changes_as_changes(office):
    new = [
        ROWS[0] | {"purpose": "To tell phones apart."},
        {"name": "serial", "purpose": "Used.", "id": "9"},
    ]
    tree = etree.fromstring(office("redline.docx", redlined(ROWS, new), "fodt"))
    regions = tree.findall(f".//{TEXT}changed-region")
    found = [part.tag.removeprefix(TEXT) for region in regions for part in region]
    assert (
        sorted(found) == ["deletion"] * 3 + ["insertion"] * 3
    )  # a word, and the two cells of a row
