"""The entries of a published register, with their states on a day."""

from dataclasses import dataclass
from datetime import date

from trustportal.record.reader import Page
from trustportal.record.rows import Row

from .counts import places_of
from .notice import last_day_to_object, listed_on
from .places import outside_eea
from .states import ENDED, IN_FORCE, MONTHS_SHOWN, STATES, iso_day, months_before, state_on


@dataclass
class Entry:
    """A row on a day; `section` is the key of its kind.

    Without a start, an entry counts as in use from the day on which it was first listed.
    """

    row: Row
    section: str
    state: str
    starts_on: date | None
    ends_on: date | None
    listed_on: date | None = None

    @property
    def in_use_from(self) -> date | None:
        return self.starts_on or self.listed_on

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
    def is_in_use(self) -> bool:
        return self.state in IN_FORCE

    def places_on(self, on: date) -> set[str]:
        """Return the codes, or words, of the places in which it may process data on a day."""
        day = on.isoformat()
        return {place.code for place in places_of(self.row) if place.is_in_force(day)}

    @property
    def outside_eea(self) -> str:
        return outside_eea(self.row.codes("countries"))

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
    listed = iso_day(listed_on(row.data))
    state = state_on(starts_on or listed, ends_on, on)
    return Entry(row, section, state, starts_on, ends_on, listed)
