"""The entries of a published register, with their states on a day."""

from dataclasses import dataclass
from datetime import date

from trustportal.record.reader import Page
from trustportal.record.rows import Row

from .notice import last_day_to_object
from .places import EEA
from .states import ENDED, STATES, months_before, state_on

MONTHS_SHOWN = 24


@dataclass
class Entry:
    """A row on a day; `section` is "third_party" or "affiliate"."""

    row: Row
    section: str
    state: str
    starts_on: date | None
    ends_on: date | None

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def slug(self) -> str:
        return self.row.value("slug")

    @property
    def kind(self) -> str:
        return self.row.text("kind")

    @property
    def purpose(self) -> str:
        return self.row.text("purpose")

    @property
    def purpose_lang(self) -> str:
        return self.row.lang("purpose")

    @property
    def state_label(self):
        return STATES[self.state]

    @property
    def is_outside_eea(self) -> bool:
        return not EEA.issuperset(self.row.codes("countries"))

    @property
    def object_until(self) -> date | None:
        announced_on = iso_day(self.row.value("announced_on"))
        return last_day_to_object(announced_on) if announced_on else None


def entries_of(page: Page, on: date) -> list[Entry]:
    """Return the entries on a day, without those that ended more than 24 months before."""
    oldest = months_before(on, MONTHS_SHOWN)
    found = []
    for section in page.sections:
        for row in section.rows:
            entry = entry_of(row, section.key, on)
            if entry.state != ENDED or entry.ends_on >= oldest:
                found.append(entry)
    return found


def entry_of(row: Row, section: str, on: date) -> Entry:
    starts_on = iso_day(row.code("starts"))
    ends_on = iso_day(row.code("ends"))
    return Entry(row, section, state_on(starts_on, ends_on, on), starts_on, ends_on)


def iso_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
