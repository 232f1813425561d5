"""Moments as precisely as they were stated: to the minute, to the day, within a range, or about.

A draft keeps the beginning as a datetime, by which it sorts, and in its `precision` what else was
stated: `{"aware_at": {"unit": "day", "about": true, "end": "2026-03-03T00:00:00Z", "zone": "…"}}`.
A moment that has no entry there is exact to the minute, in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext

from trustportal.language import locales
from trustportal.publishing.fields import Plain, first
from trustportal.record.canonical import timestamp

DAY, MINUTE = "day", "minute"
# How far "about" may be from what it names, on either side.
MARGIN = {DAY: timedelta(days=1), MINUTE: timedelta(hours=1)}
SECOND = timedelta(seconds=1)
ISO_DAY = len("2026-03-01")


@dataclass(frozen=True)
class Moment:
    """What was stated of a moment; without an end it is no range, without a zone in UTC."""

    start: datetime
    end: datetime | None = None
    unit: str = MINUTE
    is_about: bool = False
    zone: str = ""  # a name of the IANA, such as Europe/Berlin

    @classmethod
    def of(cls, draft, name):
        """Return the moment that a field of a draft holds, or None."""
        start = getattr(draft, name)
        if start is None:
            return None
        known = draft.precision.get(name, {})
        return cls(
            start=start,
            end=datetime.fromisoformat(known["end"]) if "end" in known else None,
            unit=known.get("unit", MINUTE),
            is_about=known.get("about", False),
            zone=known.get("zone", ""),
        )

    def keep(self, draft, name):
        """Write the moment into a field of a draft."""
        setattr(draft, name, self.start)
        known = {
            "unit": DAY if self.unit == DAY else "",
            "about": self.is_about,
            "end": timestamp(self.end) if self.end else "",
            "zone": self.zone,
        }
        forget(draft, name)
        known = {key: value for key, value in known.items() if value}
        if known:
            draft.precision[name] = known

    @classmethod
    def from_code(cls, code, zone=""):
        """Return the moment that a version holds, or None."""
        if not code:
            return None
        points = code.replace("~", "").split("/")
        return cls(
            *(instant_of(point, zone) for point in points),
            unit=DAY if len(points[0]) == ISO_DAY else MINUTE,
            is_about="~" in code,
            zone=zone,
        )

    @property
    def points(self):
        return [self.start] if self.end is None else [self.start, self.end]

    @property
    def is_exact(self):
        return self.unit == MINUTE and self.end is None and not self.is_about

    # What is said

    @property
    def code(self):
        """The moment for machines: `2026-03-01T14:05:00Z`, or `2026-03-01` for a day.

        `~` marks one that is "about" that, and `/` stands between the ends of a range, as in the
        Extended Date/Time Format (ISO 8601-2). The zone stands beside it.
        """
        mark = "~" if self.is_about else ""
        return "/".join(self.point_code(point) + mark for point in self.points)

    def point_code(self, point):
        return self.day_of(point).isoformat() if self.unit == DAY else timestamp(point)

    def in_words(self, language):
        return self.joined([self.point_in_words(point, language) for point in self.points])

    def days_in_words(self, language):
        """Return the words for a list of days."""
        days = dict.fromkeys(self.listed_day(point) for point in self.points)
        return self.joined([locales.day_in_words(day, language) for day in days])

    def joined(self, words):
        if len(words) == 1:
            return pgettext("moment", "about %s") % words[0] if self.is_about else words[0]
        start, end = words
        between = gettext("between %(start)s and %(end)s")
        if self.is_about:
            between = gettext("approximately between %(start)s and %(end)s")
        return between % {"start": start, "end": end}

    def point_in_words(self, point, language):
        """Return `3 March 2026`, or `3 March 2026, 15:05 Europe/Berlin (14:05 UTC)`."""
        if self.unit == DAY:
            day = locales.day_in_words(self.day_of(point), language)
            return f"{day} ({self.zone})" if self.zone else day
        if not self.zone:
            return locales.moment(point, language)
        local, utc = point.astimezone(zone_of(self.zone)), point.astimezone(UTC)
        there = f"{locales.day_in_words(local.date(), language)}, {locales.clock(local, language)}"
        here = locales.moment(point, language)
        if local.date() == utc.date():
            here = f"{locales.clock(utc, language)} UTC"
        return f"{there} {self.zone} ({here})"

    # Where it is in time

    def day_of(self, point):
        """Return the day of a point where it was stated."""
        return point.astimezone(zone_of(self.zone)).date()

    def listed_day(self, point):
        """Return the day under which lists have a point: as stated, or of its time in UTC."""
        return self.day_of(point) if self.unit == DAY else point.astimezone(UTC).date()

    @property
    def first(self):
        """The first instant of what was stated."""
        return day_begins(self.day_of(self.start), self.zone) if self.unit == DAY else self.start

    @property
    def last(self):
        """The last instant of what was stated."""
        point = self.points[-1]
        if self.unit == MINUTE:
            return point
        return day_begins(self.day_of(point) + timedelta(days=1), self.zone) - SECOND

    @property
    def earliest(self):
        """The earliest possible instant."""
        return self.first - MARGIN[self.unit] if self.is_about else self.first

    @property
    def latest(self):
        """The latest possible instant."""
        return self.last + MARGIN[self.unit] if self.is_about else self.last

    @property
    def last_day(self):
        """The last day (UTC) on which it may have been."""
        return self.latest.astimezone(UTC).date()


def forget(draft, name):
    """Take away what is known of the precision of a field."""
    draft.precision = {key: known for key, known in draft.precision.items() if key != name}


def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name or "UTC")


def day_begins(day: date, zone: str) -> datetime:
    """Return the instant (UTC) at which a day begins in a time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(zone)).astimezone(UTC)


def instant_of(code: str, zone: str) -> datetime:
    if len(code) == ISO_DAY:
        return day_begins(date.fromisoformat(code), zone)
    return datetime.fromisoformat(code)


def is_time(code):
    """Return whether HTML's `<time>` can have a code: a day or a minute, and nothing vaguer."""
    return bool(code) and not {"~", "/"} & set(code)


class Stated(Plain):
    """A moment in words and as a code, and the zone in which it was stated, if one was."""

    def write(self, draft, language):
        moment = Moment.of(draft, self.name)
        if moment is None:
            return {self.key: "", f"{self.key}_code": ""}
        row = {self.key: moment.in_words(language), f"{self.key}_code": moment.code}
        return row | ({f"{self.key}_zone": moment.zone} if moment.zone else {})

    def value(self, rows, field):
        moment = moment_in(first(rows), self.key)
        return moment.start if moment else None

    def read(self, draft, rows):
        super().read(draft, rows)
        moment = moment_in(first(rows), self.key)
        forget(draft, self.name)
        if moment:
            moment.keep(draft, self.name)


def moment_in(row, key):
    """Return the moment that a row of a version holds, or None."""
    return Moment.from_code(row.get(f"{key}_code"), row.get(f"{key}_zone", ""))
