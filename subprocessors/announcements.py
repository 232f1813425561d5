"""The published changes of the register that have not started yet."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trustportal.record.rows import Data

from .entries import Entry
from .notice import last_day_to_object
from .states import ANNOUNCED, iso_day


@dataclass(frozen=True)
class Announcement:
    starts_on: date
    entry: Entry
    key: str  # distinguishes the changes of an entry
    what: str
    announced_on: date
    needs_notice: bool = True

    @property
    def object_until(self) -> date:
        return last_day_to_object(self.announced_on)


def announcements(entries: list[Entry], on: date) -> list[Announcement]:
    """Return the changes after a day, the next one first."""
    found: list[Announcement | None] = []
    for entry in entries:
        if entry.state == ANNOUNCED:
            found.append(start_of(entry))
        if entry.ends_on and entry.ends_on >= on:
            found.append(end_of(entry))
        if entry.state != ANNOUNCED:
            found += new_locations(entry, on)
    announced = [announcement for announcement in found if announcement]
    return sorted(announced, key=lambda a: (a.starts_on, a.entry.name))


def start_of(entry: Entry) -> Announcement | None:
    what = _("joins the list")
    if entry.row.text("replaces"):
        what = _("joins in place of %s") % entry.row.text("replaces")
    return announcement(entry, "start", entry.starts_on, what, entry.row.value("announced_on"))


def end_of(entry: Entry) -> Announcement | None:
    announced_on = entry.row.value("end_announced_on")
    what = _("is used for the last time")
    return announcement(entry, "end", entry.ends_on, what, announced_on, needs_notice=False)


def new_locations(entry: Entry, on: date) -> list[Announcement | None]:
    """Return the locations that a running entry announces for after a day."""
    found = []
    parts, texts = entry.row.parts("locations"), entry.row.texts("locations")
    for place, text in zip(parts, texts, strict=False):
        starts_on = iso_day(place.get("starts_on", ""))
        if starts_on and starts_on > on:
            found.append(new_location(entry, place, text, starts_on))
    return found


def new_location(entry: Entry, place: Data, text: str, starts_on: date) -> Announcement | None:
    where = place.get("country_code") or place.get("region_code") or place.get("place", "")
    key = f"{where}-{place.get('activity_code', '')}"
    what = _("gets a new location: %s") % text
    return announcement(entry, key, starts_on, what, place.get("announced_on", ""))


def announcement(
    entry: Entry, key: str, starts_on: date | None, what: str, announced_on: str, **more: bool
) -> Announcement | None:
    """Return an announcement, or None where the version does not say when it was made."""
    day = iso_day(announced_on)
    if starts_on is None or day is None:
        return None
    return Announcement(starts_on, entry, key, str(what), day, **more)
