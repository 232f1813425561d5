"""A Markdown file reads as its page does: a cell's text stays text, Markdown stays Markdown."""

import pytest
from lxml import html
from markdown import markdown

from trustportal.exports.formats import write
from trustportal.exports.markup import plain_of_markdown

from .editions import SITE, made_up, named


def tables_of(edition):
    tree = html.fromstring(
        markdown(write(edition, "md").decode(), extensions=["tables", "sane_lists"])
    )
    return [
        [[cell.text_content() for cell in row] for row in table.iter("tr")]
        for table in tree.iter("table")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a|b",
        "*a* _b_ `c`",
        "[x](y) ![z](w)",
        "<b>bold</b> &amp;",
        "~~a~~",
        r"back\slash",
        "# a",
        "- a",
        "{a}",
        "汉字",
    ],
)
def test_a_cell_with_markup_is_still_that_text(text):
    assert tables_of(made_up(named(text)))[1] == [["Name", "Purpose"], [text, "Used."]]


def test_the_file_begins_with_title_and_control_block():
    edition = made_up(named("imei"))
    assert (
        write(edition, "md")
        .decode()
        .startswith("# Made up\n\n|  |  |\n| --- | --- |\n| Document | Vendor: Made up |")
    )
    assert ["Digest", edition.version.digest] in tables_of(edition)[0]


def test_texts_are_the_markdown_that_staff_wrote_with_links_that_lead_somewhere():
    facts = [
        {
            "key": "a",
            "label": "Why",
            "value": "**Because** of [this](/pages/x/) and [that](https://y.example).",
        }
    ]
    found = write(made_up(page={"facts": facts, "sections": []}), "md").decode()
    assert found.endswith(
        f"**Why**\n\n**Because** of [this]({SITE}/pages/x/) and [that](https://y.example).\n",
    )


def test_an_address_behind_a_text_is_shown_beside_it():
    rows = [
        {
            "name": "Host",
            "name_url": "https://host.example/a_b",
            "purpose": "Us",
            "purpose_url": "mailto:us@x.org",
        }
    ]
    assert tables_of(made_up(rows))[1][1] == ["Host https://host.example/a_b", "Us us@x.org"]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("One\ntwo\n\nthree", "One two\nthree"),
        ("A  \nB", "A\nB"),
        ("- a\n- b\n    - c", "– a\n– b\n– c"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("2. November 2026", "2. November 2026"),
        ("[x](https://y.example) <z@y.example>", "x (https://y.example) z@y.example"),
        ("> q", "q"),
        ("```\ncode  here\n```", "code here"),
        ("    code  here", "code  here"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "a | b\n1 | 2"),
        ("<script>x</script>", "<script>x</script>"),
        ("", ""),
    ],
)
def test_markdown_as_plain_text(source, plain):
    assert plain_of_markdown(source) == plain
