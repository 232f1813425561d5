"""What changed between two pages: the one answer of history, compare, publish page and feeds."""

import pytest
from django.utils import translation

from trustportal.record import diff as compared
from trustportal.record import translations
from trustportal.record.changes import ADDED, CHANGED, REMOVED, Change
from trustportal.record.reader import Page
from trustportal.record.words import words

COLUMNS = [
    {"key": "name", "label": "Data"},
    {"key": "purpose", "label": "Used for"},
    {"key": "necessity", "label": "Needed"},
    {"key": "products", "label": "Products"},
]


def diff(old, new):
    return compared.diff(Page(old), Page(new))


def stale(*pages):
    return translations.stale(*map(Page, pages))


def untranslated(page):
    return translations.untranslated(Page(page))


def row(id, name="IMEI", purpose="Finds it.", **more):
    return {"id": id, "name": name, "service": "APNs", "purpose": purpose, **more}


def fact(key, value, label="Contract", **more):
    return {"key": key, "label": label, "value": value, **more}


def page(*rows, facts=(), title="Apple", **more):
    section = {
        "key": "sent",
        "title": "Data we send",
        "intro": "",
        "group": ["service"],
        "columns": COLUMNS,
    }
    return {
        "title": title,
        "summary": "",
        "facts": list(facts),
        "sections": [section | {"rows": list(rows)}],
        **more,
    }


def only(changes):
    (one,) = changes
    return one


# Texts of the page


def test_equal_pages_have_no_diff():
    changes = diff(page(row("1"), facts=[fact("a", "x")]), page(row("1"), facts=[fact("a", "x")]))
    assert not changes
    assert (changes.changes, changes.summary()) == ([], "nothing changed")


@pytest.mark.parametrize(
    ("key", "label"), [("title", "Title"), ("notice", "Notice"), ("summary", "Summary")]
)
def test_a_text_at_the_head_of_the_page_is_compared(key, label):
    changes = diff(page(**{key: "Old text"}), page(**{key: "New text"}))
    assert (
        changes.changes == changes.texts == [Change((key,), CHANGED, label, "Old text", "New text")]
    )
    assert changes.summary() == ("new title, was Old text" if key == "title" else "1 text changed")


@pytest.mark.parametrize("empty", [{}, {"summary": ""}, {"summary": None}], ids=str)
def test_a_missing_text_is_an_empty_one(empty):
    bare = {"title": "Apple", "facts": [], "sections": []}
    for other in ({}, {"summary": ""}, {"summary": None}):
        assert not diff(bare | empty, bare | other)
    assert diff(bare | empty, bare | {"summary": "New"}).texts == [
        Change(("summary",), ADDED, "Summary", "", "New")
    ]
    assert diff(bare | {"summary": "Old"}, bare | empty).texts == [
        Change(("summary",), REMOVED, "Summary", "Old", "")
    ]


def test_an_empty_page_has_lost_all_that_the_other_one_says():
    full = page(row("1"), facts=[fact("a", "x")], summary="Text")
    assert {change.kind for change in diff({}, full).changes} == {ADDED}
    assert {change.kind for change in diff(full, {}).changes} == {REMOVED}
    assert not diff({}, {})


# Facts


def test_facts_are_added_removed_and_changed_by_their_key():
    old = page(
        facts=[fact("stays", "Same"), fact("changes", "Old"), fact("goes", "Gone", "What went")]
    )
    new = page(
        facts=[fact("comes", "New", "What came"), fact("changes", "New"), fact("stays", "Same")]
    )
    assert diff(old, new).facts == [
        Change(("facts", "comes"), ADDED, "What came", "", "New"),
        Change(("facts", "changes"), CHANGED, "Contract", "Old", "New"),
        Change(("facts", "goes"), REMOVED, "What went", "Gone", ""),
    ]


def test_a_fact_whose_code_stayed_has_not_changed_however_it_is_worded():
    old = page(facts=[fact("relationship", "Acts for us", code="agent")])
    assert not diff(
        old, page(facts=[fact("relationship", "Works on our behalf", "Role", code="agent")])
    )
    changed = only(
        diff(old, page(facts=[fact("relationship", "Independent", code="independent")])).facts
    )
    assert (changed.old, changed.new) == ("Acts for us", "Independent")


def test_a_fact_that_has_a_code_only_since_a_later_release_is_compared_by_its_value():
    assert not diff(page(facts=[fact("a", "Same")]), page(facts=[fact("a", "Same", code="c")]))
    assert diff(page(facts=[fact("a", "Old")]), page(facts=[fact("a", "New", code="c")]))


def test_a_new_label_is_no_change():
    assert not diff(
        page(facts=[fact("a", "x", "Contract")]), page(facts=[fact("a", "x", "Governing contract")])
    )


# Sections and rows


def test_rows_are_added_removed_and_changed_by_their_id():
    old = page(row("1", "IMEI"), row("2", "UDID"), row("3", "Model"))
    new = page(row("4", "Serial"), row("3", "Model"), row("1", "IMEI number"))
    rows = only(diff(old, new).sections).rows
    assert [(r.id, r.kind, r.name, r.context) for r in rows] == [
        ("4", ADDED, "Serial", "APNs"),
        ("1", CHANGED, "IMEI number", "APNs"),
        ("2", REMOVED, "UDID", "APNs"),
    ]
    assert rows[1].cells == [
        Change(
            ("sections", "sent", "rows", "1", "name"),
            CHANGED,
            "Data",
            "IMEI",
            "IMEI number",
            of="IMEI number",
        )
    ]
    assert rows[1].cells[0].where == "IMEI number: Data"
    assert {cell.kind for cell in rows[0].cells} == {ADDED}
    assert {cell.kind for cell in rows[2].cells} == {REMOVED}


def test_a_diff_is_told_in_a_line_in_the_readers_language():
    old = page(row("1", "IMEI"), row("2", "UDID"), facts=[fact("a", "Old")])
    new = page(row("1", "IMEI", "Other."), row("3"), row("4"), facts=[fact("a", "New")])
    assert (
        diff(old, new).summary()
        == "2 entries added, 1 entry removed, 1 entry changed, 1 text changed"
    )
    assert [r.kind for r in diff(old, new).rows] == [CHANGED, ADDED, ADDED, REMOVED]


def test_rows_in_another_order_are_the_same_rows():
    assert not diff(page(row("1"), row("2", "UDID")), page(row("2", "UDID"), row("1")))


def test_a_cell_whose_code_stayed_has_not_changed_however_it_is_worded():
    old = page(row("1", necessity="Required", necessity_code="required"))
    assert not diff(old, page(row("1", necessity="Always needed", necessity_code="required")))
    new = page(row("1", necessity="Optional", necessity_code="optional"))
    cell = only(only(only(diff(old, new).sections).rows).cells)
    assert (cell.label, cell.old, cell.new) == ("Needed", "Required", "Optional")


def test_what_readers_do_not_see_is_not_compared():
    """Codes and dates for filters and machines have no column: the value beside them is told."""
    old = page(row("1", necessity="Required", personal="", category_slug="device", order=1))
    assert not diff(
        old, page(row("1", necessity="Required", personal="Yes", category_slug="hardware", order=2))
    )


def test_another_link_behind_a_value_is_a_change_of_its_own():
    old, new = (page(row("1", name_url=f"https://example.com/{n}")) for n in (1, 2))
    cell = only(only(only(diff(old, new).sections).rows).cells)
    assert (cell.path[-1], cell.label, cell.new) == ("name_url", "Data", "https://example.com/2")


def test_a_missing_cell_is_an_empty_one():
    bare = {"id": "1", "name": "IMEI"}
    empty = bare | {"purpose": "", "products": [], "details": None, "secret": False}
    assert not diff(page(bare), page(empty))
    assert not diff(page(empty), page(bare))


def test_lists_are_told_as_words():
    cell = only(
        only(
            only(
                diff(page(row("1", products=["A"])), page(row("1", products=["A", "B"]))).sections
            ).rows
        ).cells
    )
    assert (cell.label, cell.old, cell.new) == ("Products", "A", "A, B")


def test_which_language_stood_in_is_no_change():
    assert not diff(page(row("1", lang={"purpose": "en"}), lang={"title": "en"}), page(row("1")))


def test_an_intro_is_compared_and_a_title_of_a_section_is_a_label():
    old = {"sections": [{"key": "text", "title": "Text", "intro": "Old."}]}
    new = {"sections": [{"key": "text", "title": "Our text", "intro": "New."}]}
    section = only(diff(old, new).sections)
    assert section.texts == [Change(("sections", "text", "intro"), CHANGED, "Text", "Old.", "New.")]
    assert not diff(old, {"sections": [{"key": "text", "title": "Our text", "intro": "Old."}]})


def test_a_section_comes_and_goes_with_its_rows():
    section = page(row("1"))["sections"][0]
    came = only(diff({"sections": []}, {"sections": [section]}).sections)
    assert (came.key, came.kind, [r.kind for r in came.rows]) == ("sent", ADDED, [ADDED])
    went = only(diff({"sections": [section]}, {"sections": []}).sections)
    assert (went.key, went.kind, [r.kind for r in went.rows]) == ("sent", REMOVED, [REMOVED])
    empty = section | {"rows": []}
    assert [s.kind for s in diff({"sections": []}, {"sections": [empty]}).sections] == [ADDED]


def test_a_row_that_moved_to_another_section_went_from_one_and_came_to_the_other():
    def two(sent, received):
        rows = {"sent": sent, "received": received}
        return {"sections": [{"key": key, "columns": COLUMNS, "rows": rows[key]} for key in rows]}

    sections = diff(two([row("1")], []), two([], [row("1")])).sections
    assert [(s.key, only(s.rows).kind) for s in sections] == [
        ("sent", REMOVED),
        ("received", ADDED),
    ]


# Words inside a text


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("", "", ""),
        ("", "new", "+new"),
        ("old", "", "-old"),
        ("same", "same", "same"),
        ("Find a device.", "Find the device.", "Find |-a|+the| device."),
        ("one two", "one, two", "one|+,| two"),
        ("Größe klein", "Größen klein", "-Größe|+Größen| klein"),
        ("It stays. It was.\nEnd.", "It stays. It is.\nEnd.", "It stays. It |-was|+is|.\nEnd."),
        ("First.\nLast.", "First.\n\nBetween.\n\nLast.", "First.\n|+\nBetween.\n\n|Last."),
    ],
)
def test_a_text_is_compared_word_by_word(old, new, marked):
    signs = {"equal": "", "delete": "-", "insert": "+"}
    assert "|".join(signs[operation] + text for operation, text in words(old, new)) == marked


def test_a_word_renamed_throughout_a_long_text_is_marked_alone():
    sentences = [f"Sentence {n} tells what Intune does with item {n}." for n in range(400)]
    old, new = " ".join(sentences), " ".join(sentences).replace("Intune", "the portal")
    changes = [part for part in words(old, new) if part[0] != "equal"]
    assert changes == [("delete", "Intune"), ("insert", "the portal")] * 400


def test_long_texts_that_differ_in_every_sentence_are_compared():
    """By words alone this would take minutes: the page would never come."""
    old = " ".join(f"This is the text of place {n} in it." for n in range(2000))
    new = " ".join(f"And the text of place {n} is this." for n in range(1999))
    assert "".join(text for operation, text in words(old, new) if operation != "insert") == old


# Translations


@pytest.mark.parametrize(
    ("key", "label"), [("title", "Title"), ("notice", "Notice"), ("summary", "Summary")]
)
def test_an_untranslated_head_is_listed(key, label):
    assert untranslated(page(lang={key: "en"})) == [label]


def test_untranslated_facts_sections_and_cells_are_listed_in_the_order_of_the_page():
    shown = page(
        row("1", lang={"purpose": "en", "extra": "en"}), row("2", "UDID"), facts=[fact("a", "x")]
    )
    shown["facts"][0]["lang"] = {"value": "en"}
    shown["sections"][0]["lang"] = {"intro": "en"}
    assert untranslated(shown) == ["Contract", "Data we send", "IMEI: Used for", "IMEI: extra"]


def test_a_translated_page_has_nothing_untranslated():
    assert untranslated(page(row("1"), facts=[fact("a", "x")])) == []


ENGLISH, GERMAN = page(row("1", purpose="Old.")), page(row("1", purpose="Alt."))


def test_a_translation_that_stayed_while_its_original_changed_is_stale():
    change = only(stale(ENGLISH, page(row("1", purpose="New.")), GERMAN, GERMAN))
    assert (change.of, change.label, change.old, change.new) == ("IMEI", "Used for", "Old.", "New.")


def test_a_translation_that_moved_with_its_original_is_not_stale():
    assert (
        stale(ENGLISH, page(row("1", purpose="New.")), GERMAN, page(row("1", purpose="Neu."))) == []
    )


def test_a_translation_that_moved_alone_is_not_stale():
    assert stale(ENGLISH, ENGLISH, GERMAN, page(row("1", purpose="Besser."))) == []


def test_what_was_added_or_removed_is_not_stale():
    more = page(row("1", purpose="Old."), row("2", "UDID"))
    assert stale(ENGLISH, more, GERMAN, GERMAN) == []
    assert stale(more, ENGLISH, more, more) == []


def test_a_text_shown_in_the_original_language_is_untranslated_and_not_stale():
    standing_in = [
        page(row("1", purpose=text, lang={"purpose": "en"})) for text in ("Old.", "New.")
    ]
    assert stale(ENGLISH, page(row("1", purpose="New.")), *standing_in) == []


def test_labels_are_in_the_language_of_the_page():
    with translation.override("de"):
        assert diff(page(title="Alt"), page(title="Neu")).texts[0].label == translation.gettext(
            "Title"
        )
