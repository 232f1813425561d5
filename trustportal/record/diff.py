"""What changed between two pages: history, comparison, publishing, feeds and redlines ask here.

What is compared is what a reader sees, by key and value, not by label. Where a value has a code
beside it (`necessity_code`), the code counts: a release that words things anew does not make every
page "changed".
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from .changes import ADDED, CHANGED, REMOVED, Change, PageDiff, Path, RowChange, SectionChange
from .reader import Fact, Page, Section
from .rows import Column, Data, Row, in_one_line


def diff(old: Page, new: Page) -> PageDiff:
    """Compare two pages of one language."""
    title = compare_text(("title",), _("Title"), old.title, new.title)
    notice = compare_text(("notice",), _("Notice"), old.notice, new.notice)
    summary = compare_text(("summary",), _("Summary"), old.summary, new.summary)
    return PageDiff(
        texts=[*title, *notice, *summary, *compare_groups(old, new)],
        facts=compare_facts(old, new),
        sections=compare_sections(old, new),
    )


def in_order(old: dict, new: dict) -> list:
    """Return the keys of both, in the order of the new one, with removed ones at the end."""
    return [*new, *(key for key in old if key not in new)]


def compare_text(path: Path, label: str, old, new, same: bool | None = None) -> list[Change]:
    """Return one Change or none; `same` says whether the values are equal, if codes decide it."""
    old, new = old or "", new or ""
    if same is None:
        same = old == new
    if same:
        return []
    return [Change(path, kind_of(old, new), label, in_one_line(old), in_one_line(new))]


def kind_of(old, new) -> str:
    if not old:
        return ADDED
    return CHANGED if new else REMOVED


def compare_groups(old: Page, new: Page) -> list[Change]:
    """Compare the intros of the groups that both pages have, and the order of these groups."""
    before = {group.key: group for group in old.list_groups}
    both = [group for group in new.list_groups if group.key in before]
    changes = []
    for group in both:
        path = ("list_groups", group.key, "intro")
        changes += compare_text(path, group.title, before[group.key].intro, group.intro)
    kept = {group.key for group in both}
    was = [group.title for group in old.list_groups if group.key in kept]
    same = [key for key in before if key in kept] == [group.key for group in both]
    order = [group.title for group in both]
    return changes + compare_text(("list_groups",), _("Order of the groups"), was, order, same)


def compare_facts(old: Page, new: Page) -> list[Change]:
    before = {fact.key: fact for fact in old.facts}
    after = {fact.key: fact for fact in new.facts}
    changes = []
    for key in in_order(before, after):
        changes += compare_fact(before.get(key), after.get(key))
    return changes


def compare_fact(old: Fact | None, new: Fact | None) -> list[Change]:
    fact = new or old
    assert fact is not None
    same = None
    if old and new and "code" in old.data and "code" in new.data and old.code == new.code:
        same = True
    old_value = old.value if old else ""
    new_value = new.value if new else ""
    return compare_text(("facts", fact.key), fact.label, old_value, new_value, same)


def compare_sections(old: Page, new: Page) -> list[SectionChange]:
    before = {section.key: section for section in moved_rows(old, new)}
    after = {section.key: section for section in new.sections}
    found = []
    for key in in_order(before, after):
        found.append(compare_section(before.get(key), after.get(key)))
    return [section for section in found if section]


def moved_rows(old: Page, new: Page) -> list[Section]:
    """Return the old sections with each row where the new page has it, if a column tells why."""
    places: dict[str, str] = {}
    for section in new.sections:
        if section.by:
            places |= {row.id: section.key for row in section.rows}
    sections = {section.key: section for section in old.sections}
    for section in new.sections:
        sections.setdefault(section.key, section.with_rows([]))
    rows: dict[str, list[Row]] = {key: [] for key in sections}
    for section in old.sections:
        for row in section.rows:
            rows[places.get(row.id, section.key)].append(row)
    existed = {section.key for section in old.sections}
    return [s.with_rows(rows[key]) for key, s in sections.items() if rows[key] or key in existed]


def compare_section(old: Section | None, new: Section | None) -> SectionChange:
    section = new or old
    assert section is not None
    nothing = Section({"key": section.key})
    before, after = old or nothing, new or nothing
    path = ("sections", section.key, "intro")
    texts = compare_text(path, _("Text"), before.intro, after.intro)
    rows = compare_rows(before, after, section)
    return SectionChange(section.key, kind_of(old, new), section.title, texts, rows)


def compare_rows(old: Section, new: Section, section: Section) -> list[RowChange]:
    """Return the changed rows of two sections; `section` is the one that names the columns."""
    before = {row.id: row for row in old.rows}
    after = {row.id: row for row in new.rows}
    found = []
    for id in in_order(before, after):
        change = compare_row(before.get(id), after.get(id), section)
        if change.cells:
            found.append(change)
    return with_replacements(found, after)


def compare_row(old: Row | None, new: Row | None, section: Section) -> RowChange:
    row = new or old
    assert row is not None
    before: Data = old.data if old else {}
    after: Data = new.data if new else {}
    cells = []
    for column in section.columns:
        for key in compared_keys(column, row):
            cells += compare_cell(section, row, column, key, before, after)
    kind = kind_of(before, after)
    heading = [row.text(key) for key in section.group_keys]
    return RowChange(row.id, kind, row.name, " · ".join(filter(None, heading)), cells)


def compared_keys(column: Column, row: Row) -> list[str]:
    """Return the key of a value, and that of its address unless the value is that address."""
    key, address = column.key, f"{column.key}_url"
    if row.data.get(address) == row.data.get(key):
        return [key]
    return [key, address]


def compare_cell(
    section: Section, row: Row, column: Column, key: str, before: Data, after: Data
) -> list[Change]:
    path = ("sections", section.key, "rows", row.id, key)
    same = same_by_companion(key, before, after)
    found = compare_text(path, column.label, before.get(key), after.get(key), same)
    return [
        replace(change, of=row.name, event=column.event, event_code=column.event_code)
        for change in found
    ]


def same_by_companion(key: str, before: Data, after: Data) -> bool | None:
    """Return whether the codes or data beside a value are equal; None if one is missing."""
    for companion in (f"{key}_code", f"{key}_data"):
        if companion in before and companion in after:
            return without_empty(before[companion]) == without_empty(after[companion])
    return None


def without_empty(value: Any) -> Any:
    """Return data without what is empty: a version from before a key was added lacks it."""
    if isinstance(value, list):
        return [without_empty(entry) for entry in value]
    if isinstance(value, dict):
        return {key: entry for key, entry in value.items() if entry not in ("", None, [], {})}
    return value


def with_replacements(rows: list[RowChange], new: dict[str, Row]) -> list[RowChange]:
    """Merge the addition of a row and the end of the row that it replaces into one change."""
    ending = rows_that_end(rows)
    replaced = set()
    found = []
    for row in rows:
        old = None
        if row.kind == ADDED:
            old = ending.get(new[row.id].value("replaces_id"))
        if old:
            replaced.add(old.id)
            row = replace(row, replaces=old.name, replaces_id=old.id)
        found.append(row)
    kept = [row.without_end() if row.id in replaced else row for row in found]
    return [row for row in kept if row.cells]


def rows_that_end(rows: list[RowChange]) -> dict[str, RowChange]:
    return {row.id: row for row in rows if row.kind == CHANGED and row.ends}


def untranslated(page: Page) -> list[str]:
    """Return the label of each text that a page shows in another language than its own."""
    heads = {"title": _("Title"), "notice": _("Notice"), "summary": _("Summary")}
    found = [label for key, label in heads.items() if key in page.lang]
    found += [fact.label for fact in page.facts if fact.lang]
    found += [group.title for group in page.list_groups if group.data.get("lang")]
    for section in page.sections:
        if section.lang:
            found.append(section.title or _("Text"))
        for row in section.rows:
            found += untranslated_cells(section, row)
    return found


def untranslated_cells(section: Section, row: Row) -> list[str]:
    languages = row.data.get("lang")
    if not languages:
        return []
    labels = {column.key: column.label for column in section.columns}
    return [f"{row.name}: {labels.get(key, key)}" for key in languages]


def stale(old: Page, new: Page, old_translation: Page, new_translation: Page) -> list[Change]:
    """Return the changes of authoritative texts whose translation did not change."""
    moved = {change.path for change in diff(old_translation, new_translation).changes}
    found = []
    for change in diff(old, new).changes:
        if change.kind == CHANGED and change.path not in moved:
            found.append(change)
    return found
