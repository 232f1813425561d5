"""How many entries of the register are in use, announced and ended: on a day, and from then on."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from trustportal.language.locales import is_country, iso_day
from trustportal.record.rows import Data, Row, value_in

from .places import Place, places_of
from .states import ACTIVE, ANNOUNCED, ENDED, ENDING, first_day_unlisted

DAY = timedelta(days=1)
EVER = date.max


@dataclass(frozen=True)
class Counts:
    """Numbers of a day; countries are those in which something in use takes place on that day.

    `elsewhere` counts where else: regions, places in words, and entries that state no place.
    """

    in_use: int = 0
    announced: int = 0
    ended: int = 0
    countries: int = 0
    elsewhere: int = 0

    @classmethod
    def of(cls, card: Data, on: date):
        """Return the counts of a day from a card; None if the version has none."""
        steps = value_in(card, "on_days", [])
        valid = [step for step in steps if step.get("from", "") <= on.isoformat()] or steps[:1]
        if not valid:
            return None
        return cls(**{key: value for key, value in valid[-1].items() if key != "from"})


def places_in_use(entries: Iterable) -> Counter[str]:
    """Return how many entries in use process data in each place on their day, by code or words."""
    found: Counter[str] = Counter()
    for entry in entries:
        if entry.is_in_use:
            found.update(entry.places)
    return found


def states_in_words(entries: Iterable) -> list[str]:
    """Return how many entries there are in each state: ["19 in use", "3 announced", "2 ended"]."""
    states = Counter(entry.state for entry in entries)
    found = []
    for number, words in (
        (states[ACTIVE] + states[ENDING], _("%d in use")),
        (states[ANNOUNCED], _("%d announced")),
        (states[ENDED], _("%d ended")),
    ):
        if number:
            found.append(words % number)
    return found


# From the day of publication on


def on_days(rows: Iterable[Row], published_on: date) -> list[Data]:
    """Return the counts of a version: [{"from": day, "in_use": …, …}, …], a line for each change.

    A page that lists the counts of today needs this line alone, and not the whole register.
    """
    changes: dict[date, Counter] = defaultdict(Counter)
    changes[published_on]  # has counts, whatever changes later
    for row in rows:
        for key, first, last in periods(row):
            if last >= max(first, published_on):
                changes[max(first, published_on)][key] += 1
                if last < EVER:
                    changes[last + DAY][key] -= 1
    found, now = [], Counter()
    for day in sorted(changes):
        now.update(changes[day])
        counts = vars(counts_now(now))
        if not counts["elsewhere"]:
            del counts["elsewhere"]
        found.append({"from": day.isoformat(), **counts})
    return found


def counts_now(now: Counter) -> Counts:
    countries = sum(1 for key, number in now.items() if isinstance(key, tuple) and number)
    return Counts(now["in_use"], now["announced"], now["ended"], countries, now["elsewhere"])


def periods(row: Row):
    """Yield (what is counted, first day, last day) of an entry: its states, and its places."""
    starts_on, ends_on = span(row.code("starts"), row.code("ends"))
    if starts_on > date.min:
        yield "announced", date.min, starts_on - DAY
    yield "in_use", starts_on, ends_on
    if ends_on < EVER:
        yield "ended", ends_on + DAY, first_day_unlisted(ends_on) - DAY
    for place in places_of(row) or [Place("")]:
        first, last = span(place.starts, place.ends)
        what = ("in", place.code) if is_country(place.code) else "elsewhere"
        yield what, max(first, starts_on), min(last, ends_on)


def span(starts: str, ends: str) -> tuple[date, date]:
    """Return the first and the last day; without a date, the earliest or latest there is."""
    return iso_day(starts) or date.min, iso_day(ends) or EVER
