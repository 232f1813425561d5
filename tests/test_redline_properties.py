"""Accepting all changes of a redline gives the newer document, rejecting all the older one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from trustportal.exports import docx, redline

from .editions import made_up
from .test_diff_properties import keyed
from .tracked import DEL, INS, accepted, body_of, left_of, plain, rejected

WORDS = [
    "",
    "Red.",
    "Red and blue.",
    "Blue, not red.",
    "Größe ß",
    "\u202fEine – andere.",
    "日本",
    "a < b & c",
]
MARKDOWN = [
    *WORDS,
    "One.\n\nTwo.",
    "One.\n\nThree.\n\nTwo.",
    "- one\n- two",
    "- one\n- new\n- two",
    "1. first\n2. second",
    "1. second",
    "> quoted\n\nplain",
    "## Measures\n\n**Bold** and [a link](https://example.com/).",
    "## Measure\n\nBold and [a link](https://example.org/).",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "| a | c |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |",
]
TEXT, LONG = st.sampled_from(WORDS), st.sampled_from(MARKDOWN)
NARROW = [
    {"key": "service", "label": "Service"},
    {"key": "name", "label": "Name"},
    {"key": "purpose", "label": "Purpose", "markdown": True},
    {"key": "details", "label": "Details", "under": "name"},
]
FEWER = NARROW[:3]
WIDE = [*NARROW[:3], *({"key": f"more{number}", "label": f"More {number}"} for number in range(6))]
ROWS = keyed(
    "id",
    ["1", "2", "3", "4"],
    service=st.sampled_from(["", "APNs", "VPP"]),
    service_url=st.sampled_from(["", "https://example.com/apns"]),
    name=TEXT,
    name_url=st.sampled_from(["", "https://example.com/"]),
    purpose=LONG,
    details=TEXT,
    more1=TEXT,
    more5=TEXT,
    struck=st.booleans(),
    lang=st.sampled_from([{}, {"name": "de"}]),
)
SECTIONS = keyed(
    "key",
    ["sent", "received", "summary"],
    title=st.sampled_from(["", "Sent", "Received"]),
    intro=LONG,
    columns=st.sampled_from([NARROW, FEWER, WIDE]),
    group=st.sampled_from([[], ["service"]]),
    rows=ROWS,
)
PAGES = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Apple", "Apple Inc.", "Pear"]),
        "facts": keyed("key", ["consent", "contract", "source"], label=TEXT, value=LONG),
        "sections": SECTIONS,
    },
    optional={"notice": LONG, "summary": LONG},
)


@settings(max_examples=25)
@given(PAGES, PAGES)
def test_accepting_all_gives_the_newer_document_and_rejecting_all_the_older_one(old, new):
    older, newer = made_up(page=old), made_up(page=new)
    content = redline.write(older, newer, "docx")
    assert left_of(accepted(content)) == plain(docx.write(newer))
    assert left_of(rejected(content)) == plain(docx.write(older))


@settings(max_examples=5)
@given(PAGES)
def test_nothing_is_tracked_between_a_page_and_itself(page):
    edition = made_up(page=page)
    content = redline.write(edition, edition, "docx")
    assert [part for change in (INS, DEL) for part in body_of(content).iter(change)] == []
    assert left_of(body_of(content)) == plain(docx.write(edition))
