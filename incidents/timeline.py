"""The timeline of an incident's page.

Published entries stay word for word; a correction strikes them through.
"""

from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import moment
from trustportal.publishing.fields import Choice, Derived, Id, Moment, Reference, Translated
from trustportal.publishing.rows import columns, restore, rows_by_id, rows_of, written
from trustportal.record.canonical import timestamp
from trustportal.record.changes import ALWAYS

TIMELINE = "timeline"


def name(update, language):
    return {"name": f"{moment(update.happened_at, language)}, {update.get_kind_display()}"}


def correction(update, language):
    """Return the values of a row that describe the first correction of it."""
    corrections = list(update.corrections.all())
    if not corrections:
        return {"corrected": "", "corrected_code": "", "corrected_by": "", "struck": False}
    by = corrections[0]
    return {
        "corrected": gettext("Corrected on %s") % moment(by.happened_at, language),
        "corrected_code": timestamp(by.happened_at),
        "corrected_by": by.uuid.hex,
        "struck": True,
    }


UPDATE = [
    Id("uuid"),
    Derived("name", of=name),
    Moment("happened_at", _("When"), key="happened"),
    Choice("kind", _("Entry"), key="entry"),
    Choice("status", _("Status")),
    Translated("text", _("Text"), markdown=True),
    Derived("corrected", _("Corrected"), under="text", material=ALWAYS, of=correction),
    Moment("next_update_by", _("Next update by"), key="next_update", under="text"),
    Reference("corrects"),
]


def updates_of(incident):
    """Return an incident's updates, the newest first."""
    updates = incident.updates.select_related("corrects").prefetch_related("corrections")
    return list(updates.order_by("-happened_at", "-pk"))


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


def with_published(pages, last, number):
    """Replace drafts of published rows with what was published; number the new rows.

    A new row gets the number of the version that will be its first.
    """
    for language, page in pages.items():
        known, drafts = rows_of(last.data.get(language, {})) if last else {}, rows_of(page)
        rows = []
        for id, row in drafts.items():
            rows.append(as_published(known[id], row) if id in known else row | {"version": number})
        rows += [row for id, row in known.items() if id not in drafts]
        (timeline,) = page["sections"]
        timeline["rows"] = sorted(rows, key=happened, reverse=True)
    return pages


def happened(row):
    return row.get("happened_code", "")


def as_published(known, draft):
    """Return a row as it was published, with any later correction marked."""
    if known.get("struck"):
        return known
    return known | {key: draft[key] for key in CORRECTION}
