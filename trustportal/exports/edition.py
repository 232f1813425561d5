from dataclasses import dataclass
from datetime import date

from trustportal.record.models import Version
from trustportal.record.page_diff import PageDiff
from trustportal.record.reader import Page


@dataclass(frozen=True)
class Edition:
    """One version in one language, as a reader asked for it: the input of every writer."""

    version: Version  # with its data
    language: str
    page: Page  # of that language, narrowed by the filters
    kind_label: str  # what readers call such a page ("Third party"), in that language
    permalink: str  # absolute address of the version
    verify_url: str  # absolute address of /verify/
    publisher: str  # the company
    on: date  # the day (UTC) whose states the page shows
    as_of: date | None = None  # asked for with ?as_of=
    filters: tuple[tuple[str, str], ...] = ()  # labels and values in words; () for the whole page
    changes: PageDiff | None = None  # to the version before

    @property
    def title(self) -> str:
        return self.page.title or self.version.slug

    @property
    def text_language(self) -> str:
        """The language of the page: another one if it is older than the one asked for."""
        return self.page.language or self.language

    @property
    def filters_in_words(self) -> str:
        return "; ".join(f"{label}: {value}" for label, value in self.filters)


@dataclass(frozen=True)
class PageText:
    """A Markdown text of a page, and its place."""

    section: str  # its key, "page" or "facts"
    key: str
    label: str
    source: str
    lang: str  # where it is not the page's


def texts_of(page: Page) -> list[PageText]:
    """Return the texts of a page that are not empty, without its tables."""
    texts = [
        PageText("page", "notice", "", page.notice, page.lang.get("notice", "")),
        PageText("page", "summary", "", page.summary, page.lang.get("summary", "")),
    ]
    for fact in page.facts:
        texts.append(PageText("facts", fact.key, fact.label, fact.value, fact.lang))
    for section in page.sections:
        texts.append(PageText(section.key, "intro", section.title, section.intro, section.lang))
    return [text for text in texts if text.source]


class TooLarge(Exception):
    """An edition is too large for a format in bounded memory; the text is for the reader."""
