from dataclasses import dataclass
from datetime import date

from trustportal.record.reader import Page


@dataclass(frozen=True)
class AppliedFilter:
    """A filter set in an address: its key and value, and both in words ("" for none)."""

    key: str
    value: str
    label: str
    text: str


@dataclass(frozen=True)
class Selection:
    """What a file holds of a page: the page as the filters leave it, and what they are."""

    page: Page
    on: date  # the day whose states it shows
    applied: tuple[AppliedFilter, ...] = ()

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """((label, value), …) in words."""
        return tuple((applied.label, applied.text) for applied in self.applied if applied.label)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """((key, value), …) of the address, in their canonical order."""
        return tuple((applied.key, applied.value) for applied in self.applied)
