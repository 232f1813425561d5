"""Rows and their cells, as a version holds them (see reader.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

Data = dict[str, Any]


class Note(NamedTuple):
    """A public note, and the language that it is in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """How a file writes a value that is several things, if each of them has a line of its own.

    `prefix` names its columns ("location", "location_country_code"), `keys` are those of a part.
    """

    prefix: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    event: str = ""  # what a change of its values is called
    event_code: str = ""
    material: str = ""  # whether a change of its values is: "never", "always" (see changes.py)
    under: str = ""  # the column in whose cells its values stand
    leads: str = ""  # the label of that column's value where its own stands in front of it
    is_technical: bool = False  # no translator, human or machine, may touch its values
    is_markdown: bool = False
    depends_on_day: bool = False  # as a state does; set for a file, never in a version
    expansion: Expansion | None = None  # set for a file, never in a version

    @classmethod
    def of(cls, data: Data) -> Column:
        return cls(
            key=data["key"],
            label=data["label"],
            event=data.get("event", ""),
            event_code=data.get("event_code", ""),
            material=data.get("material", ""),
            under=data.get("under", ""),
            leads=data.get("leads", ""),
            is_technical=bool(data.get("technical")),
            is_markdown=bool(data.get("markdown")),
            depends_on_day=bool(data.get("depends_on_day")),
            expansion=data.get("expansion"),
        )


@dataclass(slots=True)  # frozen would take three times as long, and pages have 100,000 cells
class Cell:
    """One value of a row, in words."""

    key: str
    label: str
    text: str
    url: str = ""
    lang: str = ""  # of a text that stands in for a missing translation
    written_in: str = ""  # the language of a name that is shown as it is on every page
    is_technical: bool = False
    is_markdown: bool = False
    is_struck: bool = False  # corrected later
    below: tuple[Cell, ...] = ()  # cells that stand under this one in a table

    @property
    def address(self) -> str:
        """The address behind the text, as paper has to show it; "" where it is the text."""
        address = self.url.removeprefix("mailto:")
        return "" if address == self.text else address


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section. Beside a value may stand its code, slugs, address, or its parts."""

    data: Data

    @property
    def id(self) -> str:
        return self.data["id"]

    @property
    def name(self) -> str:
        """What readers call it: its name, or that in words where it has one."""
        return self.text("name_in_words") or self.text("name")

    @property
    def is_struck(self) -> bool:
        """Its texts were corrected later: those in Markdown where it has such, else all."""
        return bool(self.data.get("struck"))

    def value(self, key: str) -> Any:
        """Return a value as the version holds it, "" where there is none."""
        return value_in(self.data, key)

    def text(self, key: str) -> str:
        return in_words(self.data.get(key))

    def texts(self, key: str) -> list[str]:
        """Return a value that may be several texts."""
        value = value_in(self.data, key, [])
        return value if isinstance(value, list) else [in_words(value)]

    def code(self, key: str) -> str:
        """Return what a value is in every language: a word of the software or a date."""
        return value_in(self.data, f"{key}_code")

    def codes(self, key: str) -> list[str]:
        return value_in(self.data, f"{key}_code", [])

    def slugs(self, key: str) -> list[str]:
        """Return the words of staff that a value names."""
        return value_in(self.data, f"{key}_slug", [])

    def url(self, key: str) -> str:
        return value_in(self.data, f"{key}_url")

    def parts(self, key: str) -> list[Data]:
        """Return what a machine reads of a value that is several things, such as locations."""
        return value_in(self.data, f"{key}_data", [])

    def has_parts(self, key: str) -> bool:
        """Whether the version says what the parts are, be there none."""
        return f"{key}_data" in self.data

    def lang(self, key: str) -> str:
        """Return the language of a text that stands in for a missing translation."""
        return lang_of(self.data, key)

    def written_in(self, key: str) -> str:
        """Return the language of a value that is the same on every page; "" for a technical one."""
        return value_in(self.data, f"{key}_lang")

    @property
    def langs(self) -> dict[str, str]:
        """{key: language} of the texts that stand in for a missing translation."""
        return value_in(self.data, "lang", {})


class Card(dict[str, Any]):
    """What lists show of a page. An absent value is empty, as everywhere."""

    def __missing__(self, key: str) -> str:
        return ""

    def number(self, key: str) -> int:
        return self.get(key) or 0

    def refs(self, key: str) -> list[Data]:
        """Return what a value names: [{"slug": …, "name": …}, …]."""
        return self.get(key) or []

    def names(self, key: str, slug: str) -> bool:
        return any(ref["slug"] == slug for ref in self.refs(key))


def value_in(data: Data, key: str, empty: Any = "") -> Any:
    """Return a value; an absent one and an empty one are the same."""
    return data.get(key) or empty


def lang_of(data: Data, key: str) -> str:
    """Return the language of a text that stands in for a missing translation."""
    return value_in(data, "lang", {}).get(key, "")


def in_words(value: Any) -> str:
    """Return a value of a page as one text; several are told apart by semicolons."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(in_words(entry) for entry in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def in_one_line(value: Any) -> str:
    """Return a value of a page as one text; several are told apart by commas."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return in_words(value)
