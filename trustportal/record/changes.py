"""What changed in a text or in a row, in words, and whether it is material."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .words import Step, words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
RESPELLED = "respelled"  # the same letters in other quotes, dashes, spaces or case
END, RENAMED = "end", "renamed"  # codes of events: an entry ends, it gets another name
NEVER, ALWAYS = "never", "always"  # whether a change of a value is material; ALWAYS: its coming too
Path = tuple[str, ...]

ENDINGS = {ADDED: gettext_lazy("ended"), REMOVED: gettext_lazy("no longer ends")}
EVENTS = {
    ADDED: gettext_lazy("details added"),
    REMOVED: gettext_lazy("details removed"),
    RESPELLED: gettext_lazy("respelled"),
}
KINDS = {
    ADDED: gettext_lazy("added"),
    REMOVED: gettext_lazy("removed"),
    CHANGED: gettext_lazy("changed"),
}


@dataclass(frozen=True)
class Change:
    """A text that was added, removed or changed; `path` says where, independent of language."""

    path: Path
    kind: str
    label: str
    old: str
    new: str
    of: str = ""  # the row that it belongs to, in words
    event: str = ""  # what the column calls a change of its values
    event_code: str = ""
    material: str = ""  # NEVER, ALWAYS, or empty: a change is, a value given for the first time not

    @property
    def key(self) -> str:
        return self.path[-1]

    @property
    def where(self) -> str:
        return f"{self.of}: {self.label}" if self.of else self.label

    @property
    def label_in_sentence(self) -> str:
        return _("%s (address)") % self.label if self.key.endswith("_url") else self.label

    @property
    def words(self) -> list[Step]:
        return words(self.old, self.new)

    @property
    def is_name(self) -> bool:
        return self.path[0] == "sections" and self.key == "name"

    @property
    def is_renaming(self) -> bool:
        return self.kind == CHANGED and (self.is_name or self.path == ("title",))

    @property
    def is_material(self) -> bool:
        if self.kind == RESPELLED or self.material == NEVER:
            return False
        return self.kind != ADDED or self.material == ALWAYS or self.event_code == END

    @property
    def stands_alone(self) -> bool:
        """Whether being there is the change, so that it is told of each row."""
        return self.event_code == END or self.material == ALWAYS or self.key == "replaces"

    @property
    def what(self) -> str:
        """Return what happened, in the active language; "" where the column has no word for it."""
        if self.event_code == END and self.kind in ENDINGS:
            return str(ENDINGS[self.kind])
        if self.kind == RESPELLED or (self.kind != CHANGED and self.material != ALWAYS):
            return str(EVENTS[self.kind])
        if self.is_renaming:
            return _("renamed")
        return _("details changed") if self.event_code == RENAMED else self.event

    @property
    def told(self) -> str:
        """Return what happened, with the name that it is about."""
        if self.is_renaming:
            words = _("renamed, was %s") if self.is_name else _("new title, was %s")
            return words % self.old
        if self.is_name and self.kind == RESPELLED:
            return _("respelled, was %s") % self.old
        if self.key == "replaces" and self.kind == ADDED:
            return _("replaces %s") % self.new
        return self.what


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
    def telling(self) -> list[Change]:
        """The cells of a changed row that say what happened, without what follows from others.

        A company that gets another name and its first former name was renamed, no more.
        """
        if self.kind != CHANGED:
            return []
        leading = {cell.event_code for cell in self.cells if leads(cell)} - {""}
        return [cell for cell in self.cells if leads(cell) or cell.event_code not in leading]

    @property
    def events(self) -> list[str]:
        """The events of a changed row in words; [] where its columns have none for them."""
        return list(dict.fromkeys(cell.told for cell in self.telling if cell.told))

    @property
    def is_plainly_changed(self) -> bool:
        """Whether a value changed for which its column has no word."""
        return any(not cell.what for cell in self.telling)

    @property
    def what(self) -> str:
        """Return in a word or two what happened to the row, in the active language."""
        if self.replaces:
            return _("replaces %s") % self.replaces
        if self.kind != CHANGED:
            return str(KINDS[self.kind])
        plainly = [str(KINDS[CHANGED])] if self.is_plainly_changed else []
        return listed([*self.events, *plainly])

    @property
    def line(self) -> str:
        return f"{self.name}: {self.what}"

    @property
    def ends(self) -> bool:
        return any(cell.event_code == END and cell.new for cell in self.cells)

    @property
    def is_material(self) -> bool:
        return self.kind != CHANGED or any(cell.is_material for cell in self.cells)

    def without_end(self) -> RowChange:
        return self.with_cells(cell for cell in self.cells if cell.event_code != END)

    def with_cells(self, cells: Iterable[Change]) -> RowChange:
        return replace(self, cells=list(cells))


def leads(cell: Change) -> bool:
    """Whether the column's own event happened, of which others of its kind are a part."""
    if cell.event_code == RENAMED:
        return cell.is_renaming
    return cell.kind == CHANGED


def listed(events: list[str]) -> str:
    """Return several events as one text, told apart also where a name holds a comma."""
    mark = "; " if any("," in event for event in events) else ", "
    return mark.join(events)
