"""The notice period: when a change was first published, and from which day it may start.

Days are counted from the day after publication. With 30 days of notice, what is published on 1 March may
start on 1 April at the earliest: 2 to 31 March are the 30 days.
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
from trustportal.record.changes import ADDED, CHANGED
from trustportal.record.diff import diff
from trustportal.record.models import page_of
from trustportal.record.reader import Page

from .changes import EVENTS, is_material


def last_day_to_object(announced_on):
    return announced_on + timedelta(days=settings.NOTICE_DAYS)


def first_possible_start(published_on):
    return last_day_to_object(published_on) + timedelta(days=1)


def rows_of(page):
    return {
        row["id"]: row for section in page.get("sections", []) for row in section.get("rows", [])
    }


def with_announcements(data, last, number, on):
    """Add to each row when its dates were first published, and what happened to it so far.

    `last` is the newest version that can be read, if there is one; `number` and `on` are those of the next one.
    """
    now, previous = on.isoformat(), last.data if last else {}
    for language, page in data.items():
        old = page_of(previous, language)
        known = rows_of(old)
        for row in rows_of(page).values():
            add_announcements(row, known.get(row["id"], {}), now)
        with translation.override(language):
            events = (
                events_of(diff(Page(old), Page(page)))
                if old
                else dict.fromkeys(rows_of(page), str(_("first listed")))
            )
        for id, row in rows_of(page).items():
            row["log"] = list(known.get(id, {}).get("log", []))
            if id in events:
                row["log"].append({"version": number, "on": now, "text": events[id]})
    return data


def add_announcements(row, before, now):
    row["announced_on"] = first_published(before, row, "starts_code", "announced_on", now)
    row["end_announced_on"] = first_published(before, row, "ends_code", "end_announced_on", now)
    places = {place_key(place): place for place in before.get("locations_data", [])}
    for place in row["locations_data"]:
        same = places.get(place_key(place), {})
        place["announced_on"] = first_published(same, place, "starts_on", "announced_on", now)


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
    return place["country_code"], place["activity_code"]


def first_published(before, after, dated, announced, now):
    """Return the day known from before if the date is still the same, else today; nothing where there is no date."""
    if dated == "ends_code" and not after[dated]:
        return ""
    return before[announced] if before and before.get(dated) == after[dated] else now


def problems(rows, known, changes, entries):
    """Return what would start, or change, without notice; rows of draft and public page, and entries, are by id."""
    changed = {row.id: row.cells for row in changes.rows if row.kind == CHANGED}
    return [
        replace(problem, about=entries[id])
        for id, row in rows.items()
        for problem in of_row(row, known.get(id), changed.get(id, []))
        if problem
    ]


def of_row(row, before, cells):
    """Yield the problems of a row beside what was published of it, and None for what is none."""
    language = get_language()
    if before is None or before["starts_code"] != row["starts_code"]:
        yield too_soon(row["name"], date.fromisoformat(row["starts_code"]), language)
    if before and before["starts_code"] <= today().isoformat():
        yield from new_places(before, row, language)
        yield from (sudden(row["name"], cell) for cell in cells)


def too_soon(what, starts_on, language):
    """Return the problem of something that starts before its notice period is over, or None."""
    first = first_possible_start(today())
    if starts_on >= first:
        return None
    sentence = _(
        "%(what)s would start on %(day)s, before the notice is over. The first possible day is %(first)s."
    )
    values = {
        "what": what,
        "day": day_in_words(starts_on, language),
        "first": day_in_words(first, language),
    }
    return Problem(sentence % values, waiver=URGENT)


def new_places(before, row, language):
    """Yield the problems of a running entry's new locations; one without a start would start at once."""
    known = {place_key(place): place["starts_on"] for place in before["locations_data"]}
    for place in row["locations_data"]:
        if known.get(place_key(place)) != place["starts_on"]:
            starts_on = date.fromisoformat(place["starts_on"]) if place["starts_on"] else today()
            yield too_soon(
                f"{row['name']}, {country_name(place['country_code'], language)}",
                starts_on,
                language,
            )


def sudden(name, cell):
    """Return the problem of a running entry that changes in a material way, or None."""
    if not is_material(cell.event_code) or cell.event_code in ("start", "location"):
        return None
    sentence = _(
        "%(name)s: %(event)s while it is running. Make it a new entry that replaces this one, or a mere correction."
    )
    return Problem(
        sentence % {"name": name, "event": EVENTS[cell.event_code][0]}, waiver=CORRECTION
    )
