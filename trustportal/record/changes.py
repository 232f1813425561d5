"""The result of comparing two pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .words import Step, words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
END = "end"  # code of the event by which a row ends
Path = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A text that was added, removed or changed; `path` says where, independent of language."""

    path: Path
    kind: str
    label: str
    old: str
    new: str
    of: str = ""  # the row that it belongs to, in words
    event: str = ""  # the name of such a change, if the column has one
    event_code: str = ""

    @property
    def where(self) -> str:
        return f"{self.of}: {self.label}" if self.of else self.label

    @property
    def words(self) -> list[Step]:
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
    def events(self) -> list[str]:
        """The events of a changed row, as its columns name them; [] if they do not."""
        if self.kind != CHANGED:
            return []
        return list(dict.fromkeys(cell.event for cell in self.cells if cell.event))

    @property
    def what(self) -> str:
        """Return in a word or two what happened to the row, in the active language."""
        if self.replaces:
            return _("replaces %s") % self.replaces
        if self.events:
            return ", ".join(self.events)
        return {ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed")}[self.kind]

    @property
    def ends(self) -> bool:
        return any(cell.event_code == END for cell in self.cells)

    def without_end(self) -> RowChange:
        return replace(self, cells=[cell for cell in self.cells if cell.event_code != END])


@dataclass(frozen=True)
class SectionChange:
    key: str
    kind: str
    title: str
    texts: list[Change] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.kind != CHANGED or bool(self.texts or self.rows)

    @property
    def changes(self) -> Iterator[Change]:
        yield from self.texts
        for row in self.rows:
            yield from row.cells


@dataclass(frozen=True)
class PageDiff:
    texts: list[Change]
    facts: list[Change]
    sections: list[SectionChange]

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

    def summary(self) -> str:
        """Return in one line how much changed, in the active language."""
        numbers: Counter[str] = Counter()
        events: Counter[str] = Counter()
        for row in self.rows:
            events.update(row.events)
            if not row.events:
                numbers["replaced" if row.replaces else row.kind] += 1
        texts = len(self.texts) + len(self.facts)
        texts += sum(len(section.texts) for section in self.sections)
        parts = [
            counted("%d entry added", "%d entries added", numbers[ADDED]),
            counted("%d entry replaced", "%d entries replaced", numbers["replaced"]),
            counted("%d entry removed", "%d entries removed", numbers[REMOVED]),
            counted("%d entry changed", "%d entries changed", numbers[CHANGED]),
        ]
        for event, number in events.items():
            parts.append(f"{number} × {event}")
        parts.append(counted("%d text changed", "%d texts changed", texts))
        return ", ".join(filter(None, parts)) or _("nothing changed")


def counted(one: str, many: str, number: int) -> str:
    return ngettext(one, many, number) % number if number else ""
