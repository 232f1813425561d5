"""The result of comparing two pages, told as briefly as a careful human would.

What several rows share is one sentence, and what is only respelled is told apart from changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from .changes import ADDED, CHANGED, REMOVED, RESPELLED, Change, Path, RowChange
from .shared import SharedChange

MOST_LINES = 25
MOST_SENTENCES = 5  # of a kind, in a summary

REPLACED = "replaced"
ROWS = {
    ADDED: ngettext_lazy("%d entry added", "%d entries added"),
    REPLACED: ngettext_lazy("%d entry replaced", "%d entries replaced"),
    REMOVED: ngettext_lazy("%d entry removed", "%d entries removed"),
    CHANGED: ngettext_lazy("%d entry changed", "%d entries changed"),
}
TEXTS = {
    ADDED: ngettext_lazy("%d text added", "%d texts added"),
    REMOVED: ngettext_lazy("%d text removed", "%d texts removed"),
    CHANGED: ngettext_lazy("%d text changed", "%d texts changed"),
    RESPELLED: ngettext_lazy("%d text respelled", "%d texts respelled"),
}
MORE_RENAMED = ngettext_lazy("%d more renamed", "%d more renamed")
MORE_SHARED = ngettext_lazy("%d more change in several rows", "%d more changes in several rows")
MORE_RESPELLED = ngettext_lazy("%d more respelling", "%d more respellings")


@dataclass(frozen=True)
class SectionChange:
    key: str
    kind: str
    title: str
    texts: list[Change] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    shared: frozenset[Path] = frozenset()  # where a change stands that is told of several rows

    def __bool__(self) -> bool:
        return self.kind != CHANGED or bool(self.texts or self.rows)

    @property
    def changes(self) -> Iterator[Change]:
        yield from self.texts
        for row in self.rows:
            yield from row.cells

    @property
    def reworded(self) -> list[Change]:
        """The changed texts that are not only respelled."""
        return [text for text in self.texts if text.kind != RESPELLED]

    @cached_property
    def own(self) -> list[RowChange]:
        """The changed rows, each with what it does not share with others."""
        found = []
        for row in self.rows:
            cells = [cell for cell in row.cells if cell.path not in self.shared]
            if cells:
                found.append(row.with_cells(cells))
        return found

    @property
    def has_more_than_respellings(self) -> bool:
        return bool(self.kind != CHANGED or self.reworded or self.own)

    @property
    def material_lines(self) -> list[str]:
        lines = [text.where for text in self.texts if text.is_material]
        return lines + [row.line for row in self.own if row.is_material]


@dataclass(frozen=True)
class PageDiff:
    texts: list[Change]
    facts: list[Change]
    sections: list[SectionChange]
    groups: list[SharedChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.texts or self.facts or self.sections)

    @property
    def changes(self) -> list[Change]:
        """Every changed text of the page, wherever it stands."""
        found = [*self.texts, *self.facts]
        for section in self.sections:
            found += section.changes
        return found

    @property
    def rows(self) -> list[RowChange]:
        found = []
        for section in self.sections:
            found += section.rows
        return found

    @property
    def reworded(self) -> list[Change]:
        """The changed texts and facts of the page's head that are not only respelled."""
        return [text for text in (*self.texts, *self.facts) if text.kind != RESPELLED]

    @property
    def shared(self) -> list[SharedChange]:
        """The changes of rows that are told once for several of them."""
        return [group for group in self.groups if group.kind != RESPELLED]

    @property
    def respelled(self) -> list[SharedChange]:
        texts = [*self.texts, *self.facts]
        for section in self.sections:
            texts += section.texts
        found = [SharedChange([text]) for text in texts if text.kind == RESPELLED]
        return found + [group for group in self.groups if group.kind == RESPELLED]

    # Whether it is material

    @property
    def is_material(self) -> bool:
        """Whether readers must know: more than details, and more than another spelling."""
        return bool(self.material_lines)

    @property
    def material_lines(self) -> list[str]:
        """Each material change in a line."""
        lines = [text.where for text in (*self.texts, *self.facts) if text.is_material]
        lines += [group.sentence for group in self.groups if group.is_material]
        for section in self.sections:
            lines += section.material_lines
        return lines

    # In words

    @property
    def lines(self) -> list[str]:
        """Each change of rows and of the title in a line, respellings of any text at the end."""
        lines = [text.told for text in self.texts if text.is_renaming]
        lines += [group.sentence for group in self.shared]
        for section in self.sections:
            lines += [row.line for row in section.own]
        return lines + [group.sentence for group in self.respelled]

    def first_lines(self) -> str:
        """Return the changes, one a line, as many as fit in a feed or in a document's head."""
        lines = self.lines
        more = len(lines) - MOST_LINES
        rest = [_("and %d more") % more] if more > 0 else []
        return "\n".join([*lines[:MOST_LINES], *rest])

    def summary(self) -> str:
        """Return in one line how much changed, in the active language."""
        return "; ".join(filter(None, [self.counts(), *self.sentences()])) or _("nothing changed")

    def counts(self) -> str:
        """Return how many texts and rows changed, without what `sentences` tells."""
        rows: Counter[str] = Counter()
        events: Counter[str] = Counter()
        texts = Counter(text.kind for text in self.reworded if not text.is_renaming)
        for section in self.sections:
            texts.update(text.kind for text in section.reworded)
            for row in section.own:
                events.update(events_to_count(row))
                if row.kind != CHANGED or row.is_plainly_changed:
                    rows[REPLACED if row.replaces else row.kind] += 1
        parts = counted(ROWS, rows)
        parts += [f"{number} × {event}" for event, number in events.items()]
        return ", ".join([*parts, *counted(TEXTS, texts)])

    def sentences(self) -> list[str]:
        """Return what names something: who was renamed, what several rows share, respellings."""
        renamed = [text.told for text in self.texts if text.is_renaming]
        shared = [group.sentence for group in self.shared]
        for section in self.sections:
            renamed += renamings(section)
        respelled = [group.sentence for group in self.respelled if len(group.cells) > 1]
        single = sum(len(group.cells) == 1 for group in self.respelled)
        return [
            *shortened(renamed, MORE_RENAMED),
            *shortened(shared, MORE_SHARED),
            *shortened(respelled, MORE_RESPELLED),
            *counted(TEXTS, {RESPELLED: single}),
        ]


def events_to_count(row: RowChange) -> list[str]:
    """Return the events of a row, but for a renaming, which a summary tells with its names."""
    cells = [cell for cell in row.telling if cell.what and not cell.is_renaming]
    return list(dict.fromkeys(cell.what for cell in cells))


def renamings(section: SectionChange) -> list[str]:
    found = []
    for row in section.own:
        for cell in row.telling:
            if cell.is_renaming:
                found.append(_("%(new)s renamed, was %(old)s") % {"new": row.name, "old": cell.old})
    return found


def shortened(sentences: list[str], more: Any) -> list[str]:
    """Return the first sentences, and how many more there are."""
    left = len(sentences) - MOST_SENTENCES
    return [*sentences[:MOST_SENTENCES], *([str(more % left)] if left > 0 else [])]


def counted(words: Mapping[str, Any], numbers: Mapping[str, int]) -> list[str]:
    """Return each number that is not zero in words, in the order of the words."""
    return [str(words[kind] % numbers[kind]) for kind in words if numbers.get(kind)]
