"""A published incident page as readers see it: prose, other facts, and timeline."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trustportal.record.reader import Fact, Page
from trustportal.record.rows import Row

from .facts import MARKDOWN, PROSE, TIMES
from .moments import is_time
from .timeline import TIMELINE

RETRACTION = "retraction"
UNKNOWN = "not_yet_known"  # the code of a fact that is not yet known


@dataclass(frozen=True)
class TimelineEntry:
    """A published update; values ending in `_code` are the same in every language."""

    id: str
    version: int  # in which it was first published
    happened: str
    happened_code: str
    happened_time: str  # the code, where it is exact enough for `<time>`
    entry: str
    entry_code: str
    status: str
    status_code: str
    text: str  # Markdown
    lang: str  # of the text, where it is not the page's
    next_update: str
    next_update_code: str
    next_update_time: str
    corrects_id: str
    corrected: str
    corrected_time: str
    corrected_by: str
    is_struck: bool

    @classmethod
    def of(cls, row: Row):
        return cls(
            id=row.id,
            version=row.value("version") or 0,
            happened=row.text("happened"),
            happened_code=row.code("happened"),
            happened_time=time_in(row, "happened"),
            entry=row.text("entry"),
            entry_code=row.code("entry"),
            status=row.text("status"),
            status_code=row.code("status"),
            text=row.text("text"),
            lang=row.lang("text"),
            next_update=row.text("next_update"),
            next_update_code=row.code("next_update"),
            next_update_time=time_in(row, "next_update"),
            corrects_id=row.value("corrects_id"),
            corrected=row.text("corrected"),
            corrected_time=time_in(row, "corrected"),
            corrected_by=row.value("corrected_by"),
            is_struck=row.is_struck,
        )


def time_in(row: Row, key: str) -> str:
    code = row.code(key)
    return code if is_time(code) else ""


def timeline_of(page: Page) -> list[TimelineEntry]:
    """Return the entries of the timeline, the newest first."""
    return [TimelineEntry.of(row) for row in page.section(TIMELINE).rows]


def heading_of(title: str, entry: TimelineEntry) -> str:
    """Return the title of an entry where it stands alone: with its status, if it says one."""
    if not entry.status:
        return f"{title}: {entry.entry}"
    words = {"title": title, "entry": entry.entry, "status": entry.status}
    return _("%(title)s: %(entry)s, %(status)s") % words


def retraction_of(timeline: list[TimelineEntry]) -> TimelineEntry | None:
    for entry in timeline:
        if entry.entry_code == RETRACTION:
            return entry
    return None


def prose_of(page: Page) -> list[Fact]:
    return [fact for fact in page.facts if fact.key in PROSE]


def short_facts_of(page: Page) -> list[Fact]:
    return [fact for fact in page.facts if fact.key not in PROSE]


def is_stated_time(fact: Fact) -> bool:
    return fact.code != UNKNOWN and is_time(fact.code)


def context(page: Page) -> dict:
    """Return the template's context for an incident's page."""
    timeline = timeline_of(page)
    newest = timeline[0] if timeline else None
    is_promised = newest and newest.next_update_code and page.card["is_open"]
    return {
        "prose": prose_of(page),
        "short": short_facts_of(page),
        "times": [fact.key for fact in page.facts if fact.key in TIMES and is_stated_time(fact)],
        "markdown": MARKDOWN,
        "timeline": timeline,
        "next_update": newest if is_promised else None,
        "retraction": retraction_of(timeline),
    }
