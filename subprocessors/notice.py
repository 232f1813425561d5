"""The notice period: when a change was first published, and from which day it may start.

Days are counted from the day after publication. With 30 days of notice, what is published on
1 March may start on 1 April at the earliest: 2 to 31 March are the 30 days.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import country_name, day_in_words, today
from trustportal.publishing.review import CORRECTION, URGENT, Problem
from trustportal.publishing.rows import rows_of
from trustportal.record.changes import ADDED, CHANGED
from trustportal.record.diff import diff
from trustportal.record.reader import Page, page_of

from .changes import EVENTS, MATERIAL
from .parts import ProcessingLocation

REGIONS = dict(ProcessingLocation.Region.choices)


def last_day_to_object(announced_on):
    return announced_on + timedelta(days=settings.NOTICE_DAYS)


def first_possible_start(published_on):
    return last_day_to_object(published_on) + timedelta(days=1)


def with_announcements(data, last, number, on):
    """Add to each row when its dates were first published, and its events so far.

    `last` is the newest readable version, or None; `number` and `on` are the next version's.
    """
    now, previous = on.isoformat(), last.data if last else {}
    for language, page in data.items():
        old = page_of(previous, language)
        known, rows = rows_of(old), rows_of(page)
        for id, row in rows.items():
            add_announcements(row, known.get(id, {}), now)
        events = events_since(old, page, language)
        for id, row in rows.items():
            row["log"] = list(known.get(id, {}).get("log", []))
            if id in events:
                row["log"].append({"version": number, "on": now, "text": events[id]})
    return data


def add_announcements(row, before, now):
    row["announced_on"] = first_published(before, row, "starts_code", "announced_on", now)
    if row.get("ends_code"):
        row["end_announced_on"] = first_published(before, row, "ends_code", "end_announced_on", now)
    places = {place_key(place): place for place in before.get("locations_data", [])}
    for place in row["locations_data"]:
        same = places.get(place_key(place), {})
        place["announced_on"] = first_published(same, place, "starts_on", "announced_on", now)


def events_since(old, page, language):
    """Return {id: what happened to the entry since the page before, in words}."""
    with translation.override(language):
        if not old:
            return dict.fromkeys(rows_of(page), str(_("first listed")))
        return events_of(diff(Page(old), Page(page)))


def events_of(changes):
    """Return {id of a row: what happened to it, in words}."""
    found = defaultdict(list)
    for row in changes.rows:
        if row.replaces_id:
            found[row.id].append(_("announced, replaces %s") % row.replaces)
            found[row.replaces_id].append(_("replaced by %s") % row.name)
        elif row.kind == ADDED:
            found[row.id].append(_("announced"))
        found[row.id] += row.events
    return {id: ", ".join(map(str, events)) for id, events in found.items()}


def place_key(place):
    keys = ("country_code", "region_code", "place", "activity_code")
    return tuple(place.get(key, "") for key in keys)


def place_name(place):
    """Return the country or region of a location in the active language, or its words."""
    if place.get("country_code"):
        return country_name(place["country_code"], get_language())
    region = place.get("region_code")
    return REGIONS.get(region, region) if region else place.get("place", "")


def first_published(before, after, dated, announced, now):
    """Return the earlier announcement day if the date is unchanged, else `now`."""
    day = after.get(dated, "")
    known = before.get(announced) if before.get(dated, "") == day else ""
    return known or now


def problems(rows, known, changes, entries):
    """Return the problems of what would start or change without notice.

    `rows` (of the draft), `known` (of the public page) and `entries` are keyed by id.
    """
    changed = {row.id: row.cells for row in changes.rows if row.kind == CHANGED}
    found = []
    for id, row in rows.items():
        for problem in of_row(row, known.get(id), changed.get(id, [])):
            found.append(replace(problem, about=entries[id]))
    return found


def of_row(row, before, cells):
    """Yield the problems of a row compared with its published form."""
    if row["starts_code"] and (before or {}).get("starts_code") != row["starts_code"]:
        yield from too_soon(row["name"], date.fromisoformat(row["starts_code"]))
    if before and before.get("starts_code", "") <= today().isoformat():
        yield from new_places(before, row)
        for cell in cells:
            yield from sudden(row["name"], cell)


def too_soon(what, starts_on):
    """Yield a problem if something starts before its notice period is over."""
    first, language = first_possible_start(today()), get_language()
    if starts_on < first:
        sentence = _(
            "%(what)s would start on %(day)s, before the notice period ends. The earliest "
            "possible day is %(first)s."
        )
        values = {
            "what": what,
            "day": day_in_words(starts_on, language),
            "first": day_in_words(first, language),
        }
        yield Problem(sentence % values, waiver=URGENT)


def new_places(before, row):
    """Yield the problems of a running entry's new locations, which start at once by default."""
    known = {
        place_key(place): place.get("starts_on", "") for place in before.get("locations_data", [])
    }
    for place in row["locations_data"]:
        day = place.get("starts_on", "")
        if known.get(place_key(place)) != day:
            starts_on = date.fromisoformat(day) if day else today()
            yield from too_soon(f"{row['name']}, {place_name(place)}", starts_on)


def sudden(name, cell):
    """Yield a problem if a running entry changes in a material way."""
    if cell.event_code in MATERIAL and cell.event_code not in ("start", "location"):
        sentence = _(
            "%(name)s: %(event)s while the entry is active. Add a new entry that replaces "
            "this one, or publish it as a correction only."
        )
        values = {"name": name, "event": EVENTS[cell.event_code]}
        yield Problem(sentence % values, waiver=CORRECTION)
