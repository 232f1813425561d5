"""The timeline of an incident's page.

Published entries stay word for word; a correction strikes them through.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.fields import Choice, Derived, Id, Reference, Translated
from trustportal.publishing.rows import columns, restore, rows_by_id, rows_of, written
from trustportal.record.changes import ALWAYS

from .moments import Moment, Stated, is_time, moment_in

TIMELINE = "timeline"
UNKNOWN = Moment(datetime.min.replace(tzinfo=UTC))  # of a row that does not say when


def name(update, language):
    when = Moment.of(update, "happened_at").in_words(language)
    return {"name": f"{when}, {update.get_kind_display()}"}


def correction(update, language):
    """Return the values of a row that describe the first correction of it."""
    corrections = list(update.corrections.all())
    if not corrections:
        return {"corrected": "", "corrected_code": "", "corrected_by": "", "struck": False}
    by = corrections[0]
    moment = Moment.of(by, "happened_at")
    words = gettext("Corrected on %s") if is_time(moment.code) else gettext("Corrected, %s")
    return {
        "corrected": words % moment.in_words(language),
        "corrected_code": moment.code,
        "corrected_by": by.uuid.hex,
        "struck": True,
    }


UPDATE = [
    Id("uuid"),
    Derived("name", of=name),
    Stated("happened_at", _("When"), key="happened"),
    Choice("kind", _("Entry"), key="entry"),
    Choice("status", _("Status")),
    Translated("text", _("Text"), markdown=True),
    Derived("corrected", _("Corrected"), under="text", material=ALWAYS, of=correction),
    Stated("next_update_by", _("Next update by"), key="next_update", under="text"),
    Reference("corrects"),
]


def updates_of(incident):
    """Return an incident's updates with what they correct."""
    return list(incident.updates.select_related("corrects").prefetch_related("corrections"))


def newest_first(updates):
    """Sort updates by their moments, and in the order of writing where these leave it open."""
    written_first = sorted(updates, key=lambda update: update.pk)
    return by_moment(written_first, lambda update: Moment.of(update, "happened_at"))


def by_moment(entries, moment_of):
    """Sort entries, given in the order of writing, the newest first.

    One that is known to the day, or within a range, stands after what was written before it, as far
    as that can have been before it.
    """
    placed = []
    for entry in entries:
        moment = moment_of(entry)
        before = [place for place, _entry in placed if moment.first <= place <= moment.last]
        placed.append((max(before, default=moment.first), entry))
    in_order = sorted(placed, key=lambda pair: pair[0])
    return [entry for _place, entry in reversed(in_order)]


def section(language, updates):
    """Return the section of a page that holds these updates."""
    return {
        "key": TIMELINE,
        "title": gettext("Timeline"),
        "intro": "",
        "columns": columns(UPDATE),
        "rows": [written(UPDATE, update, language) for update in updates],
    }


def restore_updates(incident, data):
    """Restore deleted updates, and delete drafts of new ones."""
    rows = rows_by_id(data)
    kept = [UUID(id) for id in {*rows, *incident.published_updates()}]
    drafts = incident.updates.exclude(uuid__in=kept)
    drafts.update(corrects=None, kind="update")
    drafts.delete()
    there = {uuid.hex for uuid in incident.updates.values_list("uuid", flat=True)}
    for id in reversed(rows):  # the oldest first: a correction refers to an older one
        if id not in there:
            restore(UPDATE, incident.updates.model(incident=incident), rows[id])


CORRECTION = ("corrected", "corrected_code", "corrected_by", "struck")


def with_published(pages, incident):
    """Replace drafts of published rows with what was published; number the new rows.

    A new row gets the number of the version that will be its first.
    """
    last, number = incident.last_readable(), incident.next_number()
    written_first = [update.uuid.hex for update in incident.updates.order_by("pk")]
    for language, page in pages.items():
        known, drafts = rows_of(last.data.get(language, {})) if last else {}, rows_of(page)
        rows = [row for id, row in reversed(known.items()) if id not in drafts]
        for id in written_first:
            row = drafts[id] | {"version": number}
            rows.append(as_published(known[id], row) if id in known else row)
        rows.sort(key=lambda row: row.get("version") or 0)
        (timeline,) = page["sections"]
        timeline["rows"] = by_moment(rows, happened)
    return pages


def happened(row):
    return moment_in(row, "happened") or UNKNOWN


def as_published(known, draft):
    """Return a row as it was published, with any later correction marked."""
    if known.get("struck"):
        return known
    return known | {key: draft[key] for key in CORRECTION}
