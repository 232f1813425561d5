"""What changed between two pages: history, comparison, publishing, feeds and redlines ask here.

What is compared is what a reader sees, by key and value, not by label. Where a value has a code
beside it (`necessity_code`), the code counts: a release that words things anew does not make every
page "changed".
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from .changes import ADDED, CHANGED, NEVER, REMOVED, RESPELLED, Change, Path, RowChange
from .companions import in_any_order, is_filled_in, same_by_companion
from .page_diff import PageDiff, SectionChange
from .reader import Fact, Page, authoritative
from .rows import Column, Data, Row, in_one_line
from .search import spelling
from .sections import Section
from .shared import shared_changes


def diff(old: Page, new: Page) -> PageDiff:
    """Compare two pages of one language."""
    title = compare_text(("title",), _("Title"), old.title, new.title)
    notice = compare_text(("notice",), _("Notice"), old.notice, new.notice)
    summary = compare_text(("summary",), _("Summary"), old.summary, new.summary)
    sections = compare_sections(old, new)
    before, after = keys_with_value(old), keys_with_value(new)
    rows: list[RowChange] = []
    for section in sections:
        rows += section.rows
    shared = shared_changes(rows, lambda key: key not in before or key not in after)
    paths: set[Path] = set()
    for group in shared:
        paths.update(cell.path for cell in group.cells)
    return PageDiff(
        texts=[*title, *notice, *summary, *compare_groups(old, new)],
        facts=compare_facts(old, new),
        sections=[replace(section, shared=frozenset(paths)) for section in sections],
        groups=shared,
    )


def keys_with_value(page: Page) -> set[str]:
    """Return the keys of values that any row of a page has."""
    found: set[str] = set()
    for row in page.rows:
        found.update(key for key, value in row.data.items() if value)
    return found


def is_material(old: Data, new: Data) -> bool:
    """Return whether a version is a material change, by its texts in the authoritative language.

    `old` and `new` are {language: page}. A page that comes, goes or comes back is one.
    """
    return not (old and new) or diff(authoritative(old), authoritative(new)).is_material


def in_order(old: dict, new: dict) -> list:
    """Return the keys of both, in the order of the new one, with removed ones at the end."""
    return [*new, *(key for key in old if key not in new)]


def compare_text(
    path: Path, label: str, old: Any, new: Any, same: bool | None = None, is_address: bool = False
) -> list[Change]:
    """Return one Change or none; `same` says whether the values are equal, if codes decide it."""
    old, new = old or "", new or ""
    if in_any_order(old) == in_any_order(new) if same is None else same:
        return []
    before, after = in_one_line(old), in_one_line(new)
    kind = kind_of(old, new)
    is_free = kind == CHANGED and same is None and not is_address
    if is_free and spelling(before) == spelling(after):
        kind = RESPELLED
    return [Change(path, kind, label, before, after)]


def kind_of(old, new) -> str:
    if not old:
        return ADDED
    return CHANGED if new else REMOVED


def compare_groups(old: Page, new: Page) -> list[Change]:
    """Compare the intros of the groups that both pages have, and the order of these groups."""
    before = {group.key: group for group in old.list_groups}
    after = {group.key: group for group in new.list_groups}
    both = [key for key in after if key in before]
    changes = []
    for key in both:
        path, title = ("list_groups", key, "intro"), after[key].title
        changes += compare_text(path, title, before[key].intro, after[key].intro)
    was = sorted(both, key=list(before).index)
    old_titles = [before[key].title for key in was]
    titles = [after[key].title for key in both]
    order = _("Order of the groups")
    return changes + compare_text(("list_groups",), order, old_titles, titles, was == both)


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
    nothing = Fact({"key": fact.key, "label": fact.label})
    before, after = old or nothing, new or nothing
    same = same_code(before, after)
    found = compare_text(("facts", fact.key), fact.label, before.value, after.value, same)
    return [replace(change, material=fact.material) for change in found]


def same_code(old: Fact, new: Fact) -> bool | None:
    """Return True if two facts are the same by their codes; None if their words decide it."""
    if "code" not in old.data or "code" not in new.data:
        return None
    return (old.code, old.zone) == (new.code, new.zone) or None


def compare_sections(old: Page, new: Page) -> list[SectionChange]:
    before = {section.key: section for section in moved_rows(old, new)}
    after = {section.key: section for section in new.sections}
    found = []
    for key in in_order(before, after):
        found.append(compare_section(before.get(key), after.get(key)))
    return [section for section in found if section]


def moved_rows(old: Page, new: Page) -> list[Section]:
    """Return the old sections with each row where the new page has it, if a column tells why."""
    places = places_of_rows(new)
    sections = {section.key: section for section in (*new.sections, *old.sections)}
    rows: dict[str, list[Row]] = {key: [] for key in sections}
    for section in old.sections:
        for row in section.rows:
            rows[places.get(row.id, section.key)].append(row)
    existed = {section.key for section in old.sections}
    return [s.with_rows(rows[key]) for key, s in sections.items() if rows[key] or key in existed]


def places_of_rows(page: Page) -> dict[str, str]:
    """Return {id of a row: key of its section} where a column tells why it is there."""
    found: dict[str, str] = {}
    for section in page.sections:
        if section.by:
            found |= {row.id: section.key for row in section.rows}
    return found


def compare_section(old: Section | None, new: Section | None) -> SectionChange:
    section = new or old
    assert section is not None
    nothing = Section({"key": section.key})
    before, after = old or nothing, new or nothing
    path = ("sections", section.key, "intro")
    texts = compare_text(path, _("Text"), before.intro, after.intro)
    columns = [*section.columns, *columns_gone(before, after)]
    rows = compare_rows(before, after, section, columns)
    return SectionChange(section.key, kind_of(old, new), section.title, texts, rows)


def columns_gone(old: Section, new: Section) -> list[Column]:
    """Return the columns that only the old one of two sections has."""
    if not new.columns:
        return []
    keys = {column.key for column in new.columns}
    return [column for column in old.columns if column.key not in keys]


def compare_rows(
    old: Section, new: Section, section: Section, columns: list[Column]
) -> list[RowChange]:
    """Return the changed rows of two sections; `section` is the newer one that exists."""
    before = {row.id: row for row in old.rows}
    after = {row.id: row for row in new.rows}
    found = []
    for id in in_order(before, after):
        change = compare_row(before.get(id), after.get(id), section, columns)
        if change and change.cells:
            found.append(change)
    return with_replacements(found, after)


def compare_row(
    old: Row | None, new: Row | None, section: Section, columns: list[Column]
) -> RowChange | None:
    row = new or old
    assert row is not None
    before: Data = old.data if old else {}
    after: Data = new.data if new else {}
    if before == after:
        return None
    cells = []
    for column in columns:
        for key in compared_keys(column, row):
            cells += compare_cell(section, row, column, key, before, after)
    heading = [row.text(key) for key in section.group_keys]
    context = " · ".join(filter(None, heading))
    return RowChange(row.id, kind_of(before, after), row.name, context, cells)


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
    old, new = before.get(key), after.get(key)
    is_link = key != column.key
    is_address = is_link or bool(new and after.get(f"{column.key}_url") == new)
    same = same_by_companion(key, before, after)
    found = compare_text(path, column.label, old, new, same, is_address)
    if found and is_filled_in(before.get(f"{key}_data"), after.get(f"{key}_data")):
        found = [replace(change, kind=ADDED) for change in found]
    return [told_of(change, row, column) for change in found]


def told_of(change: Change, row: Row, column: Column) -> Change:
    """Return a change of a row's value, or of the address behind it, with what it belongs to."""
    return replace(
        change,
        of=row.name,
        event=column.event,
        event_code=column.event_code,
        material=column.material if change.key == column.key else NEVER,
    )


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
    kept = []
    for row in found:
        if row.id in replaced:
            row = row.without_end()
        if row.cells:
            kept.append(row)
    return kept


def rows_that_end(rows: list[RowChange]) -> dict[str, RowChange]:
    return {row.id: row for row in rows if row.kind == CHANGED and row.ends}
