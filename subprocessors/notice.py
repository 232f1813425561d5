"""The notice period: when a change was first published, and from which day it may start.

Days are counted from the day after publication. With 30 days of notice, what is published on
1 March may start on 1 April at the earliest: 2 to 31 March are the 30 days. What starts later for
existing customers is counted against their day. A class of change has days of its own: periods.py.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import iso_day
from trustportal.publishing.rows import rows_of
from trustportal.record.changes import ADDED, listed
from trustportal.record.diff import diff
from trustportal.record.reader import Page, page_of

from .ai import uses_ai
from .counts import on_days
from .periods import NoticeClass, Periods, class_of_place, classes_of_start
from .places import PLACE_KEYS

PART_KEYS = (*PLACE_KEYS, "activity_code", "regime_code", "mechanism_code", "modules")


@dataclass(frozen=True)
class Watched:
    """Dates that are announced: their keys, and those of what a version says beside them."""

    dates: tuple[str, ...]  # the one that counts for existing customers at the end
    announced: str  # key of the day on which the dates were first published
    until: str  # key of the last day to object, "" for no notice
    had_notice: bool = True  # before there were classes of changes

    def days(self, data):
        return [data.get(key, "") for key in self.dates]

    def day(self, data):
        """Return the day against which notice is counted, "" for none."""
        return next(filter(None, reversed(self.days(data))), "")

    def is_same(self, data, other):
        return self.days(data) == self.days(other)

    def is_announced(self, data, before):
        """Return whether the row before announced the same dates."""
        return bool(before.get(self.announced)) and self.is_same(before, data)

    def announcement(self, data):
        return {key: data[key] for key in (self.announced, self.until) if key in data}

    def object_until(self, data):
        """Return the last day to object, or None if there is none."""
        if self.until in data:
            return iso_day(data[self.until])
        announced = data.get(self.announced)
        if not announced or not self.had_notice:
            return None
        return last_day_to_object(date.fromisoformat(announced))


START = Watched(("starts_code", "existing_from_code"), "announced_on", "object_until")
END = Watched(("ends_code",), "end_announced_on", "end_object_until", had_notice=False)
PLACE = Watched(("starts_on", "existing_from"), "announced_on", "object_until")
PLACE_END = Watched(("ends_on",), "", "", had_notice=False)
TRANSFER = replace(PLACE, had_notice=False)
TRANSFER_END = Watched(("ends_on",), "end_announced_on", "end_object_until", had_notice=False)


def last_day_to_object(announced_on, days=None):
    """Return the last of some days of notice; of the setting's, where none are given."""
    return announced_on + timedelta(days=settings.NOTICE_DAYS if days is None else days)


def first_possible_start(published_on, days=None):
    return last_day_to_object(published_on, days) + timedelta(days=1)


def with_announcements(data, last, number, on):
    """Add to each row when its dates were first published, and its events so far.

    `last` is the newest readable version, or None; `number` and `on` are the next version's.
    """
    now, previous = on.isoformat(), last.data if last else {}
    listing = days_of_listing(last)
    for language, page in data.items():
        old = page_of(previous, language)
        known, rows, periods = rows_of(old), rows_of(page), Periods.binding(old, page)
        for id, row in rows.items():
            row["listed_on"] = listing.get(id, now)
            replaced = known.get(row.get("replaces_id"), {})
            add_announcements(row, known.get(id, {}), replaced, periods, on)
        page["card"]["on_days"] = on_days(Page(page).rows, on)
        events = events_since(old, page, language, now)
        for id, row in rows.items():
            row["log"] = list(known.get(id, {}).get("log", []))
            if id in events:
                row["log"].append({"version": number, "on": on.isoformat(), "text": events[id]})
    return data


def listed_on(row):
    """Return the day of the version that first had an entry; "" if its row does not say."""
    log = row.get("log") or [{}]
    return row.get("listed_on") or log[0].get("on") or row.get("announced_on") or ""


def days_of_listing(last):
    """Return {id: the day since which an entry is listed} of a version.

    Rows of history from before the portal may not say; the versions before are then read.
    """
    if last is None:
        return {}
    found, silent = {}, set()
    for id, row in rows_of(page_of(last.data, settings.LANGUAGE_CODE)).items():
        found[id] = listed_on(row)
        if not found[id]:
            silent.add(id)
    versions = type(last).objects.of(last.kind, last.slug).filter(redacted_at=None)
    versions = versions.filter(number__lte=last.number)
    for version in versions.order_by("-number").iterator(chunk_size=1) if silent else []:
        silent &= rows_of(page_of(version.data, settings.LANGUAGE_CODE)).keys()
        found |= dict.fromkeys(silent, version.published_on.isoformat())
        if not silent:
            break
    return found


def add_announcements(row, before, replaced, periods, on):
    days = periods.longest(classes_of_start(row, replaced))
    announce(START, row, before, days, on, anew=begins_ai(before, row))
    announce(END, row, before, periods.days(NoticeClass.REMOVAL), on)
    for place in row["locations_data"]:
        days = periods.days(class_of_place(place, before))
        announce(PLACE, place, same_part(PLACE, place, before, "locations_data"), days, on)
    days = periods.days(NoticeClass.OTHER)
    for transfer in row.get("transfers_data", []):
        for watched in (TRANSFER, TRANSFER_END):
            same = same_part(watched, transfer, before, "transfers_data")
            announce(watched, transfer, same, days, on)


def announce(watched, data, before, days, on, anew=False):
    """Say when dates were announced: earlier if they are unchanged, else on this day."""
    planned = watched.day(data) > on.isoformat()
    if watched.is_announced(data, before) and not (anew and planned):
        data.update(watched.announcement(before))
    elif watched.day(data) or watched.had_notice:
        data[watched.announced] = on.isoformat()
        if planned:
            data[watched.until] = last_day_to_object(on, days).isoformat() if days else ""


def same_part(watched, part, before, key):
    """Return the same place or mechanism, with the same dates, in the row before, or {}."""
    for other in before.get(key, []):
        if part_key(other) == part_key(part) and watched.is_same(other, part):
            return other
    return {}


def begins_ai(before, row):
    return bool(before) and uses_ai(row) and not uses_ai(before)


def events_since(old, page, language, now):
    """Return {id: what happened to the entry since the page before, in words}."""
    rows = rows_of(page)
    with translation.override(language):
        if not old:
            return dict.fromkeys(rows, str(_("first listed")))
        to_come = {id for id, row in rows.items() if row["starts_code"] > now}
        return events_of(diff(Page(old), Page(page)), to_come)


def events_of(changes, to_come):
    """Return {id of a row: what happened to it, in words}; `to_come` are those that start later."""
    found = defaultdict(list)
    for row in changes.rows:
        if row.replaces_id:
            told = _("announced, replaces %s") if row.id in to_come else _("replaces %s")
            found[row.id].append(told % row.replaces)
            found[row.replaces_id].append(_("replaced by %s") % row.name)
        elif row.kind == ADDED:
            found[row.id].append(_("announced") if row.id in to_come else _("first listed"))
        found[row.id] += row.events
    return {id: listed([*map(str, events)]) for id, events in found.items()}


def part_key(part):
    """Return what a location, or a transfer mechanism, is known by beside its dates."""
    return tuple(part.get(key, "") for key in PART_KEYS)


def transfer_name(transfer):
    """Return an exporter's law and a mechanism in words; by code in versions that have no other."""
    words = [transfer.get(key) or transfer.get(f"{key}_code") for key in ("regime", "mechanism")]
    return ": ".join(filter(None, words))
