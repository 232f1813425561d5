"""A published incident page as readers see it: prose, other facts, and timeline."""

from dataclasses import dataclass

from trustportal.record.reader import Fact, Page
from trustportal.record.rows import Row

from .facts import PROSE, TIMES
from .timeline import TIMELINE

RETRACTION = "retraction"


@dataclass(frozen=True)
class TimelineEntry:
    """A published update; values ending in `_code` are the same in every language."""

    id: str
    version: int  # in which it was first published
    happened: str
    happened_code: str
    entry: str
    entry_code: str
    status: str
    status_code: str
    text: str  # Markdown
    lang: str  # of the text, where it is not the page's
    next_update: str
    next_update_code: str
    corrects_id: str
    corrected: str
    corrected_code: str
    corrected_by: str
    is_struck: bool

    @classmethod
    def of(cls, row: Row):
        return cls(
            id=row.id,
            version=row.value("version") or 0,
            happened=row.text("happened"),
            happened_code=row.code("happened"),
            entry=row.text("entry"),
            entry_code=row.code("entry"),
            status=row.text("status"),
            status_code=row.code("status"),
            text=row.text("text"),
            lang=row.lang("text"),
            next_update=row.text("next_update"),
            next_update_code=row.code("next_update"),
            corrects_id=row.value("corrects_id"),
            corrected=row.text("corrected"),
            corrected_code=row.code("corrected"),
            corrected_by=row.value("corrected_by"),
            is_struck=row.is_struck,
        )


def timeline_of(page: Page) -> list[TimelineEntry]:
    """Return the entries of the timeline, the newest first."""
    return [TimelineEntry.of(row) for row in page.section(TIMELINE).rows]


def retraction_of(timeline: list[TimelineEntry]) -> TimelineEntry | None:
    for entry in timeline:
        if entry.entry_code == RETRACTION:
            return entry
    return None


def prose_of(page: Page) -> list[Fact]:
    return [fact for fact in page.facts if fact.key in PROSE]


def short_facts_of(page: Page) -> list[Fact]:
    return [fact for fact in page.facts if fact.key not in PROSE]


def context(page: Page) -> dict:
    """Return the template's context for an incident's page."""
    timeline = timeline_of(page)
    newest = timeline[0] if timeline else None
    is_promised = newest and newest.next_update_code and page.card["is_open"]
    return {
        "prose": prose_of(page),
        "short": short_facts_of(page),
        "times": TIMES,
        "timeline": timeline,
        "next_update": newest if is_promised else None,
        "retraction": retraction_of(timeline),
    }
