"""What changed between two pages: the one answer that history, compare, publish, feeds and redlines all use.

Keys and values are compared, not labels: where a value has a code beside it (`necessity_code`), the code
counts, so that a release that words things anew does not make every page "changed".
"""

import difflib
import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
COMPANIONS = ("_code", "_slug", "_url")
TOO_LONG = 20_000


@dataclass(frozen=True)
class Change:
    """One text that was added, removed or changed; `path` says where, independent of language."""

    path: tuple
    kind: str
    label: str
    old: str
    new: str
    of: str = ""  # the row that it belongs to, in words

    @property
    def where(self):
        return f"{self.of}: {self.label}" if self.of else self.label

    @property
    def words(self):
        return words(self.old, self.new)


@dataclass(frozen=True)
class RowChange:
    id: str
    kind: str
    name: str
    context: str
    cells: list[Change]


@dataclass(frozen=True)
class SectionChange:
    key: str
    kind: str
    title: str
    texts: list[Change] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)

    def __bool__(self):
        return self.kind != CHANGED or bool(self.texts or self.rows)


@dataclass(frozen=True)
class PageDiff:
    texts: list[Change]
    facts: list[Change]
    sections: list[SectionChange]

    def __bool__(self):
        return bool(self.texts or self.facts or self.sections)

    @property
    def changes(self):
        """Every changed text of the page, wherever it stands."""
        inside = [
            change
            for section in self.sections
            for part in (section.texts, *(row.cells for row in section.rows))
            for change in part
        ]
        return [*self.texts, *self.facts, *inside]

    def count(self, kind):
        return sum(row.kind == kind for section in self.sections for row in section.rows)

    def summary(self):
        """Say in one line how much changed, in the active language."""
        added, removed, changed = self.count(ADDED), self.count(REMOVED), self.count(CHANGED)
        texts = len(self.texts) + len(self.facts) + sum(len(section.texts) for section in self.sections)
        parts = [
            ngettext("%d entry added", "%d entries added", added) % added if added else "",
            ngettext("%d entry removed", "%d entries removed", removed) % removed if removed else "",
            ngettext("%d entry changed", "%d entries changed", changed) % changed if changed else "",
            ngettext("%d text changed", "%d texts changed", texts) % texts if texts else "",
        ]
        return ", ".join(part for part in parts if part) or _("nothing changed")


def diff(old, new):
    """Compare two pages (dictionaries as in `Version.data`, one language) and return a PageDiff."""
    return PageDiff(
        texts=[
            *compare_text(("title",), _("Title"), old.get("title"), new.get("title")),
            *compare_text(("notice",), _("Notice"), old.get("notice"), new.get("notice")),
            *compare_text(("summary",), _("Summary"), old.get("summary"), new.get("summary")),
        ],
        facts=compare_facts(by(old.get("facts"), "key"), by(new.get("facts"), "key")),
        sections=compare_sections(by(old.get("sections"), "key"), by(new.get("sections"), "key")),
    )


def by(entries, key):
    return {entry[key]: entry for entry in entries or []}


def in_order(old, new):
    """Keys of both, in the order of the new one, what went away at the end."""
    return [*new, *(key for key in old if key not in new)]


def as_text(value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def compare_text(path, label, old, new, same=None):
    """Return one Change or none. An absent value is an empty one: releases add keys."""
    old, new = old or "", new or ""
    if old == new if same is None else same:
        return []
    kind = CHANGED if old and new else ADDED if new else REMOVED
    return [Change(path, kind, label, as_text(old), as_text(new))]


def compare_facts(old, new):
    changes = []
    for key in in_order(old, new):
        before, after = old.get(key, {}), new.get(key, {})
        same = ("code" in before and "code" in after and before["code"] == after["code"]) or None
        label = (after or before)["label"]
        changes += compare_text(("facts", key), label, before.get("value"), after.get("value"), same)
    return changes


def compare_sections(old, new):
    sections = []
    for key in in_order(old, new):
        before, after = old.get(key), new.get(key)
        section = after or before
        kind = ADDED if before is None else REMOVED if after is None else CHANGED
        before, after = before or {}, after or {}
        texts = compare_text(("sections", key, "intro"), _("Text"), before.get("intro"), after.get("intro"))
        rows = compare_rows(key, section, by(before.get("rows"), "id"), by(after.get("rows"), "id"))
        sections.append(SectionChange(key, kind, section.get("title", ""), texts, rows))
    return [section for section in sections if section]


def compare_rows(section_key, section, old, new):
    labels = {column["key"]: column["label"] for column in section.get("columns", [])}
    rows = []
    for id in in_order(old, new):
        before, after = old.get(id, {}), new.get(id, {})
        cells = [
            change
            for key in keys_of(labels, before, after)
            for change in compare_text(
                ("sections", section_key, "rows", id, key),
                labels.get(key) or labels.get(base(key), key),
                *cell(key, before, after),
            )
        ]
        if cells:
            kind = ADDED if not before else REMOVED if not after else CHANGED
            row = after or before
            name = row.get("name", "")
            context = " · ".join(row[key] for key in section.get("group", []) if row.get(key))
            rows.append(RowChange(id, kind, name, context, [replace(cell, of=name) for cell in cells]))
    return rows


def base(key):
    for companion in COMPANIONS:
        if key.endswith(companion):
            return key.removesuffix(companion)
    return key


def keys_of(labels, before, after):
    """Keys to compare: those with a column first; a code only through the value that it stands beside."""
    keys = dict.fromkeys([*labels, *after, *before])
    return [
        key
        for key in keys
        if key not in ("id", "lang") and not (key.endswith(("_code", "_slug")) and base(key) in keys)
    ]


def cell(key, before, after):
    """Return old value, new value and, where both have a code, whether the codes are the same."""
    code = f"{key}_code"
    if code in before and code in after:
        same = before[code] == after[code]
        return before.get(key), after.get(key), same
    return before.get(key), after.get(key), None


def words(old, new):
    """Return [(equal | delete | insert, text), …]: the new text, with what went and what came, word by word."""
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    if len(before) + len(after) > TOO_LONG:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(("equal", "".join(before[a:b])))
        else:
            parts += [("delete", "".join(before[a:b])), ("insert", "".join(after[c:d]))]
    return [(operation, text) for operation, text in parts if text]


def untranslated(page):
    """Return [label, …] of what a page shows in another language than its own."""
    found = [_("Title") for key in page.get("lang", {}) if key == "title"]
    found += [_("Summary") for key in page.get("lang", {}) if key == "summary"]
    found += [fact["label"] for fact in page.get("facts", []) if fact.get("lang")]
    for section in page.get("sections", []):
        labels = {column["key"]: column["label"] for column in section.get("columns", [])}
        if section.get("lang"):
            found.append(section.get("title") or _("Text"))
        found += [
            f"{row.get('name', '')}: {labels.get(key, key)}"
            for row in section.get("rows", [])
            for key in row.get("lang", {})
        ]
    return found


def stale(old, new, old_translation, new_translation):
    """Return the changes of the authoritative texts whose translation was there and stayed as it was."""
    moved = {change.path for change in diff(old_translation, new_translation).changes}
    return [change for change in diff(old, new).changes if change.kind == CHANGED and change.path not in moved]
