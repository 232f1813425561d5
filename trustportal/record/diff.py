"""What changed between two pages: the one answer that history, compare, publish, feeds and redlines all use.

What is compared is what a reader sees, by key and value, not by label. Where a value has a code beside it
(`necessity_code`), the code counts: a release that words things anew does not make every page "changed".
"""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
SENTENCES = re.compile(r"(?<=[.:;?!])(?=\s)|(?<=\n)")
TOO_LONG = 6_000  # characters of both texts, to be compared by words in a moment


@dataclass(frozen=True)
class Change:
    """One text that was added, removed or changed; `path` says where, independent of language."""

    path: tuple
    kind: str
    label: str
    old: str
    new: str
    of: str = ""  # the row that it belongs to, in words
    event: str = ""  # what such a change is called, where the column says so
    event_code: str = ""

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
    replaces: str = ""  # name and id of the row whose end belongs to this addition
    replaces_id: str = ""

    @property
    def events(self):
        """What happened to a changed row, in the words of its columns; empty where they have none."""
        return (
            list(dict.fromkeys(cell.event for cell in self.cells if cell.event))
            if self.kind == CHANGED
            else []
        )

    @property
    def what(self):
        """Say in a word or two what happened to the row, in the active language."""
        if self.replaces:
            return _("replaces %s") % self.replaces
        return (
            ", ".join(self.events)
            or {ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed")}[self.kind]
        )


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

    @property
    def rows(self):
        return [row for section in self.sections for row in section.rows]

    def summary(self):
        """Say in one line how much changed, in the active language."""
        added = sum(row.kind == ADDED and not row.replaces for row in self.rows)
        replaced = sum(bool(row.replaces) for row in self.rows)
        removed = sum(row.kind == REMOVED for row in self.rows)
        changed = sum(row.kind == CHANGED and not row.events for row in self.rows)
        events = Counter(event for row in self.rows for event in row.events)
        texts = (
            len(self.texts) + len(self.facts) + sum(len(section.texts) for section in self.sections)
        )
        parts = [
            ngettext("%d entry added", "%d entries added", added) % added if added else "",
            ngettext("%d entry replaced", "%d entries replaced", replaced) % replaced
            if replaced
            else "",
            ngettext("%d entry removed", "%d entries removed", removed) % removed
            if removed
            else "",
            ngettext("%d entry changed", "%d entries changed", changed) % changed
            if changed
            else "",
            *(f"{number} × {event}" for event, number in events.items()),
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
        changes += compare_text(
            ("facts", key), label, before.get("value"), after.get("value"), same
        )
    return changes


def compare_sections(old, new):
    sections = []
    for key in in_order(old, new):
        before, after = old.get(key), new.get(key)
        section = after or before
        kind = ADDED if before is None else REMOVED if after is None else CHANGED
        before, after = before or {}, after or {}
        texts = compare_text(
            ("sections", key, "intro"), _("Text"), before.get("intro"), after.get("intro")
        )
        rows = compare_rows(key, section, by(before.get("rows"), "id"), by(after.get("rows"), "id"))
        sections.append(SectionChange(key, kind, section.get("title", ""), texts, rows))
    return [section for section in sections if section]


def compare_rows(section_key, section, old, new):
    rows = []
    for id in in_order(old, new):
        before, after = old.get(id, {}), new.get(id, {})
        row = after or before
        path = ("sections", section_key, "rows", id)
        name = row.get("name", "")
        cells = [
            replace(
                change,
                of=name,
                event=column.get("event", ""),
                event_code=column.get("event_code", ""),
            )
            for column in section.get("columns", [])
            for key in keys_of(column["key"], row)
            for change in compare_text((*path, key), column["label"], *cell(key, before, after))
        ]
        if cells:
            kind = ADDED if not before else REMOVED if not after else CHANGED
            context = " · ".join(row[key] for key in section.get("group", []) if row.get(key))
            rows.append(RowChange(id, kind, name, context, cells))
    return with_replacements(rows, new)


def keys_of(key, row):
    """A value and the address that it links to, unless it is that address itself."""
    return [key] if row.get(f"{key}_url") == row.get(key) else [key, f"{key}_url"]


def cell(key, before, after):
    """Return old value, new value and, where both have a machine's value beside it, whether that is the same."""
    for companion in (f"{key}_code", f"{key}_data"):
        if companion in before and companion in after:
            return before.get(key), after.get(key), before[companion] == after[companion]
    return before.get(key), after.get(key), None


def with_replacements(rows, new):
    """Make one change of a row that is added and the end of the row that it replaces."""
    changed = {row.id: row for row in rows if row.kind == CHANGED}
    found, ended = [], set()
    for row in rows:
        old = changed.get(new[row.id].get("replaces_id")) if row.kind == ADDED else None
        if old and "end" in {cell.event_code for cell in old.cells}:
            ended.add(old.id)
            row = replace(row, replaces=old.name, replaces_id=old.id)
        found.append(row)
    return [
        row for row in (without_end(row) if row.id in ended else row for row in found) if row.cells
    ]


def without_end(row):
    return replace(row, cells=[cell for cell in row.cells if cell.event_code != "end"])


def words(old, new):
    """Return [(equal | delete | insert, text), …]: the new text, with what went and what came, word by word.

    Sentences are aligned first: two long texts compared by words alone can take minutes.
    """
    parts = []
    for before, after in aligned(SENTENCES.split(old), SENTENCES.split(new)):
        for pair in in_reach(before, after):
            close = pair[0] != pair[1] and len("".join(pair)) <= TOO_LONG
            parts += aligned(*map(TOKENS.findall, pair)) if close else [pair]
    steps = [
        (operation, text)
        for before, after in parts
        for operation, text in (
            [("equal", after)] if before == after else [("delete", before), ("insert", after)]
        )
        if text
    ]
    return [
        (operation, "".join(text for _same, text in run))
        for operation, run in groupby(steps, itemgetter(0))
    ]


def in_reach(before, after):
    """Return two texts as one pair or, where they are long and as many sentences, a pair for each of these."""
    sentences = SENTENCES.split(before), SENTENCES.split(after)
    if len(before) + len(after) > TOO_LONG and len(sentences[0]) == len(sentences[1]):
        return list(zip(*sentences, strict=True))
    return [(before, after)]


def aligned(before, after):
    """Yield (old text, new text) for the runs of two lists of pieces; the two are equal where nothing changed."""
    for _operation, a, b, c, d in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        yield "".join(before[a:b]), "".join(after[c:d])


def untranslated(page):
    """Return [label, …] of what a page shows in another language than its own."""
    heads = {"title": _("Title"), "notice": _("Notice"), "summary": _("Summary")}
    found = [heads[key] for key in heads if key in page.get("lang", {})]
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
    return [
        change
        for change in diff(old, new).changes
        if change.kind == CHANGED and change.path not in moved
    ]
