"""The entries of a published register, with their states on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trustportal.language.locales import iso_day
from trustportal.record.reader import Page
from trustportal.record.rows import Data, Row

from .notice import listed_on
from .places import outside_eea, places_of
from .states import ENDED, IN_FORCE, MONTHS_SHOWN, STATES, months_before, state_on


@dataclass(frozen=True)
class Mechanism:
    """What an entry's transfers rest on under an exporter's law, by slug and in words."""

    slug: str
    name: str
    law: str
    law_name: str


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
    on: date
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

    @property
    def places(self) -> set[str]:
        """The codes, or words, of the places in which it may process data on the day."""
        day = self.on.isoformat()
        return {place.code for place in places_of(self.row) if place.is_in_force(day)}

    @property
    def outside_eea(self) -> str:
        return outside_eea(self.row.codes("countries"))

    @cached_property
    def mechanisms(self) -> list[Mechanism]:
        """Return those in force on the day; of an announced entry, those at its start."""
        if self.state == ENDED:
            return []
        day = max(self.on, self.starts_on or self.on).isoformat()
        found = []
        for part, mechanism in zip(
            self.row.parts("transfers"), mechanisms_of(self.row), strict=True
        ):
            if part.get("starts_on", "") <= day <= (part.get("ends_on") or day):
                found.append(mechanism)
        return found

    @property
    def existing_from(self) -> date | None:
        """From when existing customers are concerned, where that is later than its start."""
        return iso_day(self.row.code("existing_from"))


def mechanism_of(part: Data, text: str = "") -> Mechanism:
    """Return the mechanism of a transfer; versions before 0.2 name it in the text beside it."""
    law, _colon, name = text.partition(": ")
    slug, law_slug = part.get("mechanism_code", ""), part.get("regime_code", "")
    return Mechanism(
        slug=slug,
        name=part.get("mechanism") or name.split(", ")[0] or slug,
        law=law_slug,
        law_name=part.get("regime") or law or law_slug,
    )


def mechanisms_of(row: Row) -> list[Mechanism]:
    """Return the mechanisms of a row, whatever their dates."""
    texts = row.texts("transfers")
    parts = enumerate(row.parts("transfers"))
    return [mechanism_of(part, *texts[number : number + 1]) for number, part in parts]


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
    return Entry(row, section, state, starts_on, ends_on, on, listed)
