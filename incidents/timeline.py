"""The timeline of an incident's page. What was published of it stays word for word; a correction strikes it through."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import moment
from trustportal.publishing.building import entry_with, part
from trustportal.record.canonical import timestamp

TIMELINE = "timeline"
COLUMNS = [
    ("happened", _("When"), {}),
    ("entry", _("Entry"), {}),
    ("status", _("Status"), {}),
    ("text", _("Text"), {"markdown": True}),
    ("corrected", _("Corrected"), {"under": "text"}),
    ("next_update", _("Next update by"), {"under": "text"}),
]


def section(language, updates):
    """Return the section of a page that holds these updates, the newest first."""
    updates = sorted(updates, key=lambda update: (update.happened_at, update.pk), reverse=True)
    return {
        "key": TIMELINE,
        "title": gettext("Timeline"),
        "intro": "",
        "columns": [{"key": key, "label": str(label), **more} for key, label, more in COLUMNS],
        "rows": [row(language, update, updates) for update in updates],
    }


def row(language, update, updates):
    happened = moment(update.happened_at, language)
    corrections = [other for other in updates if other.corrects_id == update.pk]
    return part(
        language,
        id=update.uuid.hex,
        name=f"{happened}, {update.get_kind_display()}",
        happened=happened,
        happened_code=timestamp(update.happened_at),
        entry=update.get_kind_display(),
        entry_code=update.kind,
        status=update.get_status_display(),
        status_code=update.status,
        text=update.text,
        next_update=moment(update.next_update_by, language) if update.next_update_by else "",
        next_update_code=timestamp(update.next_update_by) if update.next_update_by else "",
        corrects_id=update.corrects.uuid.hex if update.corrects else "",
        **correction(language, corrections[-1] if corrections else None),
    )


def correction(language, update):
    """Return what a row says of the first entry that corrects it."""
    if update is None:
        return {"corrected": "", "corrected_code": "", "corrected_by": "", "struck": False}
    when = moment(update.happened_at, language)
    return {
        "corrected": gettext("Corrected on %s") % when,
        "corrected_code": timestamp(update.happened_at),
        "corrected_by": update.uuid.hex,
        "struck": True,
    }


def rows_of(page):
    """Return {id: row} of a page's timeline."""
    return {
        row["id"]: row
        for row in entry_with(page.get("sections", []), "key", TIMELINE).get("rows", [])
    }


CORRECTION = ("corrected", "corrected_code", "corrected_by", "struck")


def with_published(pages, last, number):
    """Put what readers have seen in place of its draft, and say of the rest which version brings it."""
    for language, page in pages.items():
        known = rows_of(last.data.get(language, {})) if last else {}
        timeline = entry_with(page["sections"], "key", TIMELINE)
        drafts = rows_of(page)
        found = [as_published(known.get(id), row, number) for id, row in drafts.items()]
        found += [row for id, row in known.items() if id not in drafts]
        timeline["rows"] = sorted(found, key=lambda row: row["happened_code"], reverse=True)
    return pages


def as_published(known, draft, number):
    """Return a row as readers know it, but for a correction that came since; a new one names its first version."""
    if known is None:
        return draft | {"version": number}
    if known["struck"]:
        return known
    return known | {key: draft[key] for key in CORRECTION}
