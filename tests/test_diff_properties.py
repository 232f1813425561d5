"""What holds for the diff of any two pages, not only of those that somebody thought of."""

from copy import deepcopy
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from trustportal.record import diff as compared
from trustportal.record import translations
from trustportal.record.changes import ADDED, CHANGED, REMOVED
from trustportal.record.reader import Page
from trustportal.record.words import words

TEXT = st.sampled_from(["", "Red.", "Red and blue.", "Blue, not red.", "Größe ß", "One.\n\nTwo."])
HEADS = ("title", "notice", "summary")
COLUMNS = ("name", "purpose", "details")


def diff(old, new):
    return compared.diff(Page(old), Page(new))


def stale(*pages):
    return translations.stale(*map(Page, pages))


def keyed(key, names, **more):
    """Lists of dictionaries, each with another value under `key`, in any order."""
    return st.lists(
        st.fixed_dictionaries({key: st.sampled_from(names), **more}), unique_by=lambda e: e[key]
    )


FACTS = keyed("key", ["consent", "contract", "source"], label=TEXT, value=TEXT)
ROWS = keyed(
    "id",
    ["1", "2", "3", "4"],
    name=st.sampled_from(["IMEI", "UDID"]),
    purpose=TEXT,
    details=TEXT,
    order=st.integers(0, 9),
)
SECTIONS = keyed(
    "key",
    ["sent", "received"],
    title=TEXT,
    intro=TEXT,
    columns=st.just([{"key": key, "label": key.title()} for key in COLUMNS]),
    rows=ROWS,
)
PAGES = st.fixed_dictionaries(
    {"title": TEXT, "facts": FACTS, "sections": SECTIONS},
    optional={"notice": TEXT, "summary": TEXT},
)


def texts_of(page):
    """Return {path: text} of all that a page says and a diff compares."""
    said = {(head,): page.get(head) for head in HEADS}
    said |= {("facts", fact["key"]): fact["value"] for fact in page.get("facts", [])}
    for section in page.get("sections", []):
        said["sections", section["key"], "intro"] = section["intro"]
        for row in section["rows"]:
            said |= {
                ("sections", section["key"], "rows", row["id"], key): row[key] for key in COLUMNS
            }
    return {path: text for path, text in said.items() if text}


def rows_of(page):
    return {(section["key"], row["id"]) for section in page["sections"] for row in section["rows"]}


@given(PAGES)
def test_a_page_does_not_differ_from_itself(page):
    changes = diff(page, deepcopy(page))
    assert not changes
    assert changes.changes == []


@given(PAGES, PAGES)
def test_the_changes_lead_from_the_old_page_to_the_new_one(old, new):
    said = texts_of(old)
    for change in diff(old, new).changes:
        assert said.pop(change.path, "") == change.old
        if change.new:
            said[change.path] = change.new
    assert said == texts_of(new)


@given(PAGES, PAGES)
def test_each_text_is_told_once_and_by_the_right_name(old, new):
    changes = diff(old, new).changes
    assert len({change.path for change in changes}) == len(changes)
    for change in changes:
        assert change.kind == (
            CHANGED if change.old and change.new else ADDED if change.new else REMOVED
        )
        assert change.old != change.new


@given(PAGES, PAGES)
def test_the_way_back_is_the_same_way_turned_round(old, new):
    forth = {(change.path, change.old, change.new) for change in diff(old, new).changes}
    back = {(change.path, change.new, change.old) for change in diff(new, old).changes}
    assert forth == back


@given(PAGES, PAGES)
def test_rows_come_and_go_by_their_id(old, new):
    kinds = {
        (section.key, row.id): row.kind
        for section in diff(old, new).sections
        for row in section.rows
    }
    assert {row for row, kind in kinds.items() if kind == ADDED} == rows_of(new) - rows_of(old)
    assert {row for row, kind in kinds.items() if kind == REMOVED} == rows_of(old) - rows_of(new)
    assert {row for row, kind in kinds.items() if kind == CHANGED} <= rows_of(old) & rows_of(new)


@given(PAGES, PAGES)
def test_sections_come_and_go_by_their_key(old, new):
    before, after = ({section["key"] for section in page["sections"]} for page in (old, new))
    kinds = {section.key: section.kind for section in diff(old, new).sections}
    assert {key for key, kind in kinds.items() if kind == ADDED} == after - before
    assert {key for key, kind in kinds.items() if kind == REMOVED} == before - after


@given(PAGES, TEXT)
def test_labels_do_not_count(page, label):
    renamed = deepcopy(page)
    for fact in renamed["facts"]:
        fact["label"] = label
    for section in renamed["sections"]:
        section["title"] = label
        section["columns"] = [column | {"label": label} for column in section["columns"]]
    assert not diff(page, renamed)


@given(PAGES, PAGES)
def test_a_missing_key_is_an_empty_one(old, new):
    """Releases add keys: a page of before is compared as if it had them, empty."""
    bare = {key: value for key, value in old.items() if value}
    bare["sections"] = [
        section
        | {"rows": [{key: value for key, value in row.items() if value} for row in section["rows"]]}
        for section in old["sections"]
    ]
    assert not diff(old, bare)
    assert diff(bare, new).changes == diff(old, new).changes


@given(PAGES, PAGES, st.sampled_from(["Red.", "Blue."]))
def test_a_value_whose_code_stayed_does_not_count_however_it_is_worded(old, new, wording):
    for page in (old, new):
        for row in (row for section in page["sections"] for row in section["rows"]):
            row["details_code"] = row["details"]
    reworded = deepcopy(new)
    for row in (row for section in reworded["sections"] for row in section["rows"]):
        row["details"] = wording if row["details"] else ""
    assert not diff(new, reworded)
    assert [c.path for c in diff(old, reworded).changes] == [c.path for c in diff(old, new).changes]


@given(PAGES, PAGES)
def test_what_changed_everywhere_is_stale_nowhere_and_what_stayed_in_translation_is(old, new):
    assert stale(old, new, old, new) == []
    changed = [change for change in diff(old, new).changes if change.kind == CHANGED]
    assert stale(old, new, old, old) == changed


# Word by word

PROSE = st.text(st.sampled_from("aäß1 \t\n.,;:!?-_€\u00a0日"), max_size=60) | st.text(max_size=60)


@given(PROSE, PROSE)
def test_the_parts_join_to_the_old_and_to_the_new_text(old, new):
    parts = words(old, new)
    assert "".join(text for operation, text in parts if operation != "insert") == old
    assert "".join(text for operation, text in parts if operation != "delete") == new
    assert all(text and operation in ("equal", "delete", "insert") for operation, text in parts)


@given(PROSE, PROSE)
def test_no_two_parts_side_by_side_are_of_one_kind(old, new):
    operations = [operation for operation, _text in words(old, new)]
    assert all(before != after for before, after in pairwise(operations))


@given(PROSE)
def test_a_text_is_equal_to_itself(text):
    assert words(text, text) == ([("equal", text)] if text else [])


@settings(max_examples=8)
@given(st.lists(st.tuples(PROSE, PROSE), min_size=100, max_size=120))
def test_long_texts_join_as_well(pairs):
    old, new = (". ".join(side) * 3 for side in zip(*pairs, strict=True))
    parts = words(old, new)
    assert "".join(text for operation, text in parts if operation != "insert") == old
    assert "".join(text for operation, text in parts if operation != "delete") == new
