"""A page as everybody reads it: pages, files, comparisons, feeds and the search ask here.

`Version.data` is plain JSON (docs/architecture.md, "A version explains itself"); these classes lie
over one language of it and copy nothing. Keys are only ever added: an absent key is an empty value,
in a version of any age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from .rows import Card, Data, Row, lang_of, value_in
from .sections import Section


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled text about the whole page."""

    data: Data

    @property
    def key(self) -> str:
        return self.data["key"]

    @property
    def label(self) -> str:
        return self.data["label"]

    @property
    def value(self) -> str:
        """Its text, in Markdown."""
        return value_in(self.data, "value")

    @property
    def code(self) -> str:
        return value_in(self.data, "code")

    @property
    def material(self) -> str:
        """Whether a change of it is, as a column says it of its values."""
        return value_in(self.data, "material")

    @property
    def zone(self) -> str:
        """The time zone in which a moment was stated."""
        return value_in(self.data, "zone")

    @property
    def parts(self) -> list[Data]:
        """What a machine reads of a value that is several things."""
        return value_in(self.data, "data", [])

    @property
    def refs(self) -> list[Data]:
        """What the value names: [{"slug": …, "name": …}, …]."""
        return value_in(self.data, "refs", [])

    @property
    def lang(self) -> str:
        return lang_of(self.data, "value")


@dataclass(frozen=True)
class Page:
    """One language of a version; one without content is false."""

    data: Data

    def __bool__(self) -> bool:
        return bool(self.data)

    @property
    def language(self) -> str:
        return value_in(self.data, "language")

    @property
    def authoritative(self) -> str:
        return value_in(self.data, "authoritative")

    @property
    def title(self) -> str:
        return value_in(self.data, "title")

    @property
    def notice(self) -> str:
        """A line above the page, in Markdown."""
        return value_in(self.data, "notice")

    @property
    def summary(self) -> str:
        """Markdown."""
        return value_in(self.data, "summary")

    @property
    def lang(self) -> dict[str, str]:
        """The languages of title, notice and summary, where they are not the page's."""
        return value_in(self.data, "lang", {})

    @property
    def card(self) -> Card:
        """What lists show of the page; its keys depend on the kind."""
        return Card(value_in(self.data, "card", {}))

    @property
    def filters(self) -> list[Data]:
        return value_in(self.data, "filters", [])

    @cached_property
    def facts(self) -> list[Fact]:
        return [Fact(fact) for fact in value_in(self.data, "facts", [])]

    @cached_property
    def sections(self) -> list[Section]:
        return [Section(section) for section in value_in(self.data, "sections", [])]

    @property
    def rows(self) -> Iterator[Row]:
        for section in self.sections:
            yield from section.rows

    @cached_property
    def list_groups(self) -> list[Section]:
        """The groups under whose headings the page lists its rows; they have no rows here."""
        groups = value_in(self.data, "list_groups", [])
        return [Section(group | {"key": group["slug"]}) for group in groups]

    def rows_by_id(self) -> dict[str, Row]:
        return {row.id: row for row in self.rows}

    def section(self, key: str) -> Section:
        """Return the section of this key, or an empty one."""
        for section in self.sections:
            if section.key == key:
                return section
        return Section({"key": key})

    def with_sections(self, sections: list[Section]) -> Page:
        return Page(self.data | {"sections": [section.data for section in sections]})

    def without_empty_columns(self) -> Page:
        """Return the page with the columns that some row of their section fills."""
        return self.with_sections([section.without_empty_columns() for section in self.sections])

    def narrowed(self, keep: Callable[[Section, Row], bool]) -> Page:
        """Return the page with the rows that are to be kept."""
        sections = []
        for section in self.sections:
            sections.append(section.with_rows([row for row in section.rows if keep(section, row)]))
        return self.with_sections(sections)


def authoritative(data) -> Page:
    """Return the page in the language that counts; a false one for a version without content."""
    return Page(page_of(data, settings.LANGUAGE_CODE))


def page_of(data, language):
    """Return one language of a version's data; `{}` for one without content."""
    for code in (language, settings.LANGUAGE_CODE, *data):
        if code in data:
            return data[code]
    return {}
