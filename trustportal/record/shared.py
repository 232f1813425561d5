"""Changes that several rows share, each told in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .changes import ADDED, CHANGED, REMOVED, RESPELLED, Change, RowChange

LONGEST_QUOTED = 60  # characters of a value in a sentence


@dataclass(frozen=True)
class SharedChange:
    """A change in one column that several rows share; or a single respelling."""

    cells: list[Change]

    @property
    def kind(self) -> str:
        return self.cells[0].kind

    @property
    def number(self) -> int:
        return len({cell.path[:4] for cell in self.cells})

    @property
    def is_material(self) -> bool:
        return any(cell.is_material for cell in self.cells)

    @property
    def is_alike(self) -> bool:
        """Whether every row had the same value and has the same one now."""
        return len({(cell.key, cell.old, cell.new) for cell in self.cells}) == 1

    @property
    def is_short(self) -> bool:
        longest = max(len(self.cells[0].old), len(self.cells[0].new))
        return longest <= LONGEST_QUOTED

    @property
    def sentence(self) -> str:
        first, number = self.cells[0], self.number
        if len(self.cells) == 1:
            return single_sentence(first)
        if self.kind == ADDED and not first.old:
            words = ngettext(
                "Now stated for %(number)d entry: %(label)s",
                "Now stated for %(number)d entries: %(label)s",
                number,
            )
        elif self.kind == REMOVED:
            words = ngettext(
                "No longer stated for %(number)d entry: %(label)s",
                "No longer stated for %(number)d entries: %(label)s",
                number,
            )
        else:
            words = changed_sentence(self.kind, self.is_short, number)
        values = {"old": quoted(first.old), "new": quoted(first.new)}
        return words % {"label": first.label_in_sentence, "number": number, **values}


def changed_sentence(kind: str, is_short: bool, number: int) -> str:
    """Return the sentence about the same change of a value in so many rows."""
    if not is_short:
        return ngettext(
            "%(label)s changed in the same way, %(number)d row",
            "%(label)s changed in the same way, %(number)d rows",
            number,
        )
    if kind == RESPELLED:
        return ngettext(
            "%(label)s %(old)s is now spelt %(new)s, %(number)d row",
            "%(label)s %(old)s is now spelt %(new)s, %(number)d rows",
            number,
        )
    return ngettext(
        "%(label)s changed from %(old)s to %(new)s, %(number)d row",
        "%(label)s changed from %(old)s to %(new)s, %(number)d rows",
        number,
    )


def single_sentence(change: Change) -> str:
    if change.is_name:
        return _("%(old)s is now spelt %(new)s") % {"old": change.old, "new": change.new}
    return f"{change.where}: {change.what}"


def quoted(value: str) -> str:
    """Return a value for a sentence, in quotation marks if it has more than one word."""
    return _("“%s”") % value if " " in value else value


def shared_changes(rows: list[RowChange], whole: Callable[[str], bool]) -> list[SharedChange]:
    """Return the changes that several rows share, and each respelling of another row.

    `whole` says of a key whether no row had such a value before, or whether none has one now.
    """
    groups: dict[tuple[str, ...], list[Change]] = {}
    for row in rows:
        for cell in row.cells:
            if row.kind == CHANGED and not cell.stands_alone:
                groups.setdefault(likeness(cell, whole), []).append(cell)
    shared = [SharedChange(cells) for cells in groups.values()]
    return [group for group in shared if group.number > 1 or group.kind == RESPELLED]


def likeness(cell: Change, whole: Callable[[str], bool]) -> tuple[str, ...]:
    """Return a key that is equal for cells whose change is told once."""
    if cell.kind in (ADDED, REMOVED) and whole(cell.key):
        return (cell.key.removesuffix("_url"), cell.kind)
    return (cell.key, cell.kind, cell.old, cell.new)
