"""Which texts of a page lack a translation, and which translations are outdated."""

from django.utils.translation import gettext as _

from .changes import CHANGED, Change
from .diff import diff
from .reader import Page
from .rows import Row
from .sections import Section


def untranslated(page: Page) -> list[str]:
    """Return the label of each text that a page shows in another language than its own."""
    heads = {"title": _("Title"), "notice": _("Notice"), "summary": _("Summary")}
    found = [label for key, label in heads.items() if key in page.lang]
    found += [fact.label for fact in page.facts if fact.lang]
    found += [group.title for group in page.list_groups if group.data.get("lang")]
    for section in page.sections:
        found += untranslated_in(section)
    return found


def untranslated_in(section: Section) -> list[str]:
    found = []
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
