"""Checks that what starts, ends or changes was announced as long before as its notice period asks.

What is material needs notice, or else passes as a correction or with an urgent reason. What is
stated for the first time of a running entry is neither: it was so before.
"""

from dataclasses import replace
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import day_in_words, iso_day, today
from trustportal.publishing.review import CORRECTION, URGENT, Problem
from trustportal.record.changes import CHANGED

from .changes import EVENTS, MATERIAL
from .notice import (
    END,
    PLACE,
    PLACE_END,
    START,
    TRANSFER,
    TRANSFER_END,
    begins_ai,
    first_possible_start,
    last_day_to_object,
    part_key,
    same_part,
    transfer_name,
)
from .periods import NoticeClass, class_of_place, classes_of_start
from .places import is_within, place_name, where

# {code of the event of a cell: the class of such a change}
CLASSES = {
    "ai": NoticeClass.AI,
    "ai_use": NoticeClass.AI,
    "location": NoticeClass.COUNTRY,
}
STARTS_TOO_SOON = _(
    "%(what)s would start on %(day)s, before the notice period ends. The earliest possible day is "
    "%(first)s."
)
AT_ONCE = _(
    "%(name)s has no start: it would be in use from its publication on, before the notice period "
    "ends. The earliest possible start is %(first)s."
)
REOPENED = _(
    "%(name)s has ended, and would be in use again without notice. Add a new entry, or publish it "
    "as a correction only."
)
NO_PLACE_LEFT = _(
    "%(name)s: no location would be stated any more while the entry is active. Say until when the "
    "old ones apply, or publish it as a correction only."
)
ENDS_TOO_SOON = _(
    "%(what)s would end on %(day)s, before the notice period ends. The earliest possible day is "
    "%(first)s."
)
SUDDEN = _(
    "%(name)s: %(event)s while the entry is active. Add a new entry that replaces this one, or "
    "publish it as a correction only."
)
SUDDEN_TRANSFER = _(
    "%(name)s: %(event)s while the entry is active. Say until when the old mechanism and from when "
    "the new one applies, or publish it as a correction only."
)
CHANGED_ONCE_ANNOUNCED = _(
    "%(name)s: %(event)s, and it starts before the notice period of this change ends. The earliest "
    "possible day is %(first)s. Let it start later, or publish it as a correction only."
)


def problems(rows, known, changes, entries, periods):
    """Return the problems of what would start, end or change without notice.

    `rows` (of the draft), `known` (of the public page) and `entries` are keyed by id.
    """
    changed = {row.id: row.cells for row in changes.rows if row.kind == CHANGED}
    found = []
    for id, row in rows.items():
        before, replaced = known.get(id, {}), known.get(row.get("replaces_id"), {})
        own = [*of_start(row, before, replaced, periods), *of_end(row, before, periods)]
        own += of_changes(row, before, changed.get(id, []), periods)
        found += [replace(problem, about=entries[id]) for problem in own]
    return found


def of_start(row, before, replaced, periods):
    """Yield the problem of an entry that starts too soon; without a date, a new one starts now."""
    days = periods.longest(classes_of_start(row, replaced))
    if before and has_ended(before) and not has_ended(row) and is_running(row):
        yield from reopened(row, days)
        return
    if needs_no_notice(row, before):
        return
    day = START.day(row)
    if day or before:
        yield from starts(row["name"], iso_day(day) or today(), days)
    elif days:
        yield at_once(row["name"], days)


def needs_no_notice(row, before):
    """Return whether a start is known, was in force before, or is told as history."""
    if has_ended(row):
        return True
    if not before:
        return False
    return is_known(row, before) or (is_running(before) and is_running(row))


def at_once(name, days):
    """Return the problem of a new entry without a start: it is in use from its listing on."""
    first = day_in_words(first_possible_start(today(), days), get_language())
    return Problem(AT_ONCE % {"name": name, "first": first}, waiver=URGENT)


def reopened(row, days):
    """Yield a problem if an entry that was told as ended would be in use again."""
    if days:
        yield Problem(REOPENED % {"name": row["name"]}, waiver=CORRECTION)


def has_ended(row, end=END):
    return bool(end.day(row)) and end.day(row) < today().isoformat()


def is_known(row, before):
    return START.is_same(row, before) and not begins_ai(before, row)


def is_running(row):
    return START.day(row) <= today().isoformat() and not has_ended(row)


def of_end(row, before, periods):
    day = END.day(row)
    if before and day and not END.is_same(row, before):
        yield from ends(row["name"], date.fromisoformat(day), periods.days(NoticeClass.REMOVAL))


def of_changes(row, before, cells, periods):
    """Yield the problems of what changes in an entry that is public, cell by cell."""
    if not before or has_ended(before):
        return
    if is_running(before):
        yield from new_places(before, row, periods)
        yield from new_transfers(before, row, periods)
    for cell in cells:
        if cell.is_material and cell.event_code in MATERIAL:
            check = sudden if is_running(before) else changed_once_announced
            yield from check(row, cell, periods)


def starts(what, starts_on, days):
    """Yield a problem if something starts before its days of notice are over."""
    first = first_possible_start(today(), days)
    if days and starts_on < first:
        yield too_soon(STARTS_TOO_SOON, what, starts_on, first)


def ends(what, ends_on, days):
    """Yield a problem if something is used for the last time before its notice is over."""
    first = last_day_to_object(today(), days)
    if days and ends_on < first:
        yield too_soon(ENDS_TOO_SOON, what, ends_on, first)


def too_soon(sentence, what, day, first):
    language = get_language()
    values = {
        "what": what,
        "day": day_in_words(day, language),
        "first": day_in_words(first, language),
    }
    return Problem(sentence % values, waiver=URGENT)


def new_places(before, row, periods):
    """Yield the problems of a running entry's new locations, which start at once by default.

    Without the last one, any other would pass as stated for the first time.
    """
    stated = before.get("locations_data", [])
    if stated and not row["locations_data"] and periods.days(NoticeClass.COUNTRY):
        yield Problem(NO_PLACE_LEFT % {"name": row["name"]}, waiver=CORRECTION)
    for place in row["locations_data"]:
        if is_new(place, stated):
            starts_on = iso_day(PLACE.day(place)) or today()
            days = periods.days(class_of_place(place, before))
            yield from starts(f"{row['name']}, {place_name(place)}", starts_on, days)


def is_new(place, stated):
    """Return whether a place, with its dates, is another one than those stated before."""
    known = [other for other in stated if not has_ended(other, PLACE_END)]
    if has_ended(place, PLACE_END):
        return False
    if same_part(PLACE, place, {"locations_data": known}, "locations_data"):
        return False
    is_past = PLACE.day(place) <= today().isoformat()
    return not (is_past and (not stated or is_no_news(place, known)))


def is_no_news(place, known):
    """Return whether an entry has a place already, or a region that it is in.

    That an activity is stated first, or no longer, is nothing new of a place.
    """
    had = [other for other in known if covers(other, place)]
    return any(PLACE.day(other) <= today().isoformat() for other in had)


def covers(other, place):
    activities = [other.get("activity_code", ""), place.get("activity_code", "")]
    same_activity = "" in activities or activities[0] == activities[1]
    codes = [part.get("country_code") or part.get("region_code", "") for part in (place, other)]
    return same_activity and (where(place) == where(other) or is_within(*codes))


def new_transfers(before, row, periods):
    """Yield the problems of mechanisms that a running entry will rest on, or no longer."""
    days, now = periods.days(NoticeClass.OTHER), today().isoformat()
    for transfer in row.get("transfers_data", []):
        what = f"{row['name']}, {transfer_name(transfer)}"
        for watched, check in ((TRANSFER, starts), (TRANSFER_END, ends)):
            day = watched.day(transfer)
            if day >= now and not same_part(watched, transfer, before, "transfers_data"):
                yield from check(what, date.fromisoformat(day), days)
    lost = rests_on(before) - rests_on(row)
    if days and (lost or gained(before, row)):
        yield Problem(SUDDEN_TRANSFER % told(row, "transfer"), waiver=CORRECTION)


def rests_on(row):
    """Return the keys of the mechanisms in force today."""
    now, found = today().isoformat(), set()
    for transfer in row.get("transfers_data", []):
        if TRANSFER.day(transfer) <= now <= (TRANSFER_END.day(transfer) or now):
            found.add(part_key(transfer))
    return found


def gained(before, row):
    """Return what is in force without an announcement, but for the first ones under a law."""
    laws = {transfer.get("regime_code") for transfer in before.get("transfers_data", [])}
    found = set()
    for transfer in row.get("transfers_data", []):
        announced = TRANSFER.day(transfer) >= today().isoformat()
        if transfer.get("regime_code") in laws and not announced:
            found.add(part_key(transfer))
    return (found & rests_on(row)) - rests_on(before)


def sudden(row, cell, periods):
    """Yield a problem if a running entry changes in a material way."""
    if cell.event_code in ("location", "transfer"):  # they have dates of their own
        return
    if cell.event_code == "start" and not is_running(row):  # it is announced anew
        return
    if periods.days(class_of(cell)):
        yield Problem(SUDDEN % told(row, cell.event_code, cell), waiver=CORRECTION)


def changed_once_announced(row, cell, periods):
    """Yield a problem if what was announced becomes something else shortly before it starts."""
    day, days = START.day(row), periods.days(class_of(cell))
    first = first_possible_start(today(), days)
    if days and day < first.isoformat() and cell.event_code != "start":
        values = told(row, cell.event_code, cell) | {"first": day_in_words(first, get_language())}
        yield Problem(CHANGED_ONCE_ANNOUNCED % values, waiver=CORRECTION)


def class_of(cell):
    return CLASSES.get(cell.event_code, NoticeClass.OTHER)


def told(row, event, cell=None):
    """Return a change in words; an added or removed value is told as such."""
    words = EVENTS[event] if cell is None or cell.kind == CHANGED else cell.what
    return {"name": row["name"], "event": words}
