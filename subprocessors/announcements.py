"""The published changes of the register that have not started yet."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from trustportal.language.locales import iso_day
from trustportal.record.rows import Data

from .entries import Entry
from .notice import END, PLACE, START, TRANSFER, TRANSFER_END, Watched, part_key, transfer_name
from .states import ANNOUNCED, IN_FORCE


@dataclass(frozen=True)
class Announcement:
    starts_on: date
    entry: Entry
    key: str  # distinguishes the changes of an entry
    what: str
    announced_on: date
    object_until: date | None  # None for what needs no notice
    existing_from: date | None = None  # where existing customers have it later

    @property
    def comes_on(self) -> date:
        """The day that comes next: existing customers may have it later than new ones."""
        is_past = self.existing_from and self.starts_on <= self.entry.on
        return self.existing_from if is_past else self.starts_on


def announcements(entries: list[Entry], on: date) -> list[Announcement]:
    """Return the changes after a day, the next one first."""
    found: list[Announcement | None] = []
    for entry in entries:
        if entry.state == ANNOUNCED or is_for_new_customers_yet(entry, on):
            found.append(start_of(entry))
        if entry.ends_on and entry.ends_on >= on:
            found.append(end_of(entry))
        if entry.state in IN_FORCE:
            found += [*new_locations(entry, on), *new_transfers(entry, on)]
    announced = [announcement for announcement in found if announcement]
    return sorted(announced, key=lambda a: (a.comes_on, a.entry.name))


def is_for_new_customers_yet(entry: Entry, on: date) -> bool:
    return entry.existing_from is not None and entry.existing_from > on


def start_of(entry: Entry) -> Announcement | None:
    what = _("joins the list")
    if entry.row.text("replaces"):
        what = _("joins in place of %s") % entry.row.text("replaces")
    return announcement(entry, "start", what, START, entry.row.data)


def end_of(entry: Entry) -> Announcement | None:
    return announcement(entry, "end", _("is used for the last time"), END, entry.row.data)


def new_locations(entry: Entry, on: date) -> list[Announcement | None]:
    """Return the locations that a running entry announces for after a day."""
    found = []
    parts, texts = entry.row.parts("locations"), entry.row.texts("locations")
    for place, text in zip(parts, texts, strict=False):
        if PLACE.day(place) > on.isoformat():
            what = _("gets a new location: %s") % text
            found.append(announcement(entry, key_of(place), what, PLACE, place))
    return found


def new_transfers(entry: Entry, on: date) -> list[Announcement | None]:
    """Return the mechanisms that a running entry will rest on after a day, or no longer."""
    found, day = [], on.isoformat()
    for transfer in entry.row.parts("transfers"):
        if TRANSFER.day(transfer) > day:
            what = _("gets a new transfer mechanism: %s") % transfer_name(transfer)
            found.append(announcement(entry, key_of(transfer), what, TRANSFER, transfer))
        if TRANSFER_END.day(transfer) >= day:
            what = _("relies on this transfer mechanism for the last time: %s")
            what, key = what % transfer_name(transfer), f"{key_of(transfer)}-end"
            found.append(announcement(entry, key, what, TRANSFER_END, transfer))
    return found


def key_of(part: Data) -> str:
    """Return what tells a part from others of its entry; it stands in calendars since 0.1.0."""
    words = [slugify(word, allow_unicode=True) for word in part_key(part) if word]
    code = part.get("country_code")
    return f"{code}-{part.get('activity_code', '')}" if code else "-".join(words)


def announcement(
    entry: Entry, key: str, what: str, watched: Watched, data: Data
) -> Announcement | None:
    """Return an announcement, or None where the version does not say when it was made."""
    days = [iso_day(day) for day in watched.days(data) if day]
    announced_on = iso_day(data.get(watched.announced, ""))
    if not days or announced_on is None:
        return None
    starts_on, existing_from = days[0], days[1] if days[1:] else None
    until = watched.object_until(data)
    return Announcement(starts_on, entry, key, what, announced_on, until, existing_from)
