from dataclasses import dataclass
from datetime import date

from trustportal.record.changes import PageDiff
from trustportal.record.models import Version


@dataclass(frozen=True)
class Edition:
    """One version in one language, as a reader asked for it: what every writer writes, and all that it knows."""

    version: Version  # with its data
    language: str
    page: dict  # the page of that language, narrowed by the filters
    kind_label: str  # what readers call such a page ("Third party"), in that language
    permalink: str  # absolute address of the version
    verify_url: str  # absolute address of /verify/
    publisher: str  # the company
    on: date  # the day (UTC) whose states the page shows
    as_of: date | None = None  # asked for with ?as_of=
    filters: tuple = ()  # ((label, value), …) in words; () for the whole page
    changes: PageDiff | None = None  # to the version before


class TooLarge(Exception):
    """An edition is more than a format can hold in bounded memory; the text says so to the reader."""
