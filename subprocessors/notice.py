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
from trustportal.publishing.models import CORRECTION, URGENT, Problem
from trustportal.publishing.rows import rows_of
from trustportal.record.changes import ADDED, CHANGED, listed
from trustportal.record.diff import diff
from trustportal.record.reader import Page, page_of

from .changes import EVENTS, MATERIAL
from .counts import on_days
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
    listing = days_of_listing(last)
    for language, page in data.items():
        old = page_of(previous, language)
        known, rows = rows_of(old), rows_of(page)
        for id, row in rows.items():
            row["listed_on"] = listing.get(id, now)
            add_announcements(row, known.get(id, {}), now)
        page["card"]["on_days"] = on_days(Page(page).rows, on)
        events = events_since(old, page, language, now)
        for id, row in rows.items():
            row["log"] = list(known.get(id, {}).get("log", []))
            if id in events:
                row["log"].append({"version": number, "on": now, "text": events[id]})
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


def add_announcements(row, before, now):
    row["announced_on"] = first_published(before, row, "starts_code", "announced_on", now)
    if row.get("ends_code"):
        row["end_announced_on"] = first_published(before, row, "ends_code", "end_announced_on", now)
    places = {place_key(place): place for place in before.get("locations_data", [])}
    for place in row["locations_data"]:
        same = places.get(place_key(place), {})
        place["announced_on"] = first_published(same, place, "starts_on", "announced_on", now)


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
    return {id: listed([str(event) for event in events]) for id, events in found.items()}


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
    if before is None and not row["starts_code"]:  # it is in use from its listing on
        yield at_once(row["name"])
    elif starts_otherwise(before or {}, row):
        yield from too_soon(row["name"], date.fromisoformat(row["starts_code"]))
    if before and before.get("starts_code", "") <= today().isoformat():
        yield from new_places(before, row)
        for cell in cells:
            yield from sudden(row["name"], cell)


def starts_otherwise(before, row):
    """Return whether a start is new: not one in the past that is stated for the first time."""
    known, starts_on = before.get("starts_code", ""), row["starts_code"]
    if before and not known and starts_on <= today().isoformat():
        return False
    return bool(starts_on) and starts_on != known


def at_once(name):
    """Return the problem of a new entry without a start."""
    first = first_possible_start(today())
    sentence = _(
        "%(name)s has no start: it would be in use from its publication on, before the notice "
        "period ends. The earliest possible start is %(first)s."
    )
    values = {"name": name, "first": day_in_words(first, get_language())}
    return Problem(sentence % values, waiver=URGENT)


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
    known = {}
    for place in before.get("locations_data", []):
        known[place_key(place)] = place.get("starts_on", "")
    if not known:
        return  # what was not stated is added detail
    for place in row["locations_data"]:
        *where, _activity = place_key(place)
        without_activity = known.get((*where, ""))
        day = place.get("starts_on", "")
        if known.get(place_key(place), without_activity) != day:
            starts_on = date.fromisoformat(day) if day else today()
            yield from too_soon(f"{row['name']}, {place_name(place)}", starts_on)


def sudden(name, cell):
    """Yield a problem if a running entry changes in a material way."""
    if cell.is_material and cell.event_code in MATERIAL - {"start", "location"}:
        sentence = _(
            "%(name)s: %(event)s while the entry is active. Add a new entry that replaces "
            "this one, or publish it as a correction only."
        )
        event = EVENTS[cell.event_code] if cell.kind == CHANGED else cell.what
        values = {"name": name, "event": event}
        yield Problem(sentence % values, waiver=CORRECTION)
